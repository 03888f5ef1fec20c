// One entry in full: the key, the facts that etcd keeps about it, and its value as difference, JSON
// or text. Long lines are wrapped, never cut; very large values are shown in part and say so.
import type {ChangeEntry, Entry, StatusEntry} from '../sync/entries.ts';
import {changeKind} from './change-words.ts';
import type {Clock} from './clock-text.ts';
import {wrapLine, wrapText} from './display-width.ts';
import {jsonDifferenceLines, jsonLines} from './json-lines.ts';
import {type Line, span} from './lines.ts';
import {bytesText, countText} from './number-text.ts';
import {printable, printableBase64, printableBytes} from './printable.ts';
import type {Masker} from './secrets.ts';
import {statusWords} from './status-words.ts';
import {decodedBytes, type ReadValue, readValue} from './value-text.ts';

export type ValueMode = 'difference' | 'json' | 'text';

export type DetailOptions = {
  readonly width: number;
  readonly mode: ValueMode;
  /** undefined: secrets are shown. */
  readonly masker: Masker | undefined;
  readonly clock: Clock;
};

export function detailLines(entry: Entry, options: DetailOptions): Line[] {
  return entry.type === 'status' ? statusDetail(entry, options) : changeDetail(entry, options);
}

const detailLimits = {documentBytesMax: 1_048_576, excerptBytesMax: 65_536};
/** Rows of a value; more would only be scrolled past. */
const valueLinesMax = 20_000;

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
  const value = valueLines(entry, options).slice(0, valueLinesMax);
  return [...head, ...value].flatMap(line => wrapLine(line, options.width));
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
  const was = entry.prevValue === undefined ? '' : bytesText(decodedBytes(entry.prevValue));
  if (entry.type === 'delete') {
    return was === '' ? 'not known' : `was ${was}`;
  }
  const size = bytesText(decodedBytes(entry.value));
  return was === '' ? size : `${size}, was ${was}`;
}

function valueLines(entry: ChangeEntry, options: DetailOptions): Line[] {
  const before = entry.prevValue === undefined ? undefined : readDetail(entry.prevValue);
  if (entry.type === 'delete') {
    return before === undefined
      ? [[span('the value before is not known', 'dim')]]
      : [[span('value before', 'heading')], ...wholeValue(before, entry, options)];
  }
  const after = readDetail(entry.value);
  if (options.mode === 'difference' && before !== undefined && changeKind(entry) === 'changed') {
    return [[span('difference', 'heading')], ...differenceLines(before, after, entry, options)];
  }
  return [[span('value', 'heading')], ...wholeValue(after, entry, options)];
}

function readDetail(value: string): ReadValue {
  return readValue(value, detailLimits);
}

function differenceLines(
  before: ReadValue,
  after: ReadValue,
  entry: ChangeEntry,
  options: DetailOptions,
): Line[] {
  if (before.kind === 'json' && after.kind === 'json') {
    const shown = (json: unknown) =>
      options.masker === undefined ? json : options.masker.maskJson(keyText(entry), json);
    return jsonDifferenceLines(shown(before.json), shown(after.json));
  }
  return [
    ...wholeValue(before, entry, options).map(line => marked('- ', 'deleted', line)),
    ...wholeValue(after, entry, options).map(line => marked('+ ', 'created', line)),
  ];
}

function marked(sign: string, role: 'deleted' | 'created', line: Line): Line {
  return [span(sign, role), ...line.map(part => span(part.text, role))];
}

function wholeValue(value: ReadValue, entry: ChangeEntry, options: DetailOptions): Line[] {
  const {masker, mode} = options;
  if (value.kind === 'json' && mode !== 'text') {
    return jsonLines(
      masker === undefined ? value.json : masker.maskJson(keyText(entry), value.json),
    );
  }
  if (value.kind === 'binary') {
    const shown = value.content.subarray(0, detailLimits.excerptBytesMax);
    return [[span(printableBytes(shown))], ...cutNote(shown.length < value.bytes, value.bytes)];
  }
  const text = masker === undefined ? value.text : masker.maskText(keyText(entry), value.text);
  const rows = text.split('\n').map(row => [span(printable(row))]);
  return [...rows, ...cutNote(value.kind === 'text' && value.cut, value.bytes)];
}

function cutNote(isCut: boolean, bytes: number): Line[] {
  const shown = bytesText(detailLimits.excerptBytesMax);
  return isCut ? [[span(`… the first ${shown} of ${bytesText(bytes)}`, 'warning')]] : [];
}

function keyText(entry: ChangeEntry): string {
  return printableBase64(entry.key);
}
