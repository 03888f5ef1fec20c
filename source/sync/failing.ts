// What happens when something did not work: which failures change the plan (compaction, a frame
// that is too large), which are final, and when and where the next attempt is made.
import {describeFailure, type Failure} from '../etcd/gateway-error.ts';
import type {Effect} from './facts-effects.ts';
import {limits} from './limits.ts';
import {currentUrl, statusEntry} from './noting.ts';
import {shrinkPage} from './page-reading.ts';
import {againAt, startRun} from './paging.ts';
import type {Outage, Phase, Step, SyncRun, SyncState} from './state.ts';
import {revisionWentBack} from './verifying.ts';
import {openWatch} from './watching.ts';

/** Starts on an endpoint from the beginning. */
export function connect(state: SyncState, endpointIndex: number): Step {
  const attempt = state.attempt + 1;
  return {
    state: {...state, attempt, endpointIndex, phase: {name: 'connecting', step: 'version'}},
    effects: [
      {type: 'drop-connection'},
      {type: 'cancel-timer', timer: 'liveness'},
      {type: 'cancel-timer', timer: 'first-frame'},
      {type: 'fetch-version', attempt, endpointIndex},
    ],
  };
}

export function callFailed(
  state: SyncState,
  failure: Failure,
  nowMs: number,
  requestId?: number,
): Step {
  if (state.phase.name === 'connecting' && state.phase.step === 'verify') {
    if (failure.kind === 'future-revision') return revisionWentBack(state, failure, nowMs);
    // Nothing to compare with is left: the watch is told the same and names the compact revision.
    if (failure.kind === 'compacted') return openWatch(state);
  }
  if (state.phase.name !== 'syncing' || state.run === undefined) return fail(state, failure, nowMs);
  switch (failure.kind) {
    case 'message-too-large':
      return shrinkPage(state, requestId ?? -1, failure, nowMs);
    case 'compacted':
      return pinCompacted(state, state.run, nowMs);
    case 'future-revision':
      return pinInFuture(state, state.run, failure, nowMs);
    default:
      return fail(state, failure, nowMs);
  }
}

/** The connection is of no more use. */
export function fail(state: SyncState, failure: Failure, nowMs: number): Step {
  const reason = describeFailure(failure);
  if (failure.kind === 'message-too-large' && !state.fragment) {
    return connect({...state, fragment: true}, state.endpointIndex);
  }
  const renewed = withoutStaleToken(state, failure);
  if (renewed !== state && isRenewable(state)) return connect(renewed, state.endpointIndex);
  const lost = noteLoss(renewed, failure, nowMs);
  if (failure.kind === 'wrong-password' || givesUp(lost.state)) {
    return finish(lost.state, failure, lost.effects);
  }
  const {failuresInRow, endpoints, endpointIndex} = lost.state;
  const nextIndex = (endpointIndex + 1) % endpoints.length;
  if (failuresInRow % endpoints.length !== 0) {
    const next = connect(lost.state, nextIndex);
    return {state: next.state, effects: [...lost.effects, ...next.effects]};
  }
  const waiting = backOff(lost.state, reason, nextIndex, nowMs);
  return {state: waiting.state, effects: [...lost.effects, ...waiting.effects]};
}

// token-missing: authentication was off at the login and is on now.
function withoutStaleToken(state: SyncState, {kind}: Failure): SyncState {
  const isStale = kind === 'token-invalid' || kind === 'token-missing';
  const {endpointIndex, endpoints} = state;
  if (!isStale || endpoints[endpointIndex]?.loginAttempt === undefined) return state;
  const forgotten = endpoints.map(({loginAttempt, ...endpoint}, index) =>
    index === endpointIndex || loginAttempt === undefined ? endpoint : {...endpoint, loginAttempt},
  );
  return {...state, endpoints: forgotten};
}

/** A token of an earlier attempt may have run out: that is no failure. A new one that is refused is. */
function isRenewable({phase, endpoints, endpointIndex, attempt}: SyncState): boolean {
  return phase.name !== 'watching' && endpoints[endpointIndex]?.loginAttempt !== attempt;
}

// An outage is said once, and again when what keeps it going is something else.
function noteLoss(state: SyncState, failure: Failure, nowMs: number): Step {
  const reason = describeFailure(failure);
  const endpoints = state.endpoints.map((endpoint, index) =>
    index === state.endpointIndex ? {...endpoint, lastError: reason} : endpoint,
  );
  const noted = {...state, endpoints, failuresInRow: state.failuresInRow + 1};
  const {outage} = state;
  const isNew = outage === undefined && state.phase.name === 'watching';
  const isOther = outage !== undefined && !isSameTrouble(outage.kind, failure.kind);
  if (!isNew && !isOther) return {state: noted, effects: []};
  const {kind} = failure;
  const known: Outage = {
    sinceMs: outage?.sinceMs ?? nowMs,
    endpoint: currentUrl(state),
    reason,
    kind,
  };
  const entry = statusEntry(noted, {phase: 'disconnected', reason, timeMs: nowMs});
  return {state: {...noted, outage: known}, effects: [{type: 'emit', entries: [entry]}]};
}

/** Ways in which a server is not there, which take turns while it goes down and comes up. */
function isSameTrouble(before: Outage['kind'], after: Failure['kind']): boolean {
  // Left for the first endpoint, which was no trouble: what goes wrong there is the first of it.
  if (before === 'fail-back') return false;
  const absence: ReadonlyArray<Failure['kind']> = [
    'network',
    'timeout',
    'unavailable',
    'no-leader',
  ];
  return before === after || absence.includes(after);
}

function givesUp(state: SyncState): boolean {
  const {options, failuresInRow, endpoints, everSynced, everWatched} = state;
  const worked = (everSynced && state.runsDone > 0) || everWatched;
  return options.giveUp && !worked && failuresInRow >= endpoints.length;
}

function finish(state: SyncState, failure: Failure, effects: readonly Effect[]): Step {
  const reason = state.endpoints
    .filter(endpoint => endpoint.lastError !== undefined)
    .map(endpoint => `${endpoint.url}: ${endpoint.lastError}`)
    .join('; ');
  const phase: Phase = {name: 'failed', failure, reason};
  return {
    state: {...state, phase, attempt: state.attempt + 1},
    effects: [...effects, {type: 'drop-connection'}],
  };
}

function backOff(state: SyncState, reason: string, endpointIndex: number, nowMs: number): Step {
  const attempt = state.attempt + 1;
  const round = Math.floor(state.failuresInRow / state.endpoints.length);
  const full = Math.min(limits.retryDelayMaxMs, limits.retryDelayMinMs * 2 ** Math.min(round, 10));
  const spread = (state.options.jitter + attempt * 0.618) % 1;
  const delayMs = Math.round(full * (0.75 + spread * 0.5));
  const sinceMs = state.outage?.sinceMs ?? nowMs;
  const phase: Phase = {name: 'backing-off', reason, sinceMs, retryAtMs: nowMs + delayMs};
  return {
    state: {...state, attempt, endpointIndex, phase},
    effects: [
      {type: 'drop-connection'},
      {type: 'cancel-timer', timer: 'liveness'},
      {type: 'cancel-timer', timer: 'first-frame'},
      {type: 'schedule', timer: 'retry', attempt, delayMs},
    ],
  };
}

// The pin fell out of history. For a first sync from a chosen revision its successor is tried
// before the history is called lost: etcd serves the compact revision itself. What is lost then, and
// for a sync that was itself caused by compaction, the watch is asked: its refusal names the
// compact revision, which a page's does not.
function pinCompacted(state: SyncState, run: SyncRun, nowMs: number): Step {
  const {fromRevision} = state.options;
  if (run.cause === 'first' && fromRevision === undefined) {
    return startRun(state, againAt(state, run, nowMs, {pin: undefined}), nowMs);
  }
  if (run.cause === 'first' && fromRevision !== undefined && run.ignoreFrom === undefined) {
    const about = {pin: fromRevision, ignoreFrom: fromRevision};
    return startRun(state, againAt(state, run, nowMs, about), nowMs);
  }
  if (run.cause === 'restored')
    return startRun(state, againAt(state, run, nowMs, {pin: undefined}), nowMs);
  const {confirmedRevision} = state.applied;
  // Other prefixes are written to: nothing of ours happened up to the revision of a progress answer.
  if (run.cause === 'asked' && confirmedRevision > (run.pin ?? 0)) {
    return startRun(state, againAt(state, run, nowMs, {pin: confirmedRevision}), nowMs);
  }
  const applied =
    run.cause === 'first'
      ? {...state.applied, revision: (fromRevision ?? 1) - 1, complete: true}
      : state.applied;
  const dropped: Effect = {type: 'drop-connection'};
  const opened = openWatch({...state, attempt: state.attempt + 1, applied, run: undefined});
  return {state: opened.state, effects: [dropped, ...opened.effects]};
}

// Either events from a revision that is yet to come are wanted, or the store has gone back: pages are
// linearizable reads, for which a member that lags waits.
function pinInFuture(state: SyncState, run: SyncRun, failure: Failure, nowMs: number): Step {
  const isChosen = run.cause === 'first' && run.pin === (state.options.fromRevision ?? 0) - 1;
  if (!isChosen && run.cause !== 'first') return revisionWentBack(state, failure, nowMs);
  return startRun(state, againAt(state, run, nowMs, {pin: undefined}), nowMs);
}
