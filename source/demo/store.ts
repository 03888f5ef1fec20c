// An in-memory key space with etcd's multi-version rules: one revision a transaction, versions,
// tombstones, reads at old revisions, a history for watches, compaction. Pure state, no I/O and no
// clock. Leases are values only: nothing expires. What a transaction may contain is txn.ts.
import {compacted, futureRevision} from './etcd-error.ts';
import {contains, type KeyInterval, lowerBound} from './key-interval.ts';

export type KeyRecord = {
  /** One character a byte. */
  readonly key: string;
  /** Base64: the store never looks inside. */
  readonly value: string;
  /** 0 on tombstones, as are createRevision and version. */
  readonly createRevision: number;
  readonly modRevision: number;
  readonly version: number;
  /** Decimal. */
  readonly lease?: string;
};

export type StoreEvent = {
  readonly type: 'put' | 'delete';
  readonly kv: KeyRecord;
  readonly prevKv?: KeyRecord;
};

export type Commit = {readonly revision: number; readonly events: readonly StoreEvent[]};

export type Snapshot = {
  /** Ascending by key bytes. */
  readonly records: readonly KeyRecord[];
  readonly revision: number;
};

type NewRecord = {readonly key: string; readonly value: string; readonly lease?: string};

/** Reads see what the transaction wrote before. */
export type Writer = {
  readonly read: (interval: KeyInterval, atRevision?: number) => Snapshot;
  /** The record that was there before, if any. */
  readonly put: (record: NewRecord) => KeyRecord | undefined;
  readonly deleteRange: (interval: KeyInterval) => readonly KeyRecord[];
  /** The revision that writes of this transaction get; the store's own while there are none. */
  readonly revision: () => number;
};

export type Store = {
  readonly revision: () => number;
  /** -1 while nothing was compacted. */
  readonly compactRevision: () => number;
  readonly read: (interval: KeyInterval, atRevision?: number) => Snapshot;
  readonly write: <T>(transaction: (writer: Writer) => T) => T;
  readonly compact: (revision: number) => void;
  /** The history from this revision on; callers ask compactRevision first. */
  readonly commitsFrom: (revision: number) => readonly Commit[];
  /** Told of every commit; the answer ends it. */
  readonly subscribe: (listener: (commit: Commit) => void) => () => void;
  readonly keyCount: () => number;
};

type State = {
  revision: number;
  compactRevision: number;
  /** Every key that has a history, sorted. */
  keys: string[];
  /** Oldest first; a version 0 is a tombstone. */
  readonly histories: Map<string, KeyRecord[]>;
  commits: Commit[];
  readonly listeners: Set<(commit: Commit) => void>;
};

export function createStore(): Store {
  const state: State = {
    revision: 1,
    compactRevision: -1,
    keys: [],
    histories: new Map(),
    commits: [],
    listeners: new Set(),
  };
  return {
    revision: () => state.revision,
    compactRevision: () => state.compactRevision,
    read: (interval, atRevision) => read(state, state.revision, interval, atRevision),
    write: transaction => write(state, transaction),
    compact: revision => compact(state, revision),
    commitsFrom: revision => commitsFrom(state, revision),
    subscribe: listener => {
      state.listeners.add(listener);
      return () => state.listeners.delete(listener);
    },
    keyCount: () => state.keys.length,
  };
}

function read(
  state: State,
  currentRevision: number,
  interval: KeyInterval,
  atRevision = 0,
): Snapshot {
  if (atRevision > currentRevision) throw futureRevision();
  if (atRevision > 0 && atRevision < state.compactRevision) throw compacted();
  const revision = atRevision > 0 ? atRevision : currentRevision;
  const records: KeyRecord[] = [];
  for (let at = lowerBound(state.keys, interval.key); at < state.keys.length; at++) {
    const key = state.keys[at] ?? '';
    if (!contains(interval, key)) break;
    const record = recordAt(state, key, revision);
    if (record !== undefined) records.push(record);
  }
  return {records, revision: currentRevision};
}

function recordAt(state: State, key: string, revision: number): KeyRecord | undefined {
  const latest = state.histories.get(key)?.findLast(record => record.modRevision <= revision);
  return latest === undefined || latest.version === 0 ? undefined : latest;
}

function write<T>(state: State, transaction: (writer: Writer) => T): T {
  const events: StoreEvent[] = [];
  const next = state.revision + 1;
  const revision = () => (events.length === 0 ? state.revision : next);
  const result = transaction({
    revision,
    read: (interval, atRevision) => read(state, revision(), interval, atRevision),
    put: record => {
      const event = put(state, record, next);
      events.push(event);
      return event.prevKv;
    },
    deleteRange: interval => {
      const doomed = read(state, revision(), interval).records;
      events.push(...doomed.map(record => remove(state, record, next)));
      return doomed;
    },
  });
  if (events.length > 0) publish(state, {revision: next, events});
  return result;
}

function publish(state: State, commit: Commit): void {
  state.revision = commit.revision;
  state.commits.push(commit);
  for (const listener of [...state.listeners]) listener(commit);
}

function put(state: State, record: NewRecord, revision: number): StoreEvent {
  const prevKv = recordAt(state, record.key, revision);
  const kv: KeyRecord = {
    ...record,
    createRevision: prevKv?.createRevision ?? revision,
    modRevision: revision,
    version: (prevKv?.version ?? 0) + 1,
  };
  append(state, kv);
  return prevKv === undefined ? {type: 'put', kv} : {type: 'put', kv, prevKv};
}

function remove(state: State, prevKv: KeyRecord, revision: number): StoreEvent {
  const {key} = prevKv;
  const kv: KeyRecord = {key, value: '', createRevision: 0, modRevision: revision, version: 0};
  append(state, kv);
  return {type: 'delete', kv, prevKv};
}

function append(state: State, record: KeyRecord): void {
  const history = state.histories.get(record.key);
  if (history !== undefined) {
    history.push(record);
    return;
  }
  state.histories.set(record.key, [record]);
  state.keys.splice(lowerBound(state.keys, record.key), 0, record.key);
}

function compact(state: State, revision: number): void {
  if (revision <= state.compactRevision) throw compacted();
  if (revision > state.revision) throw futureRevision();
  state.compactRevision = revision;
  for (const [key, history] of state.histories) {
    const kept = keptVersions(history, revision);
    if (kept.length === 0) state.histories.delete(key);
    else state.histories.set(key, kept);
  }
  state.keys = state.keys.filter(key => state.histories.has(key));
  state.commits = [...commitsFrom(state, revision)];
}

/** Everything newer than the revision, and the version that was current at it. */
function keptVersions(history: readonly KeyRecord[], revision: number): KeyRecord[] {
  const current = history.findLastIndex(record => record.modRevision <= revision);
  const isTombstone = history[current]?.version === 0;
  return history.slice(isTombstone ? current + 1 : Math.max(current, 0));
}

function commitsFrom(state: State, revision: number): readonly Commit[] {
  const first = state.commits[0]?.revision ?? state.revision + 1;
  return state.commits.slice(Math.max(0, revision - first));
}
