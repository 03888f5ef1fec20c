// Single settings out of a merged configuration, with their place. What has another type, or a
// variable nobody knows, is no setting: the lints say so.
import type {ApisixSetting} from './apisix-connection.ts';
import {type ConfigNode, nodeAt} from './config-node.ts';

export function textAt(
  root: ConfigNode,
  path: readonly string[],
): ApisixSetting<string> | undefined {
  const node = nodeAt(root, path);
  if (node?.kind !== 'scalar' || typeof node.value !== 'string') return undefined;
  return isUnresolved(node.value) ? undefined : {value: node.value, origin: node.origin};
}

/** A number, as written or as text that is one. */
export function numberAt(
  root: ConfigNode,
  path: readonly string[],
): ApisixSetting<number> | undefined {
  const node = nodeAt(root, path);
  if (node?.kind !== 'scalar' || typeof node.value !== 'number') return undefined;
  return {value: node.value, origin: node.origin};
}

/** As APISIX compares: only the boolean false is false. */
export function isFalseAt(root: ConfigNode, path: readonly string[]): boolean {
  const node = nodeAt(root, path);
  return node?.kind === 'scalar' && node.value === false;
}

/** Texts of a list, or of a single text in its place. */
export function textsAt(
  root: ConfigNode,
  path: readonly string[],
): ApisixSetting<readonly string[]> | undefined {
  const node = nodeAt(root, path);
  if (node === undefined) return undefined;
  const items = node.kind === 'list' ? node.items : [node];
  const values = items.flatMap(item =>
    item.kind === 'scalar' && typeof item.value === 'string' && !isUnresolved(item.value)
      ? [item.value]
      : [],
  );
  return values.length === 0 ? undefined : {value: values, origin: items[0]?.origin ?? node.origin};
}

/** A variable stands in it that has neither a value nor a default. */
export function isUnresolved(text: string): boolean {
  return /\$\{\{\s*\w+.*?\}\}/.test(text);
}
