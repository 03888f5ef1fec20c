// `etcdscope sync`: one full sync; progress on stderr, a summary on stdout, with a digest that two
// members in agreement share.
import {isFlagOn} from '../config/flag-values.ts';
import {parseInteger} from '../config/values.ts';
import {prefixRange} from '../etcd/key-range.ts';
import type {KeyValue} from '../etcd/messages.ts';
import {createKeyDigest} from '../io/key-digest.ts';
import {openKeyDump} from '../io/key-dump.ts';
import {startSyncDriver} from '../io/sync-driver.ts';
import {bytesText, countText, durationText} from '../report/number-text.ts';
import {printable} from '../report/printable.ts';
import {keyJson, type SyncSummary, summaryJson, summaryText} from '../report/sync-summary.ts';
import type {SyncOptions, SyncRun, SyncState} from '../sync/state.ts';
import type {CommandContext} from './command-context.ts';
import {exitCodes} from './exit-codes.ts';
import {newMasker} from './new-masker.ts';
import {describePrefix, type Prefix, readPrefix} from './prefix.ts';

const progressEveryMs = 2_000;
/** More only makes the server slower. */
const concurrencyMax = 64;

/** Throws UsageError. */
export async function runSync(context: CommandContext): Promise<number> {
  const prefix = readPrefix(context.commandLine);
  const options = syncOptions(context, prefix);
  const target = context.commandLine.values.get('dump');
  const dump = target && openKeyDump(target, context.output);
  const digest = createKeyDigest();
  const startedMs = performance.now();
  const dumpKeys = dump && createDumper(context, dump);
  const onKeys = (kvs: readonly KeyValue[], isFirst: boolean) => {
    if (isFirst) digest.reset();
    digest.add(kvs);
    return dumpKeys?.(kvs, isFirst) ?? true;
  };
  const state = await syncOnce(context, {options, onKeys, packPages: dump === undefined});
  dump?.close();
  if (state.phase.name !== 'done') {
    if (state.phase.name === 'failed') {
      context.say(`sync of ${describePrefix(prefix)}: ${state.phase.reason}`);
    }
    return exitCodes.failed;
  }
  const seconds = (performance.now() - startedMs) / 1000;
  const summary = summaryOf(state, prefix, seconds, digest.read());
  const text = context.writeOut === 'json' ? summaryJson(summary) : summaryText(summary);
  if (dump?.usesStdout === true) context.writeError(`${text}\n`);
  else context.output.write(`${text}\n`);
  return summary.unread.length > 0 ? exitCodes.failed : exitCodes.done;
}

/** Resolves with the state in which it ended: done, failed, or interrupted. */
function syncOnce(
  context: CommandContext,
  {
    onKeys,
    ...work
  }: {
    readonly options: SyncOptions;
    readonly packPages: boolean;
    /** Whether it takes more at once. */
    readonly onKeys: (kvs: readonly KeyValue[], isFirst: boolean) => boolean;
  },
): Promise<SyncState> {
  return new Promise((resolve, reject) => {
    const driver = startSyncDriver({
      ...work,
      settings: context.settings,
      tls: context.tls,
      ...(context.debug && {debug: context.debug}),
      onEntries() {},
      onPage(kvs, isFirst) {
        try {
          if (!onKeys(kvs, isFirst)) driver.pause();
        } catch (error) {
          end();
          reject(error);
        }
      },
      onChange(state) {
        if (state.phase.name === 'done' || state.phase.name === 'failed') end();
      },
    });
    context.output.onDrain(driver.resume);
    const progress = setInterval(() => sayProgress(context, driver.state), progressEveryMs);
    context.signal.addEventListener('abort', end, {once: true});

    function end(): void {
      clearInterval(progress);
      context.signal.removeEventListener('abort', end);
      driver.close();
      resolve(driver.state);
    }
  });
}

function syncOptions(context: CommandContext, prefix: Prefix): SyncOptions {
  const limit = context.commandLine.values.get('limit');
  const concurrency = context.commandLine.values.get('concurrency');
  return {
    endpoints: context.settings.endpoints.value.map(endpoint => endpoint.url),
    range: prefixRange(prefix.bytes),
    emitInitial: false,
    initialValues: true,
    keepMirror: false,
    prevKv: false,
    watch: false,
    giveUp: true,
    login: context.settings.user !== undefined,
    ...(limit && {pageKeys: parseInteger(limit, 1)}),
    ...(concurrency && {concurrency: Math.min(concurrencyMax, parseInteger(concurrency, 1))}),
    jitter: Math.random(),
  };
}

function createDumper(context: CommandContext, dump: ReturnType<typeof openKeyDump>) {
  const masker = isFlagOn(context.commandLine.values, 'mask') ? newMasker() : undefined;
  return (kvs: readonly KeyValue[], isFirst: boolean) =>
    dump.add(kvs.map(kv => `${keyJson(kv, masker)}\n`).join(''), isFirst);
}

function summaryOf(state: SyncState, prefix: Prefix, seconds: number, digest: string): SyncSummary {
  const run = state.lastRun as SyncRun;
  const {keysDone: keys, bytes, pages, requests, retries, unread} = run;
  return {
    prefix: Buffer.from(prefix.bytes).toString('base64'),
    revision: run.pin ?? 0,
    keys,
    bytes,
    pages,
    requests,
    retries,
    seconds,
    digest: unread.length > 0 ? undefined : digest,
    clusterId: state.clusterId ?? '',
    endpoints: state.endpoints.map(endpoint => endpoint.url),
    unread,
  };
}

function sayProgress(context: CommandContext, state: SyncState): void {
  const {run, phase} = state;
  if (phase.name === 'backing-off') context.say(`waiting: ${printable(phase.reason)}`);
  if (run?.keysTotal === undefined) return;
  const {keysDone, keysTotal, bytes, startedMs} = run;
  const seconds = Math.max(0.001, (Date.now() - startedMs) / 1000);
  const left = ((keysTotal - keysDone) / Math.max(1, keysDone)) * seconds;
  const done = `${countText(keysDone)} of ${countText(keysTotal)} keys, ${bytesText(bytes)}`;
  context.say(`${done}, ${durationText(left)} left`);
}
