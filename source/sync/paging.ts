// The full sync: pages pinned to one revision, compared with the mirror as they arrive. One page
// after another; a planner of parallel pages takes the place of nextPage.
import {keyAfter} from '../etcd/key-range.ts';
import type {Base64, KeyValue, RangeResponse} from '../etcd/messages.ts';
import type {ChangeEntry, Origin} from './entries.ts';
import {base64Bytes, mirrorPut, takeUnseen} from './mirror.ts';
import {noteHeader, statusEntry} from './noting.ts';
import {
  type Effect,
  limits,
  type Step,
  type SyncCause,
  type SyncOptions,
  type SyncRun,
  type SyncState,
} from './state.ts';
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

/** Read where etcd's history begins now: what comes after that the watch still delivers step by step. */
export function compactedRun(
  state: SyncState,
  nowMs: number,
  compactRevision: number | undefined,
): SyncRun {
  const {revision, complete} = state.applied;
  const lostFrom = Math.max(complete ? revision + 1 : revision, state.outputFrom);
  return createRun(state.options, 'compacted', nowMs, {
    lostFrom,
    ...(compactRevision !== undefined && {pin: compactRevision, compactRevision}),
  });
}

export function restoredRun(state: SyncState, nowMs: number): SyncRun {
  return createRun(state.options, 'restored', nowMs, {});
}

/** Begins a run on the present endpoint; whatever is open there is dropped. */
export function startRun(state: SyncState, run: SyncRun): Step {
  const mirror = state.mirror;
  mirror.generation++;
  const next = nextPage({...state, attempt: state.attempt + 1, run});
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

/** Asks for the page that the run stands at. */
export function nextPage(state: SyncState): Step {
  const {run} = state;
  if (run === undefined) return {state, effects: []};
  const {key, rangeEnd} = state.options.range;
  const {attempt, endpointIndex} = state;
  const effect: Effect = {
    type: 'fetch-page',
    attempt,
    endpointIndex,
    key: run.nextKey ?? key,
    rangeEnd,
    limit: run.skipBytes === undefined ? run.pageKeys : 1,
    keysOnly: run.keysOnly || run.skipBytes !== undefined,
    ...(run.pin !== undefined && {revision: run.pin}),
  };
  const asked = {...run, requests: run.requests + 1};
  return {state: {...state, run: asked, phase: {name: 'syncing'}}, effects: [effect]};
}

export function pageReceived(state: SyncState, page: RangeResponse, nowMs: number): Step {
  if (state.run === undefined || state.phase.name !== 'syncing') return {state, effects: []};
  const noted = {...noteHeader(state, page.header), failuresInRow: 0};
  const isFirst = state.run.keysTotal === undefined;
  const run = advance(state.run, page, noted.headerRevision ?? 0);
  const kvs = page.kvs.filter(kv => kv.modRevision < (run.ignoreFrom ?? Number.POSITIVE_INFINITY));
  const entries = changesOf(noted, run, kvs, nowMs);
  const isDifference = run.cause !== 'first';
  const withRun = {
    ...noted,
    run: isDifference ? {...run, differences: run.differences + entries.length} : run,
    differencesFound: noted.differencesFound + (isDifference ? entries.length : 0),
  };
  const effects: Effect[] = [{type: 'hand-page', page: {...page, kvs}, isFirst}];
  if (isFirst && run.cause === 'compacted') {
    effects.push({type: 'emit', entries: [compactedEntry(withRun, run, nowMs)]});
  }
  if (entries.length > 0) effects.push({type: 'emit', entries});
  const next = page.more ? nextPage(withRun) : finishRun(withRun, nowMs);
  return {state: next.state, effects: [...effects, ...next.effects]};
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
    nextKey: undefined,
    keysDone: 0,
    keysTotal: undefined,
    bytes: 0,
    pages: 0,
    requests: 0,
    retries: 0,
    differences: 0,
    unread: [],
    skipBytes: undefined,
    startedMs: nowMs,
    finishedMs: undefined,
    ...about,
  };
}

function advance(run: SyncRun, page: RangeResponse, headerRevision: number): SyncRun {
  const last = page.kvs.at(-1);
  let bytes = 0;
  for (const kv of page.kvs) bytes += base64Bytes(kv.key) + base64Bytes(kv.value);
  return {
    ...run,
    pin: run.pin ?? headerRevision,
    nextKey: last === undefined ? run.nextKey : keyAfter(last.key),
    keysDone: run.keysDone + page.kvs.length,
    keysTotal: run.keysTotal ?? page.count,
    bytes: run.bytes + bytes,
    pages: run.pages + 1,
    pageKeys: run.skipBytes === undefined ? grown(run, page.kvs.length, bytes) : run.pageKeys,
    unread:
      run.skipBytes === undefined || last === undefined
        ? run.unread
        : [...run.unread, {key: last.key, bytes: run.skipBytes}],
    skipBytes: undefined,
  };
}

// At most twice as many keys as the page before, as many as make pageBytesAim.
function grown(run: SyncRun, keys: number, bytes: number): number {
  if (keys < run.pageKeys) return run.pageKeys;
  const fitting = Math.floor(limits.pageBytesAim / Math.max(1, bytes / keys));
  return Math.max(1, Math.min(limits.pageKeysMax, run.pageKeys * 2, fitting));
}

function changesOf(
  state: SyncState,
  run: SyncRun,
  kvs: readonly KeyValue[],
  nowMs: number,
): ChangeEntry[] {
  const origin: Origin = run.cause === 'first' ? 'initial' : 'resync';
  const isWanted = run.cause !== 'first' || state.options.emitInitial;
  const entries: ChangeEntry[] = [];
  for (const kv of kvs) {
    const isChanged = mirrorPut(state.mirror, kv);
    if (!isWanted || !isChanged) continue;
    if (run.cause === 'compacted' && kv.modRevision < (run.lostFrom ?? 0)) continue;
    entries.push({type: 'put', ...kv, timeMs: nowMs, origin});
  }
  return entries;
}

function finishRun(state: SyncState, nowMs: number): Step {
  const run = state.run as SyncRun;
  const pin = run.pin ?? 0;
  const isFirst = run.cause === 'first';
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
    differencesFound: state.differencesFound + deletes.length,
    applied: {
      ...state.applied,
      revision,
      complete: true,
      confirmedRevision: revision,
      progressRevision: revision,
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

function compactedEntry(state: SyncState, run: SyncRun, nowMs: number) {
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
