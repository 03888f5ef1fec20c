// A root file system of a Debian release as debootstrap makes it at its smallest, kept under
// .cache/hosts. Nothing is added to it but the executable. Needs root.
import {execFile} from 'node:child_process';
import {chmod, copyFile, mkdir, readFile, rename, rm, stat} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {promisify} from 'node:util';
import {readSourceFiles, sourcesForRelease} from '../support/apt-sources.ts';

const run = promisify(execFile);
const cache = resolve(import.meta.dirname, '..', '..', '.cache', 'hosts');

/** The folder, with the executable at /usr/local/bin; throws when debootstrap can't make it. */
export async function debianRoot(release: string, executable: string): Promise<string> {
  const root = join(cache, release);
  if (!(await exists(root))) await bootstrap(release, root);
  const copy = join(root, 'usr', 'local', 'bin', 'etcdscope');
  await copyFile(executable, copy);
  await chmod(copy, 0o755);
  return root;
}

async function bootstrap(release: string, root: string): Promise<void> {
  const unfinished = `${root}.unfinished`;
  await rm(unfinished, {recursive: true, force: true});
  await mkdir(unfinished, {recursive: true});
  const words = ['--variant=minbase', release, unfinished, await mirror(release)];
  try {
    await run('debootstrap', words, {maxBuffer: 64 * 1024 * 1024});
  } catch (error) {
    const printed = error instanceof Error && 'stdout' in error ? String(error.stdout) : '';
    const last = printed.trim().split('\n').at(-1);
    throw new Error(`debootstrap ${release}: ${last}`, {cause: error});
  }
  await rename(unfinished, root);
}

/** Where this machine gets its own packages from. */
async function mirror(release: string): Promise<string> {
  const system = await readFile('/etc/os-release', 'utf8');
  const own = /^VERSION_CODENAME=(.*)$/m.exec(system)?.[1] ?? '';
  const sources = sourcesForRelease(await readSourceFiles('/etc/apt'), own, release) ?? '';
  const address = /^URIs: (\S+)$/m.exec(sources)?.[1];
  if (address === undefined)
    throw new Error(`/etc/apt has no source of ${own} to find a mirror in`);
  return address;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
