// What may be asked of a replay after ":", and by its keys: stop and go, faster and slower, go to a
// moment or a revision.
import {readMoment} from '../record/moment-text.ts';
import {
  changeSpeed,
  isAtEnd,
  type Playback,
  play,
  positionAt,
  seek,
  speedMax,
  speedMin,
} from '../record/playback.ts';
import type {Recording} from '../record/recording.ts';
import type {Clock} from '../report/clock-text.ts';
import type {CommandAnswer} from '../report/view-model.ts';

type ReplayAnswer = {
  /** Absent where nothing is to be done. */
  readonly playback?: Playback;
  readonly said: CommandAnswer;
};

type ReplayContext = {
  readonly recording: Recording;
  readonly clock: Clock;
  readonly nowMs: number;
};

/** :rev means something in a live interface too. */
export function isOfReplay(name: string): boolean {
  return name !== 'rev' && Object.hasOwn(commands, name);
}

/** undefined: no such command. */
export function runReplayCommand(
  playback: Playback,
  {name, argument}: {readonly name: string; readonly argument: string},
  context: ReplayContext,
): ReplayAnswer | undefined {
  return Object.hasOwn(commands, name) ? commands[name]?.(playback, argument, context) : undefined;
}

/** Milliseconds of the recording; undefined: it is neither a moment nor a revision. */
export function momentOf(
  text: string,
  playback: Playback,
  {recording, nowMs}: Pick<ReplayContext, 'recording' | 'nowMs'>,
): number | undefined {
  if (/^\d[\d,]*$/.test(text)) return momentOfRevision(text.replaceAll(',', ''), recording);
  return readMoment(text, {startMs: recording.startMs, positionMs: positionAt(playback, nowMs)});
}

type Command = (playback: Playback, argument: string, context: ReplayContext) => ReplayAnswer;

const commands: Readonly<Record<string, Command>> = {
  speed(playback, argument, {nowMs}) {
    const speed = speedOf(argument, playback.speed);
    if (!Number.isFinite(speed) || speed <= 0) {
      const expected = `a number from ${speedMin} to ${speedMax}, such as :speed 10`;
      return {said: {text: `:speed ${argument}: expected ${expected}`, role: 'error'}};
    }
    const changed = changeSpeed(playback, speed, nowMs);
    return done(changed, `speed ${Number(changed.speed.toFixed(1))}x`);
  },
  play(playback, _argument, {nowMs}) {
    const isPlaying = !playback.isPlaying || isAtEnd(playback, nowMs);
    const words = isPlaying ? 'the replay goes on' : 'the replay is stopped: P goes on';
    return done(play(playback, isPlaying, nowMs), words);
  },
  seek(playback, argument, context) {
    const momentMs = momentOf(argument, playback, context);
    if (momentMs === undefined) {
      const expected = '14:03:02, +90s, -10s or a revision that is recorded';
      return {said: {text: `:seek ${argument}: expected ${expected}`, role: 'error'}};
    }
    const moved = seek(playback, momentMs, context.nowMs);
    return done(moved, `at ${context.clock.time(moved.positionMs)}`);
  },
  rev: (playback, argument, context) =>
    (commands.seek as Command)(playback, argument === '' ? '?' : argument, context),
};

function done(playback: Playback, text: string): ReplayAnswer {
  return {playback, said: {text, role: 'dim'}};
}

function speedOf(argument: string, speed: number): number {
  if (argument === 'faster') return speed * 2;
  if (argument === 'slower') return speed / 2;
  return argument === '' ? Number.NaN : Number(argument.replace(/x$/, ''));
}

function momentOfRevision(text: string, {entries, times}: Recording): number | undefined {
  const revision = Number(text);
  const at = entries.findIndex(entry => entry.type !== 'status' && entry.modRevision >= revision);
  return times[at];
}
