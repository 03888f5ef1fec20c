// What changed between two JSON values, as paths with values: the difference that a row tells in
// words and that the detail lays out. Lists are aligned first, so that one element put in front is one
// difference and not a change of every element.
import {isJsonObject} from '../etcd/json-object.ts';
import {alignLists} from './list-alignment.ts';

type JsonPath = readonly (string | number)[];

export type JsonDifference =
  | {readonly kind: 'added'; readonly path: JsonPath; readonly after: unknown}
  | {readonly kind: 'removed'; readonly path: JsonPath; readonly before: unknown}
  | {
      readonly kind: 'changed';
      readonly path: JsonPath;
      readonly before: unknown;
      readonly after: unknown;
    };

/** In the order of the new value's fields, removed fields last; nothing for equal values. */
export function jsonDifference(before: unknown, after: unknown): JsonDifference[] {
  const found: JsonDifference[] = [];
  compare(before, after, [], found);
  return found;
}

/** upstream.nodes["10.0.0.3:80"], plugins[2]; '' for the value as a whole. */
export function pathText(path: JsonPath): string {
  return path.map(stepText).join('');
}

function compare(before: unknown, after: unknown, path: JsonPath, found: JsonDifference[]): void {
  if (isJsonObject(before) && isJsonObject(after)) {
    compareObjects(before, after, path, found);
  } else if (Array.isArray(before) && Array.isArray(after)) {
    compareLists(before, after, path, found);
  } else if (before !== after) {
    found.push({kind: 'changed', path, before, after});
  }
}

function compareObjects(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
  path: JsonPath,
  found: JsonDifference[],
): void {
  for (const name of Object.keys(after)) {
    if (Object.hasOwn(before, name)) {
      compare(before[name], after[name], [...path, name], found);
    } else {
      found.push({kind: 'added', path: [...path, name], after: after[name]});
    }
  }
  for (const name of Object.keys(before)) {
    if (!Object.hasOwn(after, name)) {
      found.push({kind: 'removed', path: [...path, name], before: before[name]});
    }
  }
}

function compareLists(
  before: readonly unknown[],
  after: readonly unknown[],
  path: JsonPath,
  found: JsonDifference[],
): void {
  for (const {before: was, after: is} of alignLists(before, after)) {
    if (was === undefined && is !== undefined) {
      found.push({kind: 'added', path: [...path, is], after: after[is]});
    } else if (was !== undefined && is === undefined) {
      found.push({kind: 'removed', path: [...path, was], before: before[was]});
    } else if (was !== undefined && is !== undefined) {
      compare(before[was], after[is], [...path, is], found);
    }
  }
}

function stepText(step: string | number, at: number): string {
  if (typeof step === 'number') {
    return `[${step}]`;
  }
  if (/^[A-Za-z_$][\w$-]*$/.test(step)) {
    return at === 0 ? step : `.${step}`;
  }
  return `[${JSON.stringify(step)}]`;
}
