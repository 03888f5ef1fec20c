// Everything under the prefix in one answer, beside the read by pages: asked for once a full sync,
// and only while somebody looks at the Sync pane. What it may cost is decided in sync/one-shot.ts.
import {type KeyRange, prefixRange} from '../etcd/key-range.ts';
import {apiPrefixOf, parseServerVersion} from '../etcd/server-version.ts';
import {CallError, type SyncCalls} from '../io/sync-calls.ts';
import type {OneShotView} from '../report/view-model.ts';
import {whyNotAtOnce} from '../sync/one-shot.ts';
import type {SyncState} from '../sync/state.ts';
import type {Prefix} from './prefix.ts';

type LiveOneShot = {
  /** Of the last full sync; undefined: not asked for. */
  view(state: SyncState): OneShotView | undefined;
  /** After anything changed in the engine, and when a pane comes to the front. */
  follow(state: SyncState, isLookedAt: boolean): void;
};

type LiveOneShotOptions = {
  readonly calls: SyncCalls;
  readonly prefix: Prefix;
  readonly isDeep: boolean;
  readonly onChange: () => void;
  readonly signal: AbortSignal;
};

export function createLiveOneShot(options: LiveOneShotOptions): LiveOneShot {
  const {isDeep, onChange} = options;
  const range = prefixRange(options.prefix.bytes);
  /** How many syncs were done when it was asked. */
  let askedAfter = 0;
  let view: OneShotView | undefined;

  async function ask(state: SyncState): Promise<void> {
    askedAfter = state.runsDone;
    view = {outcome: 'asking'};
    onChange();
    const answer = await readAtOnce(options, range, state);
    if (options.signal.aborted) return;
    view = answer;
    onChange();
  }

  return {
    view: state => (state.runsDone === askedAfter && state.run === undefined ? view : undefined),
    follow(state, isLookedAt) {
      const {lastRun, run, runsDone, phase} = state;
      const isNew = lastRun !== undefined && run === undefined && runsDone !== askedAfter;
      if (!isLookedAt || !isNew || phase.name !== 'watching' || view?.outcome === 'asking') return;
      const read = {keys: lastRun.keysDone, bytes: lastRun.bytes};
      if (whyNotAtOnce(read, isDeep) === undefined) void ask(state);
    },
  };
}

async function readAtOnce(
  {calls, signal}: LiveOneShotOptions,
  range: KeyRange,
  {endpointIndex, etcdVersion}: SyncState,
): Promise<OneShotView> {
  const apiPrefix = apiPrefixOf(parseServerVersion(etcdVersion ?? ''));
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  try {
    const size = await calls.size({endpointIndex, signal, apiPrefix}, range);
    return {outcome: 'answered', ...size, seconds: seconds()};
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    const {kind, message} = error.failure;
    const isTooLarge = kind === 'message-too-large';
    return {outcome: 'refused', isTooLarge, reason: message, seconds: seconds()};
  }
}
