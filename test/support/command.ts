// etcdscope as a process: the built executable where ETCDSCOPE_EXECUTABLE names it, else the source
// through tsx, so that the same tests serve both.
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {neutralEnvironment} from './executable.ts';

export type RunningCommand = {
  readonly child: ChildProcess;
  /** Lines of stdout so far; grows. */
  readonly lines: readonly string[];
  readonly errors: readonly string[];
  /** Resolves with the first line that fits, which may have been printed already. */
  waitForLine(what: string, fits: (line: string) => boolean): Promise<string>;
  /** Resolves with the exit code, once all output is read. */
  readonly ended: Promise<number>;
  stop(): Promise<number>;
};

const waitMsMax = 30_000;
const root = join(import.meta.dirname, '..', '..');

export function startCommand(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): RunningCommand {
  const [program, ...first] = commandWords();
  const child = spawn(program as string, [...first, ...args], {
    env: {...neutralEnvironment(), ...env},
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const errors: string[] = [];
  const listeners = new Set<() => void>();
  createInterface({input: child.stdout}).on('line', line => {
    lines.push(line);
    for (const listener of listeners) listener();
  });
  createInterface({input: child.stderr}).on('line', line => errors.push(line));
  const ended = once(child, 'close').then(([code]) => Number(code));
  return {
    child,
    lines,
    errors,
    ended,
    waitForLine: (what, fits) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => finish(), waitMsMax);
        const look = () => {
          const line = lines.find(fits);
          if (line !== undefined) finish(line);
        };
        const finish = (line?: string) => {
          clearTimeout(timer);
          listeners.delete(look);
          if (line !== undefined) return resolve(line);
          const tail = [...lines.slice(-5), ...errors.slice(-5)].join('\n');
          return reject(new Error(`no ${what} in ${waitMsMax / 1000} s; last lines:\n${tail}`));
        };
        listeners.add(look);
        void ended.then(() => finish(lines.find(fits)));
        look();
      }),
    stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

function commandWords(): readonly string[] {
  const executable = process.env.ETCDSCOPE_EXECUTABLE;
  if (executable !== undefined && executable !== '') return [executable];
  return [process.execPath, '--import', 'tsx', join(root, 'source', 'cli.ts')];
}
