// A burst of changes in one row: when, up to which revision, how many of what in how long. And the
// same in full, for the detail: what was counted, then each change as a row of its own.
import type {ChangeEntry} from '../sync/entries.ts';
import {changeKind} from './change-words.ts';
import {wrapText} from './display-width.ts';
import {changeColumns, type EntryLineOptions, entryLine} from './entry-line.ts';
import {keyText} from './key-tree.ts';
import {type Line, span} from './lines.ts';
import {countOf, countText, durationText} from './number-text.ts';
import {printable} from './printable.ts';

/** entries: one or more, in the order of the log. */
export function burstLine(entries: readonly ChangeEntry[], options: EntryLineOptions): Line {
  const last = entries.at(-1);
  if (last === undefined) {
    return [];
  }
  return [
    ...changeColumns(last, options),
    span('* ', 'changed'),
    span(burstWords(entries, options.prefix), 'strong'),
    span(`   ${spanWords(entries)}`, 'dim'),
  ];
}

export function burstLines(entries: readonly ChangeEntry[], options: EntryLineOptions): Line[] {
  const {width} = options;
  const words = `${burstWords(entries, options.prefix)}, ${spanWords(entries)}`;
  const narrow = {...options, sideways: 0, keyWidth: Math.min(options.keyWidth, 24)};
  return [
    ...wrapText(words, width).map((row): Line => [span(row, 'strong')]),
    [span('b shows every change as a row again', 'dim')],
    [],
    ...entries.map(entry => entryLine(entry, narrow)),
  ];
}

/** "42 routes changed, 3 created; 1 upstream deleted". */
export function burstWords(entries: readonly ChangeEntry[], prefix: string): string {
  const counts = new Map<string, Map<string, number>>();
  for (const entry of entries) {
    const kinds = counts.get(resourceOf(entry, prefix)) ?? new Map<string, number>();
    const kind = changeKind(entry);
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    counts.set(resourceOf(entry, prefix), kinds);
  }
  const told = [...counts].map(([resource, kinds]) => resourceWords(resource, kinds));
  const more = told.length - resourcesTold;
  return more > 0
    ? `${told.slice(0, resourcesTold).join('; ')}; ${countOf(more, 'more kind')}`
    : told.join('; ');
}

const resourcesTold = 3;

function resourceWords(resource: string, kinds: ReadonlyMap<string, number>): string {
  return [...kinds]
    .map(([kind, count], at) => {
      const one = count === 1 ? resource.replace(/s$/, '') : resource;
      return at === 0 ? `${countText(count)} ${one} ${kind}` : `${countText(count)} ${kind}`;
    })
    .join(', ');
}

/** The first part of the path after the prefix: routes, upstreams; "keys" where there is none. */
function resourceOf({key}: ChangeEntry, prefix: string): string {
  const text = keyText(key);
  const head = Buffer.from(prefix, 'utf8').toString('latin1');
  const rest = text.startsWith(head) ? text.slice(head.length) : text;
  const [first = '', second] = rest.replace(/^\/+/, '').split('/', 2);
  return second === undefined || first === ''
    ? 'keys'
    : printable(Buffer.from(first, 'latin1').toString('utf8')).slice(0, 40);
}

export function spanWords(entries: readonly ChangeEntry[]): string {
  const [first] = entries;
  const last = entries.at(-1);
  if (first === undefined || last === undefined) {
    return '';
  }
  const ms = last.timeMs - first.timeMs;
  const took = ms < 10 ? 'at once' : `in ${durationText(ms / 1000)}`;
  return first.modRevision === last.modRevision
    ? `in revision ${countText(first.modRevision)}`
    : `${took}, revisions ${countText(first.modRevision)} to ${countText(last.modRevision)}`;
}
