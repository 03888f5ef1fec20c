// Untrusted text made fit for a terminal row: whatever comes from etcd, a certificate or a server
// passes through here before it is shown. Control characters, escapes, bidirectional overrides,
// invisible characters and bytes that are not UTF-8 become visible escapes; letters stay.
import {isUtf8} from 'node:buffer';

const plainAscii = /^[\x20-\x7e]*$/;
// \p{C}: controls, formats, surrogates, private use, unassigned. Variation selectors and other
// ignorables change widths between terminals, so they are spelled out too.
const unsafe = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]|(?! )\p{Zs}/gu;
const looseMark = /(?<![\p{L}\p{N}\p{M}])\p{M}/gu;
/** Marks on one letter beyond this are spelled out: stacked marks spill over other rows. */
const marksMax = 3;
const stackedMarks = new RegExp(`(?<=\\p{M}{${marksMax}})\\p{M}`, 'gu');
const shortEscapes: Readonly<Record<string, string>> = {'\n': '\\n', '\r': '\\r', '\t': '\\t'};

/** One row's worth of text: line feeds and tabs become \n and \t. */
export function printable(text: string): string {
  if (plainAscii.test(text)) {
    return text;
  }
  const safe = text.replace(unsafe, escapeCharacter);
  return safe.replace(stackedMarks, escapeCharacter).replace(looseMark, escapeCharacter);
}

/** Bytes that should be UTF-8; those that are not appear as \xff. */
export function printableBytes(bytes: Uint8Array): string {
  if (isUtf8(bytes)) {
    return printable(textOf(bytes, 0, bytes.length));
  }
  const parts: string[] = [];
  let runStart = 0;
  let at = 0;
  while (at < bytes.length) {
    const length = sequenceLength(bytes, at);
    if (length === 0) {
      parts.push(printable(textOf(bytes, runStart, at)), byteEscape(bytes[at] ?? 0));
      runStart = at + 1;
    }
    at += length || 1;
  }
  parts.push(printable(textOf(bytes, runStart, at)));
  return parts.join('');
}

export function printableBase64(base64: string): string {
  return printableBytes(Buffer.from(base64, 'base64'));
}

function escapeCharacter(character: string): string {
  const short = shortEscapes[character];
  if (short !== undefined) {
    return short;
  }
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) {
    return byteEscape(code);
  }
  const hex = code.toString(16);
  return code > 0xffff ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`;
}

function byteEscape(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, '0')}`;
}

function textOf(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
}

/** Bytes of the well-formed sequence that starts here, 0 where none does (Unicode table 3-7). */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) {
    return 1;
  }
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  const slice = bytes.subarray(at, at + length);
  return slice.length === length && isUtf8(slice) && first >= 0xc2 ? length : 0;
}
