// `etcdscope replay FILE`: a recording in the interface, offline. Without a terminal its changes as
// lines, as `watch` prints them.
import {UsageError} from '../config/usage-error.ts';
import {refused} from '../config/values.ts';
import {readingError} from '../io/file-error.ts';
import {loadRecording} from '../io/recording-load.ts';
import {DamagedRecording} from '../record/damaged-recording.ts';
import {startPlayback} from '../record/playback.ts';
import {endWords, type Recording} from '../record/recording.ts';
import {countUpTo} from '../record/sorted-search.ts';
import {createClock} from '../report/clock-text.ts';
import type {CommandContext} from './command-context.ts';
import {exitCodes} from './exit-codes.ts';
import {momentOf} from './replay-commands.ts';
import {createReplaySource} from './replay-source.ts';
import {isInteractive, showInterface} from './show-interface.ts';

type ReplayCommandContext = Pick<
  CommandContext,
  'commandLine' | 'stdin' | 'stdout' | 'output' | 'say' | 'environment' | 'signal' | 'writeOut'
>;

/** Throws UsageError. */
export async function runReplay(context: ReplayCommandContext): Promise<number> {
  const {argument: file, argumentGiven} = context.commandLine;
  if (!argumentGiven) throw new UsageError('replay needs the FILE that --record has written');
  const recording = await load(file, context.signal);
  const speed = speedGiven(context);
  const fromMs = startGiven(context, recording);
  const code = isInteractive(context)
    ? await showReplay(context, recording, {speed, fromMs})
    : await printReplay(context, recording, fromMs);
  const said = endWords(recording);
  if (said !== undefined) context.say(`${file}: ${said}`);
  return recording.end.how === 'damaged' ? exitCodes.failed : code;
}

async function load(file: string, signal: AbortSignal): Promise<Recording> {
  try {
    return await loadRecording(file, {signal});
  } catch (error) {
    if (error instanceof DamagedRecording) {
      throw new UsageError(`${file} is not a recording of etcdscope: ${error.message}`);
    }
    if (error instanceof Error && 'code' in error) {
      throw new UsageError(`${file} can't be read: ${readingError(error)}`, {cause: error});
    }
    throw error;
  }
}

async function showReplay(
  context: ReplayCommandContext,
  recording: Recording,
  {speed, fromMs}: {readonly speed: number; readonly fromMs: number},
): Promise<number> {
  const source = createReplaySource({
    recording,
    speed,
    fromMs,
    clock: createClock(),
    now: () => performance.now(),
  });
  try {
    return await showInterface(context, source, source.nowMs);
  } finally {
    source.close();
  }
}

async function printReplay(
  context: ReplayCommandContext,
  {entries, times}: Recording,
  fromMs: number,
): Promise<number> {
  const {output, signal} = context;
  const {createPrinter} = await import('./watch.ts');
  const print = createPrinter(context);
  let taken = Promise.withResolvers<void>();
  output.onDrain(() => taken.resolve());
  for (const entry of entries.slice(countUpTo(times, fromMs - 1))) {
    if (signal.aborted) break;
    if (output.write(print(entry))) continue;
    taken = Promise.withResolvers<void>();
    await taken.promise;
  }
  return exitCodes.done;
}

function speedGiven({commandLine}: ReplayCommandContext): number {
  const setting = commandLine.values.get('speed');
  if (setting === undefined) return 1;
  const speed = /^\d{1,6}(\.\d{1,3})?x?$/.test(setting.value)
    ? Number.parseFloat(setting.value)
    : Number.NaN;
  if (!(speed > 0)) throw refused(setting, 'a number such as 0.5, 1 or 10');
  return speed;
}

/** The beginning unless --at says something else. */
function startGiven({commandLine}: ReplayCommandContext, recording: Recording): number {
  const setting = commandLine.values.get('at');
  if (setting === undefined) return recording.startMs;
  const playback = startPlayback(recording, 0, 1);
  const moment = momentOf(setting.value, playback, {recording, nowMs: 0});
  if (moment === undefined) {
    throw refused(setting, 'a time like 14:03:02 or +90s, or a revision that is recorded');
  }
  return Math.min(recording.endMs, Math.max(recording.startMs, moment));
}
