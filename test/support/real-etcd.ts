// A real etcd for a test: one member on loopback with free ports and a temporary data directory,
// and etcdctl of the same build. What is still running when the test process ends is killed, and
// the directories go too.
import type {ChildProcess} from 'node:child_process';
import {execFile, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtempSync, openSync, readFileSync, rmSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {promisify} from 'node:util';
import type {EtcdBuild} from './etcd-packages.ts';
import {freePort} from './free-port.ts';

export type {EtcdBuild, UnavailableEtcd} from './etcd-packages.ts';
export {listEtcds, listUnavailableEtcds} from './etcd-packages.ts';

export type EtcdTls = {
  /** File names of the server's certificate and key. */
  readonly cert: string;
  readonly key: string;
  readonly trustedCa?: string;
  readonly clientCertAuth?: boolean;
  /** What the readiness check shows when clients must have a certificate. */
  readonly clientCert?: string;
  readonly clientKey?: string;
};

export type StartEtcdOptions = {
  readonly build: EtcdBuild;
  readonly tls?: EtcdTls;
  readonly extraFlags?: readonly string[];
  /** Kept when given; a temporary one is removed by close(). */
  readonly dataDir?: string;
  readonly clientPort?: number;
};

export type RunningEtcd = {
  readonly build: EtcdBuild;
  readonly url: string;
  readonly port: number;
  readonly dataDir: string;
  /** stdout and stderr of every start. */
  readonly logFile: string;
  pid(): number;
  /** Ends the process and waits for it; the data stays, restart() goes on with it. */
  stop(signal?: NodeJS.Signals): Promise<void>;
  /** SIGKILL. */
  kill(): Promise<void>;
  /** Starts again on the same ports and data; stops first if running. */
  restart(): Promise<void>;
  /** Kills the process and removes what is temporary. */
  close(): Promise<void>;
};

const readyMsMax = 30_000;
const outputBytesMax = 512 * 1024 * 1024;
const temporaryDirectories = new Set<string>();
const children = new Set<ChildProcess>();

export async function startEtcd(options: StartEtcdOptions): Promise<RunningEtcd> {
  cleanUpAtExit();
  const home = mkdtempSync(join(tmpdir(), 'etcdscope-etcd-'));
  temporaryDirectories.add(home);
  const place: Place = {
    options,
    port: options.clientPort ?? (await freePort()),
    peerPort: await freePort(),
    dataDir: options.dataDir ?? join(home, 'data'),
    logFile: join(home, 'etcd.log'),
  };
  let child = await launch(place);
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => end(child, signal);
  return {
    build: options.build,
    url: urlOf(place),
    port: place.port,
    dataDir: place.dataDir,
    logFile: place.logFile,
    pid: () => child.pid ?? 0,
    stop,
    kill: () => stop('SIGKILL'),
    restart: async () => {
      await stop();
      child = await launch(place);
    },
    close: async () => {
      await stop('SIGKILL');
      removeTemporary(home);
    },
  };
}

type EtcdctlOptions = {
  readonly endpoint: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
};

/** Runs etcdctl with API 3; a failure throws with what it said. */
export async function etcdctl(
  build: EtcdBuild,
  args: readonly string[],
  {endpoint, env = {}, input}: EtcdctlOptions,
): Promise<string> {
  const running = promisify(execFile)(build.etcdctlPath, ['--endpoints', endpoint, ...args], {
    env: {...environmentWithout(/^ETCD/), ETCDCTL_API: '3', ...env},
    maxBuffer: outputBytesMax,
  });
  // A command that reads nothing may be over first; how it ended is what counts.
  running.child.stdin?.on('error', () => {});
  running.child.stdin?.end(input ?? '');
  return (await running).stdout;
}

type Place = {
  readonly options: StartEtcdOptions;
  readonly port: number;
  readonly peerPort: number;
  readonly dataDir: string;
  readonly logFile: string;
};

async function launch(place: Place): Promise<ChildProcess> {
  const log = openSync(place.logFile, 'a');
  const child = spawn(place.options.build.etcdPath, flags(place), {
    stdio: ['ignore', log, log],
    env: environmentWithout(/^ETCD/),
  });
  children.add(child);
  child.once('exit', () => children.delete(child));
  for (let waitedMs = 0; !(await isReady(place)); waitedMs += 50) {
    if (child.exitCode !== null || waitedMs > readyMsMax) {
      await end(child, 'SIGKILL');
      throw new Error(`etcd did not start: ${readFileSync(place.logFile, 'utf8').slice(-2000)}`);
    }
    await delay(50);
  }
  return child;
}

function flags(place: Place): string[] {
  const {options, peerPort, dataDir} = place;
  const peer = `http://127.0.0.1:${peerPort}`;
  const url = urlOf(place);
  const own = {
    '--name': 'm1',
    '--data-dir': dataDir,
    '--listen-client-urls': url,
    '--advertise-client-urls': url,
    '--listen-peer-urls': peer,
    '--initial-advertise-peer-urls': peer,
    '--initial-cluster': `m1=${peer}`,
  };
  return [...Object.entries(own).flat(), ...tlsFlags(options.tls), ...(options.extraFlags ?? [])];
}

function tlsFlags(tls: EtcdTls | undefined): string[] {
  if (tls === undefined) return [];
  const list = ['--cert-file', tls.cert, '--key-file', tls.key];
  if (tls.trustedCa !== undefined) list.push('--trusted-ca-file', tls.trustedCa);
  if (tls.clientCertAuth === true) list.push('--client-cert-auth');
  return list;
}

function urlOf({options, port}: Pick<Place, 'options' | 'port'>): string {
  return `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`;
}

async function isReady(place: Place): Promise<boolean> {
  const {tls} = place.options;
  const needsCertificate = tls?.clientCertAuth === true || tls?.trustedCa !== undefined;
  if (needsCertificate && tls.clientCert === undefined) {
    const log = await readFile(place.logFile, 'utf8');
    return log.includes('ready to serve client requests');
  }
  return isHealthy(place);
}

async function isHealthy(place: Place): Promise<boolean> {
  const {tls} = place.options;
  const client = tls === undefined ? http : https;
  const request = client.get(`${urlOf(place)}/health`, {
    agent: false,
    timeout: 2000,
    rejectUnauthorized: false,
    ...(tls?.clientCert === undefined ? {} : {cert: readFileSync(tls.clientCert)}),
    ...(tls?.clientKey === undefined ? {} : {key: readFileSync(tls.clientKey)}),
  });
  request.once('timeout', () => request.destroy());
  try {
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    response.resume();
    return response.statusCode === 200;
  } catch {
    return false;
  }
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
}

let cleansUpAtExit = false;

function cleanUpAtExit(): void {
  if (cleansUpAtExit) return;
  cleansUpAtExit = true;
  process.once('exit', () => {
    for (const child of children) child.kill('SIGKILL');
    for (const directory of temporaryDirectories) removeTemporary(directory);
  });
}

function removeTemporary(directory: string): void {
  temporaryDirectories.delete(directory);
  rmSync(directory, {recursive: true, force: true, maxRetries: 3});
}

function environmentWithout(pattern: RegExp): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !pattern.test(name)));
}
