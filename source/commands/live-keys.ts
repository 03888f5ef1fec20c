// The key space of a running watch as the Keys pane looks at it: the mirror's keys, and one key read
// on demand over the connection's own calls, so that it is as logged in as the watch is.
import type {Base64} from '../etcd/messages.ts';
import {apiPrefixOf, parseServerVersion} from '../etcd/server-version.ts';
import {CallError, type SyncCalls} from '../io/sync-calls.ts';
import type {KeyObserver, KeyReading, KeySource} from '../report/key-source.ts';
import type {SyncState} from '../sync/state.ts';

type LiveKeys = KeySource & {
  /** For the sync engine's observeMirror. */
  readonly note: KeyObserver;
};

export function createLiveKeys(options: {
  readonly calls: SyncCalls;
  readonly stateOf: () => SyncState;
  readonly signal: AbortSignal;
}): LiveKeys {
  const {calls, stateOf, signal} = options;
  const observers = new Set<KeyObserver>();
  const entries = () => stateOf().mirror.entries;
  return {
    get size() {
      return entries().size;
    },
    get: key => entries().get(key),
    all: () => entries().keys(),
    observe(observer) {
      observers.add(observer);
      return () => observers.delete(observer);
    },
    note(key, keys, bytes) {
      for (const observer of observers) observer(key, keys, bytes);
    },
    read: (key, revision) => readKey(calls, stateOf(), {key, revision, signal}),
  };
}

type Wanted = {
  readonly key: Base64;
  readonly revision: number | undefined;
  readonly signal: AbortSignal;
};

async function readKey(
  calls: SyncCalls,
  {endpointIndex, etcdVersion}: SyncState,
  {key, revision, signal}: Wanted,
): Promise<KeyReading> {
  const apiPrefix = apiPrefixOf(parseServerVersion(etcdVersion ?? ''));
  // What was is the same on every member; a quorum is asked for what is only.
  const past = revision === undefined ? {} : {revision, serializable: true};
  try {
    const {kvs} = await calls.range({endpointIndex, signal, apiPrefix}, {key, ...past});
    const [kv] = kvs;
    return kv === undefined ? {type: 'absent'} : {type: 'found', kv};
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    const {kind, message} = error.failure;
    return kind === 'compacted' ? {type: 'compacted'} : {type: 'failed', reason: message};
  }
}
