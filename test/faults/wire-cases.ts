// What a network does: bytes one by one, late, cut anywhere, reset, swallowed, refused.
import {setTimeout as delay} from 'node:timers/promises';
import {passes} from '../support/fault-proxy.ts';
import type {CaseContext, CaseResult, FaultCase} from './fault-case.ts';
import {faultInRounds} from './fault-rounds.ts';
import {disconnection, resumption, untilNoticed} from './notice.ts';
import {
  aMoment,
  burst,
  resetAll,
  type Scene,
  setAll,
  startWatch,
  untilAllIsTold,
  untilEvents,
  untilHome,
  untilWatching,
  withScene,
  writeSteadily,
} from './scene.ts';
import {settle} from './settle.ts';
import {lastWords} from './watcher.ts';

export const wireCases: readonly FaultCase[] = [
  {name: 'every byte on its own', isQuick: true, run: splitBytes},
  {name: 'every chunk late', isQuick: true, run: lateChunks},
  {name: 'cut inside frames of catch-up', isQuick: true, run: cutCatchUp},
  {name: 'reset under writes', isQuick: true, run: resetUnderWrites},
  {name: 'ended inside frames', isQuick: true, run: endedInsideFrames},
  {name: 'black hole, one endpoint', run: blackHole},
  {name: 'black hole, others to go to', run: blackHoleWithOthers},
  {name: 'black hole inside catch-up', run: blackHoleInCatchUp},
  {name: 'refused for a while', isQuick: true, run: refused},
];

/** A member may be silent while it builds a long line, so there the silence is tested once more. */
const noticedInCatchUpSecondsMax = 20;

const cutsMsMax = 120_000;

function splitBytes(context: CaseContext): Promise<CaseResult> {
  return withScene(context, {endpoints: 'first'}, async scene => {
    await burst(scene, 60);
    await setAll(scene, {kind: 'splits', singleBytesMax: 4_000});
    await startWatch(scene, 'revision 1', ['--prev-kv']);
    await untilWatching(scene);
    scene.faults++;
    writeSteadily(scene);
    await untilEvents(scene, context.rounds(200, 600));
    return settle(scene);
  });
}

function lateChunks(context: CaseContext): Promise<CaseResult> {
  return withScene(context, {endpoints: 'first'}, async scene => {
    await setAll(scene, {kind: 'delays', delayMs: 150});
    await startWatch(scene, 'now');
    await untilWatching(scene);
    scene.faults++;
    writeSteadily(scene);
    await untilEvents(scene, context.rounds(200, 600));
    return settle(scene);
  });
}

function cutCatchUp(context: CaseContext): Promise<CaseResult> {
  return withScene(context, {size: 1}, async scene => {
    const cuts = context.rounds(8, 40);
    await burst(scene, context.rounds(1_200, 4_000));
    // A watch that never reached etcd gives up. So the first answers fit, and the first cuts are no
    // resets: those throw away what has arrived and is not read yet.
    const afterBytes = () => 2_000 + context.random.below(context.rounds(90_000, 60_000));
    await setAll(scene, {kind: 'cuts', afterBytes, resets: false});
    await startWatch(scene, 'revision 1');
    writeSteadily(scene);
    await untilCuts(scene, cuts / 2);
    await setAll(scene, {kind: 'cuts', afterBytes, resets: true});
    await untilCuts(scene, cuts);
    return settle(scene);
  });
}

function resetUnderWrites(context: CaseContext): Promise<CaseResult> {
  return faultInRounds(context, {
    count: context.rounds(6, 20),
    options: {},
    flags: ['--prev-kv'],
    async fault(scene) {
      await aMoment(scene, 400);
      const resumed = resumption(scene);
      resetAll(scene);
      await resumed;
    },
  });
}

function endedInsideFrames(context: CaseContext): Promise<CaseResult> {
  return withScene(context, {}, async scene => {
    await startWatch(scene, 'now');
    await untilWatching(scene);
    writeSteadily(scene);
    const afterBytes = () => 1_000 + context.random.below(5_000);
    await setAll(scene, {kind: 'cuts', afterBytes, resets: false});
    await untilCuts(scene, context.rounds(8, 25));
    return settle(scene);
  });
}

function blackHole(context: CaseContext): Promise<CaseResult> {
  return faultInRounds(context, {
    count: context.rounds(1, 3),
    options: {endpoints: 'first'},
    async fault(scene) {
      await untilAllIsTold(scene);
      const noticed = disconnection(scene);
      await setAll(scene, {kind: 'black-holes'});
      scene.faults++;
      await untilNoticed(scene, noticed);
      await aMoment(scene, 3_000);
      const resumed = resumption(scene);
      await setAll(scene, passes);
      await resumed;
    },
  });
}

function blackHoleWithOthers(context: CaseContext): Promise<CaseResult> {
  return faultInRounds(context, {
    count: context.rounds(1, 3),
    options: {},
    // Quiet: nothing but the tool's own questions tells dead from idle.
    isQuiet: true,
    async fault(scene) {
      await untilHome(scene);
      await untilAllIsTold(scene);
      const watched = scene.watcher.watchedEndpoint();
      const resumed = resumption(scene);
      const proxy = scene.proxies.find(({url}) => url === watched);
      await proxy?.set({kind: 'black-holes'});
      scene.faults++;
      await burst(scene, 20);
      await untilNoticed(scene, resumed);
      await setAll(scene, passes);
    },
  });
}

function blackHoleInCatchUp(context: CaseContext): Promise<CaseResult> {
  return withScene(context, {size: 1}, async scene => {
    await burst(scene, context.rounds(1_000, 2_000));
    await setAll(scene, {kind: 'delays', delayMs: 30});
    await startWatch(scene, 'revision 1');
    await untilEvents(scene, 20);
    const disconnected = disconnection(scene);
    await setAll(scene, {kind: 'black-holes'});
    scene.faults++;
    await untilNoticed(scene, disconnected, noticedInCatchUpSecondsMax);
    const resumed = resumption(scene);
    await setAll(scene, passes);
    await resumed;
    return settle(scene);
  });
}

function refused(context: CaseContext): Promise<CaseResult> {
  return faultInRounds(context, {
    count: context.rounds(1, 4),
    options: {},
    async fault(scene) {
      const resumed = resumption(scene);
      await setAll(scene, {kind: 'refuses'});
      resetAll(scene);
      await delay(1_500);
      await setAll(scene, passes);
      await resumed;
    },
  });
}

async function untilCuts(scene: Scene, count: number): Promise<void> {
  const cuts = () => scene.proxies.reduce((sum, proxy) => sum + proxy.cuts(), 0);
  let isOver = false;
  void scene.watcher.ended.then(() => (isOver = true));
  for (let waitedMs = 0; cuts() < count; waitedMs += 20) {
    if (isOver || waitedMs > cutsMsMax) {
      const problem = isOver ? 'before it ended' : 'in time';
      const {lines, errors} = scene.watcher;
      throw new Error(`${cuts()} of ${count} cuts ${problem}; ${lastWords(lines, errors)}`);
    }
    await delay(20);
  }
  scene.faults = cuts();
}
