// The built executable as a process: started with arguments, environment and input of the test's
// own, read to its end. Variables of the host that would change what it does are left out.
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {join, resolve} from 'node:path';

/** dist/etcdscope unless another one is named. */
export const executablePath = resolve(
  process.env.ETCDSCOPE_EXECUTABLE ?? join(import.meta.dirname, '..', '..', 'dist', 'etcdscope'),
);

type RunOptions = {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly timeoutMs?: number;
  /** Given the process once it runs: to signal it, to close its output. */
  readonly started?: (child: ChildProcess) => void;
};

type RunResult = {
  /** undefined: ended by `signal`. */
  readonly code: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  readonly stdout: string;
  readonly stderr: string;
};

/** Throws, with what was printed, when the time (20 s unless told) is up. */
export async function runExecutable(
  args: readonly string[],
  {env = {}, input, timeoutMs = 20_000, started}: RunOptions = {},
): Promise<RunResult> {
  const child = spawn(executablePath, args, {env: {...neutralEnvironment(), ...env}});
  const stdout: string[] = [];
  const stderr: string[] = [];
  child.stdout.setEncoding('utf8').on('data', text => stdout.push(text));
  child.stderr.setEncoding('utf8').on('data', text => stderr.push(text));
  // The executable may end without reading its input.
  child.stdin.on('error', () => {});
  child.stdin.end(input ?? '');
  started?.(child);
  const ended = once(child, 'close', {signal: AbortSignal.timeout(timeoutMs)});
  const [code, signal] = await ended.catch(cause => {
    child.kill('SIGKILL');
    const printed = `stdout: ${stdout.join('')}\nstderr: ${stderr.join('')}`;
    throw new Error(`${args.join(' ')} did not end in ${timeoutMs} ms\n${printed}`, {cause});
  });
  return {
    code: code ?? undefined,
    signal: signal ?? undefined,
    stdout: stdout.join(''),
    stderr: stderr.join(''),
  };
}

/** This process's environment without what etcdctl, Node or a CI runner would read from it. */
export function neutralEnvironment(): Record<string, string> {
  const unwanted = /^(ETCD|NODE_|APISIX|CI$|NO_COLOR$|FORCE_COLOR$|https?_proxy$)/i;
  const kept = Object.entries(process.env).filter(([name]) => !unwanted.test(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, value ?? '']));
}
