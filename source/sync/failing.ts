// What happens when something did not work: which failures change the plan (compaction, a frame
// that is too large), which are final, and when and where the next attempt is made.
import {describeFailure, type Failure, messageSizes} from '../etcd/gateway-error.ts';
import {currentUrl, statusEntry} from './noting.ts';
import {compactedRun, nextPage, startRun} from './paging.ts';
import {type Effect, limits, type Phase, type Step, type SyncRun, type SyncState} from './state.ts';

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

export function callFailed(state: SyncState, failure: Failure, nowMs: number): Step {
  if (state.phase.name !== 'syncing' || state.run === undefined) return fail(state, failure, nowMs);
  switch (failure.kind) {
    case 'message-too-large':
      return shrinkPage(state, state.run, failure, nowMs);
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
  const loggedIn = state.loggedIn && failure.kind !== 'token-invalid';
  const lost = noteLoss({...state, loggedIn}, reason, nowMs);
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

function noteLoss(state: SyncState, reason: string, nowMs: number): Step {
  const endpoints = state.endpoints.map((endpoint, index) =>
    index === state.endpointIndex ? {...endpoint, lastError: reason} : endpoint,
  );
  const noted = {...state, endpoints, failuresInRow: state.failuresInRow + 1};
  if (state.phase.name !== 'watching' || state.outage !== undefined) {
    return {state: noted, effects: []};
  }
  const outage = {sinceMs: nowMs, endpoint: currentUrl(state), reason};
  const entry = statusEntry(noted, {phase: 'disconnected', reason, timeMs: nowMs});
  return {state: {...noted, outage}, effects: [{type: 'emit', entries: [entry]}]};
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

// A gateway before 3.4.17 fails on responses over 4 MiB and says by how much.
function shrinkPage(state: SyncState, run: SyncRun, failure: Failure, nowMs: number): Step {
  const sizes = messageSizes(failure.message);
  if (sizes === undefined || run.skipBytes !== undefined) return fail(state, failure, nowMs);
  const retried = {...run, retries: run.retries + 1};
  if (run.pageKeys === 1) return nextPage({...state, run: {...retried, skipBytes: sizes.bytes}});
  const ratio = (sizes.bytesMax / sizes.bytes) * 0.8;
  const pageKeys = Math.max(1, Math.min(run.pageKeys - 1, Math.floor(run.pageKeys * ratio)));
  return nextPage({...state, run: {...retried, pageKeys}});
}

// The pin fell out of history. For a first sync from a chosen revision its successor is tried
// before the history is called lost: etcd serves the compact revision itself.
function pinCompacted(state: SyncState, run: SyncRun, nowMs: number): Step {
  const {fromRevision} = state.options;
  if (run.cause !== 'first') return startRun(state, compactedRun(state, nowMs, undefined));
  if (fromRevision === undefined) {
    return startRun(state, {...emptied(run), retries: run.retries + 1, pin: undefined});
  }
  if (run.ignoreFrom === undefined) {
    return startRun(state, {...emptied(run), pin: fromRevision, ignoreFrom: fromRevision});
  }
  return startRun(state, compactedRun(state, nowMs, undefined));
}

// Either events from a revision that is yet to come are wanted, or this member lags.
function pinInFuture(state: SyncState, run: SyncRun, failure: Failure, nowMs: number): Step {
  const isChosen = run.cause === 'first' && run.pin === (state.options.fromRevision ?? 0) - 1;
  if (!isChosen) return fail(state, failure, nowMs);
  return startRun(state, {...emptied(run), pin: undefined});
}

function emptied(run: SyncRun): SyncRun {
  const {ignoreFrom: _dropped, ...rest} = run;
  return {...rest, nextKey: undefined, keysDone: 0, keysTotal: undefined, bytes: 0, unread: []};
}
