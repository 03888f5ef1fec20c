// Writing lines to a stream that may be slower than we are, or go away. A file is written by
// file-output.ts: Node's own stream for it blocks while the system copies.
import {fstatSync} from 'node:fs';
import type {Writable} from 'node:stream';
import {createFileOutput} from './file-output.ts';

export type Output = {
  /** Whether the stream takes more; if not, hold back until onDrain. */
  write(text: string): boolean;
  onDrain(listener: () => void): void;
  /** Resolves once everything written has left the process. */
  flush(): Promise<void>;
};

/** Writes of less than this wait for the end of the event loop's turn, to leave in one piece. */
const pieceCharacters = 256 * 1024;

/** `onGone` is called once when the reader closed its end (EPIPE). */
export function createOutput(
  stream: Writable & {readonly fd?: number},
  onGone: () => void,
): Output {
  const file = stream.fd;
  return file !== undefined && isFile(file)
    ? createFileOutput(file)
    : createStreamOutput(stream, onGone);
}

function createStreamOutput(stream: Writable, onGone: () => void): Output {
  let isGone = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (isGone) return;
    isGone = true;
    // EIO: the terminal has gone, as when the connection of a session breaks.
    if (!['EPIPE', 'ECONNRESET', 'EIO'].includes(error.code ?? '')) throw error;
    onGone();
  });
  let waiting = '';
  let turn: NodeJS.Immediate | undefined;
  const send = (): boolean => {
    clearImmediate(turn);
    turn = undefined;
    const text = waiting;
    waiting = '';
    return isGone || text === '' || stream.write(text);
  };
  return {
    write(text) {
      waiting += text;
      if (waiting.length >= pieceCharacters) return send();
      turn ??= setImmediate(send);
      return isGone || !stream.writableNeedDrain;
    },
    onDrain(listener) {
      stream.on('drain', listener);
    },
    flush: () =>
      new Promise(resolve => {
        send();
        if (isGone) resolve();
        else stream.write('', () => resolve());
      }),
  };
}

function isFile(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFile();
  } catch {
    return false; // closed: the stream says so
  }
}
