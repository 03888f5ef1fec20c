// The ring of entries, limited by bytes: old ones fall out at the front, sequence numbers go on.
import type {Entry} from './entries.ts';

export type EventLog = {
  /** Sequence number of the oldest entry kept. */
  readonly first: number;
  /** One past the newest. */
  readonly end: number;
  readonly bytes: number;
  at(sequence: number): Entry | undefined;
  append(entry: Entry): void;
};

/** What an entry costs beside its key and values, roughly. */
const entryOverheadBytes = 200;

/** Keeps at least the newest entry, however large. */
export function createEventLog(bytesMax: number): EventLog {
  // Cut from the front by an index; copied when more than half of it is gone.
  let entries: Array<Entry | undefined> = [];
  let offset = 0;
  let start = 0;
  let bytes = 0;

  function dropOldest(): void {
    bytes -= entryBytes(entries[start] as Entry);
    entries[start] = undefined;
    start++;
    if (start > 1024 && start * 2 > entries.length) {
      entries = entries.slice(start);
      offset += start;
      start = 0;
    }
  }

  return {
    get first() {
      return offset + start;
    },
    get end() {
      return offset + entries.length;
    },
    get bytes() {
      return bytes;
    },
    at: sequence => entries[sequence - offset],
    append(entry) {
      entries.push(entry);
      bytes += entryBytes(entry);
      while (bytes > bytesMax && entries.length - start > 1) dropOldest();
    },
  };
}

function entryBytes(entry: Entry): number {
  if (entry.type === 'status') return entryOverheadBytes;
  const value = entry.type === 'put' ? entry.value.length : 0;
  const prev = entry.prevValue?.length ?? 0;
  return entryOverheadBytes + entry.key.length + value + prev;
}
