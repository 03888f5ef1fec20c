// One entry in full: the key, the facts that etcd keeps about it, and its value as difference, JSON
// or text. Long lines are wrapped, never cut; very large values are shown in part and say so.
import {base64Bytes} from '../etcd/base64-bytes.ts';
import type {ChangeEntry, Entry, StatusEntry} from '../sync/entries.ts';
import {changeKind} from './change-words.ts';
import type {Clock} from './clock-text.ts';
import {wrapLine, wrapText} from './display-width.ts';
import {type Line, span} from './lines.ts';
import {bytesText, countText} from './number-text.ts';
import {printable, printableBase64} from './printable.ts';
import type {Masker} from './secrets.ts';
import {statusWords} from './status-words.ts';
import {type ValueMode, valueLines} from './value-lines.ts';

type DetailOptions = {
  readonly width: number;
  readonly mode: ValueMode;
  /** undefined: secrets are shown. */
  readonly masker: Masker | undefined;
  readonly clock: Clock;
  /** false: lines stay whole, to be scrolled sideways, and strings are not folded. */
  readonly wrap: boolean;
};

export function detailLines(entry: Entry, options: DetailOptions): Line[] {
  return entry.type === 'status' ? statusDetail(entry, options) : changeDetail(entry, options);
}

function statusDetail(entry: StatusEntry, {width, clock}: DetailOptions): Line[] {
  const {text, role} = statusWords(entry);
  return [
    ...wrapText(text, width).map(row => [span(row, role)]),
    [],
    [span('when      ', 'dim'), span(clock.date(entry.timeMs))],
    [span('endpoint  ', 'dim'), span(printable(entry.endpoint))],
    [span('applied   ', 'dim'), span(`revision ${countText(entry.revision)}`)],
    ...(entry.reason === undefined ? [] : [[], ...reasonLines(entry.reason, width)]),
  ].flatMap(line => wrapLine(line, width));
}

function reasonLines(reason: string, width: number): Line[] {
  return wrapText(printable(reason), width).map(row => [span(row)]);
}

function changeDetail(entry: ChangeEntry, options: DetailOptions): Line[] {
  const head = [[span(printableBase64(entry.key), 'strong')], ...factLines(entry, options), []];
  const value = changeValue(entry, options);
  return [
    ...head.flatMap(line => wrapLine(line, options.width)),
    ...(options.wrap ? value.flatMap(line => wrapLine(line, options.width)) : value),
  ];
}

function factLines(entry: ChangeEntry, {clock, width}: DetailOptions): Line[] {
  const facts: [string, string][] = [
    ['read', clock.date(entry.timeMs)],
    ['revision', revisionFacts(entry)],
    ['size', sizeFacts(entry)],
  ];
  if (entry.type === 'put' && entry.lease !== undefined) {
    facts.push(['lease', entry.lease]);
  }
  if (entry.origin === 'resync') {
    facts.push(['origin', 'found by syncing again: the steps between are not known']);
  }
  return facts.flatMap(([name, text]) =>
    wrapText(text, Math.max(8, width - 10)).map((row, at) => [
      span((at === 0 ? name : '').padEnd(10), 'dim'),
      span(row),
    ]),
  );
}

function revisionFacts(entry: ChangeEntry): string {
  const mod = countText(entry.modRevision);
  if (entry.type === 'delete') {
    return `deleted at ${mod}`;
  }
  return entry.version === 1
    ? `created at ${mod} · version 1`
    : `changed at ${mod} · created at ${countText(entry.createRevision)} · version ${countText(entry.version)}`;
}

function sizeFacts(entry: ChangeEntry): string {
  const was = entry.prevValue === undefined ? '' : bytesText(base64Bytes(entry.prevValue));
  if (entry.type === 'delete') {
    return was === '' ? 'not known' : `was ${was}`;
  }
  const size = bytesText(base64Bytes(entry.value));
  return was === '' ? size : `${size}, was ${was}`;
}

function changeValue(entry: ChangeEntry, options: DetailOptions): Line[] {
  const {mode, masker, width, wrap} = options;
  const shared = {key: entry.key, mode, masker, width, folded: wrap};
  if (entry.type === 'delete') {
    return entry.prevValue === undefined
      ? [[span('the value before is not known', 'dim')]]
      : [
          [span('value before', 'heading')],
          ...valueLines(entry.prevValue, undefined, shared).slice(1),
        ];
  }
  const before = changeKind(entry) === 'changed' ? entry.prevValue : undefined;
  return valueLines(entry.value, before, shared);
}
