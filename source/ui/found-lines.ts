// Words looked for in text that scrolls: the lines that hold them, and the words marked where they
// stand. Lower-case words find any case, as in filters.
import {type Line, plainText, type Span, span} from '../report/lines.ts';

/** Numbers of the lines, from 0. */
export function foundLines(lines: readonly Line[], words: string): number[] {
  return words === ''
    ? []
    : lines.flatMap((line, at) => (placesIn(plainText(line), words).length > 0 ? [at] : []));
}

export function highlighted(lines: readonly Line[], words: string): Line[] {
  return lines.map(line => highlightedLine(line, words));
}

function highlightedLine(line: Line, words: string): Line {
  const places = placesIn(plainText(line), words);
  if (places.length === 0) {
    return line;
  }
  let start = 0;
  return line.flatMap(part => {
    const from = start;
    start += part.text.length;
    return markedParts(part, from, places, words.length);
  });
}

/** A part of a line with the words in it, which may go on in the next part, as parts of their own. */
function markedParts(part: Span, start: number, places: readonly number[], length: number): Span[] {
  const parts: Span[] = [];
  let at = 0;
  for (const place of places) {
    const from = Math.max(at, place - start);
    const to = Math.min(part.text.length, place + length - start);
    if (to > from && from < part.text.length) {
      parts.push(
        span(part.text.slice(at, from), part.role),
        span(part.text.slice(from, to), 'gap'),
      );
      at = to;
    }
  }
  return [...parts, span(part.text.slice(at), part.role)].filter(({text}) => text !== '');
}

function placesIn(text: string, words: string): number[] {
  const isAnyCase = words === words.toLowerCase();
  const searched =
    isAnyCase && text.toLowerCase().length === text.length ? text.toLowerCase() : text;
  const places: number[] = [];
  for (
    let at = searched.indexOf(words);
    at !== -1;
    at = searched.indexOf(words, at + words.length)
  ) {
    places.push(at);
  }
  return places;
}
