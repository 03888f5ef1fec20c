// Another history behind the same address: restored from a snapshot, with the revision gone back or
// already past where we were, or under another cluster id; and two clusters in one endpoint list.
import {execFile} from 'node:child_process';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {startCluster} from '../support/cluster.ts';
import {passes} from '../support/fault-proxy.ts';
import {etcdctl} from '../support/real-etcd.ts';
import type {CaseContext, CaseResult, FaultCase} from './fault-case.ts';
import {readHistory} from './history.ts';
import type {OutputLine} from './output-line.ts';
import {
  burst,
  resetAll,
  type Scene,
  setAll,
  startWatch,
  untilAllIsTold,
  untilWatching,
  withScene,
} from './scene.ts';
import {settle} from './settle.ts';
import {isStatus} from './watcher.ts';
import {prefix, writeBurst} from './writer.ts';

type Restore = {
  /** Operations after the snapshot, in the old history and in the new one. */
  readonly before: number;
  readonly after: number;
  readonly token: string;
};

const restores: readonly (Restore & {readonly name: string})[] = [
  {name: 'restored, the revision back', before: 40, after: 10, token: 'etcd-cluster'},
  {name: 'restored, the revision past ours', before: 10, after: 60, token: 'etcd-cluster'},
  {name: 'restored, another cluster id', before: 10, after: 60, token: 'another'},
];

export const restoreCases: readonly FaultCase[] = [
  ...restores.map(restore => ({
    name: restore.name,
    isQuick: true,
    run: (context: CaseContext) => restored(context, restore),
  })),
  {name: 'two clusters in one list', isQuick: true, run: twoClusters},
];

function restored(context: CaseContext, restore: Restore): Promise<CaseResult> {
  return withScene(context, {size: 1}, async scene => {
    // A restored member begins with a low raft term again; ours is to have a higher one.
    for (let start = 0; start < 2; start++) await scene.cluster.member(0).restart();
    await burst(scene, 60);
    await startWatch(scene, 'now');
    await untilWatching(scene);
    return withSnapshot(scene, async snapshot => {
      await putAfterSnapshot(scene, 'one');
      await burst(scene, restore.before);
      const old = await readHistory(scene.cluster, await untilAllIsTold(scene));
      await setAll(scene, {kind: 'refuses'});
      await restoreMember(scene, snapshot, restore.token);
      scene.faults++;
      await putAfterSnapshot(scene, 'two');
      await burst(scene, restore.after);
      const resynced = scene.watcher.waitFor('resync', isStatus('resynced'));
      await setAll(scene, passes);
      await resynced.catch(error => scene.problems.push((error as Error).message));
      await burst(scene, 20);
      return settle(scene, {earlier: [old]});
    });
  });
}

async function withSnapshot(
  scene: Scene,
  body: (file: string) => Promise<CaseResult>,
): Promise<CaseResult> {
  const directory = await mkdtemp(join(tmpdir(), 'etcdscope-snapshot-'));
  try {
    const file = join(directory, 'snapshot.db');
    const {build, member} = scene.cluster;
    await etcdctl(build, ['snapshot', 'save', file], {endpoint: member(0).url});
    return await body(file);
  } finally {
    await rm(directory, {recursive: true, force: true});
  }
}

// The first put of either history: the same key, revision and version, another value.
async function putAfterSnapshot({cluster}: Scene, value: string): Promise<void> {
  const encode = (text: string) => Buffer.from(text).toString('base64');
  await cluster.post('/kv/put', {key: encode(`${prefix}~same`), value: encode(value)});
}

async function restoreMember(scene: Scene, snapshot: string, token: string): Promise<void> {
  const {build, member} = scene.cluster;
  const {dataDir, name, peerUrl, kill, restart} = member(0);
  await kill();
  await rm(dataDir, {recursive: true, force: true});
  const flags = {
    '--data-dir': dataDir,
    '--name': name,
    '--initial-cluster': `${name}=${peerUrl}`,
    '--initial-advertise-peer-urls': peerUrl,
    '--initial-cluster-token': token,
  };
  const words = ['snapshot', 'restore', snapshot, ...Object.entries(flags).flat()];
  await promisify(execFile)(build.etcdctlPath, words, {env: {ETCDCTL_API: '3'}});
  await restart();
}

// The second cluster's keys are not the first one's. Whether the watcher goes there and says so, or
// refuses it and says so: each cluster's history is told right, and the difference has a name.
async function twoClusters(context: CaseContext): Promise<CaseResult> {
  const other = await startCluster({build: context.build, size: 1});
  try {
    return await withScene(context, {size: 1, others: [other]}, async scene => {
      await writeBurst({cluster: other, random: context.random}, 80);
      await burst(scene, 30);
      await startWatch(scene, 'now');
      await untilWatching(scene);
      await burst(scene, 10);
      await setAll(scene, {kind: 'refuses'});
      resetAll(scene);
      await scene.watcher.waitFor('word about another cluster', namesAnother);
      await writeBurst({cluster: other, random: context.random}, 10);
      await setAll(scene, passes);
      return settle(scene);
    });
  } finally {
    await other.close();
  }
}

function namesAnother(line: OutputLine): boolean {
  return /cluster/.test(String(line.reason));
}
