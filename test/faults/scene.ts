// What nearly every case needs: a cluster, a proxy before each member, a watcher behind them and a
// writer beside them, all closed when the case is over, however it ends. settle.ts is how it ends.
import {setTimeout as delay} from 'node:timers/promises';
import {type Cluster, startCluster} from '../support/cluster.ts';
import {type Fault, type FaultProxy, startFaultProxy} from '../support/fault-proxy.ts';
import type {CaseContext, CaseResult} from './fault-case.ts';
import {type HistoryRecorder, recordHistory} from './history.ts';
import type {Judged} from './judge.ts';
import type {OutputLine} from './output-line.ts';
import {isStatus, startWatcher, type Watcher} from './watcher.ts';
import {type Login, logIn, prefix, startWriter, type Writer, writeBurst} from './writer.ts';

export type SceneOptions = {
  /** Default 3. */
  readonly size?: number;
  readonly extraFlags?: readonly string[];
  readonly peerProxies?: boolean;
  /** false: the watcher dials the members themselves. */
  readonly proxied?: boolean;
  /** Which endpoints the watcher is given. Default: all. */
  readonly endpoints?: 'first' | 'all';
  readonly login?: Login;
  /** Whose members stand behind ours in the watcher's list of endpoints. */
  readonly others?: readonly Cluster[];
};

export type Scene = {
  readonly context: CaseContext;
  readonly options: SceneOptions;
  readonly cluster: Cluster;
  readonly proxies: readonly FaultProxy[];
  /** Grow while the case runs. */
  readonly problems: string[];
  readonly notes: string[];
  readonly closing: (() => Promise<unknown>)[];
  faults: number;
  /** What is owed, as far as the start of the watch decides it. */
  owed: Pick<Judged, 'fromRevision' | 'prevKv'>;
  token: string | undefined;
  watcher: Watcher;
  writer: Writer | undefined;
  recorder: HistoryRecorder | undefined;
};

export async function withScene(
  context: CaseContext,
  options: SceneOptions,
  body: (scene: Scene) => Promise<CaseResult>,
): Promise<CaseResult> {
  const closing: (() => Promise<unknown>)[] = [];
  try {
    const cluster = await startCluster({build: context.build, ...options});
    closing.push(() => cluster.close());
    const proxies: FaultProxy[] = [];
    for (const {port} of options.proxied === false ? [] : cluster.members) {
      const proxy = await startFaultProxy({targetPort: port, random: context.random});
      proxies.push(proxy);
      closing.push(() => proxy.close());
    }
    return await body(emptyScene({context, options, cluster, proxies, closing}));
  } finally {
    for (const close of closing.reverse()) await close();
  }
}

function emptyScene(
  parts: Pick<Scene, 'context' | 'options' | 'cluster' | 'proxies' | 'closing'>,
): Scene {
  return {
    ...parts,
    problems: [],
    notes: [],
    faults: 0,
    owed: {prevKv: false},
    token: undefined,
    get watcher(): Watcher {
      throw new Error('the watcher is not started');
    },
    writer: undefined,
    recorder: undefined,
  };
}

type WatchStart = 'now' | 'revision 1' | 'initial';

/** Starts the watcher; what comes after the revision of now, or after its first sync, is owed. */
export async function startWatch(
  scene: Scene,
  start: WatchStart,
  flags: readonly string[] = [],
): Promise<void> {
  const {cluster, proxies, options} = scene;
  const revision = start === 'now' ? await currentRevision(scene) : 0;
  scene.owed = {
    fromRevision: start === 'initial' ? undefined : revision,
    prevKv: flags.includes('--prev-kv'),
  };
  const urls = (proxies.length > 0 ? proxies : cluster.members).map(({url}) => url);
  const own = options.endpoints === 'first' ? urls.slice(0, 1) : urls;
  const endpoints = [...own, ...(options.others ?? []).flatMap(each => each.urls)];
  const first = {now: [], 'revision 1': ['--rev', '1'], initial: ['--initial']}[start];
  const watcher = startWatcher([prefix, '--endpoints', endpoints.join(','), ...first, ...flags]);
  scene.closing.push(() => watcher.kill());
  Object.defineProperty(scene, 'watcher', {value: watcher});
}

/** Waits until there is a watch; with what has been said before. */
export async function untilWatching({watcher}: Scene): Promise<void> {
  await watcher.waitFor('watch', isStatus('watching', 'resumed'), {from: 0});
}

/** Until the first endpoint is the one that is watched: the watcher goes back there by itself. */
export async function untilHome({watcher, cluster, proxies}: Scene): Promise<void> {
  const home = (proxies.length > 0 ? proxies : cluster.members)[0]?.url;
  if (watcher.watchedEndpoint() === home) return;
  const isHome = (line: OutputLine) => isWatched(line) && line.endpoint === home;
  await watcher.waitFor('return to the first endpoint', isHome);
}

const isWatched = isStatus('watching', 'resumed');

/** Until so many more events have been told. */
export async function untilEvents({watcher}: Scene, count: number): Promise<void> {
  let left = count;
  await watcher.waitFor(`${count} events`, ({origin}) => origin === 'watch' && --left <= 0);
}

/** The revision of a put of its own that has arrived: the watch has caught up. */
export async function untilAllIsTold(scene: Scene): Promise<number> {
  const body = {key: Buffer.from(`${prefix}~told`).toString('base64')};
  const revision = revisionOf((await post(scene, '/kv/put', body)).body);
  await scene.watcher.waitFor('put', line => line.mod_revision === revision, {from: 0});
  return revision;
}

/** Writes until the scene is settled or stopWriting(). */
export function writeSteadily(scene: Scene): void {
  const writer = startWriter(writingOf(scene));
  scene.writer = writer;
  scene.closing.push(() => writer.stop());
}

export async function stopWriting(scene: Scene): Promise<void> {
  await scene.writer?.stop();
  scene.writer = undefined;
}

export async function burst(scene: Scene, operations: number): Promise<void> {
  await writeBurst(writingOf(scene), operations);
}

function writingOf({cluster, context, options}: Scene) {
  const {login} = options;
  return {cluster, random: context.random, ...(login && {login})};
}

/** From now on a member's history is heard as it happens, so that compaction takes nothing. */
export function startRecorder(scene: Scene): HistoryRecorder {
  const recorder = recordHistory(scene.cluster, 0, scene.token);
  scene.recorder = recorder;
  scene.closing.push(async () => recorder.close());
  return recorder;
}

export async function setAll({proxies}: Scene, fault: Fault): Promise<void> {
  for (const proxy of proxies) await proxy.set(fault);
}

export function resetAll(scene: Scene): void {
  for (const proxy of scene.proxies) proxy.cutAll(true);
  scene.faults++;
}

export async function currentRevision(scene: Scene): Promise<number> {
  return revisionOf((await post(scene, '/kv/range', {key: 'AA==', limit: '1'})).body);
}

export async function post(scene: Scene, path: string, body: object) {
  const {cluster, options} = scene;
  // Tokens may run out between any two calls, so each logs in anew.
  scene.token = options.login && (await logIn((to, it) => cluster.post(to, it), options.login));
  return cluster.post(path, body, scene.token);
}

export function revisionOf(body: Readonly<Record<string, unknown>>): number {
  return Number((body.header as {readonly revision?: string} | undefined)?.revision ?? 0);
}

/** Waits a random while, so that faults meet every state. */
export async function aMoment({context}: Scene, msMax: number): Promise<void> {
  await delay(context.random.below(msMax));
}
