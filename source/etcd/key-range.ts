// Ranges of keys as etcd means them: from key (inclusive) to range_end (exclusive), in byte order.
import type {Base64} from './messages.ts';

export type KeyRange = {readonly key: Base64; readonly rangeEnd: Base64};

/** Every key that starts with the prefix; the empty prefix is every key (clientv3 WithPrefix). */
export function prefixRange(prefix: Uint8Array): KeyRange {
  if (prefix.length === 0) return {key: 'AA==', rangeEnd: 'AA=='};
  return {key: toBase64(prefix), rangeEnd: toBase64(prefixEnd(prefix))};
}

/** The smallest key above this one: where the next page starts. */
export function keyAfter(key: Base64): Base64 {
  return toBase64(Buffer.concat([Buffer.from(key, 'base64'), Buffer.of(0)]));
}

// The last byte below 0xff goes up by one and what follows it goes; all 0xff: no end ("\0").
function prefixEnd(prefix: Uint8Array): Uint8Array {
  for (let index = prefix.length - 1; index >= 0; index--) {
    const byte = prefix[index] as number;
    if (byte < 0xff) {
      const end = Uint8Array.from(prefix.subarray(0, index + 1));
      end[index] = byte + 1;
      return end;
    }
  }
  return Uint8Array.of(0);
}

function toBase64(bytes: Uint8Array): Base64 {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
