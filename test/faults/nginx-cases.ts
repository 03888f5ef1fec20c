// nginx as people have it: it buffers answers, and holds a request back until it is whole. Events may
// come late through it; then the tool has to say that it gets no answers, and lose nothing.
import {setTimeout as delay} from 'node:timers/promises';
import {passes} from '../support/fault-proxy.ts';
import {findNginx, startNginx, whyNoNginx} from '../support/nginx.ts';
import type {CaseContext, CaseResult, FaultCase} from './fault-case.ts';
import type {OutputLine} from './output-line.ts';
import {
  revisionOf,
  type Scene,
  setAll,
  startWatch,
  stopWriting,
  withScene,
  writeSteadily,
} from './scene.ts';
import {settle} from './settle.ts';
import {isStatus} from './watcher.ts';
import {prefix} from './writer.ts';

export const nginxCases: readonly FaultCase[] = [
  {name: 'behind nginx that buffers', skip: whyNoNginx, run: behindNginx},
];

/** Twice the time in which a dead connection is noticed, and some: the question may wait its turn. */
const silentSecondsMax = 25;

function behindNginx(context: CaseContext): Promise<CaseResult> {
  return withScene(context, {endpoints: 'first'}, async scene => {
    const found = await findNginx();
    if ('reason' in found) throw new Error(found.reason);
    const {port} = scene.cluster.member(0);
    const nginx = await startNginx(found, port);
    try {
      for (const proxy of scene.proxies) proxy.retarget(nginx.port);
      await startWatch(scene, 'now');
      await scene.watcher.waitFor('sync', isStatus('synced'), {from: 0});
      scene.faults++;
      writeSteadily(scene);
      await delay(8_000);
      await stopWriting(scene);
      await toldOrSaidSilent(scene);
      scene.notes.push(`nginx ${found.version}`);
      // The way around nginx is open again: what was held back has to come now.
      for (const proxy of scene.proxies) proxy.retarget(port);
      await setAll(scene, passes);
      for (const proxy of scene.proxies) proxy.cutAll(true);
      return await settle(scene);
    } finally {
      await nginx.close();
    }
  });
}

async function toldOrSaidSilent(scene: Scene): Promise<void> {
  const from = scene.watcher.lines.length;
  const marker = Buffer.from(`${prefix}~held`).toString('base64');
  const revision = revisionOf((await scene.cluster.post('/kv/put', {key: marker})).body);
  const startedMs = performance.now();
  const isTold = (line: OutputLine) => line.mod_revision === revision;
  const isSilent = isStatus('disconnected');
  try {
    const msMax = silentSecondsMax * 1_000;
    const isEither = (line: OutputLine) => isTold(line) || isSilent(line);
    const line = await scene.watcher.waitFor('event or word of silence', isEither, {from, msMax});
    const seconds = ((performance.now() - startedMs) / 1_000).toFixed(1);
    scene.notes.push(isTold(line) ? `told after ${seconds} s` : `said silent after ${seconds} s`);
  } catch {
    const last = scene.watcher.lines.findLast(({type}) => type === 'status');
    scene.problems.push(
      `an event is held back for ${silentSecondsMax} s and it says ${last?.phase}, nothing more`,
    );
  }
}
