// Failures of etcd itself: space, quorum, members.
import {execFile} from 'node:child_process';
import {setTimeout as delay} from 'node:timers/promises';
import {promisify} from 'node:util';
import type {Cluster} from '../support/cluster.ts';
import {freePort} from '../support/free-port.ts';
import {etcdctl, type RunningEtcd} from '../support/real-etcd.ts';
import type {DoctorCase, Stage} from './doctor-case.ts';
import {call, clusterOf, etcdOf, fillAsApisix, put} from './plain-etcd.ts';

export const stateCases: readonly DoctorCase[] = [
  {name: 'out of space', expects: 'etcd-nospace', onEach: true, arrange: outOfSpace},
  {
    name: 'nearly out of space',
    expects: 'etcd-nospace-near',
    onEach: true,
    arrange: nearlyOutOfSpace,
  },
  {name: 'the alarm CORRUPT', expects: 'etcd-corrupt', onEach: true, arrange: corrupt},
  {
    name: 'the quorum is lost, one endpoint',
    expects: 'etcd-no-leader',
    onEach: true,
    arrange: noLeaderOne,
  },
  {name: 'the quorum is lost, three endpoints', expects: 'etcd-no-leader', arrange: noLeaderAll},
  {
    name: 'a learner',
    expects: 'etcd-learner',
    versions: /^3\.[45]\./,
    onEach: true,
    arrange: learner,
  },
  {name: 'a member removed', expects: 'etcd-removed', arrange: removed},
  {
    name: 'two clusters in one list',
    expects: 'etcd-other-cluster',
    onEach: true,
    arrange: twoClusters,
  },
  {
    name: 'members with different data',
    expects: 'etcd-diverged',
    versions: /^3\.5\./,
    arrange: diverged,
  },
  {name: 'slow agreement', expects: 'etcd-slow', arrange: slowAgreement},
  {name: 'a member cut off', expects: 'etcd-stale-node', arrange: cutOff},
  {name: 'a member that advertises 0.0.0.0', expects: 'etcd-advertise', arrange: advertisesAny},
];

const MEGABYTE = 1024 * 1024;

async function outOfSpace(stage: Stage): Promise<readonly string[]> {
  const etcd = await etcdOf(stage, {extraFlags: ['--quota-backend-bytes', String(2 * MEGABYTE)]});
  await fillAsApisix(etcd);
  await fillUntil(etcd, 40, () => false);
  return ['/apisix/', '--endpoints', etcd.url];
}

async function nearlyOutOfSpace(stage: Stage): Promise<readonly string[]> {
  // The size is told as of the last commit, some puts ago: few, against this quota.
  const quota = 32 * MEGABYTE;
  const etcd = await etcdOf(stage, {extraFlags: ['--quota-backend-bytes', String(quota)]});
  await fillAsApisix(etcd);
  await fillUntil(etcd, 400, size => size > quota * 0.85);
  return ['/apisix/', '--endpoints', etcd.url];
}

/** Until it refuses, or is as large as wanted. */
async function fillUntil(
  etcd: RunningEtcd,
  puts: number,
  isEnough: (dbSize: number) => boolean,
): Promise<void> {
  for (let at = 0; at < puts; at++) {
    const isTaken = await put(etcd, `/other/${at}`, 'x'.repeat(100_000)).then(
      () => true,
      () => false,
    );
    const {body} = await call(etcd, '/maintenance/status', {});
    if (!isTaken || isEnough(Number(body.dbSize))) return;
  }
}

async function corrupt(stage: Stage): Promise<readonly string[]> {
  const etcd = await etcdOf(stage);
  const {body} = await call(etcd, '/maintenance/status', {});
  const {member_id: memberID} = body.header as {member_id: string};
  await call(etcd, '/maintenance/alarm', {action: 'ACTIVATE', memberID, alarm: 'CORRUPT'});
  return ['--endpoints', etcd.url];
}

async function withoutQuorum(stage: Stage): Promise<Cluster> {
  const cluster = await clusterOf(stage);
  await Promise.all([cluster.member(1).kill(), cluster.member(2).kill()]);
  const [{url}] = [cluster.member(0)];
  await untilTrue(async () => {
    const {body} = await call({url, build: stage.build}, '/maintenance/status', {});
    return body.leader === undefined;
  });
  return cluster;
}

async function untilTrue(holds: () => Promise<boolean>): Promise<void> {
  for (let waitedMs = 0; waitedMs < 30_000; waitedMs += 100) {
    if (await holds()) return;
    await delay(100);
  }
  throw new Error('it does not become true');
}

async function noLeaderOne(stage: Stage): Promise<readonly string[]> {
  return ['--endpoints', (await withoutQuorum(stage)).member(0).url];
}

async function noLeaderAll(stage: Stage): Promise<readonly string[]> {
  return ['--endpoints', (await withoutQuorum(stage)).urls.join(',')];
}

/** A learner beside the members of a cluster; the flags that make it one. */
export async function addLearner(stage: Stage, cluster: Cluster): Promise<RunningEtcd> {
  const peer = `http://127.0.0.1:${await freePort()}`;
  await cluster.post('/cluster/member/add', {peerURLs: [peer], isLearner: true});
  const members = [...cluster.members.map(each => `${each.name}=${each.peerUrl}`), `m9=${peer}`];
  return etcdOf(stage, {
    extraFlags: [
      ...['--name', 'm9', '--listen-peer-urls', peer, '--initial-advertise-peer-urls', peer],
      ...['--initial-cluster', members.join(','), '--initial-cluster-state', 'existing'],
    ],
  });
}

async function learner(stage: Stage): Promise<readonly string[]> {
  const cluster = await clusterOf(stage, {size: 1});
  return ['--endpoints', (await addLearner(stage, cluster)).url];
}

async function removed(stage: Stage): Promise<readonly string[]> {
  const cluster = await clusterOf(stage);
  const leader = await cluster.leader();
  const gone = cluster.members.find(each => each !== leader) ?? leader;
  const {body} = await call(gone, '/maintenance/status', {});
  const {member_id: ID} = body.header as {member_id: string};
  // Refused until the members have been connected for a while.
  await untilTrue(() =>
    call(leader, '/cluster/member/remove', {ID}).then(
      () => true,
      () => false,
    ),
  );
  await untilTrue(() =>
    call(gone, '/maintenance/status', {}).then(
      () => false,
      error => /ECONNREFUSED/.test(String(error)),
    ),
  );
  return ['--endpoints', cluster.urls.join(',')];
}

async function twoClusters(stage: Stage): Promise<readonly string[]> {
  const one = await etcdOf(stage);
  const other = await etcdOf(stage);
  return ['--endpoints', `${one.url},${other.url}`];
}

// Members restored from different snapshots: of one cluster by id, and of two minds.
async function diverged(stage: Stage): Promise<readonly string[]> {
  const snapshots = await Promise.all(['one', 'two'].map(value => snapshotWith(stage, value)));
  const ports = [await freePort(), await freePort(), await freePort()];
  const members = ports.map((port, at) => ({name: `m${at + 1}`, peer: `http://127.0.0.1:${port}`}));
  const list = members.map(({name, peer}) => `${name}=${peer}`).join(',');
  const started = members.map(async ({name, peer}, at) => {
    const dataDir = stage.path(name);
    const own = ['--name', name, '--initial-advertise-peer-urls', peer, '--initial-cluster', list];
    const words = ['snapshot', 'restore', snapshots[at === 2 ? 1 : 0] ?? '', '--data-dir', dataDir];
    await promisify(execFile)(stage.build.etcdctlPath, [...words, ...own], {
      env: {ETCDCTL_API: '3'},
    });
    return etcdOf(stage, {dataDir, extraFlags: [...own, '--listen-peer-urls', peer]});
  });
  const etcds = await Promise.all(started);
  return ['--endpoints', etcds.map(({url}) => url).join(',')];
}

async function snapshotWith(stage: Stage, value: string): Promise<string> {
  const etcd = await etcdOf(stage);
  await put(etcd, '/apisix/routes/1', `{"id":"${value}"}`);
  const file = stage.path(`${value}.db`);
  await etcdctl(stage.build, ['snapshot', 'save', file], {endpoint: etcd.url});
  return file;
}

async function slowAgreement(stage: Stage): Promise<readonly string[]> {
  const cluster = await clusterOf(stage, {peerProxies: true});
  await cluster.delayPeers(130);
  return ['--endpoints', cluster.urls.join(',')];
}

async function cutOff(stage: Stage): Promise<readonly string[]> {
  const cluster = await clusterOf(stage, {peerProxies: true});
  const leader = await cluster.leader();
  const at = cluster.members.findIndex(each => each !== leader);
  const gone = cluster.member(at);
  await cluster.isolate(at);
  await untilTrue(async () => {
    const {body} = await call(gone, '/maintenance/status', {});
    return body.leader === undefined;
  });
  return ['--endpoints', cluster.urls.join(',')];
}

async function advertisesAny(stage: Stage): Promise<readonly string[]> {
  const port = await freePort();
  const etcd = await etcdOf(stage, {
    clientPort: port,
    extraFlags: ['--advertise-client-urls', `http://0.0.0.0:${port}`],
  });
  return ['--endpoints', etcd.url];
}
