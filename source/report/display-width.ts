// Text measured and cut by the columns it takes on a terminal, not by its length: wide characters
// take two, combining marks none. Texts here are printable already (printable.ts).
import stringWidth from 'string-width';
import {type Line, type Span, span} from './lines.ts';

const plainAscii = /^[\x20-\x7e]*$/;
/** ASCII and signs that we draw with: one column each, and none changes the one beside it. */
const plainSigns = /^[\x20-\x7e·–—‘’“”•…←↑→↓─-╿▁-█●○✓✗]*$/;
let segmenter: Intl.Segmenter | undefined;

export function displayWidth(text: string): number {
  return plainSigns.test(text) ? text.length : stringWidth(text);
}

/** At most this many columns; what is cut ends in an ellipsis. */
export function cutText(text: string, columns: number): string {
  if (fits(text, columns)) {
    return text;
  }
  return columns <= 0 ? '' : `${takeColumns(text, columns - 1)}…`;
}

/** As cutText, but keeps both ends: of a key, the kind and the last digits tell it apart. */
export function cutMiddle(text: string, columns: number): string {
  if (fits(text, columns) || columns < 8) {
    return cutText(text, columns);
  }
  const tail = Math.floor((columns - 1) / 2);
  const head = columns - 1 - tail;
  return `${takeColumns(text, head)}…${dropColumns(text, displayWidth(text) - tail)}`;
}

export function padText(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - displayWidth(text)));
}

/** The leading part that fits. */
export function takeColumns(text: string, columns: number): string {
  const head = text.slice(0, Math.max(0, columns));
  if (plainAscii.test(head)) {
    return head;
  }
  let taken = '';
  let used = 0;
  // Eight code units a column are more than any character that printable() lets through.
  for (const {segment} of graphemes(text.slice(0, columns * 8))) {
    used += displayWidth(segment);
    if (used > columns) {
      break;
    }
    taken += segment;
  }
  return taken;
}

/** What is left after the leading columns; a wide character cut in half leaves a space. */
export function dropColumns(text: string, columns: number): string {
  if (columns <= 0) {
    return text;
  }
  if (plainAscii.test(text)) {
    return text.slice(columns);
  }
  let dropped = 0;
  for (const {segment, index} of graphemes(text)) {
    if (dropped >= columns) {
      return ' '.repeat(dropped - columns) + text.slice(index);
    }
    dropped += displayWidth(segment);
  }
  return '';
}

export function lineWidth(line: Line): number {
  return line.reduce((sum, part) => sum + displayWidth(part.text), 0);
}

export function cutLine(line: Line, columns: number): Line {
  if (lineWidth(line) <= columns) {
    return line;
  }
  const kept: Span[] = [];
  let left = columns - 1;
  for (const part of line) {
    const width = displayWidth(part.text);
    if (width > left) {
      kept.push(span(columns > 0 ? `${takeColumns(part.text, left)}…` : '', part.role));
      break;
    }
    kept.push(part);
    left -= width;
  }
  return kept;
}

export function dropFromLine(line: Line, columns: number): Line {
  const kept: Span[] = [];
  let left = columns;
  for (const part of line) {
    const width = displayWidth(part.text);
    if (width > left) {
      kept.push(span(dropColumns(part.text, left), part.role));
    }
    left = Math.max(0, left - width);
  }
  return kept;
}

/** Broken at the last column, nothing lost: for values, where every character counts. */
export function wrapLine(line: Line, columns: number): Line[] {
  const rows: Line[] = [];
  let row: Span[] = [];
  let left = columns;
  for (const part of line) {
    let rest = part.text;
    while (rest !== '') {
      // A wide character never fits one column: it is taken whole rather than never.
      const piece = takeColumns(rest, left) || (row.length === 0 ? rest.slice(0, 2) : '');
      row.push(span(piece, part.role));
      rest = rest.slice(piece.length);
      left -= displayWidth(piece);
      if (rest !== '') {
        rows.push(row);
        row = [];
        left = columns;
      }
    }
  }
  return [...rows, row];
}

/** Broken between words where possible: for sentences. */
export function wrapText(text: string, columns: number): string[] {
  const rows: string[] = [];
  let row = '';
  for (const word of text.split(' ')) {
    const longer = row === '' ? word : `${row} ${word}`;
    if (displayWidth(longer) <= columns) {
      row = longer;
      continue;
    }
    const pieces = wrapLine([span(word)], columns).map(piece => piece.map(p => p.text).join(''));
    rows.push(...(row === '' ? [] : [row]), ...pieces.slice(0, -1));
    row = pieces.at(-1) ?? '';
  }
  return [...rows, row];
}

/** What a terminal shows as one character each. */
export function graphemesOf(text: string): string[] {
  return [...graphemes(text)].map(({segment}) => segment);
}

function fits(text: string, columns: number): boolean {
  return displayWidth(text) <= columns;
}

function graphemes(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter(undefined, {granularity: 'grapheme'});
  return segmenter.segment(text);
}
