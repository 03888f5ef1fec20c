// A configuration as a tree of values, each with the place where it was written, so that whatever is
// said about a value can name its line. Maps keep their order.
import type {ApisixOrigin} from './apisix-connection.ts';

type ConfigScalar = string | number | boolean | null;

export type ConfigNode =
  | {
      readonly kind: 'map';
      readonly origin: ApisixOrigin;
      readonly entries: ReadonlyMap<string, ConfigEntry>;
    }
  | {readonly kind: 'list'; readonly origin: ApisixOrigin; readonly items: readonly ConfigNode[]}
  | {readonly kind: 'scalar'; readonly origin: ApisixOrigin; readonly value: ConfigScalar};

export type ConfigMap = Extract<ConfigNode, {readonly kind: 'map'}>;

export type ConfigEntry = {readonly keyOrigin: ApisixOrigin; readonly node: ConfigNode};

/** What stands at a path of keys; undefined where nothing does. */
export function nodeAt(root: ConfigNode, path: readonly string[]): ConfigNode | undefined {
  return entryAt(root, path)?.node ?? (path.length === 0 ? root : undefined);
}

/** The same with the place of its key. */
export function entryAt(root: ConfigNode, path: readonly string[]): ConfigEntry | undefined {
  let node: ConfigNode | undefined = root;
  let entry: ConfigEntry | undefined;
  for (const key of path) {
    entry = node?.kind === 'map' ? node.entries.get(key) : undefined;
    node = entry?.node;
  }
  return entry;
}

/** As Lua's type() would call it, which is how APISIX's messages do. */
export function luaTypeOf(node: ConfigNode): string {
  if (node.kind !== 'scalar') return 'table';
  return node.value === null ? 'nil' : typeof node.value;
}

/** A tree out of plain values, all of one origin. */
export function nodeOf(value: unknown, origin: ApisixOrigin): ConfigNode {
  if (Array.isArray(value)) {
    return {kind: 'list', origin, items: value.map(item => nodeOf(item, origin))};
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(
      ([key, inner]) => [key, {keyOrigin: origin, node: nodeOf(inner, origin)}] as const,
    );
    return {kind: 'map', origin, entries: new Map(entries)};
  }
  return {kind: 'scalar', origin, value: isScalar(value) ? value : null};
}

export function isScalar(value: unknown): value is ConfigScalar {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}
