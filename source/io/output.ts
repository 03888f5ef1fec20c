// Writing lines to a stream that may be slower than we are, or go away.

export type Output = {
  /** Whether the stream takes more; if not, hold back until onDrain. */
  write(text: string): boolean;
  onDrain(listener: () => void): void;
  /** Resolves once everything written has left the process. */
  flush(): Promise<void>;
};

/** `onGone` is called once when the reader closed its end (EPIPE). */
export function createOutput(stream: NodeJS.WritableStream, onGone: () => void): Output {
  let isGone = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (isGone) return;
    isGone = true;
    if (error.code !== 'EPIPE' && error.code !== 'ECONNRESET') throw error;
    onGone();
  });
  return {
    write: text => isGone || stream.write(text),
    onDrain(listener) {
      stream.on('drain', listener);
    },
    flush: () =>
      new Promise(resolve => {
        if (isGone) resolve();
        else stream.write('', () => resolve());
      }),
  };
}
