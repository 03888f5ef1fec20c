// A recording as the source of the interface: the log grows as the replay moves on, and starts anew
// under new sequence numbers where it goes back. A timer runs only while it plays.
import {
  isAtEnd,
  msUntil,
  type Playback,
  play,
  positionAt,
  startPlayback,
} from '../record/playback.ts';
import {endWords, type Recording} from '../record/recording.ts';
import {createReplayKeys} from '../record/replay-keys.ts';
import {createReplayedView} from '../record/replayed-view.ts';
import {countUpTo} from '../record/sorted-search.ts';
import type {Clock} from '../report/clock-text.ts';
import {createResourceCounter} from '../report/resource-counts.ts';
import type {InterfaceSource, ReplayView} from '../report/view-model.ts';
import {runReplayCommand} from './replay-commands.ts';

type ReplaySource = InterfaceSource & {
  /** The moment that is shown, for ages. */
  nowMs(): number;
  close(): void;
};

type ReplayOptions = {
  readonly recording: Recording;
  readonly speed: number;
  /** Where it starts; default: at the beginning. */
  readonly fromMs?: number;
  readonly clock: Clock;
  readonly now: () => number;
};

/** At least so often while it plays, so that the time shown moves; at most thirty times a second. */
const tickMsMax = 1000;
const tickMsMin = 33;

export function createReplaySource(options: ReplayOptions): ReplaySource {
  const {recording, clock, now} = options;
  const {entries, times, views} = recording;
  const keys = createReplayKeys(recording);
  const resources = createResourceCounter(Buffer.from(recording.header.prefix, 'base64'));
  keys.observe(resources.add);
  const viewAt = createReplayedView(recording);
  const viewTimes = views.map(({timeMs}) => timeMs);
  const listeners = new Set<() => void>();
  let playback = startPlayback(recording, now(), options.speed);
  let first = 0;
  let count = 0;
  let shownMs = recording.startMs;
  let timer: NodeJS.Timeout | undefined;

  function set(next: Playback): void {
    playback = next;
    advance();
  }

  function advance(): void {
    clearTimeout(timer);
    if (playback.isPlaying && isAtEnd(playback, now())) playback = play(playback, false, now());
    shownMs = positionAt(playback, now());
    const reached = countUpTo(times, shownMs);
    // Numbers never repeat: what was there before a step back has fallen out.
    if (reached < count) first += count;
    count = reached;
    keys.moveTo(count);
    for (const listener of listeners) listener();
    schedule();
  }

  function schedule(): void {
    const nextView = viewTimes[countUpTo(viewTimes, shownMs)] ?? recording.endMs;
    const dueMs = Math.min(times[count] ?? recording.endMs, nextView);
    const waitMs = msUntil(playback, dueMs, now());
    if (waitMs === undefined) return;
    timer = setTimeout(advance, Math.min(tickMsMax, Math.max(tickMsMin, Math.ceil(waitMs))));
  }

  function replayView(): ReplayView {
    const {isPlaying, speed} = playback;
    const atEnd = shownMs >= recording.endMs ? {atEnd: endWords(recording) ?? ''} : {};
    return {positionMs: shownMs, isPlaying, speed, ...atEnd};
  }

  if (options.fromMs !== undefined) playback = {...playback, positionMs: options.fromMs};
  advance();
  return {
    log: {
      get first() {
        return first;
      },
      get end() {
        return first + count;
      },
      at: sequence => (sequence < first + count ? entries[sequence - first] : undefined),
    },
    keys,
    view() {
      const view = viewAt({positionMs: shownMs, count});
      const counted = keys.size === 0 ? view.resources : resources.read();
      return {...view, resources: counted, replay: replayView()};
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    paneShown: () => undefined,
    lookAgain: () => undefined,
    async command(name, argument) {
      const context = {recording, clock, nowMs: now()};
      const answer = runReplayCommand(playback, {name, argument}, context);
      if (answer === undefined) {
        return {text: `:${name} is not for a replay: :seek, :speed, :play are`, role: 'error'};
      }
      if (answer.playback !== undefined) set(answer.playback);
      return answer.said;
    },
    nowMs: () => shownMs,
    close: () => clearTimeout(timer),
  };
}
