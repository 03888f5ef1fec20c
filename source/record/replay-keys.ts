// The key space of a recording at the moment where its replay stands. Moves forward entry by entry;
// moving back builds it anew from the start. Values are those that the recording holds.
import type {Base64} from '../etcd/messages.ts';
import type {KeyFacts, KeyObserver, KeyReading, KeySource} from '../report/key-source.ts';
import type {ChangeEntry} from '../sync/entries.ts';
import type {Recording} from './recording.ts';

type ReplayKeys = KeySource & {
  /** So many entries of the recording have happened. */
  moveTo(entryCount: number): void;
};

export function createReplayKeys({entries, keys}: Recording): ReplayKeys {
  const known = new Map<Base64, KeyFacts>();
  const observers = new Set<KeyObserver>();
  let position = 0;
  let notesRead = 0;

  function tell(key: Base64, change: 1 | 0 | -1, bytes: number): void {
    for (const observer of observers) observer(key, change, bytes);
  }
  function put(key: Base64, facts: KeyFacts): void {
    const before = known.get(key);
    known.set(key, facts);
    if (before === undefined) tell(key, 1, keyBytes(key) + facts.valueBytes);
    else tell(key, 0, facts.valueBytes - before.valueBytes);
  }
  function remove(key: Base64): void {
    const before = known.get(key);
    if (before === undefined) return;
    known.delete(key);
    tell(key, -1, -(keyBytes(key) + before.valueBytes));
  }
  function readNotes(): void {
    for (;;) {
      const note = keys[notesRead];
      if (note === undefined || note.at > position) return;
      const {key, facts} = note.what;
      if (facts.modRevision >= (known.get(key)?.modRevision ?? 0)) put(key, facts);
      notesRead += 1;
    }
  }
  function reset(): void {
    for (const key of [...known.keys()]) remove(key);
    position = 0;
    notesRead = 0;
  }
  return {
    get size() {
      return known.size;
    },
    get: key => known.get(key),
    all: () => known.keys(),
    observe(observer) {
      observers.add(observer);
      return () => observers.delete(observer);
    },
    read: async (key, revision) => readingOf(entries, key, {position, revision}),
    moveTo(entryCount) {
      if (entryCount < position) reset();
      readNotes();
      while (position < entryCount) {
        const entry = entries[position];
        position += 1;
        if (entry?.type === 'put') put(entry.key, factsOf(entry));
        else if (entry?.type === 'delete') remove(entry.key);
        readNotes();
      }
    },
  };
}

function factsOf(entry: Extract<ChangeEntry, {type: 'put'}>): KeyFacts {
  const {modRevision, createRevision, version, value} = entry;
  return {modRevision, createRevision, version, valueBytes: Buffer.byteLength(value, 'base64')};
}

function keyBytes(key: Base64): number {
  return Buffer.byteLength(key, 'base64');
}

function readingOf(
  entries: Recording['entries'],
  key: Base64,
  {position, revision}: {readonly position: number; readonly revision: number | undefined},
): KeyReading {
  for (let at = position - 1; at >= 0; at -= 1) {
    const entry = entries[at];
    if (entry === undefined || entry.type === 'status' || entry.key !== key) continue;
    if (revision !== undefined && entry.modRevision > revision) continue;
    if (entry.type === 'delete') return {type: 'absent'};
    const {value, createRevision, modRevision, version, lease} = entry;
    const kv = {key, value, createRevision, modRevision, version};
    return {type: 'found', kv: lease === undefined ? kv : {...kv, lease}};
  }
  return {type: 'failed', reason: 'the recording holds no change of this key up to here'};
}
