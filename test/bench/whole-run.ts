// One run of a whole process: wall time from its start to its end, and its peak resident memory as
// the kernel counts it (VmHWM). That is read every 20 ms while it runs, so what it grew in its last
// 20 ms is not seen. Runs of several commands alternate, so that noise falls on all of them.
import {type ChildProcess, type SpawnOptions, spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {text} from 'node:stream/consumers';
import {neutralEnvironment} from '../support/executable.ts';
import {median} from './measure.ts';

export type Run = {
  readonly ms: number;
  readonly peakBytes: number;
  /** The part of `ms` after the first byte of what was asked for. */
  readonly afterFirstMs?: number;
};

/** Medians of the times, the highest of the peaks. */
export type Runs = Required<Run>;

export type MeasuredProcess = {
  readonly child: ChildProcess;
  /** performance.now() of its start. */
  readonly startedMs: number;
  peakBytes(): number;
  /** Exit code, or the signal's name. */
  readonly ended: Promise<number | string>;
};

const pollMs = 20;

/** Runs all of them in turn, `rounds` times, after one turn that does not count. */
export async function alternateRuns<Name extends string>(
  runs: Readonly<Record<Name, () => Promise<Run>>>,
  rounds: number,
): Promise<Readonly<Record<Name, Runs>>> {
  const names = Object.keys(runs) as Name[];
  const taken = new Map<Name, Run[]>(names.map(name => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of names) {
      const run = await runs[name]();
      if (round > 0) taken.get(name)?.push(run);
    }
  }
  const summaries = names.map(name => [name, summaryOf(taken.get(name) ?? [])]);
  return Object.fromEntries(summaries) as Record<Name, Runs>;
}

export function startMeasured(
  command: string,
  args: readonly string[],
  stdio: SpawnOptions['stdio'],
): MeasuredProcess {
  const startedMs = performance.now();
  const child = spawn(command, args, {stdio, env: {...neutralEnvironment(), ETCDCTL_API: '3'}});
  let peakBytes = 0;
  const poll = setInterval(() => {
    peakBytes = memoryOf(child.pid, 'VmHWM') ?? peakBytes;
  }, pollMs);
  const ended = once(child, 'exit').then(([code, signal]) => {
    clearInterval(poll);
    return (code ?? signal) as number | string;
  });
  return {child, startedMs, peakBytes: () => peakBytes, ended};
}

/** Until it exits; throws, with what it said, unless it exits with 0. `stdout` is text. */
export async function runToEnd(
  command: string,
  args: readonly string[],
  stdoutTo: 'pipe' | 'ignore' = 'pipe',
): Promise<Run & {readonly stdout: string}> {
  const measured = startMeasured(command, args, ['ignore', stdoutTo, 'pipe']);
  const {child, startedMs, ended} = measured;
  const printed = Promise.all([child.stdout, child.stderr].map(from => (from ? text(from) : '')));
  const code = await ended;
  const ms = performance.now() - startedMs;
  const [stdout = '', stderr = ''] = await printed;
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}: ${stderr}`);
  return {ms, peakBytes: measured.peakBytes(), stdout};
}

/** A field of /proc/PID/status in bytes; undefined once the process has gone. */
export function memoryOf(pid: number | undefined, field: 'VmHWM' | 'VmRSS'): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const kilobytes = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined; // it ended between two looks
  }
}

function summaryOf(runs: readonly Run[]): Runs {
  return {
    ms: median(runs.map(run => run.ms)),
    peakBytes: Math.max(...runs.map(run => run.peakBytes)),
    afterFirstMs: median(runs.map(run => run.afterFirstMs ?? Number.NaN)),
  };
}
