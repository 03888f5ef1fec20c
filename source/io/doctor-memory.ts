// What the doctor remembers from run to run: cluster id and revision by the endpoints asked, so that a
// restored or replaced store is noticed. A file of its own below XDG_STATE_HOME; where it can't be
// read or written, nothing is remembered and nothing fails.
import {mkdir, readFile, rename, rm, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import type {Remembered} from '../doctor/probe-facts.ts';

export type Memory = {
  readonly last?: Remembered;
  /** The last change of store that was met. */
  readonly change?: {readonly from: Remembered; readonly timeMs: number};
};

const ENTRIES_MAX = 100;
const FILE_BYTES_MAX = 1024 * 1024;

export type Environment = Readonly<Record<string, string | undefined>>;

/** Never rejects. */
export async function recall(environment: Environment, key: string): Promise<Memory> {
  return (await readAll(environment))[key] ?? {};
}

/** Never rejects; resolves with whether it is written. */
export async function remember(
  environment: Environment,
  key: string,
  memory: Memory,
): Promise<boolean> {
  const file = fileOf(environment);
  if (file === undefined) return false;
  const {[key]: _before, ...others} = await readAll(environment);
  const kept = Object.entries(others).slice(-(ENTRIES_MAX - 1));
  const text = `${JSON.stringify(Object.fromEntries([...kept, [key, memory]]))}\n`;
  const unfinished = `${file}.${process.pid}.tmp`;
  try {
    await mkdir(dirname(file), {recursive: true, mode: 0o700});
    await writeFile(unfinished, text, {mode: 0o600});
    await rename(unfinished, file);
    return true;
  } catch {
    // A read-only home, no home: the next run compares with nothing.
    await rm(unfinished, {force: true}).catch(() => undefined);
    return false;
  }
}

async function readAll(environment: Environment): Promise<Record<string, Memory>> {
  const file = fileOf(environment);
  if (file === undefined) return {};
  try {
    const text = await readFile(file, 'utf8');
    if (text.length > FILE_BYTES_MAX) return {};
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
    const entries = Object.entries(value).map(([key, one]) => [key, memoryOf(one)] as const);
    return Object.fromEntries(entries);
  } catch {
    return {}; // not there, or not ours
  }
}

function memoryOf(value: unknown): Memory {
  const {last, change} = (value ?? {}) as {
    last?: unknown;
    change?: {from?: unknown; timeMs?: unknown};
  };
  const from = rememberedOf(change?.from);
  const known = rememberedOf(last);
  return {
    ...(known && {last: known}),
    ...(from && typeof change?.timeMs === 'number' && {change: {from, timeMs: change.timeMs}}),
  };
}

function rememberedOf(value: unknown): Remembered | undefined {
  const {clusterId, revision, timeMs} = (value ?? {}) as Partial<Remembered>;
  return typeof clusterId === 'string' && typeof revision === 'number' && typeof timeMs === 'number'
    ? {clusterId, revision, timeMs}
    : undefined;
}

function fileOf({XDG_STATE_HOME, HOME}: Environment): string | undefined {
  const base = XDG_STATE_HOME || (HOME ? join(HOME, '.local', 'state') : undefined);
  return base === undefined ? undefined : join(base, 'etcdscope', 'doctor.json');
}
