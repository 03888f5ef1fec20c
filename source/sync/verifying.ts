// Before a watch goes on after an outage: is it still the cluster, with the history, that we know?
// The range that asks is linearizable, so its revision can't be a lagging member's.
import type {RangeResponse} from '../etcd/messages.ts';
import {noteHeader, statusEntry} from './noting.ts';
import {restoredRun, startRun} from './paging.ts';
import type {Step, SyncState} from './state.ts';
import {openWatch} from './watching.ts';

export function revisionVerified(state: SyncState, response: RangeResponse, nowMs: number): Step {
  const {header} = response;
  const noted = noteHeader(state, header);
  if (state.phase.name === 'watching') {
    const {askedMs: _answered, ...phase} = state.phase;
    return {
      state: {...noted, phase: {...phase, lastAnswerMs: nowMs, isOverdue: false}},
      effects: [],
    };
  }
  const other = state.clusterId !== undefined && header.clusterId !== state.clusterId;
  const back = header.revision !== undefined && header.revision < state.applied.revision;
  if (!other && !back) return openWatch(noted);
  const reason = other
    ? `another cluster answers: id ${header.clusterId}, it was ${state.clusterId}`
    : `the revision went back to ${header.revision} from ${state.applied.revision}: restored from a snapshot`;
  const entry = statusEntry(noted, {phase: 'restored', reason, timeMs: nowMs});
  const started = startRun(
    {...noted, clusterId: header.clusterId, outputFrom: 0},
    restoredRun(state, nowMs),
    nowMs,
  );
  return {state: started.state, effects: [{type: 'emit', entries: [entry]}, ...started.effects]};
}
