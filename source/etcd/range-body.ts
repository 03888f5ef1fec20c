// The body of a range answer, from its bytes: its keys by the fast scanner, what is around them by
// JSON.parse. Where the scanner refuses anything, all of it by JSON.parse.
import {isAscii} from 'node:buffer';
import {decodeRange} from './decode.ts';
import {afterComma, createKeyValueScanner, hasNoEscapes} from './key-value-scan.ts';
import type {KeyValue, RangeResponse} from './messages.ts';

/** What is kept of a key. */
type Pack = (kv: KeyValue) => KeyValue;

/**
 * Throws DecodeError or SyntaxError. Keeps no part of the bytes. `createPack` is called again where
 * the scanner refuses: it may have handed on keys by then.
 */
export function readRangeBody(body: Buffer, createPack: () => Pack = () => same): RangeResponse {
  const scanned = scanRange(body, createPack());
  if (scanned !== undefined) return scanned;
  const response = decodeRange(JSON.parse(body.toString('utf8')));
  return {...response, kvs: response.kvs.map(createPack())};
}

const same: Pack = kv => kv;

const listName = '"kvs":[';
/** Header, more and count are far shorter. */
const frameBytesMax = 2048;
const comma = 0x2c;
const closeBracket = 0x5d;
const scanner = createKeyValueScanner();

/** undefined where anything looks different from what the gateway writes. */
export function scanRange(body: Buffer, pack: Pack): RangeResponse | undefined {
  if (!isAscii(body) || !hasNoEscapes(body)) return undefined;
  const before = body.toString('latin1', 0, frameBytesMax);
  const found = before.indexOf(listName);
  if (found === -1) return undefined;
  const kvs: KeyValue[] = [];
  let at = found + listName.length;
  for (;;) {
    const kv = scanner.scan(body, at);
    if (kv === undefined) return undefined;
    kvs.push(pack(kv));
    at = scanner.end;
    if (body[at] === closeBracket) break;
    if (body[at] !== comma) return undefined;
    at = afterComma(body, at);
  }
  const frame = readFrame(before.slice(0, found + listName.length), body.subarray(at));
  return frame === undefined ? undefined : {...frame, kvs};
}

// The same answer with an empty list: one that was somewhere else, or twice, does not get through.
function readFrame(before: string, after: Buffer): RangeResponse | undefined {
  if (after.length > frameBytesMax || after.includes('"kvs"')) return undefined;
  const frame = parse(`${before}${after.toString('latin1')}`);
  return frame !== undefined && Object.hasOwn(frame, 'kvs') ? decodeRange(frame) : undefined;
}

function parse(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined; // JSON.parse of the whole then says what is wrong
  }
}
