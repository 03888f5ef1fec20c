// One entry of the log over as many rows as it takes: nothing of key and change is cut, up to a number
// of rows. What goes on stands below what changed, or below the key where that leaves more room.
import type {ChangeEntry, Entry, StatusEntry} from '../sync/entries.ts';
import {burstWords, spanWords} from './burst-line.ts';
import {changeKind, changeWords} from './change-words.ts';
import {displayWidth, lineWidth, padText, wrapLine, wrapText} from './display-width.ts';
import {
  changeColumns,
  type EntryLineOptions,
  entryLine,
  shortKey,
  statusTime,
  symbols,
} from './entry-line.ts';
import {type Line, type Span, span} from './lines.ts';
import {statusWords} from './status-words.ts';

export type EntryRowsOptions = EntryLineOptions & {
  /** At least 1; the last one ends in an ellipsis where there would be more. */
  readonly rowsMax: number;
};

export function entryRows(entry: Entry, options: EntryRowsOptions): Line[] {
  return entry.type === 'status' ? statusRows(entry, options) : changeRows(entry, options);
}

/** entries: one or more, folded to one. */
export function burstRows(entries: readonly ChangeEntry[], options: EntryRowsOptions): Line[] {
  const last = entries.at(-1);
  if (last === undefined) return [[]];
  const head = [...changeColumns(last, options), span('* ', 'changed')];
  const words = [span(burstWords(entries, options.prefix), 'strong')];
  return hanging(head, [...words, span(`   ${spanWords(entries)}`, 'dim')], options);
}

/** Fewer columns than these are not worth a column of their own. */
const wordsColumnsMin = 40;

function changeRows(entry: ChangeEntry, options: EntryRowsOptions): Line[] {
  const {width, keyWidth, prefix, masker, rowsMax} = options;
  const kind = changeKind(entry);
  const key = shortKey(entry, prefix);
  const head = [...changeColumns(entry, options), span(`${symbols[kind]} `, kind)];
  const keySpan = span(`${padText(key, keyWidth)}  `, kind === 'deleted' ? 'deleted' : 'key');
  const resync = entry.origin === 'resync' ? [span('resync ', 'warning')] : [];
  const columnsMax = Math.max(1, width - lineWidth(head)) * rowsMax;
  const words = [...resync, ...changeWords(entry, {masker, columnsMax})];
  const room = width - lineWidth([...head, keySpan]);
  return displayWidth(key) <= keyWidth && room >= wordsColumnsMin
    ? hanging([...head, keySpan], words, options)
    : hanging(head, [keySpan, ...words], options);
}

function statusRows(entry: StatusEntry, options: EntryRowsOptions): Line[] {
  const {text, role} = statusWords(entry);
  const time = options.time === 'off' ? '' : `${statusTime(entry, options)}  `;
  const head = `${options.width < 60 ? '══ ' : '════ '}${time}`;
  const room = Math.max(1, options.width - displayWidth(head));
  if (displayWidth(text) + 4 <= room) return [entryLine(entry, options)];
  const rows = wrapText(text, room).map((row): Line => [span(row, role)]);
  return beside([span(head, role)], rows, options);
}

function hanging(head: readonly Span[], words: Line, options: EntryRowsOptions): Line[] {
  return beside(head, wrapAtSpaces(words, Math.max(1, options.width - lineWidth(head))), options);
}

/** Like wrapLine, but words that fit a row stay whole. */
function wrapAtSpaces(line: Line, columns: number): Line[] {
  const rows: Line[] = [];
  let row: Span[] = [];
  let used = 0;
  for (const part of line.flatMap(({text, role}) =>
    text.split(/(?<= )(?=[^ ])/).map(piece => span(piece, role)),
  )) {
    const width = displayWidth(part.text.trimEnd());
    if (used > 0 && used + width > columns) {
      rows.push(withoutLastSpace(row));
      row = [];
      used = 0;
    }
    const text = used === 0 && rows.length > 0 ? part.text.trimStart() : part.text;
    const pieces = wrapLine([span(text, part.role)], columns);
    rows.push(...pieces.slice(0, -1));
    const rest = pieces.at(-1) ?? [];
    row = pieces.length > 1 ? [...rest] : [...row, ...rest];
    used = pieces.length > 1 ? lineWidth(rest) : used + lineWidth(rest);
  }
  return [...rows, row];
}

function withoutLastSpace(row: readonly Span[]): Line {
  const last = row.at(-1);
  return last === undefined ? row : [...row.slice(0, -1), span(last.text.trimEnd(), last.role)];
}

function beside(
  head: readonly Span[],
  rows: readonly Line[],
  {rowsMax, width}: EntryRowsOptions,
): Line[] {
  const indent = span(' '.repeat(lineWidth(head)));
  const shown = rows
    .slice(0, rowsMax)
    .map((row, at): Line => (at === 0 ? [...head, ...row] : [indent, ...row]));
  const last = shown.at(-1);
  return rows.length <= rowsMax || last === undefined
    ? shown
    : [...shown.slice(0, -1), withEllipsis(last, width)];
}

function withEllipsis(line: Line, width: number): Line {
  const [kept = []] = wrapLine(line, Math.max(1, width - 1));
  return [...kept, span('…', 'dim')];
}
