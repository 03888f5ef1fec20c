// The full sync, beginning and end: what causes it, the revision that it is read at, what was found
// when it is done. Its pages in between are in page-reading.ts.
import type {Base64} from '../etcd/messages.ts';
import {countDifferences} from './accounting.ts';
import type {ChangeEntry} from './entries.ts';
import {limits} from './limits.ts';
import {takeUnseen} from './mirror.ts';
import {statusEntry} from './noting.ts';
import {createPagePace} from './page-pace.ts';
import {createPagePlan} from './page-plan.ts';
import {nextPages} from './page-reading.ts';
import type {Step, SyncCause, SyncOptions, SyncRun, SyncState} from './state.ts';
import {openWatch} from './watching.ts';

/**
 * The first sync is read at the revision before the first one wanted, so that the mirror is what
 * the wanted events change. undefined: nothing can have been there before them.
 */
export function firstRun(options: SyncOptions, nowMs: number): SyncRun | undefined {
  const {fromRevision} = options;
  if (fromRevision === undefined) return createRun(options, 'first', nowMs, {});
  return fromRevision <= 1
    ? undefined
    : createRun(options, 'first', nowMs, {pin: fromRevision - 1});
}

/** Asked for by the user: at the applied revision, so that it proves the mirror and skips nothing. */
export function askedRun(state: SyncState, nowMs: number): SyncRun {
  return createRun(state.options, 'asked', nowMs, {pin: state.applied.revision});
}

const compactionsMax = 2;

/** Read where etcd's history begins now: what comes after that the watch still delivers step by step. */
export function compactedRun(state: SyncState, nowMs: number, compactRevision: number): SyncRun {
  const {revision, complete} = state.applied;
  const lostFrom = Math.max(complete ? revision + 1 : revision, state.outputFrom);
  return createRun(state.options, 'compacted', nowMs, {
    lostFrom,
    compactRevision,
    // Where history keeps being compacted away while we read, the newest revision has to do.
    ...(state.compactions <= compactionsMax && {pin: compactRevision}),
  });
}

/** The same sync from its beginning, at another revision. */
export function againAt(
  state: SyncState,
  run: SyncRun,
  nowMs: number,
  about: {readonly pin: number | undefined; readonly ignoreFrom?: number},
): SyncRun {
  const {startedMs, requests, retries} = run;
  return createRun(state.options, run.cause, nowMs, {
    startedMs,
    requests,
    retries: retries + 1,
    ...about,
  });
}

export function restoredRun(state: SyncState, nowMs: number): SyncRun {
  return createRun(state.options, 'restored', nowMs, {});
}

/** Begins a run on the present endpoint; whatever is open there is dropped. */
export function startRun(state: SyncState, run: SyncRun, nowMs: number): Step {
  const mirror = state.mirror;
  mirror.generation++;
  const next = nextPages({...state, attempt: state.attempt + 1, run}, nowMs);
  return {
    state: next.state,
    effects: [
      {type: 'drop-connection'},
      {type: 'cancel-timer', timer: 'liveness'},
      {type: 'cancel-timer', timer: 'first-frame'},
      ...next.effects,
    ],
  };
}

function createRun(
  options: SyncOptions,
  cause: SyncCause,
  nowMs: number,
  about: Partial<SyncRun>,
): SyncRun {
  return {
    cause,
    pin: undefined,
    keysOnly: cause === 'first' && !options.initialValues,
    pageKeys: options.pageKeys ?? limits.pageKeysFirst,
    isPageFixed: options.pageKeys !== undefined,
    hasHanded: false,
    plan: createPagePlan(options.range.key, options.range.rangeEnd),
    underWay: new Map(),
    nextRequestId: 0,
    pace: createPagePace(options.concurrency ?? limits.concurrencyMax),
    keysDone: 0,
    keysTotal: undefined,
    bytes: 0,
    pages: 0,
    requests: 0,
    retries: 0,
    differences: 0,
    unread: [],
    newest: undefined,
    startedMs: nowMs,
    finishedMs: undefined,
    ...about,
  };
}

export function finishRun(state: SyncState, nowMs: number): Step {
  const run = state.run as SyncRun;
  const pin = run.pin ?? 0;
  const isFirst = run.cause === 'first';
  const {growth} = state.mirror;
  const deletes = deletesOf(takeUnseen(state.mirror), pin, nowMs);
  const differences = run.differences + deletes.length;
  const done: SyncRun = {...run, differences, finishedMs: nowMs};
  state.applied.keys.clear();
  const revision = run.ignoreFrom === undefined ? pin : run.ignoreFrom - 1;
  const synced: SyncState = {
    ...state,
    run: undefined,
    lastRun: done,
    runsDone: state.runsDone + 1,
    everSynced: true,
    compactions: 0,
    differencesFound: state.differencesFound + deletes.length,
    accounts: countDifferences(state, deletes.length, state.mirror.growth - growth),
    applied: {
      ...state.applied,
      revision,
      complete: true,
      confirmedRevision: revision,
      progressRevision: revision,
      witness: run.newest,
    },
  };
  const entry = statusEntry(synced, {
    phase: isFirst ? 'synced' : 'resynced',
    timeMs: nowMs,
    keys: run.keysDone,
    ...(!isFirst && {differences}),
  });
  const next = afterRun(synced);
  return {
    state: next.state,
    effects: [{type: 'emit', entries: [...deletes, entry]}, ...next.effects],
  };
}

function afterRun(state: SyncState): Step {
  if (state.options.watch) return openWatch(state);
  return {
    state: {...state, phase: {name: 'done'}},
    effects: [{type: 'drop-connection'}],
  };
}

// Their own revisions are among what compaction took: the pin is where we found them gone.
function deletesOf(keys: readonly Base64[], pin: number, nowMs: number): ChangeEntry[] {
  return keys.map(key => ({
    type: 'delete',
    key,
    modRevision: pin,
    timeMs: nowMs,
    origin: 'resync',
  }));
}

export function compactedEntry(state: SyncState, run: SyncRun, nowMs: number) {
  const lostFrom = run.lostFrom ?? 0;
  return statusEntry(state, {
    phase: 'compacted',
    timeMs: nowMs,
    reason: 'etcd compacted the history that was missing here',
    lostFrom,
    lostTo: Math.max(lostFrom, run.pin ?? 0),
    ...(run.compactRevision !== undefined && {compactRevision: run.compactRevision}),
  });
}
