// What is typed after "/": text to find, !text to leave out, ~regex. Matches keys and values as
// stored, statuses by their words. Lower-case text finds any case.

import {statusWords} from '../report/status-words.ts';
import type {Entry} from '../sync/entries.ts';

export type EntryFilter = {
  readonly matches: (entry: Entry) => boolean;
};

export type ParsedFilter =
  | {readonly ok: true; readonly filter: EntryFilter | undefined}
  | {readonly ok: false; readonly message: string};

/** No filter for the empty text and for a lone ! or ~, which is somebody still typing. */
export function parseFilter(text: string): ParsedFilter {
  const excludes = text.startsWith('!');
  const rest = excludes ? text.slice(1) : text;
  const isRegex = rest.startsWith('~');
  const pattern = isRegex ? rest.slice(1) : rest;
  if (pattern === '') {
    return {ok: true, filter: undefined};
  }
  try {
    const finds = isRegex ? regexTest(pattern) : textTest(pattern);
    const matches = (entry: Entry) => searchedTexts(entry).some(finds) !== excludes;
    return {ok: true, filter: {matches}};
  } catch (error) {
    if (error instanceof SyntaxError) {
      return {ok: false, message: error.message};
    }
    throw error;
  }
}

/** Of each value; a regex that backtracks must not meet megabytes. */
const searchedBytesMax = 16_384;

function searchedTexts(entry: Entry): string[] {
  if (entry.type === 'status') {
    return [`${entry.phase} ${statusWords(entry).text}`];
  }
  const value = entry.type === 'put' ? entry.value : '';
  return [entry.key, value, entry.prevValue ?? ''].filter(text => text !== '').map(decoded);
}

function decoded(base64: string): string {
  const kept = base64.slice(0, Math.ceil(searchedBytesMax / 3) * 4);
  return Buffer.from(kept, 'base64').toString('utf8');
}

function textTest(pattern: string): (text: string) => boolean {
  const lower = pattern.toLowerCase();
  return lower === pattern
    ? text => text.toLowerCase().includes(pattern)
    : text => text.includes(pattern);
}

function regexTest(pattern: string): (text: string) => boolean {
  const regex = new RegExp(pattern, pattern.toLowerCase() === pattern ? 'iu' : 'u');
  return text => regex.test(text);
}
