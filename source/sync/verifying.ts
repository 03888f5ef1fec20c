// Before a watch goes on after an outage: is it still the cluster, with the history, that we know?
// The range that asks is linearizable, so its revision can't be a lagging member's.
import type {Failure} from '../etcd/gateway-error.ts';
import type {RangeResponse, ResponseHeader} from '../etcd/messages.ts';
import {noCompactionWatch} from './compaction.ts';
import {usableWitness} from './connecting.ts';
import {fail} from './failing.ts';
import {noteHeader, statusEntry} from './noting.ts';
import {restoredRun, startRun} from './paging.ts';
import type {Step, SyncState} from './state.ts';
import {openWatch} from './watching.ts';

export function revisionVerified(state: SyncState, response: RangeResponse, nowMs: number): Step {
  if (state.phase.name === 'watching') return polled(state, response, nowMs);
  const reason = otherHistory(state, response);
  if (reason === undefined) return openWatch(noteHeader(state, response.header));
  return restored(state, response.header, reason, nowMs);
}

/** The applied revision lies in the store's future: its history is another one. */
export function revisionWentBack(state: SyncState, failure: Failure, nowMs: number): Step {
  const {revision} = state.applied;
  const reason = `the store has not reached revision ${revision} any more (${failure.message}): restored from a snapshot`;
  return restored(state, undefined, reason, nowMs);
}

/** A page of the full sync under way that another cluster has answered: the sync is of no use. */
export function otherClusterAnswered(
  state: SyncState,
  {header}: RangeResponse,
  nowMs: number,
): Step | undefined {
  if (state.clusterId === undefined || header.clusterId === state.clusterId) return undefined;
  const reason = `another cluster answers: id ${header.clusterId}, it was ${state.clusterId}`;
  return restored(state, header, reason, nowMs);
}

// A witness that reads otherwise, or a term that went back, shows a restored snapshot also when the
// new history has already grown past our revision.
function otherHistory(state: SyncState, {header, kvs}: RangeResponse): string | undefined {
  const {revision} = state.applied;
  const witness = usableWitness(state);
  if (state.clusterId !== undefined && header.clusterId !== state.clusterId) {
    return `another cluster answers: id ${header.clusterId}, it was ${state.clusterId}`;
  }
  if (header.revision !== undefined && header.revision < revision) {
    return `the revision went back to ${header.revision} from ${revision}: restored from a snapshot`;
  }
  if (header.raftTerm !== undefined && header.raftTerm < state.raftTerm) {
    return `the raft term went back to ${header.raftTerm} from ${state.raftTerm}: restored from a snapshot`;
  }
  const [kv] = kvs;
  if (witness !== undefined && kv?.modRevision !== witness.modRevision) {
    return `a key last changed at revision ${witness.modRevision} reads ${kv?.modRevision ?? 'absent'} now: restored from a snapshot`;
  }
  return undefined;
}

function restored(
  state: SyncState,
  header: ResponseHeader | undefined,
  reason: string,
  nowMs: number,
): Step {
  const noted = header === undefined ? state : noteHeader(state, header);
  const {revision, complete} = state.applied;
  const lostFrom = complete ? revision + 1 : revision;
  const entry = statusEntry(noted, {phase: 'restored', reason, timeMs: nowMs, lostFrom});
  const forgotten: SyncState = {
    ...noted,
    clusterId: header?.clusterId,
    headerRevision: header?.revision,
    compaction: noCompactionWatch,
    raftTerm: header?.raftTerm ?? 0,
    outage: undefined,
    outputFrom: 0,
  };
  const started = startRun(forgotten, restoredRun(state, nowMs), nowMs);
  return {state: started.state, effects: [{type: 'emit', entries: [entry]}, ...started.effects]};
}

// A watch that can't be asked itself is behind something that may hold events back: what changed in
// the range before the last poll should have come by now.
function polled(state: SyncState, response: RangeResponse, nowMs: number): Step {
  if (state.phase.name !== 'watching') return {state, effects: []};
  const {askedMs: _answered, polledRevision = 0, ...phase} = state.phase;
  const [missing] = response.kvs;
  const {revision} = state.applied;
  const noted = noteHeader(state, response.header);
  // Asked beside a watch that catches up: the member lives, which says nothing of the watch.
  if (state.duplex) return {state: noted, effects: []};
  if (
    missing !== undefined &&
    missing.modRevision > revision &&
    missing.modRevision <= polledRevision
  ) {
    const message = `the watch does not deliver revision ${missing.modRevision}, which the store has: something in between holds its answers back (nginx: proxy_buffering off)`;
    return fail(noted, {kind: 'timeout', message}, nowMs);
  }
  const polledNow = response.header.revision ?? polledRevision;
  const next = {...phase, polledRevision: polledNow, lastAnswerMs: nowMs, isOverdue: false};
  return {state: {...noted, phase: next}, effects: []};
}
