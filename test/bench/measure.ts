// Measuring whole processes: several commands in alternation in one run, so that what else the
// machine does falls on all of them, and medians, so that one slow run does not count.
import {spawn} from 'node:child_process';
import {once} from 'node:events';

/** Milliseconds that one run of something took. */
type Measurement = () => Promise<number>;

/** Runs all of them in turn, `rounds` times, after one turn that does not count. */
export async function alternate<Name extends string>(
  measurements: Readonly<Record<Name, Measurement>>,
  rounds: number,
): Promise<Readonly<Record<Name, number>>> {
  const names = Object.keys(measurements) as Name[];
  const taken = new Map<Name, number[]>(names.map(name => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of names) {
      const ms = await measurements[name]();
      if (round > 0) {
        taken.get(name)?.push(ms);
      }
    }
  }
  const medians = names.map(name => [name, median(taken.get(name) ?? [])]);
  return Object.fromEntries(medians) as Record<Name, number>;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** From the start of the process to its end; throws unless it exits with 0. */
export async function untilExit(command: string, args: readonly string[]): Promise<number> {
  const started = performance.now();
  const child = spawn(command, args, {stdio: 'ignore'});
  const [code] = await once(child, 'exit');
  if (code !== 0) {
    throw new Error(`${command} ${args.join(' ')} ended with ${code}`);
  }
  return performance.now() - started;
}
