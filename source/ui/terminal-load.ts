// What the terminal takes of what is written to it. Node writes to a terminal with blocking calls,
// so that a slow link would stop keys and reading as well; here they are made not to block, and
// whoever draws asks whether the last frame has gone before making the next.

export type TerminalLoad = {
  /** Since the process started, taken or not. */
  bytesWritten(): number;
  /** Whether something written is not taken yet. */
  isBusy(): boolean;
  /** Once everything written so far is taken, or never will be. */
  whenTaken(listener: () => void): void;
};

type Handle = {readonly setBlocking?: (isBlocking: boolean) => unknown};

export function openTerminalLoad(stdout: NodeJS.WriteStream): TerminalLoad {
  // tty.WriteStream's constructor has switched to blocking calls (lib/tty.js); libuv has opened the
  // terminal anew for us, so the shell's own descriptor stays as it is (src/unix/tty.c).
  (stdout as {readonly _handle?: Handle})._handle?.setBlocking?.(false);
  return {
    bytesWritten: () => stdout.bytesWritten ?? 0,
    isBusy: () => stdout.writableLength > 0,
    whenTaken: listener => void stdout.write('', () => listener()),
  };
}
