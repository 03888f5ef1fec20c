// Memory for packed pages (etcd/packed-keys.ts), used again once a page has been handed on. A page
// that never comes back (of a sync that was started again) is left to the garbage collector.
import type {KeyValue} from '../etcd/messages.ts';

export type PageMemory = {
  /** At least so many bytes. */
  take(bytes: number): Buffer;
  /** Nobody looks at these keys any more. */
  give(kvs: readonly KeyValue[]): void;
};

const pieceBytes = 1024 * 1024;
const piecesKept = 16;

export function createPageMemory(): PageMemory {
  const free: Buffer[] = [];
  return {
    take(bytes) {
      if (bytes > pieceBytes) return Buffer.allocUnsafeSlow(bytes);
      return free.pop() ?? Buffer.allocUnsafeSlow(pieceBytes);
    },
    give(kvs) {
      const memory = kvs[0]?.packed?.memory;
      if (memory?.length === pieceBytes && free.length < piecesKept) free.push(memory);
    },
  };
}
