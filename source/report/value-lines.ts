// A value, or what changed between two, over lines: as difference, JSON, text or bytes. Long lines
// are left as they are, for the caller to wrap or cut; very large values are shown in part and say so.
import {diffLines} from 'diff';
import type {Base64} from '../etcd/messages.ts';
import {aroundChanges} from './around-changes.ts';
import {hexLines} from './hex-lines.ts';
import {jsonDifferenceLines} from './json-lines.ts';
import {jsonTextLines} from './json-text-lines.ts';
import {type Line, type Role, span} from './lines.ts';
import {bytesText, countText} from './number-text.ts';
import {printable, printableBase64, printableBytes} from './printable.ts';
import type {Masker} from './secrets.ts';
import {type ReadValue, readValue} from './value-text.ts';

export type ValueMode = 'difference' | 'json' | 'text' | 'hex';

type ValueOptions = {
  readonly key: Base64;
  readonly mode: ValueMode;
  /** undefined: secrets are shown. */
  readonly masker: Masker | undefined;
  readonly width: number;
  /** Long strings of JSON cut short; they are whole as text. */
  readonly folded: boolean;
};

/** With a heading. before: the value that it replaced, where that is known. */
export function valueLines(
  value: Base64,
  before: Base64 | undefined,
  options: ValueOptions,
): Line[] {
  const after = readValue(value, valueLimits);
  const isDifference = options.mode === 'difference' && before !== undefined;
  const lines = isDifference
    ? changesOf(differenceLines(readValue(before, valueLimits), after, options), options)
    : wholeValue(after, options);
  const kept = lines.slice(0, valueLinesMax);
  return [
    [span(isDifference ? 'difference' : 'value', 'heading')],
    ...(options.folded ? kept.map(foldLong) : kept),
    ...(kept.length < lines.length
      ? [[span(`… ${countText(lines.length - kept.length)} more lines`, 'warning')]]
      : []),
  ];
}

const valueLimits = {documentBytesMax: 1_048_576, excerptBytesMax: 65_536};
/** Rows of a value; more would only be scrolled past. */
const valueLinesMax = 20_000;
/** Edits after which two texts are called different as a whole: the search for more is quadratic. */
const editLengthMax = 500;
/** Columns of a string that are shown while it is folded: certificates and scripts are longer. */
const foldedLength = 160;

function differenceLines(before: ReadValue, after: ReadValue, options: ValueOptions): Line[] {
  if (before.kind === 'json' && after.kind === 'json') {
    return jsonDifferenceLines(shownJson(before.json, options), shownJson(after.json, options));
  }
  if (before.kind !== 'binary' && after.kind !== 'binary') {
    return textDifference(shownText(before.text, options), shownText(after.text, options));
  }
  return [
    ...wholeValue(before, options).map(line => marked('- ', 'deleted', line)),
    ...wholeValue(after, options).map(line => marked('+ ', 'created', line)),
  ];
}

function changesOf(lines: readonly Line[], {folded}: ValueOptions): readonly Line[] {
  return folded ? aroundChanges(lines) : lines;
}

function textDifference(before: string, after: string): Line[] {
  const parts = diffLines(before, after, {maxEditLength: editLengthMax}) ?? [
    {value: before, removed: true, added: false},
    {value: after, removed: false, added: true},
  ];
  return parts.flatMap(({value, added, removed}) => {
    const [sign, role]: [string, Role] = added
      ? ['+ ', 'created']
      : removed
        ? ['- ', 'deleted']
        : ['  ', 'plain'];
    return textRows(value.replace(/\n$/, '')).map(row => marked(sign, role, row));
  });
}

function marked(sign: string, role: Role, line: Line): Line {
  return [span(sign, role), ...line.map(part => span(part.text, role))];
}

function wholeValue(value: ReadValue, options: ValueOptions): Line[] {
  if (options.mode === 'hex') {
    return hexValue(value, options);
  }
  if (value.kind === 'binary') {
    const shown = value.content.subarray(0, valueLimits.excerptBytesMax);
    return [[span(printableBytes(shown))], ...cutNote(shown.length < value.bytes, value.bytes)];
  }
  const text = shownText(value.text, options);
  if (value.kind === 'json' && options.mode !== 'text') {
    return jsonTextLines(text);
  }
  return [...textRows(text), ...cutNote(value.kind === 'text' && value.cut, value.bytes)];
}

function hexValue(value: ReadValue, options: ValueOptions): Line[] {
  const note = cutNote(value.bytes > valueLimits.excerptBytesMax, value.bytes);
  if (value.kind === 'binary') {
    return [
      ...hexLines(value.content.subarray(0, valueLimits.excerptBytesMax), options.width),
      ...note,
    ];
  }
  const text = shownText(value.text, options);
  const isMasked = text !== value.text;
  const bytes = Buffer.from(text, 'utf8').subarray(0, valueLimits.excerptBytesMax);
  return [
    ...(isMasked ? [[span('bytes of the masked value; ! shows the real ones', 'warning')]] : []),
    ...hexLines(bytes, options.width),
    ...note,
  ];
}

function textRows(text: string): Line[] {
  return text.split('\n').map(row => [span(printable(row))]);
}

function shownText(text: string, {masker, key}: ValueOptions): string {
  return masker === undefined ? text : masker.maskText(printableBase64(key), text);
}

function shownJson(json: unknown, {masker, key}: ValueOptions): unknown {
  return masker === undefined ? json : masker.maskJson(printableBase64(key), json);
}

function foldLong(line: Line): Line {
  return line.map(part => {
    const more = part.text.length - foldedLength;
    // Not for a few characters: the note takes as many.
    return more < 40
      ? part
      : span(`${part.text.slice(0, foldedLength)}… ${countText(more)} more`, part.role);
  });
}

function cutNote(isCut: boolean, bytes: number): Line[] {
  const shown = bytesText(valueLimits.excerptBytesMax);
  return isCut ? [[span(`… the first ${shown} of ${bytesText(bytes)}`, 'warning')]] : [];
}
