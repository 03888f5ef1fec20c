// One entry of the log as one row: time, revision, symbol, key and what changed; a status as a line
// in words across the row. Symbols carry the meaning, colours repeat it.
import type {ChangeEntry, Entry, StatusEntry} from '../sync/entries.ts';
import {type ChangeKind, changeKind, changeWords} from './change-words.ts';
import {ageText, type Clock} from './clock-text.ts';
import {
  cutLine,
  cutMiddle,
  cutText,
  displayWidth,
  dropFromLine,
  lineWidth,
  padText,
} from './display-width.ts';
import {type Line, type Span, span} from './lines.ts';
import {printable, printableBase64} from './printable.ts';
import type {Masker} from './secrets.ts';
import {statusWords} from './status-words.ts';

export type EntryTime = 'absolute' | 'relative' | 'off';

export type EntryLineOptions = {
  /** Columns of the whole row. */
  readonly width: number;
  /** As typed; left out of the keys. */
  readonly prefix: string;
  /** undefined: secrets are shown. */
  readonly masker: Masker | undefined;
  readonly clock: Clock;
  readonly time: EntryTime;
  /** For relative times. */
  readonly nowMs: number;
  /** Columns of the key, so that rows line up; 0 for a stream: keys are whole, statuses not filled. */
  readonly keyWidth: number;
  readonly revisionWidth: number;
  /** How far what changed is scrolled to the left. */
  readonly sideways: number;
};

export function entryLine(entry: Entry, options: EntryLineOptions): Line {
  return entry.type === 'status' ? statusLine(entry, options) : changeLine(entry, options);
}

/** The key without the prefix, as far as that ends in a slash: /apisix also matches /apisix2. */
export function shortKey(entry: ChangeEntry, prefix: string): string {
  const key = printableBase64(entry.key);
  const head = printable(prefix.slice(0, prefix.lastIndexOf('/') + 1));
  return head.length > 1 && key.length > head.length && key.startsWith(head)
    ? key.slice(head.length)
    : key;
}

/** Columns that rows keep for the key at most. */
export function keyWidthMax(width: number): number {
  return Math.max(10, Math.floor(width * 0.3));
}

export const symbols: Readonly<Record<ChangeKind, string>> = {
  created: '+',
  changed: '~',
  deleted: '-',
};

function changeLine(entry: ChangeEntry, options: EntryLineOptions): Line {
  const {width, keyWidth, sideways} = options;
  const kind = changeKind(entry);
  const wholeKey = shortKey(entry, options.prefix);
  const key = keyWidth === 0 ? wholeKey : padText(cutMiddle(wholeKey, keyWidth), keyWidth);
  const fixed: Span[] = [
    ...changeColumns(entry, options),
    span(`${symbols[kind]} `, kind),
    span(`${key}  `, kind === 'deleted' ? 'deleted' : 'key'),
    ...(entry.origin === 'resync' ? [span('resync ', 'warning')] : []),
  ];
  const room = Math.max(0, width - lineWidth(fixed));
  const words = changeWords(entry, {masker: options.masker, columnsMax: room + sideways});
  return [...fixed, ...cutChange(dropFromLine(words, sideways), room)];
}

/** Time and revision, where they are shown. */
export function changeColumns(entry: ChangeEntry, options: EntryLineOptions): Span[] {
  return [...timeSpans(entry, options), ...revisionSpans(entry.modRevision, options)];
}

/** The last part (a size, a count of more) stays in sight when the first ones are cut for it. */
function cutChange(words: Line, room: number): Line {
  const last = words.at(-1);
  if (last === undefined || lineWidth(words) <= room || last.role !== 'dim') {
    return cutLine(words, room);
  }
  const kept = displayWidth(last.text);
  return kept > room / 2
    ? cutLine(words, room)
    : [...cutLine(words.slice(0, -1), room - kept), last];
}

function timeSpans(entry: Entry, options: EntryLineOptions): Span[] {
  const {time, width} = options;
  if (time === 'off' || width < 40) {
    return [];
  }
  return [span(`${timeText(entry.timeMs, options)}  `, 'dim')];
}

function timeText(timeMs: number, {time, width, clock, nowMs}: EntryLineOptions): string {
  if (time === 'relative') {
    return ageText(timeMs, nowMs).padStart(10);
  }
  return width < 76 ? clock.second(timeMs) : clock.time(timeMs);
}

function revisionSpans(modRevision: number, {width, revisionWidth}: EntryLineOptions): Span[] {
  return width < 56 ? [] : [span(`${String(modRevision).padStart(revisionWidth)}  `, 'number')];
}

function statusLine(entry: StatusEntry, options: EntryLineOptions): Line {
  const {text, role} = statusWords(entry);
  const time = options.time === 'off' ? '' : `${statusTime(entry, options)}  `;
  const head = options.width < 60 ? '══ ' : '════ ';
  const words = cutText(`${head}${time}${text} `, options.width - 2);
  const rest = options.keyWidth === 0 ? head.length - 1 : options.width - displayWidth(words);
  return [span(words + '═'.repeat(Math.max(2, rest)), role)];
}

export function statusTime(entry: StatusEntry, {time, clock, nowMs}: EntryLineOptions): string {
  return time === 'relative' ? ageText(entry.timeMs, nowMs) : clock.second(entry.timeMs);
}
