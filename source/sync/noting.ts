// Small bookkeeping that several steps share: what a response header tells, and status entries.
import type {ResponseHeader} from '../etcd/messages.ts';
import {missingEvents} from './accounting.ts';
import {headroomOf} from './compaction.ts';
import type {AccountsEntry, StatusEntry} from './entries.ts';
import type {EndpointState, SyncState} from './state.ts';

/** Remembers how far the store and this member are and, the first time, which cluster this is. */
export function noteHeader(state: SyncState, header: ResponseHeader): SyncState {
  const {revision} = header;
  const clusterId = state.clusterId ?? header.clusterId;
  const raftTerm = Math.max(state.raftTerm, header.raftTerm ?? 0);
  if (revision === undefined) return {...state, clusterId, raftTerm};
  const noted = noteEndpoint(state, state.endpointIndex, {
    clusterId: header.clusterId,
    headerRevision: revision,
  });
  // A member that lags behind another takes nothing from what is known of the store.
  const headerRevision = Math.max(state.headerRevision ?? 0, revision);
  return {...noted, clusterId, raftTerm, headerRevision};
}

export function noteEndpoint(
  state: SyncState,
  endpointIndex: number,
  about: Partial<EndpointState>,
): SyncState {
  const known = state.endpoints[endpointIndex];
  const names = Object.keys(about) as (keyof EndpointState)[];
  if (known === undefined || names.every(name => known[name] === about[name])) return state;
  const endpoints = state.endpoints.map((endpoint, index) =>
    index === endpointIndex ? {...endpoint, ...about} : endpoint,
  );
  return {...state, endpoints};
}

/** The endpoint works: what it failed with before is of no more use. */
export function forgetError(state: SyncState, endpointIndex: number): SyncState {
  if (state.endpoints[endpointIndex]?.lastError === undefined) return state;
  const endpoints = state.endpoints.map(({lastError, ...endpoint}, index) =>
    index === endpointIndex || lastError === undefined ? endpoint : {...endpoint, lastError},
  );
  return {...state, endpoints};
}

export function statusEntry(
  state: SyncState,
  about: Omit<StatusEntry, 'type' | 'endpoint' | 'revision'> & {readonly revision?: number},
): StatusEntry {
  return {
    type: 'status',
    endpoint: currentUrl(state),
    revision: state.applied.revision,
    ...about,
    ...(accounted.has(about.phase) && {accounts: accountsEntry(state)}),
    ...(about.phase === 'disconnected' && headroomEntry(state)),
  };
}

/** Where one looks whether everything is accounted for. */
const accounted: ReadonlySet<StatusEntry['phase']> = new Set(['resumed', 'resynced', 'gap']);

/** The figures of the conservation law. */
export function accountsEntry({
  accounts,
  eventsApplied,
  differencesFound,
}: SyncState): AccountsEntry {
  return {
    counted: accounts.changesCounted,
    applied: eventsApplied,
    differences: differencesFound,
    unseen: accounts.changesUnseen,
    missing: missingEvents(accounts),
    doubled: accounts.eventsDoubled,
  };
}

function headroomEntry(state: SyncState): {readonly headroomSeconds?: number} {
  const headroom = headroomOf(state);
  return headroom.known === 'seconds' ? {headroomSeconds: headroom.seconds} : {};
}

export function currentUrl(state: SyncState): string {
  return state.endpoints[state.endpointIndex]?.url ?? '';
}
