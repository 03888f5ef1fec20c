// The keys that exist after a history, and what differs between two such states.
import type {History, TrueEvent, TruePut} from './history.ts';

/** Base64 key to the put that made it what it is. */
type KeySpace = ReadonlyMap<string, TruePut>;

export function keySpaceAt(history: History, revision: number, prefix: string): KeySpace {
  const keys = new Map<string, TruePut>();
  for (const event of history) {
    if (event.modRevision > revision) break;
    if (hasPrefix(event.key, prefix)) apply(keys, event);
  }
  return keys;
}

export function apply(keys: Map<string, TruePut>, event: TrueEvent): void {
  if (event.type === 'put') keys.set(event.key, event);
  else keys.delete(event.key);
}

export function hasPrefix(key: string, prefix: string): boolean {
  return Buffer.from(key, 'base64')
    .subarray(0, Buffer.byteLength(prefix))
    .equals(Buffer.from(prefix));
}

export function isSamePut(one: TruePut, other: TruePut): boolean {
  return (
    one.value === other.value &&
    one.modRevision === other.modRevision &&
    one.createRevision === other.createRevision &&
    one.version === other.version &&
    one.lease === other.lease
  );
}

/** Keys that are there on one side only, or not the same on both. */
export function differingKeys(one: KeySpace, other: KeySpace): readonly string[] {
  const keys = new Set([...one.keys(), ...other.keys()]);
  return [...keys].filter(key => {
    const [here, there] = [one.get(key), other.get(key)];
    return here === undefined || there === undefined || !isSamePut(here, there);
  });
}
