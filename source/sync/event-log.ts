// The ring of entries, limited by bytes: old ones fall out at the front, sequence numbers go on.
// Entries lie packed in blocks of bytes beside the heap, where the collector has nothing to look
// through; a block that fell out is written again. What is counted is the entries' text as etcd
// sent it, which leaves room below the limit for what the process needs beside it.
import type {Entry} from './entries.ts';
import {packEntry, packedBytesMax, unpackEntry} from './packed-entry.ts';

export type EventLog = {
  /** Sequence number of the oldest entry kept. */
  readonly first: number;
  /** One past the newest. */
  readonly end: number;
  readonly bytes: number;
  /** The same object as long as it is asked for often. */
  at(sequence: number): Entry | undefined;
  append(entry: Entry): void;
};

type Block = {
  readonly bytes: Buffer;
  /** Sequence number of its first entry. */
  readonly first: number;
  /** Where each entry ends. */
  readonly ends: number[];
  /** What its entries count. */
  counted: number;
};

/** Of a block that holds more than one entry. */
const blockBytesMax = 256 * 1024;
/** What an entry counts beside its key and values. */
const entryOverheadBytes = 200;
/** A few screens of entries stay unpacked. */
const unpackedMax = 1000;

/** Keeps at least the newest entry, however large. */
export function createEventLog(bytesMax: number): EventLog {
  const blockBytes = Math.min(blockBytesMax, Math.max(1024, Math.floor(bytesMax / 16)));
  let blocks: Block[] = [];
  let end = 0;
  let bytes = 0;
  const unpacked = new Map<number, Entry>();
  // At most what fell out with one entry: the collector is slow to see that bytes are free.
  let spare: Buffer[] = [];

  function openBlock(size: number): Block {
    const again = size === blockBytes ? spare.pop() : undefined;
    const block = {bytes: again ?? Buffer.allocUnsafeSlow(size), first: end, ends: [], counted: 0};
    blocks.push(block);
    return block;
  }

  function dropOld(): void {
    let count = 0;
    while (bytes > bytesMax && count < blocks.length - 1) {
      bytes -= blocks[count]?.counted ?? 0;
      count += 1;
    }
    if (count === 0) return;
    spare = blocks
      .slice(0, count)
      .flatMap(block => (block.bytes.length === blockBytes ? [block.bytes] : []));
    blocks = blocks.slice(count);
  }

  return {
    get first() {
      return blocks[0]?.first ?? 0;
    },
    get end() {
      return end;
    },
    get bytes() {
      return bytes;
    },
    at(sequence) {
      const block = blockOf(blocks, sequence);
      if (block === undefined || sequence >= end) return undefined;
      const known = unpacked.get(sequence);
      if (known !== undefined) return known;
      const entry = unpackEntry(placeOf(block, sequence));
      if (unpacked.size >= unpackedMax) unpacked.clear();
      unpacked.set(sequence, entry);
      return entry;
    },
    append(entry) {
      const newest = blocks.at(-1);
      let block = newest ?? openBlock(blockBytes);
      if (!packInto(block, entry)) {
        block = openBlock(Math.max(blockBytes, packedBytesMax(entry)));
        packInto(block, entry);
      }
      const counted = countedBytes(entry);
      block.counted += counted;
      bytes += counted;
      end += 1;
      dropOld();
    },
  };
}

function countedBytes(entry: Entry): number {
  if (entry.type === 'status') return entryOverheadBytes;
  const value = entry.type === 'put' ? entry.value.length : 0;
  return entryOverheadBytes + entry.key.length + value + (entry.prevValue?.length ?? 0);
}

/** Whether there was room. */
function packInto({bytes, ends}: Block, entry: Entry): boolean {
  const end = packEntry(entry, bytes, ends.at(-1) ?? 0);
  if (end === undefined) return false;
  ends.push(end);
  return true;
}

function placeOf({bytes, first, ends}: Block, sequence: number): Buffer {
  const at = sequence - first;
  return bytes.subarray(at === 0 ? 0 : ends[at - 1], ends[at]);
}

/** The last one that begins at it or before. */
function blockOf(blocks: readonly Block[], sequence: number): Block | undefined {
  let low = 0;
  let high = blocks.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((blocks[middle]?.first ?? 0) <= sequence) low = middle + 1;
    else high = middle;
  }
  return blocks[low - 1];
}
