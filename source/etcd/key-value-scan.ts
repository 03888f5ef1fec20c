// Reads a key straight from the bytes in which the gateway writes it: {"key":"…","create_revision":
// "2","mod_revision":"2","version":"1","value":"…","lease":"…"}, in this order (the protocol's), what
// is zero left out, with or without a space behind every comma. JSON.parse costs several times as much, and pages hold keys by the hundred
// thousand. Whatever looks different in any way is refused, and then read by decode.ts.
import {endOfDigits, integerIn, isTextAt} from './byte-text.ts';
import type {Base64, KeyValue} from './messages.ts';

type KeyValueScanner = {
  /**
   * The key whose opening brace is at `start`; undefined when it isn't one, or isn't whole. Only for
   * bytes that are ASCII and hasNoEscapes. The one thing that JSON.parse would object to and this doesn't is
   * a raw control character inside a value: that is for whoever decodes its base64.
   */
  scan(bytes: Buffer, start: number): KeyValue | undefined;
  /** Behind the closing brace of the key that was read last. */
  readonly end: number;
};

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const space = 0x20;
const closeBrace = 0x7d;
const names = {
  key: Buffer.from('{"key":"'),
  createRevision: Buffer.from('"create_revision":"'),
  modRevision: Buffer.from('"mod_revision":"'),
  version: Buffer.from('"version":"'),
  value: Buffer.from('"value":"'),
  lease: Buffer.from('"lease":"'),
} as const;

/** Whether these bytes, which are ASCII, spell every string as it is. */
export function hasNoEscapes(bytes: Buffer): boolean {
  return bytes.indexOf(backslash) === -1;
}

/** protojson puts a space there in some builds of a server and none in others, as a warning. */
export function afterComma(bytes: Buffer, index: number): number {
  return bytes[index + 1] === space ? index + 2 : index + 1;
}

export function createKeyValueScanner(): KeyValueScanner {
  /** What is read next; -1 once something was not as it should be. */
  let at = 0;

  function skip(bytes: Buffer, name: Buffer): boolean {
    if (at === -1 || !isTextAt(bytes, at, name)) return false;
    at += name.length;
    return true;
  }

  function field(bytes: Buffer, name: Buffer): boolean {
    const before = at;
    if (at === -1 || bytes[at] !== comma) return false;
    at = afterComma(bytes, at);
    if (skip(bytes, name)) return true;
    at = before;
    return false;
  }

  function integer(bytes: Buffer): number {
    const start = at;
    const end = endOfDigits(bytes, start);
    at = end === -1 ? -1 : end + 1;
    return integerIn(bytes, start, end);
  }

  function text(bytes: Buffer, stop: number): Base64 {
    const isRead = stop !== -1 && (stop - at) % 4 === 0;
    const read = isRead ? bytes.toString('latin1', at, stop) : '';
    at = isRead ? stop + 1 : -1;
    return read;
  }

  return {
    scan(bytes, start) {
      at = start;
      if (!skip(bytes, names.key)) return undefined;
      const key = text(bytes, endOfBase64(bytes, at));
      const createRevision = field(bytes, names.createRevision) ? integer(bytes) : 0;
      const modRevision = field(bytes, names.modRevision) ? integer(bytes) : 0;
      const version = field(bytes, names.version) ? integer(bytes) : 0;
      const value = field(bytes, names.value) ? text(bytes, bytes.indexOf(quote, at)) : '';
      const lease = field(bytes, names.lease) ? integer(bytes) : 0;
      if (at === -1 || bytes[at] !== closeBrace) return undefined;
      at++;
      const keyValue = {key, value, createRevision, modRevision, version};
      return lease === 0 ? keyValue : {...keyValue, lease: lease.toString(16)};
    },
    get end() {
      return at;
    },
  };
}

/** Where the quote behind it is; -1 when another byte comes first. */
function endOfBase64(bytes: Buffer, start: number): number {
  for (let index = start; index < bytes.length; index++) {
    const byte = bytes[index] as number;
    if (byte === quote) return index;
    const isLetter = (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
    // '/' to '9', '+', '='
    if (!isLetter && !(byte >= 0x2f && byte <= 0x39) && byte !== 0x2b && byte !== 0x3d) return -1;
  }
  return -1;
}
