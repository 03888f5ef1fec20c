// What one worker of APISIX has loaded, out of the answers of its Control API. An answer is foreign
// text: whatever has not the form of a resource is a fault, said in words.
import {isJsonObject} from '../etcd/json-object.ts';

/** Kinds that the Control API tells, as they are named in etcd. */
export const comparedKinds = ['routes', 'services', 'upstreams', 'plugin_metadata'] as const;
export type ComparedKind = (typeof comparedKinds)[number];

/** Paths of the Control API; those of plugin_metadata tell no revisions. */
export const controlPaths: Readonly<Record<ComparedKind, string>> = {
  routes: '/v1/routes',
  services: '/v1/services',
  upstreams: '/v1/upstreams',
  plugin_metadata: '/v1/plugin_metadatas',
};

/** By id; undefined where the answer tells no revision. */
export type LoadedKind = ReadonlyMap<string, number | undefined>;

/** The answers to one connection, and therefore of one worker. Kinds that it does not tell are absent. */
export type WorkerView = ReadonlyMap<ComparedKind, LoadedKind>;

type LoadedReading =
  | {readonly ok: true; readonly loaded: LoadedKind}
  | {readonly ok: false; readonly fault: string};

export function readLoaded(kind: ComparedKind, text: string): LoadedReading {
  // Nothing loaded yet: 200 without a body.
  if (text.trim() === '') return {ok: true, loaded: new Map()};
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    return {ok: false, fault: `no JSON, but ${JSON.stringify(text.trim().slice(0, 60))}`};
  }
  // An empty Lua table becomes {}.
  if (isJsonObject(answer) && Object.keys(answer).length === 0)
    return {ok: true, loaded: new Map()};
  if (!Array.isArray(answer)) return {ok: false, fault: 'JSON, but no list of resources'};
  const loaded = new Map<string, number | undefined>();
  for (const item of answer as readonly unknown[]) {
    const id = idOf(kind, item);
    if (id === undefined) return {ok: false, fault: `an entry of ${kind} without key and id`};
    loaded.set(id, kind === 'plugin_metadata' ? undefined : revisionOf(item));
  }
  return {ok: true, loaded};
}

function idOf(kind: ComparedKind, item: unknown): string | undefined {
  if (!isJsonObject(item)) return undefined;
  const inKey = typeof item.key === 'string' ? afterKind(item.key, kind) : undefined;
  const value = isJsonObject(item.value) ? item.value : item;
  const id = inKey ?? value.id;
  return typeof id === 'string' || typeof id === 'number' ? String(id) : undefined;
}

/** /apisix/routes/17 → 17 */
function afterKind(key: string, kind: ComparedKind): string | undefined {
  const at = key.indexOf(`/${kind}/`);
  const id = at === -1 ? '' : key.slice(at + kind.length + 2);
  return id === '' ? undefined : id;
}

/** "81238&81230" where a service was merged in: its own revision comes first. */
function revisionOf(item: unknown): number | undefined {
  const index = isJsonObject(item) ? item.modifiedIndex : undefined;
  const digits = /^\d{1,16}/.exec(String(index))?.[0];
  const revision = Number(digits);
  return digits !== undefined && Number.isSafeInteger(revision) ? revision : undefined;
}
