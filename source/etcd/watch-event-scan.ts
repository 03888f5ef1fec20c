// Reads an event straight from the bytes in which the gateway writes it: {"kv":{…}}, and in front
// "type":"DELETE" for a delete, behind "prev_kv":{…} where it was asked for. As key-value-scan.ts:
// whatever looks different is refused, and then read by decode.ts.
import {isTextAt} from './byte-text.ts';
import {afterComma, createKeyValueScanner} from './key-value-scan.ts';
import type {KeyValue, WatchEvent} from './messages.ts';

type WatchEventScanner = {
  /** The event whose opening brace is at `start`; bytes as KeyValueScanner wants them. */
  scan(bytes: Buffer, start: number): WatchEvent | undefined;
  /** Behind the closing brace of the event that was read last. */
  readonly end: number;
};

const comma = 0x2c;
const closeBrace = 0x7d;
const typeName = Buffer.from('{"type":"DELETE"');
const firstKvName = Buffer.from('{"kv":');
const kvName = Buffer.from('"kv":');
const prevName = Buffer.from('"prev_kv":');

export function createWatchEventScanner(): WatchEventScanner {
  const keyValues = createKeyValueScanner();
  let at = 0;

  function skip(bytes: Buffer, text: Buffer): boolean {
    if (!isTextAt(bytes, at, text)) return false;
    at += text.length;
    return true;
  }

  function skipComma(bytes: Buffer): boolean {
    if (bytes[at] !== comma) return false;
    at = afterComma(bytes, at);
    return true;
  }

  function keyValue(bytes: Buffer): KeyValue | undefined {
    const kv = keyValues.scan(bytes, at);
    at = keyValues.end;
    return kv;
  }

  return {
    scan(bytes, start) {
      at = start;
      const isDelete = skip(bytes, typeName);
      const isEvent = isDelete ? skipComma(bytes) && skip(bytes, kvName) : skip(bytes, firstKvName);
      const kv = isEvent ? keyValue(bytes) : undefined;
      if (kv === undefined) return undefined;
      const hasPrev = skipComma(bytes);
      const prevKv = hasPrev && skip(bytes, prevName) ? keyValue(bytes) : undefined;
      if ((hasPrev && prevKv === undefined) || bytes[at] !== closeBrace) return undefined;
      at++;
      const type = isDelete ? 'delete' : 'put';
      return prevKv === undefined ? {type, kv} : {type, kv, prevKv};
    },
    get end() {
      return at;
    },
  };
}
