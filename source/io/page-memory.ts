// Memory for packed pages (etcd/packed-keys.ts), used again once a page has been handed on. A page
// that never comes back (of a sync that was started again) is left to the garbage collector.
import type {KeyValue} from '../etcd/messages.ts';

export type PageMemory = {
  /** For a page whose JSON is of so many bytes. */
  take(jsonBytes: number): Buffer;
  /** Nobody looks at these keys any more. */
  give(kvs: readonly KeyValue[]): void;
};

const piecesKept = 16;
const stepBytes = 64 * 1024;
/** A key's JSON takes more in names alone than its lengths and revision do packed. */
const packedShare = 0.75;

export function createPageMemory(): PageMemory {
  const free: Buffer[] = [];
  return {
    take(jsonBytes) {
      const bytes = Math.ceil((jsonBytes * packedShare) / stepBytes + 1) * stepBytes;
      const index = free.findIndex(({length}) => length >= bytes && length <= bytes * 2);
      return free.splice(index, index === -1 ? 0 : 1)[0] ?? Buffer.allocUnsafeSlow(bytes);
    },
    give(kvs) {
      const memory = kvs[0]?.packed?.memory;
      if (memory === undefined) return;
      free.push(memory);
      if (free.length > piecesKept) free.shift();
    },
  };
}
