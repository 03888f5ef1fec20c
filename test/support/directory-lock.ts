// A lock between processes: a directory can be made by one only. It names its owner's process, so
// that a lock left behind by a killed test run is recognised and broken.
import {mkdir, readFile, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';

const waitMsMax = 300_000;
const askAgainMs = 100;
/** A lock without a name in it is still being made, unless it stays so. */
const namelessTriesMax = 50;

export async function withDirectoryLock<T>(path: string, body: () => Promise<T>): Promise<T> {
  await acquire(path);
  try {
    return await body();
  } finally {
    await rm(path, {recursive: true, force: true});
  }
}

async function acquire(path: string): Promise<void> {
  let nameless = 0;
  for (let waitedMs = 0; waitedMs < waitMsMax; waitedMs += askAgainMs) {
    if (await tryAcquire(path)) return;
    const owner = Number(await readFile(join(path, 'pid'), 'utf8').catch(() => ''));
    nameless = owner === 0 ? nameless + 1 : 0;
    const isAbandoned = owner === 0 ? nameless > namelessTriesMax : !isAlive(owner);
    if (isAbandoned) await rm(path, {recursive: true, force: true});
    await delay(askAgainMs);
  }
  throw new Error(`${path} is still held after ${waitMsMax / 1000} s`);
}

async function tryAcquire(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    await writeFile(join(path, 'pid'), String(process.pid));
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
