// One configuration over another, as APISIX does it (merge_conf in apisix/cli/file.lua): mappings are
// merged, lists replace, an empty value takes away what was there, and another type is refused.
import type {ApisixFinding} from './apisix-connection.ts';
import {type ConfigEntry, type ConfigMap, type ConfigNode, luaTypeOf} from './config-node.ts';
import {findingAt} from './findings.ts';

type MergedConfig = {readonly root: ConfigMap; readonly findings: readonly ApisixFinding[]};

export function mergeConfig(base: ConfigMap, over: ConfigMap, file: string): MergedConfig {
  const findings: ApisixFinding[] = [];
  return {root: merge(base, over, {path: [], file, findings}), findings};
}

type Place = {
  readonly path: readonly string[];
  readonly file: string;
  readonly findings: ApisixFinding[];
};

function merge(base: ConfigMap, over: ConfigMap, place: Place): ConfigMap {
  const entries = new Map(base.entries);
  for (const [key, entry] of over.entries) {
    const {node} = entry;
    const inner = {...place, path: [...place.path, key]};
    const below = entries.get(key);
    if (node.kind === 'scalar' && node.value === null) entries.delete(key);
    else if (below === undefined) entries.set(key, {...entry, node: withoutNulls(node)});
    else entries.set(key, mergeEntry(below, entry, inner));
  }
  return {...over, entries};
}

function mergeEntry(below: ConfigEntry, over: ConfigEntry, place: Place): ConfigEntry {
  const {node} = over;
  if (node.kind === 'list') return over;
  // An empty mapping looks like an empty list to Lua, and replaces.
  if (node.kind === 'map' && node.entries.size === 0) return over;
  if (node.kind === 'map' && below.node.kind === 'map') {
    return {...over, node: merge(below.node, node, place)};
  }
  const [expected, got] = [luaTypeOf(below.node), luaTypeOf(node)];
  if (expected !== got && !takesSeveralTypes(place.path, got)) {
    place.findings.push(typeClash(over, place, expected, got));
  }
  return over;
}

function withoutNulls(node: ConfigNode): ConfigNode {
  if (node.kind !== 'map') return node;
  const kept = [...node.entries]
    .filter(([, {node: inner}]) => inner.kind !== 'scalar' || inner.value !== null)
    .map(([key, entry]) => [key, {...entry, node: withoutNulls(entry.node)}] as const);
  return {...node, entries: new Map(kept)};
}

/** path_is_multi_type of file.lua. */
function takesSeveralTypes(path: readonly string[], got: string): boolean {
  const name = path.join('->');
  if (name.startsWith('nginx_config->')) return got === 'number' || got === 'string';
  if (name === 'apisix->data_encryption->keyring') return true;
  return (
    (name === 'apisix->node_listen' || name === 'apisix->ssl->listen_port') && got === 'number'
  );
}

function typeClash(
  over: ConfigEntry,
  {path, file}: Place,
  expected: string,
  got: string,
): ApisixFinding {
  return findingAt(over.node.origin, file, {
    id: 'cfg-type',
    severity: 'error',
    summary: `${path.join('.')} is ${got === 'table' ? 'a mapping' : `a ${got}`} where APISIX expects a ${expected}: it does not start`,
    evidence: [`failed to merge, path[${path.join('->')}] expect: ${expected}, but got: ${got}`],
    remedy:
      expected === 'string'
        ? 'Put the value into quotes.'
        : expected === 'boolean' || expected === 'number'
          ? 'Take the quotes away.'
          : 'Give it the form it has in the example configuration of your version.',
  });
}
