// The digest of `sync`: SHA-256 over every key in ascending byte order: length of the key as uint32
// big-endian, key, length of the value as uint32 big-endian, value, mod_revision as uint64 big-endian.
import {createHash} from 'node:crypto';
import type {KeyValue} from '../etcd/messages.ts';

export type KeyDigest = {
  reset(): void;
  /** Keys in ascending order, from call to call. */
  add(kvs: readonly KeyValue[]): void;
  /** `sha256:` and hex; ends the digest. */
  read(): string;
};

/** Two lengths and a revision. */
const fixedBytes = 16;

export function createKeyDigest(): KeyDigest {
  let hash = createHash('sha256');
  // Used again for every page: fresh memory costs more than the work in it.
  let buffer = Buffer.allocUnsafeSlow(1024 * 1024);
  return {
    reset() {
      hash = createHash('sha256');
    },
    add(kvs) {
      let capacity = 0;
      for (const kv of kvs) capacity += fixedBytes + kv.key.length + kv.value.length;
      if (capacity > buffer.length) buffer = Buffer.allocUnsafeSlow(capacity);
      let offset = 0;
      for (const kv of kvs) {
        offset = writeText(buffer, kv.key, offset);
        offset = writeText(buffer, kv.value, offset);
        offset = buffer.writeBigUInt64BE(BigInt(kv.modRevision), offset);
      }
      hash.update(buffer.subarray(0, offset));
    },
    read: () => `sha256:${hash.digest('hex')}`,
  };
}

function writeText(buffer: Buffer, base64: string, offset: number): number {
  const bytes = buffer.write(base64, offset + 4, 'base64');
  buffer.writeUInt32BE(bytes, offset);
  return offset + 4 + bytes;
}
