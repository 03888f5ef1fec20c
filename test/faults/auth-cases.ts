// Tokens that run out or are forgotten, and authentication that comes and goes while we watch.
import {setTimeout as delay} from 'node:timers/promises';
import type {Cluster} from '../support/cluster.ts';
import type {EtcdBuild} from '../support/etcd-packages.ts';
import type {CaseContext, CaseResult, FaultCase} from './fault-case.ts';
import {resumption} from './notice.ts';
import {
  burst,
  resetAll,
  type Scene,
  startWatch,
  untilEvents,
  untilWatching,
  withScene,
  writeSteadily,
} from './scene.ts';
import {settle} from './settle.ts';
import {isStatus} from './watcher.ts';
import {prefix} from './writer.ts';

export const authCases: readonly FaultCase[] = [
  {name: 'tokens run out', skip: withoutTokenTtl, run: tokensRunOut},
  {name: 'tokens forgotten by a restart', isQuick: true, run: tokensForgotten},
  {name: 'auth switched on, no user given', isQuick: true, run: switchedOnWithoutUser},
  {name: 'auth switched on, user given', isQuick: true, run: switchedOnWithUser},
  {name: 'a user who may read the prefix only', isQuick: true, run: readerOnly},
];

const root = {name: 'root', password: 'fault-suite'};
const reader = {name: 'reader', password: 'may-read'};
const user = ['--user', `${root.name}:${root.password}`];
const tokenSeconds = 2;

function withoutTokenTtl(build: EtcdBuild): string | undefined {
  return build.version.startsWith('3.3.') ? 'no --auth-token-ttl before 3.4.10' : undefined;
}

function tokensRunOut(context: CaseContext): Promise<CaseResult> {
  const extraFlags = ['--auth-token-ttl', String(tokenSeconds)];
  return withScene(context, {extraFlags, login: root}, async scene => {
    await switchOn(scene.cluster);
    await startWatch(scene, 'now', user);
    await untilWatching(scene);
    writeSteadily(scene);
    for (let round = 0; round < context.rounds(2, 5); round++) {
      await delay((tokenSeconds + 2) * 1_000);
      await cutAndResume(scene);
    }
    return settle(scene);
  });
}

// A simple token lives in the memory of the member that gave it.
function tokensForgotten(context: CaseContext): Promise<CaseResult> {
  return withScene(context, {size: 1, login: root}, async scene => {
    await switchOn(scene.cluster);
    await startWatch(scene, 'now', user);
    await untilWatching(scene);
    writeSteadily(scene);
    for (let round = 0; round < context.rounds(2, 5); round++) {
      await untilEvents(scene, 5);
      const resumed = resumption(scene);
      await scene.cluster.member(0).kill();
      scene.faults++;
      await scene.cluster.member(0).restart();
      await resumed;
    }
    return settle(scene);
  });
}

// An open watch goes on, since rights are looked at when it is made; the next one is refused.
function switchedOnWithoutUser(context: CaseContext): Promise<CaseResult> {
  return withScene(context, {login: root}, async scene => {
    await addRoot(scene.cluster);
    await startWatch(scene, 'now');
    await untilWatching(scene);
    await burst(scene, 10);
    await scene.cluster.post('/auth/enable', {});
    await burst(scene, 10);
    resetAll(scene);
    await scene.watcher
      .waitFor('word that a user is missing', line => /user name/.test(String(line.reason)), {
        msMax: 10_000,
      })
      .catch(error => scene.problems.push((error as Error).message));
    await burst(scene, 10);
    const token = await rootToken(scene.cluster);
    const resumed = scene.watcher.waitFor('resumption', isStatus('resumed'), {from: 0});
    await scene.cluster.post('/auth/disable', {}, token);
    await resumed;
    return settle(scene);
  });
}

function switchedOnWithUser(context: CaseContext): Promise<CaseResult> {
  return withScene(context, {login: root}, async scene => {
    await addRoot(scene.cluster);
    await startWatch(scene, 'now', user);
    await untilWatching(scene);
    await burst(scene, 10);
    await scene.cluster.post('/auth/enable', {});
    await burst(scene, 10);
    await cutAndResume(scene);
    await burst(scene, 10);
    await scene.cluster.post('/auth/disable', {}, await rootToken(scene.cluster));
    await cutAndResume(scene);
    return settle(scene);
  });
}

// Status is forbidden to it by some versions, other prefixes by all.
function readerOnly(context: CaseContext): Promise<CaseResult> {
  return withScene(context, {login: root}, async scene => {
    await addRoot(scene.cluster);
    await addReader(scene.cluster);
    await scene.cluster.post('/auth/enable', {});
    await startWatch(scene, 'initial', ['--user', `${reader.name}:${reader.password}`]);
    await untilWatching(scene);
    writeSteadily(scene);
    for (let round = 0; round < context.rounds(3, 10); round++) {
      await untilEvents(scene, 10);
      await cutAndResume(scene);
    }
    return settle(scene);
  });
}

async function addReader({post}: Cluster): Promise<void> {
  const encode = (text: string) => Buffer.from(text).toString('base64');
  const key = encode(prefix);
  const range_end = encode(`${prefix.slice(0, -1)}0`);
  await post('/auth/user/add', reader);
  await post('/auth/role/add', {name: 'reader'});
  await post('/auth/role/grant', {name: 'reader', perm: {permType: 'READ', key, range_end}});
  await post('/auth/user/grant', {user: reader.name, role: 'reader'});
}

async function cutAndResume(scene: Scene): Promise<void> {
  const resumed = resumption(scene);
  resetAll(scene);
  await resumed;
}

async function switchOn(cluster: Cluster): Promise<void> {
  await addRoot(cluster);
  await cluster.post('/auth/enable', {});
}

async function addRoot(cluster: Cluster): Promise<void> {
  await cluster.post('/auth/user/add', root);
  await cluster.post('/auth/role/add', {name: 'root'});
  await cluster.post('/auth/user/grant', {user: 'root', role: 'root'});
}

async function rootToken(cluster: Cluster): Promise<string> {
  return String((await cluster.post('/auth/authenticate', root)).body.token);
}
