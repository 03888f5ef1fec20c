// A terminal for tests: streams that Ink takes for a real one, and a screen that understands the
// few sequences that Ink writes, so that a test sees what a person would see. Anything else that
// starts with ESC is kept in `strange`: data must never get an escape sequence through.
import {once} from 'node:events';
import {PassThrough, Writable} from 'node:stream';

export type FakeTerminal = {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  /** Rows as seen, right-trimmed. */
  screen(): string[];
  /** Bytes written so far. */
  written(): number;
  readonly strange: string[];
  readonly modes: Set<string>;
  rawMode(): boolean;
  type(text: string): void;
  resize(columns: number, rows: number): void;
  /** Resolves once the screen shows it; rejects when the signal of the test aborts. */
  shows(text: string | RegExp, signal: AbortSignal): Promise<void>;
};

export function fakeTerminal(columns: number, rows: number): FakeTerminal {
  const size = {columns, rows};
  const screen = createScreen(size);
  let written = 0;
  let isRaw = false;
  const output = new Writable({
    decodeStrings: false,
    write(chunk: string | Buffer, _encoding, done) {
      written += chunk.length;
      screen.write(String(chunk));
      done();
      output.emit('drawn');
    },
  });
  const input = new PassThrough();
  const setRawMode = (on: boolean) => {
    isRaw = on;
    return input;
  };
  Object.defineProperties(output, {
    columns: {get: () => size.columns},
    rows: {get: () => size.rows},
    isTTY: {value: true},
  });
  const stdout = output as unknown as NodeJS.WriteStream;
  Object.assign(input, {isTTY: true, setRawMode, ref: () => input, unref: () => input});
  const stdin = input as unknown as NodeJS.ReadStream;
  const shows = async (text: string | RegExp, signal: AbortSignal) => {
    const isShown = () => {
      const seen = screen.rows().join('\n');
      return typeof text === 'string' ? seen.includes(text) : text.test(seen);
    };
    while (!isShown()) {
      signal.throwIfAborted();
      await once(output, 'drawn', {signal}).catch((cause: unknown) => {
        throw new Error(`${text} never came:\n${screen.rows().join('\n')}`, {cause});
      });
    }
  };
  return {
    stdin,
    stdout,
    screen: screen.rows,
    written: () => written,
    strange: screen.strange,
    modes: screen.modes,
    rawMode: () => isRaw,
    type: text => void input.write(text),
    resize(toColumns, toRows) {
      Object.assign(size, {columns: toColumns, rows: toRows});
      output.emit('resize');
    },
    shows,
  };
}

const sequence = /\x1b\[(\?[\d;]*[hl]|[\d;]*[A-HJKm])|\x1b[^[]?|\x1b\[|\r?\n|[^\x1b\r\n]/gsu;

function createScreen(size: {columns: number; rows: number}) {
  let cells: string[][] = [];
  let x = 0;
  let y = 0;
  const strange: string[] = [];
  const modes = new Set<string>();
  const control = (code: string): void => {
    const kind = code.at(-1) ?? '';
    const [first = 1, second = 1] = code
      .slice(0, -1)
      .split(';')
      .map(part => Number(part || 1));
    if (code.startsWith('?')) {
      modes[kind === 'h' ? 'add' : 'delete'](code.slice(0, -1));
    } else if (kind === 'H') {
      [y, x] = [first - 1, second - 1];
    } else if (kind === 'J') {
      cells = cells.slice(0, y + 1);
      cells[y] = (cells[y] ?? []).slice(0, x);
    } else if (kind === 'K') {
      cells[y] = code === '2K' ? [] : (cells[y] ?? []).slice(0, x);
    } else if (kind !== 'm') {
      [x, y] = moved(kind, first, x, y);
    }
  };
  const put = (character: string): void => {
    const row = [...(cells[y] ?? [])];
    row[x] = character;
    cells[y] = row;
    x++;
  };
  return {
    strange,
    modes,
    rows: (): string[] =>
      Array.from({length: size.rows}, (_, at) =>
        Array.from(cells[at] ?? [], cell => cell ?? ' ')
          .join('')
          .trimEnd(),
      ),
    write(text: string): void {
      for (const [token, code] of text.matchAll(sequence)) {
        if (code !== undefined) {
          control(code);
        } else if (token.endsWith('\n')) {
          [x, y] = [0, y + 1];
        } else if (token < ' ' || token === '\x7f' || token.startsWith('\x1b')) {
          strange.push(token);
        } else {
          put(token);
        }
      }
    },
  };
}

function moved(kind: string, count: number, x: number, y: number): [number, number] {
  switch (kind) {
    case 'A':
      return [x, Math.max(0, y - count)];
    case 'B':
      return [x, y + count];
    case 'C':
      return [x + count, y];
    case 'D':
      return [Math.max(0, x - count), y];
    case 'E':
      return [0, y + count];
    case 'F':
      return [0, Math.max(0, y - count)];
    default:
      return [count - 1, y];
  }
}
