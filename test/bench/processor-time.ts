// Processor time of a process as the kernel counts it, in ticks of 10 ms, and of all cores together.
import {readFileSync} from 'node:fs';
import {cpus} from 'node:os';
import {setTimeout as delay} from 'node:timers/promises';

/** Per cent of one core over the time that it waits. */
export async function processorShare(pid: number | undefined, overMs: number): Promise<number> {
  const started = performance.now();
  const before = processorMs(pid);
  await delay(overMs);
  return (100 * (processorMs(pid) - before)) / (performance.now() - started);
}

/** Milliseconds in the process and in the kernel for it. Its name has no bracket or space. */
export function processorMs(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ');
  return 10 * (Number(fields[13]) + Number(fields[14]));
}

/** What tells per cent of all cores' time that nobody used since it was made. */
export function idleMeter(): () => number {
  const before = allCores();
  return () => {
    const now = allCores();
    return (100 * (now.idle - before.idle)) / (now.all - before.all);
  };
}

function allCores(): {readonly idle: number; readonly all: number} {
  const times = cpus().map(core => core.times);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return {
    idle: sum(times.map(each => each.idle)),
    all: sum(times.flatMap(each => Object.values(each))),
  };
}
