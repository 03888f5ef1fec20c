// The interface on a terminal: draws when the source or the keyboard changed something, and gives
// the terminal back on every way out. The only module that commands load from ui/, and only at
// first use: React and Ink take a while to start.
import type {InterfaceSource} from '../report/view-model.ts';
import {createCarryOut, type SaveLines} from './carry-out.ts';
import {createDrawPace} from './draw-pace.ts';
import {openScreen} from './screen.tsx';
import {createSession, type SessionOptions} from './session.ts';
import {suspendProcess} from './suspend-process.ts';
import {openTerminalLoad} from './terminal-load.ts';

type RunInterfaceOptions = {
  readonly source: InterfaceSource;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly options: SessionOptions & {
    /** Stops the process on Ctrl-Z and resolves when it runs again; the real one where absent. */
    readonly suspendProcess?: () => Promise<void>;
    /** TMUX, STY and TERM decide how copies reach the terminal's clipboard. */
    readonly environment?: Readonly<Record<string, string | undefined>>;
    /** Where Ctrl-S saves. */
    readonly saveLines?: SaveLines;
    /** What may be written to the terminal; absent: as much as it takes. */
    readonly bytesPerSecondMax?: number;
  };
  readonly signal: AbortSignal;
};

type InterfaceEnd = {readonly reason: 'quit' | 'aborted'};

/** Resolves when the user quits or the signal aborts; rejects with what went wrong while drawing. */
export async function runInterface(run: RunInterfaceOptions): Promise<InterfaceEnd> {
  const end = Promise.withResolvers<InterfaceEnd>();
  const onAbort = (): void => end.resolve({reason: 'aborted'});
  run.signal.addEventListener('abort', onAbort);
  if (run.signal.aborted) {
    onAbort();
  }
  const close = drive(run, end);
  try {
    return await end.promise;
  } finally {
    run.signal.removeEventListener('abort', onAbort);
    await close();
  }
}

const framesPerSecond = 10;
/** Ink's own throttle, out of the way: what decides is the draw pace. */
const inkFramesPerSecond = 1000;

/** Draws and answers keys until it is closed; settles the end where a key or an error asks for it. */
function drive(
  {source, stdin, stdout, options}: RunInterfaceOptions,
  end: PromiseWithResolvers<InterfaceEnd>,
): () => Promise<void> {
  const session = createSession(source, options, () => pace.request());
  let keptScreen: readonly string[] = [];
  const frame = () => session.frame(sizeOf(stdout));
  // Whatever throws must not leave the terminal raw: it ends the interface, which restores it.
  const guarded = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      end.reject(error);
    }
  };
  const draw = (): void =>
    guarded(() => {
      screen.show(frame());
      search.start();
    });
  const pace = createDrawPace({
    draw,
    intervalMs: 1000 / framesPerSecond,
    bytesPerSecondMax: options.bytesPerSecondMax ?? 1e12,
    load: openTerminalLoad(stdout),
    now: () => performance.now(),
  });
  const search = createSearch(() => {
    let isMoreLeft = false;
    guarded(() => {
      isMoreLeft = session.search();
    });
    return isMoreLeft;
  }, pace.request);
  const suspend = async (): Promise<void> => {
    await screen.suspend(options.suspendProcess ?? suspendProcess);
    draw();
  };
  const carryOut = createCarryOut({
    source,
    quit(keepScreen) {
      keptScreen = keepScreen ? frame() : [];
      end.resolve({reason: 'quit'});
    },
    suspend: () => void suspend().catch(end.reject),
    writeToTerminal: sequence => void stdout.write(sequence),
    environment: options.environment ?? {},
    ...(options.saveLines && {saveLines: options.saveLines}),
    say(text, role) {
      session.say(text, role);
      pace.request();
    },
  });
  const screen = openScreen({
    stdin,
    stdout,
    framesPerSecondMax: inkFramesPerSecond,
    rows: frame(),
    onKeys: keys => {
      guarded(() => session.press(keys).forEach(carryOut));
      pace.answerKey();
    },
    onPaste: text => {
      session.paste(text);
      pace.answerKey();
    },
  });
  screen.ended.then(() => end.resolve({reason: 'quit'}), end.reject);
  // Before Ink's own listener, which would draw the old frame at the new size first.
  stdout.prependListener('resize', draw);
  const unsubscribe = source.subscribe(pace.request);
  return async () => {
    unsubscribe();
    pace.stop();
    search.stop();
    stdout.off('resize', draw);
    session.close();
    screen.close();
    stdout.write(keptScreen.map(row => `${row}\n`).join(''));
    // Its failure has ended the interface already, and is what runInterface rejects with.
    await screen.ended.catch(() => undefined);
  };
}

/** Searches between other work, so that keys are answered while a large log is searched. */
function createSearch(step: () => boolean, onProgress: () => void) {
  let next: NodeJS.Immediate | undefined;
  const start = (): void => {
    next ??= setImmediate(() => {
      next = undefined;
      if (step()) {
        onProgress();
        start();
      }
    });
  };
  return {start, stop: () => clearImmediate(next)};
}

/** Pseudo-terminals may report 0 before they know their size. */
function sizeOf(stdout: NodeJS.WriteStream): {readonly columns: number; readonly rows: number} {
  return {columns: stdout.columns || 80, rows: stdout.rows || 24};
}
