// From an endpoint's address to the point where pages or the watch can be asked for: version,
// login, details for the screen.
import {keyAfter} from '../etcd/key-range.ts';
import type {Effect} from './facts-effects.ts';
import {noteEndpoint} from './noting.ts';
import {resumePages} from './page-reading.ts';
import type {Step, SyncState} from './state.ts';

export function versionReceived(state: SyncState, version: string, nowMs: number): Step {
  const endpoints = state.endpoints.map((endpoint, index) =>
    index === state.endpointIndex ? {...endpoint, etcdVersion: version} : endpoint,
  );
  const known = {...state, endpoints, etcdVersion: version};
  const {attempt, endpointIndex} = state;
  const isLoggedIn = endpoints[endpointIndex]?.loginAttempt !== undefined;
  if (!state.options.login || isLoggedIn) return proceed(known, nowMs);
  return {
    state: {...known, phase: {name: 'connecting', step: 'login'}},
    effects: [{type: 'login', attempt, endpointIndex}],
  };
}

/** Once an endpoint and run, unless its token is refused later. */
export function loggedIn(state: SyncState): SyncState {
  return noteEndpoint(state, state.endpointIndex, {loginAttempt: state.attempt});
}

/** Logged in, or nothing to log in with: on to the pages, or to the check before a watch goes on. */
export function proceed(state: SyncState, nowMs: number): Step {
  const {attempt, endpointIndex} = state;
  const details: Effect = {type: 'fetch-details', attempt, endpointIndex};
  const {state: next, effects} =
    state.run === undefined ? verify(state) : resumePages(state, nowMs);
  return {state: next, effects: [...effects, details]};
}

/**
 * A linearizable look at the store: at a key whose mod_revision we know, as it was at the applied
 * revision, else at any key.
 */
function verifyEffect(state: SyncState): Effect {
  const {attempt, endpointIndex} = state;
  const {revision} = state.applied;
  const witness = usableWitness(state);
  const about = {
    type: 'verify-revision',
    attempt,
    endpointIndex,
    limit: 1,
    keysOnly: true,
  } as const;
  if (witness === undefined) return {...about, ...state.options.range};
  return {...about, key: witness.key, rangeEnd: keyAfter(witness.key), revision};
}

/**
 * None while the applied revision is incomplete: what is missing of it may be the end of that key.
 */
export function usableWitness({applied}: SyncState): SyncState['applied']['witness'] {
  return applied.complete ? applied.witness : undefined;
}

/** How far the store is and, with `changedSince`, whether anything in the range changed later. */
export function pollEffect(state: SyncState, changedSince: number | undefined): Effect {
  const {attempt, endpointIndex} = state;
  return {
    type: 'verify-revision',
    attempt,
    endpointIndex,
    limit: 1,
    keysOnly: true,
    ...state.options.range,
    ...(changedSince !== undefined && {minModRevision: changedSince + 1}),
  };
}

function verify(state: SyncState): Step {
  return {
    state: {...state, phase: {name: 'connecting', step: 'verify'}},
    effects: [verifyEffect(state)],
  };
}
