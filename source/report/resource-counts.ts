// Keys and bytes of each kind of resource: the first part of the path after the prefix (APISIX's
// routes, upstreams, ssls). Kept up to date change by change; counting a million keys a frame would
// not do.
import type {Base64} from '../etcd/messages.ts';
import type {ResourceCount} from './view-model.ts';

type ResourceCounter = {
  /** A key came (1) or went (-1), or its value changed (0), by so many bytes of key and value. */
  add(key: Base64, keys: 1 | 0 | -1, bytes: number): void;
  read(): readonly ResourceCount[];
};

/** Kinds beyond these are counted together: a key space without structure has one kind a key. */
const kindsMax = 200;
const others = '(others)';

export function createResourceCounter(prefix: Uint8Array): ResourceCounter {
  const kinds = new Map<string, {keys: number; bytes: number}>();
  const kindOf = (key: Base64): string => {
    const rest = Buffer.from(key, 'base64').subarray(prefix.length).toString('utf8');
    const parts = rest.replace(/^\//, '').split('/', 2);
    return parts.length === 2 ? (parts[0] as string) : '(top level)';
  };
  return {
    add(key, keys, bytes) {
      const name = kindOf(key);
      const found = kinds.get(name) ?? (kinds.size < kindsMax ? undefined : kinds.get(others));
      const kind = found ?? {keys: 0, bytes: 0};
      kind.keys += keys;
      kind.bytes += bytes;
      if (found === undefined) kinds.set(kinds.size < kindsMax ? name : others, kind);
    },
    read: () =>
      [...kinds]
        .filter(([, kind]) => kind.keys > 0)
        .map(([name, kind]) => ({name, ...kind}))
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}
