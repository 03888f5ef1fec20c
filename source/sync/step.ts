// The sync engine as a pure machine: facts in, effects out. Rules that hold throughout:
// - a fact of an older attempt changes nothing;
// - the point to resume from is the last applied event's mod_revision, never a header's revision;
// - every entry handed on with origin watch is one that etcd recorded, once, in revision order;
// - whatever ends a connection leads to fail() in failing.ts, which alone decides what comes next.
import {proceed, versionReceived} from './connecting.ts';
import type {Effect, Fact} from './facts-effects.ts';
import {callFailed, connect, fail} from './failing.ts';
import {createMirror} from './mirror.ts';
import {pageReceived} from './page-reading.ts';
import {askedRun, firstRun, startRun} from './paging.ts';
import type {Step, SyncOptions, SyncState} from './state.ts';
import {revisionVerified} from './verifying.ts';
import {eventsReceived, frameReceived, timerDue} from './watching.ts';

export function initialState(options: SyncOptions): SyncState {
  const run = firstRun(options, 0);
  return {
    options,
    attempt: 0,
    endpointIndex: 0,
    endpoints: options.endpoints.map(url => ({url})),
    phase: {name: 'idle'},
    run,
    lastRun: undefined,
    runsDone: 0,
    mirror: createMirror(options.observeMirror),
    applied: {
      revision: 0,
      complete: true,
      keys: new Set(),
      confirmedRevision: 0,
      progressRevision: 0,
      witness: undefined,
    },
    outputFrom: options.fromRevision ?? 0,
    headerRevision: undefined,
    raftTerm: 0,
    clusterId: undefined,
    etcdVersion: undefined,
    status: undefined,
    members: [],
    outage: undefined,
    everSynced: run === undefined,
    everWatched: false,
    failuresInRow: 0,
    loggedIn: false,
    duplex: true,
    fragment: false,
    eventsApplied: 0,
    differencesFound: 0,
    compactions: 0,
  };
}

export function step(state: SyncState, fact: Fact): Step {
  if (state.phase.name === 'done') return {state, effects: []};
  if ('attempt' in fact && fact.attempt !== state.attempt) return {state, effects: []};
  return until(reduce(state, fact));
}

function reduce(state: SyncState, fact: Fact): Step {
  switch (fact.type) {
    case 'started':
      return connect({...state, run: firstRun(state.options, fact.nowMs)}, 0);
    case 'sync-asked':
      return syncAsked(state, fact.nowMs);
    case 'version-received':
      return versionReceived(state, fact.version, fact.nowMs);
    case 'logged-in':
      return proceed({...state, loggedIn: true}, fact.nowMs);
    case 'revision-verified':
      return revisionVerified(state, fact.response, fact.nowMs);
    case 'details-received':
      return {
        state: {...state, status: fact.status, members: fact.members},
        effects: [],
      };
    case 'page-received':
      return pageReceived(state, fact.requestId, fact.response, fact.nowMs);
    case 'call-failed':
      return callFailed(state, fact.failure, fact.nowMs, fact.requestId);
    case 'watch-events-received':
      return eventsReceived(state, fact.events, fact.nowMs);
    case 'watch-frame-received':
      return frameReceived(state, fact.frame, fact.eventCount, fact.nowMs);
    case 'watch-ended':
      return fail(state, fact.failure, fact.nowMs);
    case 'timer-due':
      return timerDue(state, fact.timer, fact.nowMs);
  }
}

function syncAsked(state: SyncState, nowMs: number): Step {
  if (state.phase.name === 'watching') return startRun(state, askedRun(state, nowMs), nowMs);
  if (state.phase.name === 'backing-off' || state.phase.name === 'failed') {
    return connect({...state, failuresInRow: 0}, state.endpointIndex);
  }
  return {state, effects: []};
}

function until({state, effects}: Step): Step {
  const {untilRevision} = state.options;
  const {revision, complete, confirmedRevision} = state.applied;
  if (untilRevision === undefined || state.phase.name !== 'watching') return {state, effects};
  const appliedRevision = Math.max(complete ? revision : revision - 1, confirmedRevision);
  if (appliedRevision < untilRevision) return {state, effects};
  const last: readonly Effect[] = [{type: 'drop-connection'}];
  return {state: {...state, phase: {name: 'done'}}, effects: [...effects, ...last]};
}
