// Real etcd with the files and flags of a scenario, waited for until it serves or has given up. Ends
// with stop(); what is left is killed with the test process.
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {closeSync, openSync} from 'node:fs';
import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import type {EtcdBuild} from '../support/etcd-packages.ts';
import {freePort} from '../support/free-port.ts';
import {etcdFlags, type Ports, type Scenario} from './scenario-setup.ts';

export type StartedScenario = {
  readonly ports: Ports;
  readonly dataDir: string;
  /** The end of etcd's log where it did not start. */
  readonly refusal?: string;
  stop(): Promise<void>;
};

const readyMsMax = 20_000;
const pollMs = 40;
// Go's stack traces stand behind the reason.
const refusalCharsMax = 4000;

/** A port that was free may be taken by the time etcd wants it. */
const PORT_TAKEN = /address already in use/;
const triesMax = 3;

export async function startScenario(
  scenario: Scenario,
  directory: string,
  build: EtcdBuild,
  tries = 1,
): Promise<StartedScenario> {
  const started = await startOnce(scenario, directory, build);
  if (!PORT_TAKEN.test(started.refusal ?? '') || tries >= triesMax) return started;
  await started.stop();
  return startScenario(scenario, directory, build, tries + 1);
}

async function startOnce(
  scenario: Scenario,
  directory: string,
  build: EtcdBuild,
): Promise<StartedScenario> {
  const home = await mkdtemp(join(tmpdir(), 'etcdscope-scenario-'));
  const ports = {client: await freePort(), http: await freePort()};
  const peer = `http://127.0.0.1:${await freePort()}`;
  const dataDir = join(home, 'data');
  const own = ['--name=m1', `--data-dir=${dataDir}`, `--listen-peer-urls=${peer}`];
  const advertised = [
    `--advertise-client-urls=https://127.0.0.1:${ports.client}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=m1=${peer}`,
  ];
  const logFile = join(home, 'log');
  // The scenario's last: of a flag that is there twice the last one counts.
  const flags = [...own, ...advertised, ...etcdFlags(scenario, directory, ports)];
  const child = launch(build.etcdPath, flags, logFile);
  const refusal = await waitUntilServing(child, logFile, scenario.splitHttp === null ? 1 : 2);
  return {
    ports,
    dataDir,
    ...(refusal !== undefined && {refusal}),
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        const exited = once(child, 'exit');
        child.kill('SIGKILL');
        await exited;
      }
      await rm(home, {recursive: true, force: true, maxRetries: 3});
    },
  };
}

function launch(path: string, flags: readonly string[], logFile: string): ChildProcess {
  const log = openSync(logFile, 'a');
  const env = Object.entries(process.env).filter(([name]) => !name.startsWith('ETCD'));
  const child = spawn(path, flags, {
    stdio: ['ignore', log, log],
    env: Object.fromEntries(env),
  });
  closeSync(log);
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  return child;
}

// A listener that can't load its files ends etcd after it said that it is ready: only "serving" counts.
async function waitUntilServing(
  child: ChildProcess,
  logFile: string,
  listeners: number,
): Promise<string | undefined> {
  for (let waitedMs = 0; waitedMs < readyMsMax; waitedMs += pollMs) {
    await delay(pollMs);
    const log = await readFile(logFile, 'utf8');
    if (child.exitCode !== null) return log.slice(-refusalCharsMax);
    const serving = log.match(/serving (insecure )?client (requests|traffic)/g)?.length ?? 0;
    if (serving < listeners) continue;
    await delay(pollMs);
    return child.exitCode === null ? undefined : log.slice(-refusalCharsMax);
  }
  return 'it did not serve in time';
}
