// What is looked at now and then while the watch is live: the compact revision, how far the other
// members are, and etcd's count of the keys, which must be the number that we hold. None of it says anything about the connection: what
// can't be had stays unknown. Also what follows when the accounts do not balance.
import type {RangeResponse} from '../etcd/messages.ts';
import {countKeys} from './accounting.ts';
import {addSample} from './compaction.ts';
import type {Effect} from './facts-effects.ts';
import {limits} from './limits.ts';
import {noteEndpoint, statusEntry} from './noting.ts';
import {askedRun, startRun} from './paging.ts';
import type {Step, SyncState} from './state.ts';

/** Soon after a watch is open, but not at each of many reconnects. */
export function scheduleSurvey(state: SyncState, nowMs: number): Effect {
  const {askedMs} = state.compaction;
  const sinceMs = askedMs === undefined ? limits.surveySoonMs : nowMs - askedMs;
  const delayMs = Math.max(limits.surveyFirstMs, limits.surveySoonMs - sinceMs);
  return {type: 'schedule', timer: 'survey', attempt: state.attempt, delayMs};
}

export function survey(state: SyncState, nowMs: number): Step {
  if (state.phase.name !== 'watching') return {state, effects: []};
  const {attempt, compaction} = state;
  const isEarly = compaction.samples.length < 2;
  const delayMs = isEarly ? limits.surveySoonMs : limits.surveyIntervalMs;
  const count = countIsDue(state, nowMs) ? [countEffect(state)] : [];
  const countedMs = count.length > 0 ? nowMs : compaction.countedMs;
  return {
    state: {...state, compaction: {...compaction, askedMs: nowMs, countedMs}},
    effects: [
      compactRevisionEffect(state),
      ...count,
      ...lookEffects(state),
      {type: 'schedule', timer: 'survey', attempt, delayMs},
    ],
  };
}

export function compactRevisionReceived(
  state: SyncState,
  compactRevision: number | undefined,
  nowMs: number,
): Step {
  const {headerRevision} = state;
  if (compactRevision === undefined || headerRevision === undefined) return {state, effects: []};
  const sample = {timeMs: nowMs, headerRevision, compactRevision};
  return {state: {...state, compaction: addSample(state.compaction, sample)}, effects: []};
}

export function keysCounted(
  state: SyncState,
  about: {readonly revision: number; readonly held: number; readonly counted: number},
  nowMs: number,
): Step {
  const {compaction} = state;
  const countTookMs = nowMs - (compaction.countedMs ?? nowMs);
  const accounts = countKeys(state.accounts, about);
  return unbalanced(
    {...state, accounts, compaction: {...compaction, countTookMs, keysToldMs: nowMs}},
    state,
    nowMs,
  );
}

export function endpointLookedAt(
  state: SyncState,
  endpointIndex: number,
  response: RangeResponse | undefined,
): Step {
  const revision = response?.header.revision;
  if (response === undefined || revision === undefined) return {state, effects: []};
  const {clusterId} = response.header;
  const isOther = state.clusterId !== undefined && clusterId !== state.clusterId;
  const lastError = `another cluster answers: id ${clusterId}, here it is ${state.clusterId}`;
  const lag = Math.max(0, (state.headerRevision ?? 0) - revision);
  const about = isOther ? {clusterId, lastError} : {clusterId, headerRevision: revision, lag};
  return {state: noteEndpoint(state, endpointIndex, about), effects: []};
}

/** Says so where the accounts have begun to be wrong, and syncs again to see what else is. */
export function unbalanced(state: SyncState, before: SyncState, nowMs: number): Step {
  const effects = sayGap(state, before, nowMs);
  const {gapSyncMs} = state;
  const isDue = gapSyncMs === undefined || nowMs - gapSyncMs >= limits.gapSyncIntervalMs;
  if (effects.length === 0 || !isDue) return {state, effects};
  return {state: {...state, syncWanted: true, gapSyncMs: nowMs}, effects};
}

/** Nothing where nothing more is wrong than before. */
export function sayGap(state: SyncState, before: SyncState, nowMs: number): readonly Effect[] {
  const {accounts} = state;
  if (accounts === before.accounts || !isWorse(state, before)) return [];
  const reason = accounts.proof ?? 'events are missing';
  return [{type: 'emit', entries: [statusEntry(state, {phase: 'gap', reason, timeMs: nowMs})]}];
}

/** The sync that is wanted, once the applied revision is complete: it is read at that one. */
export function syncWhenComplete({state, effects}: Step, nowMs: number): Step {
  const {syncWanted, phase, applied} = state;
  // Before anything is applied there is nothing to prove, and no revision to read it at.
  const isReady = phase.name === 'watching' && applied.complete && applied.revision > 0;
  if (!syncWanted || !isReady) return {state, effects};
  const started = startRun({...state, syncWanted: false}, askedRun(state, nowMs), nowMs);
  return {state: started.state, effects: [...effects, ...started.effects]};
}

function isWorse({accounts: now}: SyncState, {accounts: was}: SyncState): boolean {
  return (
    now.eventsMissing > was.eventsMissing ||
    now.eventsDoubled > was.eventsDoubled ||
    now.revisionsSkipped > was.revisionsSkipped ||
    (now.proof !== undefined && was.proof === undefined)
  );
}

function compactRevisionEffect(state: SyncState): Effect {
  const {attempt, endpointIndex, options, compaction, applied, headerRevision = 1} = state;
  return {
    type: 'fetch-compact-revision',
    attempt,
    endpointIndex,
    key: options.range.key,
    known: compaction.samples.at(-1)?.compactRevision ?? 0,
    readable: Math.max(applied.revision, headerRevision),
  };
}

function lookEffects({endpoints, endpointIndex, attempt, options}: SyncState): readonly Effect[] {
  const {key} = options.range;
  return endpoints.flatMap((_, index) =>
    index === endpointIndex || index >= limits.endpointsLookedAtMax
      ? []
      : [{type: 'look-at-endpoint', attempt, endpointIndex: index, key} as const],
  );
}

// A count takes the server time in proportion to the keys: never more than a part of the whole.
function countIsDue(state: SyncState, nowMs: number): boolean {
  const {phase, applied, compaction} = state;
  if (phase.name !== 'watching' || !applied.complete || !phase.caughtUp) return false;
  if (!state.options.keepMirror || applied.revision === 0) return false;
  const {countedMs, countTookMs} = compaction;
  const everyMs = Math.max(limits.countIntervalMs, countTookMs * limits.countRest);
  return countedMs === undefined || nowMs - countedMs >= everyMs;
}

function countEffect(state: SyncState): Effect {
  const {attempt, endpointIndex, options, applied, mirror} = state;
  const {revision} = applied;
  const held = mirror.entries.size;
  return {type: 'count-keys', attempt, endpointIndex, ...options.range, revision, held};
}
