// The digest of `sync`: SHA-256 over every key in ascending byte order, each in the form of
// etcd/packed-keys.ts.
import {createHash} from 'node:crypto';
import type {KeyValue} from '../etcd/messages.ts';
import {packedFixedBytes, packKeyValue} from '../etcd/packed-keys.ts';

type KeyDigest = {
  reset(): void;
  /** Keys in ascending order, from call to call. Packed ones are a whole page or its beginning. */
  add(kvs: readonly KeyValue[]): void;
  /** `sha256:` and hex; ends the digest. */
  read(): string;
};

export function createKeyDigest(): KeyDigest {
  let hash = createHash('sha256');
  // Used again for every page: fresh memory costs more than the work in it.
  let buffer = Buffer.allocUnsafeSlow(1024 * 1024);
  return {
    reset() {
      hash = createHash('sha256');
    },
    add(kvs) {
      const packed = packedBytes(kvs);
      if (packed !== undefined) {
        hash.update(packed);
        return;
      }
      let capacity = 0;
      for (const kv of kvs) capacity += packedFixedBytes + kv.key.length + kv.value.length;
      if (capacity > buffer.length) buffer = Buffer.allocUnsafeSlow(capacity);
      let offset = 0;
      for (const kv of kvs) offset = packKeyValue(buffer, offset, kv);
      hash.update(buffer.subarray(0, offset));
    },
    read: () => `sha256:${hash.digest('hex')}`,
  };
}

// One key is packed behind the other.
function packedBytes(kvs: readonly KeyValue[]): Buffer | undefined {
  const first = kvs[0]?.packed;
  const last = kvs.at(-1)?.packed;
  return last === undefined ? undefined : first?.memory.subarray(first.start, last.end);
}
