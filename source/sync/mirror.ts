// The key space as far as we know it: key → mod_revision and value size. It is what deletes are
// found against when history was compacted. The one mutable part of the state: a million keys can't
// be copied a step.
import type {Base64, KeyValue} from '../etcd/messages.ts';

export type MirrorEntry = {
  modRevision: number;
  /** Decoded size of the value; 0 where only keys were read. */
  valueBytes: number;
  /** Number of the full sync or later event that saw it last. */
  generation: number;
};

/** Told of every change of the mirror: a key came (1), went (-1) or changed (0), by so many bytes. */
export type MirrorObserver = (key: Base64, keys: 1 | 0 | -1, bytes: number) => void;

export type Mirror = {
  readonly entries: Map<Base64, MirrorEntry>;
  readonly observer: MirrorObserver | undefined;
  generation: number;
};

export function createMirror(observer?: MirrorObserver): Mirror {
  return {entries: new Map(), observer, generation: 0};
}

/** Whether the key was unknown or has changed. */
export function mirrorPut(mirror: Mirror, kv: KeyValue): boolean {
  const {modRevision} = kv;
  const {generation, observer} = mirror;
  const known = mirror.entries.get(kv.key);
  const valueBytes = base64Bytes(kv.value);
  if (known === undefined) {
    mirror.entries.set(kv.key, {modRevision, valueBytes, generation});
    observer?.(kv.key, 1, base64Bytes(kv.key) + valueBytes);
    return true;
  }
  const isChanged = known.modRevision !== modRevision;
  if (known.valueBytes !== valueBytes) observer?.(kv.key, 0, valueBytes - known.valueBytes);
  known.modRevision = modRevision;
  known.valueBytes = valueBytes;
  known.generation = generation;
  return isChanged;
}

export function mirrorDelete(mirror: Mirror, key: Base64): boolean {
  const known = mirror.entries.get(key);
  if (known === undefined) return false;
  mirror.entries.delete(key);
  mirror.observer?.(key, -1, -(base64Bytes(key) + known.valueBytes));
  return true;
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
export function base64Bytes(text: Base64): number {
  const {length} = text;
  if (length === 0) return 0;
  const padding = text[length - 1] !== '=' ? 0 : text[length - 2] === '=' ? 2 : 1;
  return (length / 4) * 3 - padding;
}
