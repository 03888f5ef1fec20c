// The interface on a terminal: draws when the source or the keyboard changed something, and gives
// the terminal back on every way out. The only module that commands load from ui/, and only at
// first use: React and Ink take a while to start.
import type {InterfaceSource} from '../report/view-model.ts';
import {createDrawPace} from './draw-pace.ts';
import type {Effect} from './press-key.ts';
import {openScreen} from './screen.tsx';
import {createSession, type SessionOptions} from './session.ts';
import {suspendProcess} from './suspend-process.ts';

export type RunInterfaceOptions = {
  readonly source: InterfaceSource;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly options: SessionOptions & {
    /** Stops the process on Ctrl-Z and resolves when it runs again; the real one where absent. */
    readonly suspendProcess?: () => Promise<void>;
  };
  readonly signal: AbortSignal;
};

export type InterfaceEnd = {readonly reason: 'quit' | 'aborted'};

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

/** Draws and answers keys until it is closed; settles the end where a key or an error asks for it. */
function drive(
  {source, stdin, stdout, options}: RunInterfaceOptions,
  end: PromiseWithResolvers<InterfaceEnd>,
): () => Promise<void> {
  const session = createSession(source, options);
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
  const pace = createDrawPace(draw, 1000 / framesPerSecond);
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
  const carryOut = (effect: Effect): void => {
    const actions: Record<Effect, () => void> = {
      quit: () => end.resolve({reason: 'quit'}),
      suspend: () => void suspend().catch(end.reject),
      'sync-again': () => source.syncAgain(),
      'check-certificates-again': () => source.checkCertificatesAgain(),
    };
    actions[effect]();
  };
  const screen = openScreen({
    stdin,
    stdout,
    // Equal rates of frames made and frames let through beat against each other and lose half.
    framesPerSecondMax: framesPerSecond * 3,
    rows: frame(),
    onKeys: keys => {
      guarded(() => session.press(keys).forEach(carryOut));
      draw();
    },
    onPaste: text => {
      session.paste(text);
      draw();
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
    screen.close();
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
