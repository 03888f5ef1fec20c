// The filter of the Watch pane over entries: keys and values as stored, statuses by their words.
// What can be typed is report/text-pattern.ts's.
import {statusWords} from '../report/status-words.ts';
import {parsePattern} from '../report/text-pattern.ts';
import type {Entry} from '../sync/entries.ts';

type EntryFilter = {
  readonly matches: (entry: Entry) => boolean;
};

type ParsedFilter =
  | {readonly ok: true; readonly filter: EntryFilter | undefined}
  | {readonly ok: false; readonly message: string};

/** No filter for the empty text and for a lone ! or ~, which is somebody still typing. */
export function parseFilter(text: string): ParsedFilter {
  const parsed = parsePattern(text);
  if (!parsed.ok || parsed.pattern === undefined) {
    return parsed.ok ? {ok: true, filter: undefined} : parsed;
  }
  const {finds, excludes, kind} = parsed.pattern;
  const bytesMax = kind === 'regex' ? regexBytesMax : textBytesMax;
  const matches = (entry: Entry) => isIn(entry, finds, bytesMax) !== excludes;
  return {ok: true, filter: {matches}};
}

/** Of each value: one entry must not take longer to search than a key takes to be answered. */
const textBytesMax = 1_048_576;
const regexBytesMax = 65_536;

/** Whether it stands in the key or in a value; decodes no more than it must. */
function isIn(entry: Entry, finds: (text: string) => boolean, bytesMax: number): boolean {
  if (entry.type === 'status') {
    return finds(`${entry.phase} ${statusWords(entry).text}`);
  }
  const isInside = (base64: string) => base64 !== '' && finds(decoded(base64, bytesMax));
  return (
    isInside(entry.key) ||
    (entry.type === 'put' && isInside(entry.value)) ||
    isInside(entry.prevValue ?? '')
  );
}

function decoded(base64: string, bytesMax: number): string {
  const kept = base64.slice(0, Math.ceil(bytesMax / 3) * 4);
  return Buffer.from(kept, 'base64').toString('utf8');
}
