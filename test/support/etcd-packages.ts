// Real etcd for tests: Debian's packages of four releases, fetched through the machine's own apt
// without root and without installing anything, unpacked under .cache/etcd. A release that can't be
// had carries a reason, and tests skip it by name. Safe for several test processes at once.
import {execFile} from 'node:child_process';
import {mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {promisify} from 'node:util';
import {readSourceFiles, sourcesForRelease} from './apt-sources.ts';
import {withDirectoryLock} from './directory-lock.ts';

export type EtcdBuild = {
  readonly release: string;
  /** As the binary says: 3.4.23. */
  readonly version: string;
  readonly etcdPath: string;
  readonly etcdctlPath: string;
};

export type UnavailableEtcd = {readonly release: string; readonly reason: string};

const debianReleases = ['bullseye', 'bookworm', 'trixie', 'sid'] as const;

const cacheDirectory = resolve(import.meta.dirname, '../../.cache/etcd');
const refusalAgeMsMax = 600_000;
const run = promisify(execFile);

let found: Promise<readonly (EtcdBuild | UnavailableEtcd)[]> | undefined;

export async function listEtcds(): Promise<readonly EtcdBuild[]> {
  return (await findOnce()).filter(one => 'version' in one);
}

export async function listUnavailableEtcds(): Promise<readonly UnavailableEtcd[]> {
  return (await findOnce()).filter(one => 'reason' in one);
}

/** Forgets remembered failures, so that the next list tries again. */
export async function forgetUnavailableEtcds(): Promise<void> {
  found = undefined;
  await Promise.all(debianReleases.map(release => rm(refusalFile(release), {force: true})));
}

function findOnce(): Promise<readonly (EtcdBuild | UnavailableEtcd)[]> {
  found ??= Promise.all(debianReleases.map(findRelease));
  return found;
}

async function findRelease(release: string): Promise<EtcdBuild | UnavailableEtcd> {
  try {
    const directory = join(cacheDirectory, release);
    if (!(await exists(directory))) await fetchUnderLock(release, directory);
    return await describeBuild(release, directory);
  } catch (error) {
    return {release, reason: reasonOf(error)};
  }
}

async function fetchUnderLock(release: string, directory: string): Promise<void> {
  await mkdir(cacheDirectory, {recursive: true});
  await withDirectoryLock(join(cacheDirectory, `${release}.lock`), async () => {
    if (await exists(directory)) return;
    await throwIfRefusedLately(release);
    try {
      await fetchRelease(release, directory);
    } catch (error) {
      await writeFile(refusalFile(release), reasonOf(error));
      throw error;
    }
  });
}

async function fetchRelease(release: string, directory: string): Promise<void> {
  const work = await mkdtemp(join(cacheDirectory, `${release}-`));
  try {
    const options = await prepareApt(work, release);
    const downloads = join(work, 'downloads');
    await run('apt-get', [...options, 'update'], {cwd: work});
    await run('apt-get', [...options, 'download', 'etcd-server', 'etcd-client'], {cwd: downloads});
    const unpacked = join(work, 'unpacked');
    for (const name of await readdir(downloads)) {
      await run('dpkg-deb', ['-x', join(downloads, name), unpacked]);
    }
    await describeBuild(release, unpacked);
    await rename(unpacked, directory);
  } finally {
    await rm(work, {recursive: true, force: true});
  }
}

async function prepareApt(work: string, release: string): Promise<readonly string[]> {
  const system = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const hostSuite = /^VERSION_CODENAME="?([^"\n]+)/m.exec(system)?.[1];
  if (hostSuite === undefined) throw new Error('this system names no Debian release');
  const sources = sourcesForRelease(await readSourceFiles('/etc/apt'), hostSuite, release);
  if (sources === undefined) throw new Error(`no apt source of ${hostSuite} to derive one from`);
  const made = ['parts', 'preferences', 'lists/partial', 'cache/archives/partial', 'downloads'];
  for (const name of made) await mkdir(join(work, name), {recursive: true});
  await writeFile(join(work, 'parts', 'release.sources'), sources);
  return aptOptions(work).flatMap(option => ['-o', option]);
}

function aptOptions(work: string): readonly string[] {
  return [
    'Dir::Etc::sourcelist=/dev/null',
    `Dir::Etc::sourceparts=${join(work, 'parts')}`,
    'Dir::Etc::preferences=/dev/null',
    `Dir::Etc::preferencesparts=${join(work, 'preferences')}`,
    `Dir::State::Lists=${join(work, 'lists')}`,
    // Without it apt answers with the version that is installed, if that is newer.
    'Dir::State::status=/dev/null',
    `Dir::Cache=${join(work, 'cache')}`,
    // As root apt drops to a user who can't write here; this keeps it from complaining.
    'APT::Sandbox::User=root',
    'Acquire::Languages=none',
    'Acquire::Retries=2',
    // A source that can't be fetched is only a warning to apt, unless told so.
    'APT::Update::Error-Mode=any',
    'Acquire::http::Timeout=20',
    'Acquire::https::Timeout=20',
  ];
}

async function describeBuild(release: string, directory: string): Promise<EtcdBuild> {
  const etcdPath = join(directory, 'usr/bin/etcd');
  const etcdctlPath = join(directory, 'usr/bin/etcdctl');
  const {stdout} = await run(etcdPath, ['--version']);
  const version = /etcd Version: (\S+)/.exec(stdout)?.[1];
  if (version === undefined) throw new Error(`etcd --version said ${JSON.stringify(stdout)}`);
  return {release, version, etcdPath, etcdctlPath};
}

async function throwIfRefusedLately(release: string): Promise<void> {
  const refusal = await stat(refusalFile(release)).catch(() => undefined);
  if (refusal === undefined || Date.now() - refusal.mtimeMs > refusalAgeMsMax) return;
  throw new Error(await readFile(refusalFile(release), 'utf8'));
}

function refusalFile(release: string): string {
  return join(cacheDirectory, `${release}.unavailable`);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'ENOENT' && 'path' in error) return `no ${error.path} here`;
  const stderr = 'stderr' in error ? String(error.stderr).trim() : '';
  return stderr === '' ? error.message : stderr.split('\n').slice(-3).join('; ');
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
