// The key space as far as we know it: key → mod_revision and value size. It is what deletes are
// found against when history was compacted. The one mutable part of the state: a million keys can't
// be copied a step.
import {crc32} from 'node:zlib';
import {base64Bytes} from '../etcd/base64-bytes.ts';
import type {Base64, KeyValue} from '../etcd/messages.ts';

type MirrorEntry = {
  modRevision: number;
  createRevision: number;
  version: number;
  /** Decoded size of the value; 0 where only keys were read. */
  valueBytes: number;
  /** CRC-32 of the value as sent; undefined where only keys were read. */
  valueChecksum: number | undefined;
  /** Number of the full sync or later event that saw it last. */
  generation: number;
};

/** Told of every change of the mirror: a key came (1), went (-1) or changed (0), by so many bytes. */
export type MirrorObserver = (key: Base64, keys: 1 | 0 | -1, bytes: number) => void;

export type Mirror = {
  readonly entries: Map<Base64, MirrorEntry>;
  readonly observer: MirrorObserver | undefined;
  generation: number;
  /** By how much etcd's counters of the keys have moved: versions grown, keys gone. */
  growth: number;
};

export function createMirror(observer?: MirrorObserver): Mirror {
  return {entries: new Map(), observer, generation: 0, growth: 0};
}

/** How a key was read, and whether a like revision is proof enough that it is the same. */
export type Reading = {
  /** false: keys only. */
  readonly hasValue: boolean;
  /** After a restore another history may have given the key the same revision. */
  readonly isOtherHistory: boolean;
};

/** Whether the key was unknown or has changed, or can't be shown to be the same. */
export function mirrorPut(mirror: Mirror, kv: KeyValue, reading: Reading): boolean {
  const {modRevision, createRevision, version} = kv;
  const {generation, observer} = mirror;
  const known = mirror.entries.get(kv.key);
  const valueBytes = base64Bytes(kv.value);
  const valueChecksum = reading.hasValue ? crc32(kv.value) : undefined;
  const now = {modRevision, createRevision, version, valueBytes, valueChecksum, generation};
  mirror.growth += growthSince(known, kv);
  if (known === undefined) {
    mirror.entries.set(kv.key, now);
    observer?.(kv.key, 1, base64Bytes(kv.key) + valueBytes);
    return true;
  }
  const isChanged =
    known.modRevision !== modRevision || (reading.isOtherHistory && !isSame(known, now));
  if (known.valueBytes !== valueBytes) observer?.(kv.key, 0, valueBytes - known.valueBytes);
  Object.assign(known, now);
  return isChanged;
}

function isSame(known: MirrorEntry, now: MirrorEntry): boolean {
  return (
    known.valueChecksum !== undefined &&
    known.valueChecksum === now.valueChecksum &&
    known.createRevision === now.createRevision &&
    known.version === now.version
  );
}

/** `before`: what etcd says was deleted, where it says so. */
export function mirrorDelete(mirror: Mirror, key: Base64, before?: KeyValue): boolean {
  const known = mirror.entries.get(key);
  // A key that is unknown must have been created unseen.
  mirror.growth += 1 + (before ? growthSince(known, before) : known === undefined ? 1 : 0);
  if (known === undefined) return false;
  mirror.entries.delete(key);
  mirror.observer?.(key, -1, -(base64Bytes(key) + known.valueBytes));
  return true;
}

// A key that was made anew has been deleted in between.
function growthSince(known: MirrorEntry | undefined, now: KeyValue): number {
  if (known === undefined) return now.version;
  if (known.createRevision === now.createRevision) return now.version - known.version;
  return now.version + 1;
}

/** Keys that the newest full sync did not meet: gone. They are removed. */
export function takeUnseen(mirror: Mirror): readonly Base64[] {
  const unseen: Base64[] = [];
  for (const [key, entry] of mirror.entries) {
    if (entry.generation !== mirror.generation) unseen.push(key);
  }
  for (const key of unseen) mirrorDelete(mirror, key);
  return unseen;
}

/** Decoded length of standard padded base64. */
