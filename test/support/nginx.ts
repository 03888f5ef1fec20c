// nginx for tests, with nothing set beyond what it needs to run: the host's own, else Debian's
// package, fetched through apt without root and without installing anything, unpacked under .cache.
// Where it can't be had there is a reason.
import {execFile, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile} from 'node:fs/promises';
import net from 'node:net';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {promisify} from 'node:util';
import {withDirectoryLock} from './directory-lock.ts';
import {freePort} from './free-port.ts';

type Nginx = {readonly path: string; readonly version: string};
type UnavailableNginx = {readonly reason: string};
type RunningNginx = {readonly port: number; close(): Promise<void>};

const cacheDirectory = resolve(import.meta.dirname, '../../.cache');
const readyMsMax = 10_000;
const run = promisify(execFile);

let found: Promise<Nginx | UnavailableNginx> | undefined;

export function findNginx(): Promise<Nginx | UnavailableNginx> {
  found ??= find();
  return found;
}

/** In front of a plain HTTP port on loopback, buffering as it does unless `directives` tell otherwise. */
export async function startNginx(
  nginx: Nginx,
  upstreamPort: number,
  directives = '',
): Promise<RunningNginx> {
  const home = await mkdtemp(join(tmpdir(), 'etcdscope-nginx-'));
  const port = await freePort();
  await writeFile(join(home, 'nginx.conf'), configuration(home, {port, upstreamPort, directives}));
  const words = ['-p', home, '-c', join(home, 'nginx.conf'), '-e', join(home, 'error.log')];
  const child = spawn(nginx.path, words, {stdio: 'ignore'});
  process.once('exit', () => child.kill('SIGKILL'));
  const close = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      child.kill('SIGKILL');
      await exited;
    }
    await rm(home, {recursive: true, force: true});
  };
  for (let waitedMs = 0; !(await listens(port)); waitedMs += 20) {
    if (child.exitCode !== null || waitedMs > readyMsMax) {
      const log = await readFile(join(home, 'error.log'), 'utf8').catch(() => 'no log');
      await close();
      throw new Error(`nginx did not start: ${log.slice(-1_000)}`);
    }
    await delay(20);
  }
  return {port, close};
}

// One process, so that ending it leaves nothing behind; every path inside `home`.
function configuration(
  home: string,
  {port, upstreamPort, directives}: {port: number; upstreamPort: number; directives: string},
): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map(name => `${name}_temp_path ${join(home, name)};`)
    .join(' ');
  return `
daemon off;
master_process off;
pid ${join(home, 'pid')};
events {}
http {
  access_log off;
  ${temporary}
  server {
    listen 127.0.0.1:${port};
    location / { proxy_pass http://127.0.0.1:${upstreamPort}; ${directives} }
  }
}
`;
}

async function find(): Promise<Nginx | UnavailableNginx> {
  const unpacked = join(cacheDirectory, 'nginx', 'usr/sbin/nginx');
  const own = await version('nginx');
  if (own !== undefined) return own;
  try {
    await mkdir(cacheDirectory, {recursive: true});
    await withDirectoryLock(join(cacheDirectory, 'nginx.lock'), () => fetchUnlessThere(unpacked));
    return (await version(unpacked)) ?? {reason: 'its package does not run here'};
  } catch (error) {
    const {stderr = '', message} = error as Error & {readonly stderr?: string};
    return {reason: (stderr.trim().split('\n').at(-1) || message).slice(0, 200)};
  }
}

async function fetchUnlessThere(unpacked: string): Promise<void> {
  if ((await stat(unpacked).catch(() => undefined)) !== undefined) return;
  const work = await mkdtemp(join(cacheDirectory, 'nginx-'));
  try {
    // As root apt drops to a user who can't write here; this keeps it from complaining.
    const options = ['-o', 'APT::Sandbox::User=root', '-o', 'Acquire::Retries=2'];
    await run('apt-get', [...options, 'download', 'nginx'], {cwd: work});
    for (const name of await readdir(work)) {
      await run('dpkg-deb', ['-x', join(work, name), join(work, 'unpacked')]);
    }
    await rename(join(work, 'unpacked'), join(cacheDirectory, 'nginx'));
  } finally {
    await rm(work, {recursive: true, force: true});
  }
}

async function version(path: string): Promise<Nginx | undefined> {
  try {
    const {stderr} = await run(path, ['-v']);
    return {path, version: /nginx\/(\S+)/.exec(stderr)?.[1] ?? 'unknown'};
  } catch {
    return undefined;
  }
}

async function listens(port: number): Promise<boolean> {
  const socket = net.connect({host: '127.0.0.1', port});
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** Why a case that needs nginx is skipped; undefined: it is there. */
export async function whyNoNginx(): Promise<string | undefined> {
  const nginx = await findNginx();
  return 'reason' in nginx ? `no nginx: ${nginx.reason}` : undefined;
}
