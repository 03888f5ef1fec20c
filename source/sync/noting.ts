// Small bookkeeping that several steps share: what a response header tells, and status entries.
import type {ResponseHeader} from '../etcd/messages.ts';
import type {StatusEntry} from './entries.ts';
import type {SyncState} from './state.ts';

/** Remembers how far the store is and, the first time, which cluster this is. */
export function noteHeader(state: SyncState, header: ResponseHeader): SyncState {
  const {revision} = header;
  const clusterId = state.clusterId ?? header.clusterId;
  const raftTerm = Math.max(state.raftTerm, header.raftTerm ?? 0);
  if (revision === undefined) return {...state, clusterId, raftTerm};
  const endpoints =
    state.endpoints[state.endpointIndex]?.headerRevision === revision
      ? state.endpoints
      : state.endpoints.map((endpoint, index) =>
          index === state.endpointIndex ? {...endpoint, headerRevision: revision} : endpoint,
        );
  return {...state, endpoints, clusterId, raftTerm, headerRevision: revision};
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
  };
}

export function currentUrl(state: SyncState): string {
  return state.endpoints[state.endpointIndex]?.url ?? '';
}
