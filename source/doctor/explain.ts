// From an id or a pasted line of a log to entries of the catalogue, best first. A line may be cut off,
// at either end; of several messages that fit, the longer one says more.
import {catalogue, entryOf} from './catalogue.ts';
import type {CatalogueEntry} from './catalogue-entry.ts';
import {messageText} from './log-line-text.ts';

export type Match = {
  readonly entry: CatalogueEntry;
  /** The message that fits; absent: it was asked for by id. */
  readonly seen?: string;
};

const MATCHES_MAX = 6;
/** Of a cut-off message at least so much must be there. */
const CUT_CHARACTERS_MIN = 16;
const CUT_SHARE_MIN = 0.4;

/** [] where nothing fits. */
export function explain(text: string): readonly Match[] {
  const byId = entryOf(text.trim());
  if (byId !== undefined) return [{entry: byId}];
  const line = messageText(text);
  if (line === '') return [];
  return catalogue
    .flatMap(entry => bestOf(entry, line))
    .toSorted((one, other) => other.score - one.score)
    .slice(0, MATCHES_MAX)
    .map(({entry, seen}) => ({entry, seen}));
}

type Scored = {readonly entry: CatalogueEntry; readonly seen: string; readonly score: number};

function bestOf(entry: CatalogueEntry, line: string): readonly Scored[] {
  const scored = entry.seen
    .map((seen, at) => ({entry, seen, score: scoreOf(seen, line) - at * RANK_WEIGHT}))
    .filter(({score}) => score > 0)
    .toSorted((one, other) => other.score - one.score);
  return scored.slice(0, 1);
}

/** Among messages of like length: where it stands first, it is typical. */
const RANK_WEIGHT = 0.01;

/** Characters of the message that the line holds, in order; 0: it is not that message. */
function scoreOf(seen: string, line: string): number {
  const parts = messageText(seen)
    .split('…')
    .map(part => part.trim())
    .filter(part => part !== '');
  const [only = ''] = parts;
  if (parts.length === 1 && isWord(only)) return hasWord(line, only) ? only.length : 0;
  return scoreOfParts(parts, line);
}

function scoreOfParts(parts: readonly string[], line: string): number {
  let from = 0;
  let score = 0;
  const length = parts.join('').length;
  for (const part of parts) {
    const at = line.indexOf(part, from);
    if (at === -1) {
      const cut = score + cutLength(part, line.slice(from));
      const isEnough = cut >= CUT_CHARACTERS_MIN && cut >= length * CUT_SHARE_MIN;
      return isEnough ? cut * CUT_WEIGHT : 0;
    }
    score += part.length;
    from = at + part.length;
  }
  return score;
}

/** A whole message is worth more than as much of a cut one. */
const CUT_WEIGHT = 0.8;

/** How much of the part's beginning stands at the line's end, or of its end at the line's beginning. */
function cutLength(part: string, line: string): number {
  for (let length = Math.min(part.length, line.length); length >= CUT_CHARACTERS_MIN; length--) {
    if (line.endsWith(part.slice(0, length)) || line.startsWith(part.slice(-length))) return length;
  }
  return 0;
}

// A code such as ECONNREFUSED, or a bare word: inside a longer word it means something else.
function isWord(part: string): boolean {
  return /^[a-z0-9_]+$/.test(part);
}

function hasWord(line: string, word: string): boolean {
  return new RegExp(`(?<![a-z0-9_])${word}(?![a-z0-9_])`).test(line);
}
