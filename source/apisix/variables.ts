// Variables in a configuration: ${{NAME}} and ${{NAME:=default}} in any text, as APISIX puts them in
// (apisix/cli/file.lua). What becomes a number or a boolean by it is one from then on; a name without
// value and default ends APISIX's start.
import type {ApisixOrigin} from './apisix-connection.ts';
import type {ConfigEntry, ConfigMap, ConfigNode} from './config-node.ts';

export type ConfigVariables = Readonly<Record<string, string | undefined>>;

export type MissingVariable = {readonly name: string; readonly origin: ApisixOrigin};

type SubstitutedConfig = {
  readonly root: ConfigMap;
  readonly missing: readonly MissingVariable[];
};

export function substituteVariables(
  root: ConfigMap,
  variables: ConfigVariables,
): SubstitutedConfig {
  const missing: MissingVariable[] = [];
  return {root: {...root, entries: entriesOf(root, variables, missing)}, missing};
}

// The pattern of file.lua: blanks around, a name, then anything up to the braces.
const pattern = /\$\{\{\s*(\w+)(?::=(.*?))?\s*\}\}/g;

function substitute(
  node: ConfigNode,
  variables: ConfigVariables,
  missing: MissingVariable[],
): ConfigNode {
  switch (node.kind) {
    case 'map':
      return {...node, entries: entriesOf(node, variables, missing)};
    case 'list':
      return {...node, items: node.items.map(item => substitute(item, variables, missing))};
    case 'scalar': {
      if (typeof node.value !== 'string') return node;
      const {text, names, isMissing} = fill(node.value, node.origin, variables, missing);
      if (names.length === 0) return node;
      const origin = withVariables(node.origin, names);
      return {...node, origin, value: isMissing ? text : retyped(text)};
    }
  }
}

function entriesOf(
  {entries}: ConfigMap,
  variables: ConfigVariables,
  missing: MissingVariable[],
): ReadonlyMap<string, ConfigEntry> {
  return new Map(
    [...entries].map(([key, {keyOrigin, node}]) => [
      fill(key, keyOrigin, variables, missing).text,
      {keyOrigin, node: substitute(node, variables, missing)},
    ]),
  );
}

function fill(
  text: string,
  origin: ApisixOrigin,
  variables: ConfigVariables,
  missing: MissingVariable[],
): {text: string; names: readonly string[]; isMissing: boolean} {
  const names: string[] = [];
  let isMissing = false;
  const filled = text.replace(pattern, (whole, name: string, standard: string | undefined) => {
    names.push(name);
    const value = variables[name] ?? standard?.trim();
    if (value !== undefined) return value;
    isMissing = true;
    missing.push({name, origin});
    return whole;
  });
  return {text: filled, names, isMissing};
}

function retyped(text: string): string | number | boolean {
  if (text === 'true') return true;
  if (text === 'false') return false;
  // Lua's tonumber: decimal or hexadecimal, blanks around.
  return /^\s*[+-]?(0x[\da-f]+|\d+\.?\d*(e[+-]?\d+)?|\.\d+(e[+-]?\d+)?)\s*$/i.test(text)
    ? Number(text)
    : text;
}

function withVariables(origin: ApisixOrigin, variables: readonly string[]): ApisixOrigin {
  return origin.source === 'file' ? {...origin, variables} : origin;
}
