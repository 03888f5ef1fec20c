// What changed between two JSON values, as paths with values: the difference that a row tells in
// words and that the detail lays out. Lists are aligned at both ends, so that one element put in
// front is one difference and not a change of every element.

export type JsonPath = readonly (string | number)[];

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

export function isJsonObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isJsonEqual(left: unknown, right: unknown): boolean {
  if (left === right) {
    return true;
  }
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, at) => isJsonEqual(item, right[at]));
  }
  if (!isJsonObject(left) || !isJsonObject(right)) {
    return false;
  }
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every(name => Object.hasOwn(right, name) && isJsonEqual(left[name], right[name]))
  );
}

/** How many elements two lists share at the front and, of the rest, at the back. */
export function sharedEnds(
  before: readonly unknown[],
  after: readonly unknown[],
): {readonly front: number; readonly back: number} {
  const shorter = Math.min(before.length, after.length);
  let front = 0;
  while (front < shorter && isJsonEqual(before[front], after[front])) {
    front++;
  }
  let back = 0;
  while (back < shorter - front && isJsonEqual(before.at(-1 - back), after.at(-1 - back))) {
    back++;
  }
  return {front, back};
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
  const {front, back} = sharedEnds(before, after);
  const beforeEnd = before.length - back;
  const afterEnd = after.length - back;
  for (let at = front; at < Math.max(beforeEnd, afterEnd); at++) {
    if (at >= beforeEnd) {
      found.push({kind: 'added', path: [...path, at], after: after[at]});
    } else if (at >= afterEnd) {
      found.push({kind: 'removed', path: [...path, at], before: before[at]});
    } else {
      compare(before[at], after[at], [...path, at], found);
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
