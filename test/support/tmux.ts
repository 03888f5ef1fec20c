// A terminal for a test: a program in a private tmux server, keys in, screen out. Waiting is by
// looking at the screen until it shows what is claimed; a screen that never does is in the error.
import {execFile, execFileSync} from 'node:child_process';
import {setTimeout as delay} from 'node:timers/promises';
import {promisify} from 'node:util';
import stringWidth from 'string-width';
import {neutralEnvironment} from './executable.ts';

type TerminalOptions = {
  readonly columns: number;
  readonly rows: number;
  /** Program and arguments, run without a shell. */
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
};

type TerminalState = {
  readonly alternateScreen: boolean;
  readonly cursorVisible: boolean;
  /** Its exit code is not here: tmux 3.3 does not always learn it. Ask a shell. */
  readonly programEnded: boolean;
  readonly pid: number;
  /** The window title that the program may have set. */
  readonly title: string;
};

export type Terminal = {
  /** What can be seen, one line a row, trailing spaces cut. */
  screen(): Promise<string>;
  /** The same with colours, as escape sequences. */
  screenWithEscapes(): Promise<string>;
  /** Display width of the widest line, with lines that the terminal wrapped put together again. */
  widestLine(): Promise<number>;
  /** tmux's names: 'q', 'C-c', 'Enter', 'PageUp'. */
  press(...keys: readonly string[]): Promise<void>;
  /** Types a line and Enter. */
  typeLine(text: string): Promise<void>;
  waitFor(claim: string, matches: (screen: string) => boolean): Promise<string>;
  waitForState(claim: string, matches: (state: TerminalState) => boolean): Promise<TerminalState>;
  state(): Promise<TerminalState>;
  resize(columns: number, rows: number): Promise<void>;
  close(): Promise<void>;
};

const pollMs = 50;
const deadlineMs = 15_000;
const sockets = new Set<string>();
let started = 0;

export async function openTerminal(options: TerminalOptions): Promise<Terminal> {
  started += 1;
  const socket = `etcdscope-test-${process.pid}-${started}`;
  const tmux = (...words: readonly string[]) => runTmux(socket, words, options.env);
  killServersAtExit(socket);
  await tmux(...startWords(options));
  const capture = (...words: readonly string[]) => tmux('capture-pane', '-p', ...words);
  const screen = async () => trimmed(await capture());
  const state = async () => readState(await tmux('display-message', '-p', stateFormat));
  return {
    screen,
    screenWithEscapes: () => capture('-e'),
    widestLine: async () => widest(await capture('-J')),
    press: async (...keys) => void (await tmux('send-keys', ...keys)),
    typeLine: async text => void (await tmux('send-keys', '-l', text, ';', 'send-keys', 'Enter')),
    waitFor: (claim, matches) => poll(claim, screen, matches, screen),
    waitForState: (claim, matches) => poll(claim, state, matches, screen),
    state,
    resize: async (columns, rows) =>
      void (await tmux('resize-window', '-x', `${columns}`, '-y', `${rows}`)),
    close: async () => {
      await tmux('kill-server');
      sockets.delete(socket);
    },
  };
}

function startWords({columns, rows, command}: TerminalOptions): readonly string[] {
  const settings = [
    ['start-server'],
    ['set-option', '-g', 'status', 'off'],
    ['set-option', '-g', 'remain-on-exit', 'on'],
    ['set-option', '-g', 'default-terminal', 'screen-256color'],
    ['set-option', '-s', 'escape-time', '0'],
  ];
  const size = ['-x', `${columns}`, '-y', `${rows}`];
  const session = ['new-session', '-d', ...size, '--', ...command];
  return [...settings, session].flatMap((words, at) => (at === 0 ? words : [';', ...words]));
}

async function runTmux(
  socket: string,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const {stdout} = await promisify(execFile)('tmux', [...serverWords(socket), ...words], {
    env: {...neutralEnvironment(), LC_ALL: 'C.UTF-8', ...env},
  });
  return stdout;
}

function serverWords(socket: string): readonly string[] {
  return ['-u', '-L', socket, '-f', '/dev/null'];
}

const stateFormat = '#{alternate_on} #{cursor_flag} #{pane_dead} #{pane_pid} #{pane_title}';

function readState(text: string): TerminalState {
  const [alternate, cursor, dead, pid, ...title] = text.replace('\n', '').split(' ');
  return {
    alternateScreen: alternate === '1',
    cursorVisible: cursor === '1',
    programEnded: dead === '1',
    pid: Number(pid),
    title: title.join(' '),
  };
}

async function poll<T>(
  claim: string,
  read: () => Promise<T>,
  matches: (value: T) => boolean,
  screen: () => Promise<string>,
): Promise<T> {
  const deadline = performance.now() + deadlineMs;
  for (;;) {
    const value = await read();
    if (matches(value)) {
      return value;
    }
    if (performance.now() > deadline) {
      const seen = `${JSON.stringify(await screen().then(String))}`.replaceAll('\\n', '\n');
      throw new Error(`not seen in ${deadlineMs} ms: ${claim}\nlast screen:\n${seen}`);
    }
    await delay(pollMs);
  }
}

function trimmed(text: string): string {
  return text
    .split('\n')
    .map(line => line.trimEnd())
    .join('\n')
    .trimEnd();
}

function widest(text: string): number {
  return Math.max(
    ...trimmed(text)
      .split('\n')
      .map(line => stringWidth(line)),
  );
}

function killServersAtExit(socket: string): void {
  if (sockets.size === 0 && started === 1) {
    process.once('exit', () => {
      for (const open of sockets) {
        execFileSync('tmux', [...serverWords(open), 'kill-server'], {stdio: 'ignore'});
      }
    });
  }
  sockets.add(socket);
}
