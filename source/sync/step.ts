// The sync engine as a pure machine: facts in, effects out. Rules that hold throughout:
// - a fact of an older attempt changes nothing;
// - the point to resume from is the last applied event's mod_revision, never a header's revision;
// - every entry handed on with origin watch is one that etcd recorded, once, in revision order;
// - whatever ends a connection leads to fail() in failing.ts, which alone decides what comes next.
import {noAccounts} from './accounting.ts';
import {noCompactionWatch} from './compaction.ts';
import {loggedIn, proceed, versionReceived} from './connecting.ts';
import type {Effect, Fact, SingleFact} from './facts-effects.ts';
import {firstProbed, noFailBack} from './fail-back.ts';
import {callFailed, connect, fail} from './failing.ts';
import {createMirror} from './mirror.ts';
import {pageReceived} from './page-reading.ts';
import {firstRun} from './paging.ts';
import type {Step, SyncOptions, SyncState} from './state.ts';
import {
  compactRevisionReceived,
  endpointLookedAt,
  keysCounted,
  sayGap,
  syncWhenComplete,
} from './surveying.ts';
import {revisionVerified} from './verifying.ts';
import {factsOfRead} from './watch-read.ts';
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
    failBack: noFailBack,
    duplex: true,
    fragment: false,
    eventsApplied: 0,
    differencesFound: 0,
    accounts: noAccounts,
    syncWanted: false,
    gapSyncMs: undefined,
    compaction: noCompactionWatch,
    compactions: 0,
  };
}

export function step(state: SyncState, fact: Fact): Step {
  if (fact.type !== 'watch-read') return stepOnce(state, fact);
  const effects: Effect[] = [];
  let next = state;
  for (const each of factsOfRead(state, fact)) {
    const stepped = stepOnce(next, each);
    next = stepped.state;
    effects.push(...stepped.effects);
  }
  return {state: next, effects};
}

function stepOnce(state: SyncState, fact: SingleFact): Step {
  if (state.phase.name === 'done') return {state, effects: []};
  if ('attempt' in fact && fact.attempt !== state.attempt) return {state, effects: []};
  const next = reduce(state, fact);
  const said = fact.type === 'page-received' ? sayFound(state, next, fact.nowMs) : next;
  return until(syncWhenComplete(said, fact.nowMs));
}

// A sync that was asked for has shown that events are missing; said before what it has found. One that
// was made because of a gap says nothing new.
function sayFound(before: SyncState, {state, effects}: Step, nowMs: number): Step {
  if (before.accounts.proof !== undefined) return {state, effects};
  return {state, effects: [...sayGap(state, before, nowMs), ...effects]};
}

function reduce(state: SyncState, fact: SingleFact): Step {
  switch (fact.type) {
    case 'started':
      return connect({...state, run: firstRun(state.options, fact.nowMs)}, 0);
    case 'sync-asked':
      return syncAsked(state);
    case 'version-received':
      return versionReceived(state, fact.version, fact.nowMs);
    case 'logged-in':
      return proceed(loggedIn(state), fact.nowMs);
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
    case 'compact-revision-received':
      return compactRevisionReceived(state, fact.compactRevision, fact.nowMs);
    case 'keys-counted':
      return fact.counted === undefined
        ? {state, effects: []}
        : keysCounted(state, {...fact, counted: fact.counted}, fact.nowMs);
    case 'endpoint-looked-at':
      return endpointLookedAt(state, fact.endpointIndex, fact.response);
    case 'endpoint-probed':
      return firstProbed(state, fact.response, fact.nowMs);
    case 'watch-ended':
      return fail(state, fact.failure, fact.nowMs);
    case 'timer-due':
      return timerDue(state, fact.timer, fact.nowMs);
  }
}

function syncAsked(state: SyncState): Step {
  if (state.phase.name === 'watching') return {state: {...state, syncWanted: true}, effects: []};
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
