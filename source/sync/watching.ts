// The watch: opening it, applying what it delivers exactly once, and asking it whether it is alive.
import {failureOfCancel} from '../etcd/gateway-error.ts';
import type {WatchEvent, WatchFrame} from '../etcd/messages.ts';
import {hasFix, parseServerVersion, progressFixedIn} from '../etcd/server-version.ts';
import {applyEvents} from './applying.ts';
import {pollEffect} from './connecting.ts';
import type {StatusEntry} from './entries.ts';
import type {Effect, TimerName} from './facts-effects.ts';
import {probeFirst, scheduleFailBack} from './fail-back.ts';
import {connect, fail} from './failing.ts';
import {limits} from './limits.ts';
import {forgetError, noteHeader, statusEntry} from './noting.ts';
import {compactedRun, startRun} from './paging.ts';
import type {Step, SyncState} from './state.ts';
import {scheduleSurvey, survey, unbalanced} from './surveying.ts';

/** From the first revision that is not wholly applied. */
export function openWatch(state: SyncState): Step {
  const {revision, complete} = state.applied;
  const startRevision = complete ? revision + 1 : revision;
  const {attempt, endpointIndex, duplex, fragment} = state;
  return {
    state: {...state, phase: {name: 'opening-watch', startRevision}},
    effects: [
      {
        type: 'open-watch',
        attempt,
        endpointIndex,
        startRevision,
        prevKv: state.options.prevKv,
        fragment,
        duplex,
      },
      {type: 'schedule', timer: 'first-frame', attempt, delayMs: limits.firstFrameDeadlineMs},
    ],
  };
}

export function eventsReceived(
  state: SyncState,
  events: readonly WatchEvent[],
  nowMs: number,
): Step {
  if (state.phase.name !== 'watching') return {state, effects: []};
  const {askedMs: _answered, confirmation, ...phase} = state.phase;
  const applied = applyEvents(state, events, nowMs);
  const next: SyncState = {
    ...applied.state,
    outage: undefined,
    phase: {...phase, lastAnswerMs: nowMs, lastEventMs: nowMs, isOverdue: false},
  };
  const said = confirmation === undefined ? applied.entries : [confirmation, ...applied.entries];
  const emit: readonly Effect[] = said.length === 0 ? [] : [{type: 'emit', entries: said}];
  if (!applied.isOdd) return {state: next, effects: emit};
  const judged = unbalanced(next, state, nowMs);
  return {state: judged.state, effects: [...emit, ...judged.effects]};
}

export function frameReceived(
  state: SyncState,
  frame: WatchFrame,
  eventCount: number,
  nowMs: number,
): Step {
  if (state.phase.name !== 'watching' && state.phase.name !== 'opening-watch') {
    return {state, effects: []};
  }
  // canceled first: a refused watch has created and canceled both set.
  if (frame.canceled) return watchCanceled(state, frame, nowMs);
  const noted = noteHeader(state, frame.header);
  if (frame.created) return watchCreated(noted, frame, nowMs);
  if (noted.phase.name !== 'watching') return {state: noted, effects: []};
  const {askedMs: _answered, ...phase} = noted.phase;
  const headerRevision = frame.header.revision ?? 0;
  const applied = appliedAfter(noted, frame, eventCount);
  const caughtUp = phase.caughtUp || eventCount === 0 || applied.revision >= headerRevision;
  const next: SyncState = {
    ...noted,
    applied,
    phase: {...phase, caughtUp, lastAnswerMs: nowMs, isOverdue: false},
  };
  // Questions sent before the catch-up is over are not answered (etcd 3.5.8 and later): ask again.
  return eventCount > 0 && !caughtUp ? ask(next, nowMs) : {state: next, effects: []};
}

export function timerDue(state: SyncState, timer: TimerName, nowMs: number): Step {
  switch (timer) {
    case 'retry':
      return state.phase.name === 'backing-off'
        ? connect(state, state.endpointIndex)
        : {state, effects: []};
    case 'first-frame':
      return firstFrameOverdue(state, nowMs);
    case 'settle':
      return settle(state);
    case 'liveness':
      return checkLiveness(state, nowMs);
    case 'survey':
      return survey(state, nowMs);
    case 'fail-back':
      return probeFirst(state);
  }
}

function watchCreated(state: SyncState, frame: WatchFrame, nowMs: number): Step {
  if (state.phase.name !== 'opening-watch') return {state, effects: []};
  const {attempt} = state;
  const {startRevision} = state.phase;
  const headerRevision = frame.header.revision ?? 0;
  const nothingMissed = startRevision > headerRevision;
  const watching: SyncState = {
    ...forgetError(state, state.endpointIndex),
    phase: {
      name: 'watching',
      startRevision,
      caughtUp: nothingMissed,
      lastAnswerMs: nowMs,
      lastEventMs: nowMs,
      isOverdue: false,
      confirmation: confirmationOf(state, startRevision, headerRevision, nowMs),
    },
    everWatched: true,
    failuresInRow: 0,
  };
  const asked = ask(watching, nowMs);
  const settled = nothingMissed ? settle(asked.state) : {state: asked.state, effects: []};
  const effects: Effect[] = [
    {type: 'cancel-timer', timer: 'first-frame'},
    {type: 'schedule', timer: 'liveness', attempt, delayMs: limits.livenessIntervalMs},
    scheduleSurvey(state, nowMs),
    ...scheduleFailBack(state),
    ...asked.effects,
    ...settled.effects,
  ];
  if (!nothingMissed) {
    effects.push({type: 'schedule', timer: 'settle', attempt, delayMs: limits.settleMs});
  }
  return {state: settled.state, effects};
}

function confirmationOf(
  state: SyncState,
  startRevision: number,
  headerRevision: number,
  nowMs: number,
): StatusEntry {
  const {outage} = state;
  if (outage === undefined) return statusEntry(state, {phase: 'watching', timeMs: nowMs});
  return statusEntry(state, {
    phase: 'resumed',
    timeMs: nowMs,
    reason: outage.reason,
    fromRevision: startRevision,
    toRevision: Math.max(headerRevision, startRevision - 1),
    outageSeconds: Math.max(0, (nowMs - outage.sinceMs) / 1000),
  });
}

// Whether the span that was missed is still there shows within a moment of the server's word.
function settle(state: SyncState): Step {
  if (state.phase.name !== 'watching' || state.phase.confirmation === undefined) {
    return {state, effects: []};
  }
  const {confirmation, ...phase} = state.phase;
  return {
    state: {...state, phase, outage: undefined},
    effects: [{type: 'emit', entries: [confirmation]}],
  };
}

function watchCanceled(state: SyncState, frame: WatchFrame, nowMs: number): Step {
  if (frame.compactRevision !== undefined) {
    const known = {...state, outage: undefined, compactions: state.compactions + 1};
    return startRun(known, compactedRun(known, nowMs, frame.compactRevision), nowMs);
  }
  const reason = frame.cancelReason ?? 'the server canceled the watch without a reason';
  return fail(state, failureOfCancel(reason), nowMs);
}

function appliedAfter(
  state: SyncState,
  frame: WatchFrame,
  eventCount: number,
): SyncState['applied'] {
  const {applied} = state;
  const headerRevision = frame.header.revision ?? 0;
  if (eventCount > 0) return frame.fragment ? applied : {...applied, complete: true};
  const version = parseServerVersion(state.etcdVersion ?? '');
  const isExact = version !== undefined && hasFix(version, progressFixedIn);
  // Before the fix an answer may run ahead of events under way: believe the one before it.
  const confirmed = isExact ? headerRevision : Math.min(applied.progressRevision, headerRevision);
  return {
    ...applied,
    confirmedRevision: Math.max(applied.confirmedRevision, confirmed),
    progressRevision: headerRevision,
  };
}

function ask(state: SyncState, nowMs: number): Step {
  if (state.phase.name !== 'watching') return {state, effects: []};
  const {attempt} = state;
  const {polledRevision = 0} = state.phase;
  const {revision} = state.applied;
  const isBehind = polledRevision > revision && nowMs - state.phase.lastEventMs > limits.quietMs;
  const effect: Effect = state.duplex
    ? {type: 'ask-progress', attempt}
    : pollEffect(state, isBehind ? revision : undefined);
  return {state: {...state, phase: {...state.phase, askedMs: nowMs}}, effects: [effect]};
}

// Time counts from the last sign of life: asked after an interval without one, given up at the deadline.
function checkLiveness(state: SyncState, nowMs: number): Step {
  const {phase, attempt} = state;
  if (phase.name !== 'watching') return {state, effects: []};
  const {livenessIntervalMs, livenessDeadlineMs, catchUpDeadlineMs} = limits;
  const again = (delayMs: number): Effect => ({
    type: 'schedule',
    timer: 'liveness',
    attempt,
    delayMs: Math.max(1, delayMs),
  });
  const silentMs = nowMs - phase.lastAnswerMs;
  const deadlineMs = phase.caughtUp ? livenessDeadlineMs : catchUpDeadlineMs;
  if (silentMs < livenessIntervalMs)
    return {state, effects: [again(livenessIntervalMs - silentMs)]};
  if (phase.askedMs === undefined) {
    // After a stop of our own, the answer still gets its time.
    const asked = ask(state, nowMs);
    const delayMs = Math.max(
      livenessDeadlineMs - silentMs,
      livenessDeadlineMs - livenessIntervalMs,
    );
    return {state: asked.state, effects: [...asked.effects, again(delayMs)]};
  }
  const patienceMs = livenessDeadlineMs - livenessIntervalMs - (nowMs - phase.askedMs);
  if (silentMs < deadlineMs || patienceMs > 0) {
    const isOverdue = silentMs >= livenessDeadlineMs;
    // A timer may fire a millisecond early: then what is left, not one interval more.
    const leftMs = Math.max(livenessDeadlineMs - silentMs, patienceMs);
    const next = {...state, phase: {...phase, isOverdue}};
    // A member that builds a long answer still answers others; one that is gone answers none.
    const effects = isOverdue ? [pollEffect(state, undefined)] : [];
    return {state: next, effects: [...effects, again(leftMs > 0 ? leftMs : livenessIntervalMs)]};
  }
  const message = `the open watch has not answered for ${Math.round(silentMs / 1000)} s`;
  return fail(state, {kind: 'timeout', message}, nowMs);
}

// A proxy that waits for the end of the request body holds back a watch whose body stays open.
function firstFrameOverdue(state: SyncState, nowMs: number): Step {
  if (state.phase.name !== 'opening-watch') return {state, effects: []};
  if (state.duplex) return connect({...state, duplex: false}, state.endpointIndex);
  const seconds = limits.firstFrameDeadlineMs / 1000;
  const message = `the watch was not confirmed within ${seconds} s`;
  return fail(state, {kind: 'timeout', message}, nowMs);
}
