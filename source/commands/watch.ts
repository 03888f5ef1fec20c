// `etcdscope watch`: change events on stdout, until interrupted, timed out or at a revision.
import {isFlagOn} from '../config/flag-values.ts';
import {UsageError} from '../config/usage-error.ts';
import {parseDurationMs, parseInteger} from '../config/values.ts';
import {prefixRange} from '../etcd/key-range.ts';
import {startSyncDriver} from '../io/sync-driver.ts';
import {createClock} from '../report/clock-text.ts';
import {entryJson} from '../report/entry-json.ts';
import {entryLine} from '../report/entry-line.ts';
import {plainText} from '../report/lines.ts';
import type {Entry} from '../sync/entries.ts';
import type {SyncOptions} from '../sync/state.ts';
import type {CommandContext} from './command-context.ts';
import {openEntryRecording} from './entry-recording.ts';
import {exitCodes} from './exit-codes.ts';
import {newMasker} from './new-masker.ts';
import {describePrefix, type Prefix, readPrefix} from './prefix.ts';

/** Columns of a line where the output is no terminal. */
const lineColumnsMax = 1000;

/** `initial`: as with --initial typed. Throws UsageError. */
export async function runWatch(context: CommandContext, initial = false): Promise<number> {
  const prefix = readPrefix(context.commandLine);
  const options = watchOptions(context, prefix, initial);
  const timeout = context.commandLine.values.get('timeout');
  const timeoutMs = timeout === undefined ? undefined : parseDurationMs(timeout);
  const print = createPrinter(context);
  const recording = await openEntryRecording(context);
  const code = await new Promise<number>(resolve => {
    const driver = startSyncDriver({
      options,
      settings: context.settings,
      tls: context.tls,
      ...(context.debug && {debug: context.debug}),
      onEntries(entries) {
        recording.entries(entries);
        let takesMore = true;
        for (const entry of entries) takesMore = context.output.write(print(entry));
        if (!takesMore) driver.pause();
      },
      onChange(state) {
        if (state.phase.name === 'done') end(exitCodes.done);
        if (state.phase.name !== 'failed') return;
        context.say(`watch of ${describePrefix(prefix)}: ${state.phase.reason}`);
        end(exitCodes.failed);
      },
    });
    context.output.onDrain(() => driver.resume());
    const timer = timeoutMs && setTimeout(() => end(exitCodes.done), timeoutMs);
    const stop = () => end(exitCodes.done);
    context.signal.addEventListener('abort', stop, {once: true});

    function end(code: number): void {
      clearTimeout(timer);
      context.signal.removeEventListener('abort', stop);
      driver.close();
      resolve(code);
    }
  });
  await recording.close();
  return code;
}

function watchOptions(context: CommandContext, prefix: Prefix, initial: boolean): SyncOptions {
  const {values} = context.commandLine;
  const rev = values.get('rev');
  const untilRev = values.get('until-rev');
  const emitInitial = initial || isFlagOn(context.commandLine.values, 'initial');
  if (rev !== undefined && emitInitial) {
    throw new UsageError('--rev and --initial exclude each other: history, or what exists now');
  }
  const fromRevision = rev && parseInteger(rev, 1);
  const untilRevision = untilRev && parseInteger(untilRev, 1);
  return {
    endpoints: context.settings.endpoints.value.map(endpoint => endpoint.url),
    range: prefixRange(prefix.bytes),
    emitInitial,
    initialValues: emitInitial,
    keepMirror: true,
    ...(fromRevision !== undefined && {fromRevision}),
    ...(untilRevision !== undefined && {untilRevision}),
    prevKv: isFlagOn(context.commandLine.values, 'prev-kv'),
    watch: true,
    giveUp: true,
    login: context.settings.user !== undefined,
    jitter: Math.random(),
  };
}

/** An entry as a line, with its end. */
export function createPrinter(
  context: Pick<CommandContext, 'commandLine' | 'writeOut' | 'stdout'>,
): (entry: Entry) => string {
  if (context.writeOut === 'json') {
    const masker = isFlagOn(context.commandLine.values, 'mask') ? newMasker() : undefined;
    return entry => `${entryJson(entry, masker)}\n`;
  }
  const masker = isFlagOn(context.commandLine.values, 'show-secrets') ? undefined : newMasker();
  const options = {
    width: context.stdout.columns || lineColumnsMax,
    prefix: '',
    masker,
    clock: createClock(),
    time: 'absolute',
    keyWidth: 0,
    revisionWidth: 0,
    sideways: 0,
  } as const;
  return entry => `${plainText(entryLine(entry, {...options, nowMs: entry.timeMs}))}\n`;
}
