// Back to the first endpoint once it is healthy again: it is asked now and then while another one is
// watched, and returned to after it has answered twice in a row as the same cluster. Nothing is lost
// by that: the watch goes on after the applied revision. Each return that did not last makes the next
// one wait longer.
import type {RangeResponse} from '../etcd/messages.ts';
import {failBackReason} from './entries.ts';
import type {Effect} from './facts-effects.ts';
import {connect} from './failing.ts';
import {limits} from './limits.ts';
import {currentUrl, forgetError, noteEndpoint} from './noting.ts';
import type {Step, SyncState} from './state.ts';

export type FailBack = {
  readonly answersInRow: number;
  /** Returns that did not last, one soon after the other. */
  readonly inVain: number;
  readonly lastMs: number | undefined;
};

export const noFailBack: FailBack = {answersInRow: 0, inVain: 0, lastMs: undefined};

/** Nothing while the first endpoint is the one that is watched. */
export function scheduleFailBack(state: SyncState): readonly Effect[] {
  if (state.endpointIndex === 0) return [];
  const delayMs = intervalMs(state.failBack);
  return [{type: 'schedule', timer: 'fail-back', attempt: state.attempt, delayMs}];
}

function intervalMs({inVain}: FailBack): number {
  const {failBackIntervalMs, failBackIntervalMaxMs} = limits;
  return Math.min(failBackIntervalMaxMs, failBackIntervalMs * 2 ** Math.min(inVain, 10));
}

export function probeFirst(state: SyncState): Step {
  if (state.phase.name !== 'watching' || state.endpointIndex === 0) return {state, effects: []};
  const {attempt, options} = state;
  const {key} = options.range;
  return {
    state,
    effects: [
      {type: 'probe-endpoint', attempt, endpointIndex: 0, key, limit: 1, keysOnly: true},
      ...scheduleFailBack(state),
    ],
  };
}

export function firstProbed(
  state: SyncState,
  response: RangeResponse | undefined,
  nowMs: number,
): Step {
  if (response === undefined) return {state: withAnswers(state, 0), effects: []};
  const {clusterId} = response.header;
  if (clusterId !== state.clusterId) {
    const lastError = `another cluster answers: id ${clusterId}, here it is ${state.clusterId}`;
    const noted = noteEndpoint(state, 0, {clusterId, lastError});
    return {state: withAnswers(noted, 0), effects: []};
  }
  const {revision} = response.header;
  const about = {clusterId, ...(revision !== undefined && {headerRevision: revision})};
  const known = forgetError(noteEndpoint(state, 0, about), 0);
  const noted = withAnswers(known, state.failBack.answersInRow + 1);
  const isReady = noted.failBack.answersInRow >= limits.failBackAnswers && isSettled(noted);
  return isReady ? goBack(noted, nowMs) : {state: noted, effects: []};
}

// Not in the middle of a catch-up, which would have to start over.
function isSettled({phase, applied}: SyncState): boolean {
  return (
    phase.name === 'watching' &&
    phase.caughtUp &&
    phase.confirmation === undefined &&
    applied.complete
  );
}

function goBack(state: SyncState, nowMs: number): Step {
  const {lastMs, inVain} = state.failBack;
  const waitedMs = limits.failBackAnswers * intervalMs(state.failBack);
  const isSoon = lastMs !== undefined && nowMs - lastMs - waitedMs < limits.failBackLastsMs;
  const failBack = {answersInRow: 0, inVain: isSoon ? inVain + 1 : 0, lastMs: nowMs};
  const outage = {
    sinceMs: nowMs,
    endpoint: currentUrl(state),
    reason: failBackReason,
    kind: 'fail-back',
  } as const;
  return connect({...state, failBack, outage}, 0);
}

function withAnswers(state: SyncState, answersInRow: number): SyncState {
  return {...state, failBack: {...state.failBack, answersInRow}};
}
