// The rows of a frame on the terminal, through Ink: one text a row, one ready string each, drawn
// again only where the string changed. Hands keys and pasted text on; decides nothing. All of Ink
// and React is in here.
import {Box, render, type SuspendTerminal, Transform, useApp, useInput, usePaste} from 'ink';
import {memo, useEffect} from 'react';
import {keyNames} from './key-names.ts';

type ScreenOptions = {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly framesPerSecondMax: number;
  /** The first frame. */
  readonly rows: readonly string[];
  readonly onKeys: (keys: readonly string[]) => void;
  readonly onPaste: (text: string) => void;
};

type OpenScreen = {
  show(rows: readonly string[]): void;
  /** Gives the terminal back while the work runs, then draws everything anew. */
  suspend(work: () => Promise<void>): Promise<void>;
  /** Rejects with what a component threw. */
  readonly ended: Promise<unknown>;
  /** The terminal as it was before. */
  close(): void;
};

export function openScreen(options: ScreenOptions): OpenScreen {
  const {stdin, stdout, framesPerSecondMax, onKeys, onPaste} = options;
  let suspendTerminal: SuspendTerminal | undefined;
  const onReady = (suspend: SuspendTerminal): void => {
    suspendTerminal = suspend;
  };
  const screen = (rows: readonly string[]) => (
    <Screen rows={rows} onKeys={onKeys} onPaste={onPaste} onReady={onReady} />
  );
  stdout.write(noWrap);
  const instance = render(screen(options.rows), {
    stdin,
    stdout,
    exitOnCtrlC: false,
    // Not left to Ink, which would take CI=1 in somebody's shell for a pipe.
    interactive: true,
    alternateScreen: true,
    incrementalRendering: true,
    maxFps: framesPerSecondMax,
  });
  return {
    show(rows) {
      // Ink writes a frame in three parts.
      stdout.cork();
      try {
        instance.rerender(screen(rows));
      } finally {
        stdout.uncork();
      }
    },
    suspend: async work =>
      suspendTerminal?.(async () => {
        stdout.write(wrap);
        await work();
        stdout.write(noWrap);
      }),
    ended: instance.waitUntilExit(),
    close() {
      instance.unmount();
      stdout.write(wrap);
    },
  };
}

// DECAWM. Terminals differ about the width of some emoji: a row that one of them finds too long must
// be cut at the edge, not go on in the next row and scroll the screen.
const noWrap = '\x1b[?7l';
const wrap = '\x1b[?7h';

type ScreenProps = Pick<ScreenOptions, 'rows' | 'onKeys' | 'onPaste'> & {
  readonly onReady: (suspendTerminal: SuspendTerminal) => void;
};

/** Without a terminal; openScreen has one. */
export function Screen({rows, onKeys, onPaste, onReady}: ScreenProps) {
  const {suspendTerminal} = useApp();
  useInput((input, key) => onKeys(keyNames(input, key)));
  usePaste(onPaste);
  useEffect(() => onReady(suspendTerminal), [onReady, suspendTerminal]);
  return (
    <Box flexDirection="column">
      {rows.map((text, slot) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place on the screen
        <Row key={slot} text={text} />
      ))}
    </Box>
  );
}

// A row is ready: printable, and no wider than the screen. As the text itself Ink would measure it
// four times a frame; as what a text of one column is transformed into, it only goes to its place.
const Row = memo(function Row({text}: {readonly text: string}) {
  return (
    <Transform transform={() => text} accessibilityLabel={text}>
      {oneColumn}
    </Transform>
  );
});

/** Empty text would take no row at all. */
const oneColumn = ' ';
