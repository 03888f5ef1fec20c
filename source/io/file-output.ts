// An Output into a file: text is encoded into one piece of memory while another is being written by
// a thread of the pool, so that neither waits for the other. A full disk is thrown, as by a stream.
import {write} from 'node:fs';
import type {Output} from './output.ts';

type Piece = {readonly memory: Buffer; bytes: number};

const pieceBytes = 512 * 1024;
/** So many may wait to be written before the writer is held back. */
const piecesMax = 4;
/** Of a UTF-16 code unit in UTF-8. */
const bytesPerUnitMax = 3;

export function createFileOutput(descriptor: number): Output {
  const free: Piece[] = [];
  const queue: Piece[] = [];
  const drained: Array<() => void> = [];
  const flushed: Array<() => void> = [];
  let filling: Piece | undefined;
  let isWriting = false;
  let isHeldBack = false;
  let turn: NodeJS.Immediate | undefined;

  /** Room for so many bytes. */
  function pieceFor(bytes: number): Piece {
    if (filling !== undefined && filling.memory.length - filling.bytes < bytes) send();
    filling ??=
      bytes > pieceBytes
        ? {memory: Buffer.allocUnsafeSlow(bytes), bytes: 0}
        : (free.pop() ?? {memory: Buffer.allocUnsafeSlow(pieceBytes), bytes: 0});
    return filling;
  }

  function send(): void {
    clearImmediate(turn);
    turn = undefined;
    if (filling !== undefined) queue.push(filling);
    filling = undefined;
    if (!isWriting) writeNext();
  }

  function writeNext(): void {
    const [piece] = queue;
    isWriting = piece !== undefined;
    if (piece !== undefined) writeRest(piece, 0);
    if (isHeldBack && queue.length < piecesMax) {
      isHeldBack = false;
      for (const listener of drained) listener();
    }
    if (!isWriting && filling === undefined) for (const resolve of flushed.splice(0)) resolve();
  }

  function writeRest(piece: Piece, offset: number): void {
    write(descriptor, piece.memory, offset, piece.bytes - offset, null, (error, count) => {
      if (error !== null) throw error;
      if (offset + count < piece.bytes) {
        writeRest(piece, offset + count);
        return;
      }
      queue.shift();
      piece.bytes = 0;
      if (piece.memory.length === pieceBytes) free.push(piece);
      writeNext();
    });
  }

  return {
    write(text) {
      const piece = pieceFor(text.length * bytesPerUnitMax);
      piece.bytes += piece.memory.write(text, piece.bytes);
      turn ??= setImmediate(send);
      isHeldBack = queue.length >= piecesMax;
      return !isHeldBack;
    },
    onDrain(listener) {
      drained.push(listener);
    },
    flush: () =>
      new Promise(resolve => {
        flushed.push(resolve);
        send();
      }),
  };
}
