// What a change did to its key, in one line: the first changed paths with old and new value, the
// value and size of a created key, the size of a deleted one. Cut by whoever shows it.
import {base64Bytes} from '../etcd/base64-bytes.ts';
import type {ChangeEntry, DeleteEntry, PutEntry} from '../sync/entries.ts';
import {apisixDifference} from './apisix-difference.ts';
import {resourceKindOf, resourceWords, withNodesByAddress} from './apisix-words.ts';
import {cutMiddle, displayWidth, lineWidth} from './display-width.ts';
import {type JsonDifference, jsonDifference, pathText} from './json-difference.ts';
import {type Line, type Span, span} from './lines.ts';
import {bytesText} from './number-text.ts';
import {printable, printableBase64, printableBytes} from './printable.ts';
import type {Masker} from './secrets.ts';
import {type ReadValue, readValue} from './value-text.ts';

type ChangeWordsOptions = {
  /** undefined: secrets are shown. */
  readonly masker: Masker | undefined;
  /** Columns that can be shown: differences beyond are counted, longer values cut here already. */
  readonly columnsMax: number;
};

/** created: version 1, or found new by syncing again. */
export type ChangeKind = 'created' | 'changed' | 'deleted';

export function changeKind(entry: ChangeEntry): ChangeKind {
  if (entry.type === 'delete') {
    return 'deleted';
  }
  return entry.version === 1 ? 'created' : 'changed';
}

export function changeWords(entry: ChangeEntry, options: ChangeWordsOptions): Line {
  if (entry.type === 'delete') {
    return deletedWords(entry, options);
  }
  if (entry.prevValue === undefined || entry.version === 1) {
    const value = readRow(entry.value);
    return [
      resourceSpan(value, entry, options) ?? valueSpan(value, entry, options),
      sizeSpan(entry),
    ];
  }
  return replacedWords(entry, entry.prevValue, options);
}

const rowLimits = {documentBytesMax: 131_072, excerptBytesMax: 3072};
/** Columns that one value may take in a difference, however few there are; else a share of them. */
const shownColumnsLeast = 48;
const shownShare = 0.25;
/** Fields that writers bump with every write: said only when nothing else changed. */
const bookkeeping = new Set(['update_time', 'create_time']);

function readRow(value: string): ReadValue {
  return readValue(value, rowLimits);
}

function deletedWords(entry: DeleteEntry, options: ChangeWordsOptions): Line {
  const {prevValue} = entry;
  if (prevValue === undefined) {
    return [span('deleted')];
  }
  const size = bytesText(base64Bytes(prevValue));
  const words = resourceSpan(readRow(prevValue), entry, options);
  return words === undefined
    ? [span(`was ${size}`)]
    : [span('was '), words, span(`   ${size}`, 'dim')];
}

/** A resource of APISIX in words. */
function resourceSpan(
  value: ReadValue,
  entry: ChangeEntry,
  {masker, columnsMax}: ChangeWordsOptions,
): Span | undefined {
  const key = keyText(entry.key);
  const kind = resourceKindOf(key);
  if (kind === undefined || value.kind !== 'json') {
    return undefined;
  }
  const words = resourceWords(
    kind,
    masker === undefined ? value.json : masker.maskJson(key, value.json),
  );
  return words === undefined ? undefined : span(printable(words.slice(0, columnsMax)));
}

function sizeSpan(entry: PutEntry) {
  return span(`   ${bytesText(base64Bytes(entry.value))}`, 'dim');
}

function valueSpan(value: ReadValue, entry: PutEntry, options: ChangeWordsOptions) {
  if (value.kind === 'binary') {
    return span(printableBytes(value.content.subarray(0, options.columnsMax)));
  }
  const {masker} = options;
  const key = keyText(entry.key);
  const text = masker === undefined ? value.text : masker.maskText(key, value.text);
  return span(text === '' ? '(empty)' : printable(text.slice(0, options.columnsMax)).trimEnd());
}

function replacedWords(entry: PutEntry, prevValue: string, options: ChangeWordsOptions): Line {
  if (entry.value === prevValue) {
    return [span(`written again with the same value (version ${entry.version})`, 'dim')];
  }
  const before = readRow(prevValue);
  const after = readRow(entry.value);
  if (before.kind === 'json' && after.kind === 'json') {
    return documentWords(before.json, after.json, entry, options);
  }
  if (before.kind === 'binary' || after.kind === 'binary') {
    return [span(`${sizeOf(before)} → ${sizeOf(after)}`)];
  }
  return textWords(before, after, entry, options);
}

function documentWords(
  before: unknown,
  after: unknown,
  entry: PutEntry,
  {masker, columnsMax}: ChangeWordsOptions,
): Line {
  const key = keyText(entry.key);
  const isResource = resourceKindOf(key) !== undefined;
  const shown = (value: unknown) => {
    const open = isResource ? withNodesByAddress(value) : value;
    return masker === undefined ? open : masker.maskJson(key, open);
  };
  const all = jsonDifference(shown(before), shown(after));
  const told = all.filter(({path}) => !bookkeeping.has(String(path.at(-1))));
  const differences = told.length === 0 ? all : told;
  if (differences.length === 0) {
    return [span('same JSON, written differently', 'dim')];
  }
  return firstDifferences(differences, columnsMax, isResource);
}

/** As many differences as fit, then how many more there are. A path is cut before a value is. */
function firstDifferences(
  differences: readonly JsonDifference[],
  columnsMax: number,
  isResource: boolean,
): Line {
  const line: Span[] = [];
  const shown = shownColumns(columnsMax);
  let left = differences.length === 1 ? columnsMax : columnsMax - moreColumns;
  for (const [told, difference] of differences.entries()) {
    const room = told === 0 ? left : Number.POSITIVE_INFINITY;
    const words = differenceWords(difference, {room, shown, isResource});
    const columns = lineWidth(words) + (told === 0 ? 0 : between.text.length);
    const isLast = told === differences.length - 1;
    if (told > 0 && columns > left + (isLast ? moreColumns : 0)) {
      return [...line, span(`  +${differences.length - told} more`, 'dim')];
    }
    line.push(...(told > 0 ? [between] : []), ...words);
    left -= columns;
  }
  return line;
}

const between = span(' · ', 'dim');
/** Kept for "  +12 more". */
const moreColumns = 10;
const pathColumnsMin = 12;

function differenceWords(
  difference: JsonDifference,
  {
    room,
    shown,
    isResource,
  }: {readonly room: number; readonly shown: number; readonly isResource: boolean},
): Line {
  const told = isResource ? apisixDifference(difference) : undefined;
  if (told !== undefined) {
    const {sign, subject, words} = told;
    return subjectAndWords(sign, printable(subject), shortText(words, shown), room);
  }
  const path = printable(pathText(difference.path)) || 'value';
  const {sign, words} = differenceParts(difference, shown);
  return subjectAndWords(sign, path, words, room);
}

const roles = {'': 'key', '+': 'created', '-': 'deleted'} as const;

function subjectAndWords(
  sign: '' | '+' | '-',
  subject: string,
  words: string,
  columnsMax: number,
): Line {
  // Of a subject that is short, nothing is cut to show more of long words behind it.
  const least = Math.max(pathColumnsMin, Math.floor(Math.min(columnsMax, 200) / 2));
  const room = Math.max(least, columnsMax - displayWidth(words) - sign.length - 2);
  return [span(`${sign}${cutMiddle(subject, room)}  `, roles[sign]), span(words)];
}

function differenceParts(difference: JsonDifference, shown: number) {
  switch (difference.kind) {
    case 'changed': {
      const words = `${shortJson(difference.before, shown)} → ${shortJson(difference.after, shown)}`;
      return {sign: '', words} as const;
    }
    case 'added':
      return {sign: '+', words: shortJson(difference.after, shown)} as const;
    case 'removed':
      return {sign: '-', words: `was ${shortJson(difference.before, shown)}`} as const;
  }
}

function shownColumns(columnsMax: number): number {
  return Math.max(shownColumnsLeast, Math.floor(columnsMax * shownShare));
}

function shortJson(value: unknown, columns: number): string {
  return shortText(JSON.stringify(value), columns);
}

function shortText(text: string, columns: number): string {
  return text.length > columns ? `${printable(text.slice(0, columns - 1))}…` : printable(text);
}

function textWords(
  before: ReadValue & {readonly text: string},
  after: ReadValue & {readonly text: string},
  entry: PutEntry,
  {masker, columnsMax}: ChangeWordsOptions,
): Line {
  const key = keyText(entry.key);
  const shown = (text: string) => (masker === undefined ? text : masker.maskText(key, text));
  const [was, is] = aroundDifference(
    shown(before.text),
    shown(after.text),
    shownColumns(columnsMax),
  );
  const sizes = `   ${bytesText(before.bytes)} → ${bytesText(after.bytes)}`;
  const cut = is === was ? 'changed beyond what is read here' : `${was} → ${is}`;
  return [span(cut), span(sizes, 'dim')];
}

/** Both texts from shortly before the first character that differs. */
function aroundDifference(before: string, after: string, columns: number): [string, string] {
  let at = 0;
  while (at < before.length && at < after.length && before[at] === after[at]) {
    at++;
  }
  const isShort = before.length <= columns && after.length <= columns;
  const start = isShort ? 0 : Math.max(0, at - 8);
  return [excerpt(before, start, columns), excerpt(after, start, columns)];
}

function excerpt(text: string, start: number, columns: number): string {
  const end = start + columns;
  const head = start > 0 ? '…' : '';
  const tail = end < text.length ? '…' : '';
  return `"${head}${printable(text.slice(start, end))}${tail}"`;
}

function sizeOf(value: ReadValue): string {
  return `${value.kind === 'binary' ? 'binary ' : ''}${bytesText(value.bytes)}`;
}

function keyText(key: string): string {
  return printableBase64(key);
}
