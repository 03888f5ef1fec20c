// The pages of a full sync while they are read: which are asked for, what their keys change, what
// happens to one that fails. Beginning and end of a sync are in paging.ts.
import {type Failure, messageSizes} from '../etcd/gateway-error.ts';
import type {KeyValue, RangeResponse} from '../etcd/messages.ts';
import {keyValueBytes} from '../etcd/packed-keys.ts';
import {countDifferences} from './accounting.ts';
import type {ChangeEntry, Origin} from './entries.ts';
import type {Effect} from './facts-effects.ts';
import {fail} from './failing.ts';
import {limits} from './limits.ts';
import {mirrorPut} from './mirror.ts';
import {noteHeader} from './noting.ts';
import {pageTook} from './page-pace.ts';
import {
  forgetRequests,
  planCounted,
  planPageFailed,
  planPageRead,
  planProbed,
  planRequests,
  skippedBytes,
  takeRead,
} from './page-plan.ts';
import {compactedEntry, finishRun} from './paging.ts';
import type {Step, SyncRun, SyncState} from './state.ts';
import {otherClusterAnswered} from './verifying.ts';

/** Asks for as many pages as may be under way. */
export function nextPages(state: SyncState, nowMs: number): Step {
  const {run, attempt, endpointIndex} = state;
  if (run === undefined) return {state, effects: []};
  const planned = planRequests(run.plan, {
    slots: Math.max(0, run.pace.concurrency - run.underWay.size),
    pageKeys: run.pageKeys,
    stretch: run.isPageFixed ? 1 : limits.pageStretch,
    nextRequestId: run.nextRequestId,
    ahead: limits.pagesAhead,
  });
  const underWay = new Map(run.underWay);
  const effects = planned.requests.map((request): Effect => {
    const {kind: _kind, ...range} = request;
    underWay.set(request.requestId, {sentMs: nowMs, limit: request.limit});
    return {
      type: 'fetch-page',
      attempt,
      endpointIndex,
      ...range,
      keysOnly: run.keysOnly || request.keysOnly,
      ...(run.pin !== undefined && {revision: run.pin}),
    };
  });
  const asked: SyncRun = {
    ...run,
    plan: planned.plan,
    underWay,
    nextRequestId: run.nextRequestId + effects.length,
    requests: run.requests + effects.length,
  };
  return {state: {...state, run: asked, phase: {name: 'syncing'}}, effects};
}

/** On another connection: what was under way is asked for again. */
export function resumePages(state: SyncState, nowMs: number): Step {
  const {run} = state;
  if (run === undefined) return {state, effects: []};
  const plan = forgetRequests(run.plan);
  return nextPages({...state, run: {...run, plan, underWay: new Map()}}, nowMs);
}

export function pageReceived(
  state: SyncState,
  requestId: number,
  page: RangeResponse,
  nowMs: number,
): Step {
  const {run} = state;
  if (run === undefined || state.phase.name !== 'syncing') return {state, effects: []};
  const other = otherClusterAnswered(state, page, nowMs);
  if (other !== undefined) return other;
  const noted = {...noteHeader(state, page.header), failuresInRow: 0};
  const {plan, ...about} = readPage(run, requestId, page, nowMs);
  const pin = run.pin ?? page.header.revision ?? 0;
  const taken = takeRead(plan);
  const withPlan = {...run, ...about, pin, plan: taken.plan};
  const handed = handPages({...noted, run: withPlan}, taken.pages, nowMs);
  const isDone = taken.plan.segments.length === 0;
  const next = isDone ? finishRun(handed.state, nowMs) : nextPages(handed.state, nowMs);
  return {state: next.state, effects: [...handed.effects, ...next.effects]};
}

/** A gateway before 3.4.17 fails on answers over 4 MiB and says by how much. */
export function shrinkPage(
  state: SyncState,
  requestId: number,
  failure: Failure,
  nowMs: number,
): Step {
  const {run} = state;
  const sizes = messageSizes(failure.message);
  const sent = run?.underWay.get(requestId);
  if (run === undefined || sizes === undefined || sent === undefined) {
    return fail(state, failure, nowMs);
  }
  if (skippedBytes(run.plan, requestId) !== undefined) return fail(state, failure, nowMs);
  const ratio = (sizes.bytesMax / sizes.bytes) * 0.8;
  const fitting = Math.max(1, Math.min(sent.limit - 1, Math.floor(sent.limit * ratio)));
  const skipBytes = sent.limit === 1 ? sizes.bytes : undefined;
  const shrunk: SyncRun = {
    ...run,
    plan: planPageFailed(run.plan, requestId, skipBytes),
    underWay: without(run, requestId),
    pageKeys: Math.min(run.pageKeys, fitting),
    retries: run.retries + 1,
  };
  return nextPages({...state, run: shrunk}, nowMs);
}

function readPage(run: SyncRun, requestId: number, page: RangeResponse, nowMs: number) {
  const underWay = without(run, requestId);
  const isFirst = run.keysTotal === undefined;
  const plan = isFirst ? planCounted(run.plan, page.count) : run.plan;
  const isProbe = plan.segments.some(({probe}) => probe?.requestId === requestId);
  if (isProbe) {
    const answer = {firstKey: page.kvs[0]?.key, count: page.count};
    return {plan: planProbed(plan, requestId, answer), underWay};
  }
  const sent = run.underWay.get(requestId);
  const skipBytes = skippedBytes(plan, requestId);
  const [named] = page.kvs;
  let bytes = 0;
  for (const kv of page.kvs) bytes += keyValueBytes(kv);
  return {
    plan: planPageRead(plan, requestId, page),
    underWay,
    keysTotal: run.keysTotal ?? page.count,
    pages: run.pages + 1,
    pageKeys: skipBytes === undefined ? grown(run, page.kvs.length, bytes) : run.pageKeys,
    pace: pageTook(run.pace, nowMs - (sent?.sentMs ?? nowMs), page.kvs.length),
    unread:
      skipBytes === undefined || named === undefined
        ? run.unread
        : [...run.unread, {key: named.key, bytes: skipBytes}],
  };
}

function handPages(
  state: SyncState,
  pages: ReadonlyArray<readonly KeyValue[]>,
  nowMs: number,
): Step {
  const effects: Effect[] = [];
  let current = state;
  for (const kvs of pages) {
    const handed = handPage(current, kvs, nowMs);
    current = handed.state;
    effects.push(...handed.effects);
  }
  return {state: current, effects};
}

function handPage(state: SyncState, page: readonly KeyValue[], nowMs: number): Step {
  const run = state.run as SyncRun;
  const {ignoreFrom = Number.POSITIVE_INFINITY} = run;
  const kvs = run.ignoreFrom === undefined ? page : page.filter(kv => kv.modRevision < ignoreFrom);
  const {growth} = state.mirror;
  const entries = changesOf(state, run, kvs, nowMs);
  const differences = run.cause === 'first' ? 0 : entries.length;
  let {bytes} = run;
  for (const kv of page) bytes += keyValueBytes(kv);
  const effects: Effect[] = [{type: 'hand-page', kvs, isFirst: !run.hasHanded}];
  if (!run.hasHanded && run.cause === 'compacted') {
    effects.push({type: 'emit', entries: [compactedEntry(state, run, nowMs)]});
  }
  if (entries.length > 0) effects.push({type: 'emit', entries});
  const handed: SyncRun = {
    ...run,
    hasHanded: true,
    keysDone: run.keysDone + page.length,
    bytes,
    differences: run.differences + differences,
  };
  const differencesFound = state.differencesFound + differences;
  const accounts = countDifferences(state, differences, state.mirror.growth - growth);
  return {
    state: {...state, run: {...handed, newest: newestOf(run, kvs)}, differencesFound, accounts},
    effects,
  };
}

function changesOf(
  state: SyncState,
  run: SyncRun,
  kvs: readonly KeyValue[],
  nowMs: number,
): ChangeEntry[] {
  const origin: Origin = run.cause === 'first' ? 'initial' : 'resync';
  const isWanted = run.cause !== 'first' || state.options.emitInitial;
  if (!state.options.keepMirror) return [];
  const reading = {hasValue: !run.keysOnly, isOtherHistory: run.cause === 'restored'};
  const entries: ChangeEntry[] = [];
  for (const kv of kvs) {
    const isChanged = mirrorPut(state.mirror, kv, reading);
    if (!isWanted || !isChanged) continue;
    if (run.cause === 'compacted' && kv.modRevision < (run.lostFrom ?? 0)) continue;
    entries.push({type: 'put', ...kv, timeMs: nowMs, origin});
  }
  return entries;
}

// Only the last one found is asked for its key: a packed one has to spell it.
function newestOf(run: SyncRun, kvs: readonly KeyValue[]): SyncRun['newest'] {
  let newestRevision = run.newest?.modRevision ?? 0;
  let found: KeyValue | undefined;
  for (const kv of kvs) {
    if (kv.modRevision <= newestRevision) continue;
    newestRevision = kv.modRevision;
    found = kv;
  }
  return found === undefined ? run.newest : {key: found.key, modRevision: newestRevision};
}

const growthMax = 4;
/** Of a key's names, revisions and brackets in JSON, as if they were decoded bytes. */
const keyOverheadBytes = 100;

// At most growthMax times as many keys as the page before, as many as make pageBytesAim.
function grown(run: SyncRun, keys: number, bytes: number): number {
  if (run.isPageFixed || keys === 0) return run.pageKeys;
  const fitting = Math.floor(limits.pageBytesAim / (bytes / keys + keyOverheadBytes));
  const most = keys < run.pageKeys ? run.pageKeys : run.pageKeys * growthMax;
  return Math.max(1, Math.min(limits.pageKeysMax, most, fitting));
}

function without(run: SyncRun, requestId: number): SyncRun['underWay'] {
  const underWay = new Map(run.underWay);
  underWay.delete(requestId);
  return underWay;
}
