// Keys found by what is typed: fuzzy by plain text, best first; !text without, ~regex with. Goes over
// all keys in slices, and shows the best so far while it does.
import fuzzysort from 'fuzzysort';
import type {Base64} from '../etcd/messages.ts';
import type {KeySource} from './key-source.ts';
import {type KeyRow, type KeyRows, keyText} from './key-tree.ts';
import type {ParsedPattern} from './text-pattern.ts';

export type KeySearch = KeyRows & {
  /** Looks at this many more keys; true once it has looked at all. */
  advance(keysMax: number): boolean;
  /** Keys that fit, also beyond those that are listed. */
  readonly matched: number;
  readonly searched: number;
  stop(): void;
};

/** Keys that are listed; nobody scrolls through more. */
const listedMax = 2_000;

type Hit = {readonly key: Base64; readonly score: number; readonly path: string};

/** pattern: what was typed, with its ! and ~ taken as report/text-pattern.ts does. */
export function createKeySearch(source: KeySource, pattern: ParsedPattern): KeySearch {
  const score = scorerOf(pattern);
  const keys = source.all();
  let hits: Hit[] = [];
  let isSorted = true;
  let matched = 0;
  let searched = 0;
  let isDone = false;
  const look = (key: Base64): void => {
    const points = score(Buffer.from(key, 'base64').toString('utf8'));
    searched++;
    if (points === undefined) {
      return;
    }
    matched++;
    hits.push({key, score: points, path: keyText(key)});
    isSorted = false;
    if (hits.length >= listedMax * 2) {
      hits = sorted(hits).slice(0, listedMax);
      isSorted = true;
    }
  };
  const stop = source.observe((key, keysDelta) => {
    // Before the end the key is met by the search itself.
    if (isDone && keysDelta === 1) {
      look(key);
    }
  });
  const listed = (): readonly Hit[] => {
    if (!isSorted) {
      hits = sorted(hits);
      isSorted = true;
    }
    return hits;
  };
  return {
    get count() {
      return Math.min(listedMax, hits.length);
    },
    get matched() {
      return matched;
    },
    get searched() {
      return searched;
    },
    rowAt: row => rowOfHit(listed()[row], source),
    rowOf: path =>
      Math.max(
        0,
        listed().findIndex(hit => hit.path === path),
      ),
    advance(keysMax) {
      for (let looked = 0; !isDone && looked < keysMax; looked++) {
        const next = keys.next();
        if (next.done === true) {
          isDone = true;
        } else {
          look(next.value);
        }
      }
      return isDone;
    },
    stop,
  };
}

function sorted(hits: readonly Hit[]): Hit[] {
  return hits.toSorted((a, b) => b.score - a.score || (a.path < b.path ? -1 : 1));
}

/** Points for a key, more for a better fit; undefined where it does not fit. */
function scorerOf({text, kind, excludes, matches}: ParsedPattern) {
  if (kind === 'regex' || excludes) {
    return (key: string) => (matches(key) ? 1 : undefined);
  }
  // Below this the letters are scattered over the key.
  const pointsMin = 0.2;
  return (key: string) => {
    const points = fuzzysort.single(text, fuzzysort.prepare(key))?.score;
    return points === undefined || points < pointsMin ? undefined : points;
  };
}

function rowOfHit(hit: Hit | undefined, source: KeySource): KeyRow | undefined {
  if (hit === undefined) {
    return undefined;
  }
  const {key, path} = hit;
  const bytes = path.length + (source.get(key)?.valueBytes ?? 0);
  const shared = {depth: 0, isDirectory: false, isOpen: false, isRough: false, keys: 1};
  return {...shared, path, name: path, bytes, key};
}
