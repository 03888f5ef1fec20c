// Which elements of two JSON lists belong together: equal ones first (the shortest edit), between them
// those that name themselves alike (id, name, key, host and port), the rest by their place.
import {diffArrays} from 'diff';
import {isJsonObject} from '../etcd/json-object.ts';
import {isJsonEqual} from './json-equal.ts';

/** Indexes; without `after` it went, without `before` it came. */
type AlignedPair = {readonly before?: number; readonly after?: number};

/** Every element of both lists once, in an order that is that of both. */
export function alignLists(before: readonly unknown[], after: readonly unknown[]): AlignedPair[] {
  const {front, back} = sharedEnds(before, after);
  const pairs: AlignedPair[] = [];
  for (let at = 0; at < front; at++) {
    pairs.push({before: at, after: at});
  }
  const middle = {
    before: {start: front, end: before.length - back},
    after: {start: front, end: after.length - back},
  };
  for (const pair of alignMiddle({before, after}, middle)) {
    pairs.push(pair);
  }
  for (let at = back; at > 0; at--) {
    pairs.push({before: before.length - at, after: after.length - at});
  }
  return pairs;
}

type Lists = {readonly before: readonly unknown[]; readonly after: readonly unknown[]};
type Range = {readonly start: number; readonly end: number};
type Ranges = {readonly before: Range; readonly after: Range};

/** Lists that have less in common than this are not searched further: it takes the square of it. */
const editsMax = 400;

function alignMiddle(lists: Lists, ranges: Ranges): AlignedPair[] {
  const {before, after} = ranges;
  if (before.start === before.end || after.start === after.end) return alignGap(lists, ranges);
  const texts = {
    before: lists.before.slice(before.start, before.end).map(sortedText),
    after: lists.after.slice(after.start, after.end).map(sortedText),
  };
  const parts = diffArrays(texts.before, texts.after, {maxEditLength: editsMax});
  if (parts === undefined) return alignGap(lists, ranges);
  const pairs: AlignedPair[][] = [];
  let gap: Ranges = {before: emptyAt(before.start), after: emptyAt(after.start)};
  for (const {count, added, removed} of parts) {
    if (removed) gap = {...gap, before: longer(gap.before, count)};
    else if (added) gap = {...gap, after: longer(gap.after, count)};
    else {
      const {before: went, after: came} = gap;
      const equal = Array.from({length: count}, (_, at) => ({
        before: went.end + at,
        after: came.end + at,
      }));
      pairs.push(alignGap(lists, gap), equal);
      gap = {before: emptyAt(gap.before.end + count), after: emptyAt(gap.after.end + count)};
    }
  }
  return [...pairs, alignGap(lists, gap)].flat();
}

function emptyAt(start: number): Range {
  return {start, end: start};
}

function longer({start, end}: Range, by: number): Range {
  return {start, end: end + by};
}

/** Elements of which none equals another one. */
function alignGap({before, after}: Lists, ranges: Ranges): AlignedPair[] {
  const names = new Map<string, number>();
  for (let at = ranges.before.end - 1; at >= ranges.before.start; at--) {
    const name = nameOf(before[at]);
    if (name !== undefined) names.set(name, at);
  }
  const pairs: AlignedPair[][] = [];
  let {start: nextBefore} = ranges.before;
  let {start: nextAfter} = ranges.after;
  const upTo = (beforeEnd: number, afterEnd: number) => {
    pairs.push(byPlace({before, after}, range(nextBefore, beforeEnd), range(nextAfter, afterEnd)));
  };
  for (let at = ranges.after.start; at < ranges.after.end; at++) {
    const name = nameOf(after[at]);
    const same = name === undefined ? undefined : names.get(name);
    if (same === undefined || same < nextBefore) continue;
    upTo(same, at);
    pairs.push([{before: same, after: at}]);
    nextBefore = same + 1;
    nextAfter = at + 1;
  }
  upTo(ranges.before.end, ranges.after.end);
  return pairs.flat();
}

function range(start: number, end: number): Range {
  return {start, end};
}

/** What has a name is another thing than what has not, or another name. */
function byPlace({before, after}: Lists, went: Range, came: Range): AlignedPair[] {
  const pairs: AlignedPair[] = [];
  const later: AlignedPair[] = [];
  const count = Math.max(went.end - went.start, came.end - came.start);
  for (let at = 0; at < count; at++) {
    const was = went.start + at;
    const is = came.start + at;
    const isWent = was < went.end;
    const isCame = is < came.end;
    const isNamed = nameOf(before[was]) !== undefined || nameOf(after[is]) !== undefined;
    if (isWent && isCame && !isNamed && later.length === 0) pairs.push({before: was, after: is});
    else {
      if (isWent) pairs.push({before: was});
      if (isCame) later.push({after: is});
    }
  }
  return [...pairs, ...later];
}

function nameOf(value: unknown): string | undefined {
  if (!isJsonObject(value)) return undefined;
  for (const field of ['id', 'name', 'key', 'host']) {
    const name = value[field];
    if (typeof name === 'string' || typeof name === 'number') {
      return field === 'host' ? `host ${name} ${String(value.port)}` : `${field} ${name}`;
    }
  }
  return undefined;
}

/** Equal for equal values, whatever the order of their fields. */
function sortedText(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    isJsonObject(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([left], [right]) => (left < right ? -1 : 1)))
      : inner,
  );
}

/** How many elements two lists share at the front and, of the rest, at the back. */
function sharedEnds(
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
