// `etcdscope watch -w json` as a process whose lines are read while it runs. It is the built
// executable, or what ETCDSCOPE_EXECUTABLE names.
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {createInterface} from 'node:readline';
import {executablePath, neutralEnvironment} from '../support/executable.ts';
import type {OutputLine} from './output-line.ts';

export type Watcher = {
  readonly pid: number;
  /** Grows. */
  readonly lines: readonly OutputLine[];
  readonly errors: readonly string[];
  /** The first line at or after `from` (default: from now on) that fits. Throws with the last lines. */
  waitFor(
    what: string,
    fits: (line: OutputLine) => boolean,
    options?: {readonly from?: number; readonly msMax?: number},
  ): Promise<OutputLine>;
  /** The endpoint of the last status that says a watch is open. */
  watchedEndpoint(): string | undefined;
  /** Resolves with the exit code once all output is read; undefined: ended by a signal. */
  readonly ended: Promise<number | undefined>;
  /** SIGTERM, and its end. */
  stop(): Promise<number | undefined>;
  kill(): Promise<unknown>;
};

const waitMsMax = 45_000;
const running = new Set<() => void>();

export function startWatcher(args: readonly string[]): Watcher {
  const executable = process.env.ETCDSCOPE_EXECUTABLE ?? executablePath;
  const child = spawn(executable, ['watch', ...args, '-w', 'json'], {
    env: neutralEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  killAtExit(() => child.kill('SIGKILL'));
  const lines: OutputLine[] = [];
  const errors: string[] = [];
  const listeners = new Set<() => void>();
  createInterface({input: child.stdout}).on('line', text => {
    lines.push(parse(text));
    for (const listener of listeners) listener();
  });
  createInterface({input: child.stderr}).on('line', text => errors.push(text));
  const ended = once(child, 'close').then(([code]) => (code ?? undefined) as number | undefined);
  let isOver = false;
  void ended.then(() => {
    isOver = true;
    for (const listener of listeners) listener();
  });
  return {
    pid: child.pid ?? 0,
    lines,
    errors,
    ended,
    waitFor(what, fits, {from = lines.length, msMax = waitMsMax} = {}) {
      const found = new Promise<OutputLine>((resolve, reject) => {
        let at = from;
        const timer = setTimeout(() => finish(`in ${msMax / 1000} s`), msMax);
        const look = () => {
          for (; at < lines.length; at++) {
            const line = lines[at] as OutputLine;
            if (fits(line)) return finish(undefined, line);
          }
          if (isOver) finish('before it ended');
        };
        const finish = (problem?: string, line?: OutputLine) => {
          clearTimeout(timer);
          listeners.delete(look);
          if (line !== undefined) return resolve(line);
          return reject(new Error(`no ${what} ${problem}; ${lastWords(lines, errors)}`));
        };
        listeners.add(look);
        look();
      });
      // Whoever awaits it later sees the failure; until then another one may come first.
      found.catch(() => {});
      return found;
    },
    watchedEndpoint() {
      const open = lines.findLast(({phase}) => phase === 'watching' || phase === 'resumed');
      return open === undefined ? undefined : String(open.endpoint);
    },
    stop() {
      child.kill('SIGTERM');
      return ended;
    },
    kill() {
      child.kill('SIGKILL');
      return ended;
    },
  };
}

export function isStatus(...phases: readonly string[]): (line: OutputLine) => boolean {
  return ({type, phase}) => type === 'status' && phases.includes(String(phase));
}

function parse(text: string): OutputLine {
  try {
    return JSON.parse(text);
  } catch {
    return {type: 'not JSON', text};
  }
}

export function lastWords(lines: readonly OutputLine[], errors: readonly string[]): string {
  const statuses = lines.filter(({type}) => type === 'status').slice(-3);
  const said = [...statuses.map(line => JSON.stringify(line)), ...errors.slice(-3)];
  return `${lines.length} lines, the last statuses: ${said.join(' ')}`;
}

function killAtExit(kill: () => void): void {
  if (running.size === 0) {
    process.once('exit', () => {
      for (const each of running) each();
    });
  }
  running.add(kill);
}
