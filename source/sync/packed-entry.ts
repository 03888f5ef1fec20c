// An entry as bytes and back: what the history keeps. As objects, entries cost several times their
// size and keep the collector busy; base64 text is kept as the bytes that it stands for.
import type {ChangeEntry, Entry, Origin, PutEntry, StatusEntry} from './entries.ts';

/** Packs from `start` on when it fits there; returns where it ends, undefined if it doesn't. */
export function packEntry(entry: Entry, target: Buffer, start: number): number | undefined {
  return entry.type === 'status'
    ? packStatus(entry, target, start)
    : packChange(entry, target, start);
}

/** The most that packing may take. */
export function packedBytesMax(entry: Entry): number {
  if (entry.type === 'status') return 1 + 3 * JSON.stringify(entry).length;
  const value = entry.type === 'put' ? entry.value.length : 0;
  const lease = entry.type === 'put' ? (entry.lease?.length ?? 0) : 0;
  return fixedBytes + entry.key.length + value + (entry.prevValue?.length ?? 0) + lease;
}

export function unpackEntry(packed: Buffer): Entry {
  return packed[0] === kinds.status
    ? (JSON.parse(packed.toString('utf8', 1)) as StatusEntry)
    : unpackChange(packed);
}

const kinds = {status: 0, put: 1, delete: 2} as const;
const origins: readonly Origin[] = ['initial', 'watch', 'resync'];

// kind, origin, what there is; four numbers; four lengths.
const numbersAt = 3;
const lengthsAt = numbersAt + 4 * 8;
const fixedBytes = lengthsAt + 4 * 4;
const hasPrevValue = 1;
const hasLease = 2;

function packStatus(entry: StatusEntry, target: Buffer, start: number): number | undefined {
  const text = Buffer.from(JSON.stringify(entry), 'utf8');
  if (start + 1 + text.length > target.length) return undefined;
  target[start] = kinds.status;
  return start + 1 + text.copy(target, start + 1);
}

// Nothing is made on the way: this is done for every event.
function packChange(entry: ChangeEntry, target: Buffer, start: number): number | undefined {
  if (start + packedBytesMax(entry) > target.length) return undefined;
  const put = entry.type === 'put' ? entry : undefined;
  target[start] = kinds[entry.type];
  target[start + 1] = origins.indexOf(entry.origin);
  target[start + 2] =
    (entry.prevValue === undefined ? 0 : hasPrevValue) | (put?.lease === undefined ? 0 : hasLease);
  packNumber(target, start, 0, entry.timeMs);
  packNumber(target, start, 1, entry.modRevision);
  packNumber(target, start, 2, put?.createRevision ?? 0);
  packNumber(target, start, 3, put?.version ?? 0);
  const keyEnd = packText(target, start, 0, start + fixedBytes, entry.key, 'base64');
  const valueEnd = packText(target, start, 1, keyEnd, put?.value ?? '', 'base64');
  const prevEnd = packText(target, start, 2, valueEnd, entry.prevValue ?? '', 'base64');
  return packText(target, start, 3, prevEnd, put?.lease ?? '', 'latin1');
}

function packNumber(target: Buffer, start: number, at: number, number: number): void {
  target.writeDoubleLE(number, start + numbersAt + 8 * at);
}

/** Returns where it ends. */
function packText(
  target: Buffer,
  start: number,
  at: number,
  from: number,
  text: string,
  encoding: 'base64' | 'latin1',
): number {
  const bytes = text === '' ? 0 : target.write(text, from, encoding);
  target.writeUInt32LE(bytes, start + lengthsAt + 4 * at);
  return from + bytes;
}

function unpackChange(packed: Buffer): ChangeEntry {
  const number = (at: number) => packed.readDoubleLE(numbersAt + 8 * at);
  const length = (at: number) => packed.readUInt32LE(lengthsAt + 4 * at);
  const keyEnd = fixedBytes + length(0);
  const valueEnd = keyEnd + length(1);
  const prevEnd = valueEnd + length(2);
  const parts = packed[2] ?? 0;
  const common = {
    key: packed.toString('base64', fixedBytes, keyEnd),
    modRevision: number(1),
    timeMs: number(0),
    origin: origins[packed[1] ?? 0] ?? 'watch',
    ...(parts & hasPrevValue && {prevValue: packed.toString('base64', valueEnd, prevEnd)}),
  };
  if (packed[0] === kinds.delete) return {type: 'delete', ...common};
  const put: PutEntry = {
    type: 'put',
    ...common,
    value: packed.toString('base64', keyEnd, valueEnd),
    createRevision: number(2),
    version: number(3),
    ...(parts & hasLease && {lease: packed.toString('latin1', prevEnd, prevEnd + length(3))}),
  };
  return put;
}
