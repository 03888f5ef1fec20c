// How much a range answer holds, counted from its bytes: nothing of it is kept.
import type {KeyValue} from './messages.ts';
import {keyValueBytes} from './packed-keys.ts';
import {readRangeBody} from './range-body.ts';

export type RangeSize = {
  readonly keys: number;
  /** Decoded bytes of keys and values. */
  readonly bytes: number;
};

/** Throws DecodeError or SyntaxError. */
export function measureRangeBody(body: Buffer): RangeSize {
  let size = {keys: 0, bytes: 0};
  readRangeBody(body, () => {
    const counting = {keys: 0, bytes: 0};
    size = counting;
    return kv => {
      counting.keys += 1;
      counting.bytes += keyValueBytes(kv);
      return counted;
    };
  });
  return size;
}

const counted: KeyValue = {key: '', value: '', createRevision: 0, modRevision: 0, version: 0};
