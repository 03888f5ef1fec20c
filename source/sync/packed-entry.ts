// An entry as bytes and back: what the history keeps. As objects, entries cost several times their
// size and keep the collector busy; base64 text is kept as the bytes that it stands for.
import type {ChangeEntry, Entry, Origin, PutEntry, StatusEntry} from './entries.ts';

/** Packs at the start of `target` when it fits there; returns the bytes used, undefined if not. */
export function packEntry(entry: Entry, target: Buffer): number | undefined {
  return entry.type === 'status' ? packStatus(entry, target) : packChange(entry, target);
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

function packStatus(entry: StatusEntry, target: Buffer): number | undefined {
  const text = Buffer.from(JSON.stringify(entry), 'utf8');
  if (text.length + 1 > target.length) return undefined;
  target[0] = kinds.status;
  return 1 + text.copy(target, 1);
}

function packChange(entry: ChangeEntry, target: Buffer): number | undefined {
  if (packedBytesMax(entry) > target.length) return undefined;
  const put = entry.type === 'put' ? entry : undefined;
  target[0] = kinds[entry.type];
  target[1] = origins.indexOf(entry.origin);
  target[2] =
    (entry.prevValue === undefined ? 0 : hasPrevValue) | (put?.lease === undefined ? 0 : hasLease);
  const numbers = [entry.timeMs, entry.modRevision, put?.createRevision ?? 0, put?.version ?? 0];
  numbers.forEach((number, at) => {
    target.writeDoubleLE(number, numbersAt + 8 * at);
  });
  let end = fixedBytes;
  const texts = [entry.key, put?.value ?? '', entry.prevValue ?? '', put?.lease ?? ''];
  texts.forEach((text, at) => {
    const bytes = target.write(text, end, at === 3 ? 'latin1' : 'base64');
    target.writeUInt32LE(bytes, lengthsAt + 4 * at);
    end += bytes;
  });
  return end;
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
