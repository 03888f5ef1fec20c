// History that is gone when the watcher comes back for it, or while it still reads the keys.
import {setTimeout as delay} from 'node:timers/promises';
import {passes} from '../support/fault-proxy.ts';
import type {CaseContext, CaseResult, FaultCase} from './fault-case.ts';
import type {HistoryRecorder} from './history.ts';
import {
  burst,
  currentRevision,
  resetAll,
  type Scene,
  setAll,
  startRecorder,
  startWatch,
  untilWatching,
  withScene,
} from './scene.ts';
import {settle} from './settle.ts';
import {isStatus} from './watcher.ts';
import {prefix} from './writer.ts';

export const compactionCases: readonly FaultCase[] = [
  {name: 'compaction during an outage', isQuick: true, run: duringOutage},
  {name: 'compaction while keys are paged', isQuick: true, run: whilePaging},
  {name: 'compaction before --rev 1', isQuick: true, run: beforeTheStart},
];

function duringOutage(context: CaseContext): Promise<CaseResult> {
  return withScene(context, {}, async scene => {
    const recorder = startRecorder(scene);
    await startWatch(scene, 'now');
    await untilWatching(scene);
    const compactRevisions: number[] = [];
    for (let round = 0; round < context.rounds(2, 8); round++) {
      await burst(scene, 30);
      await setAll(scene, {kind: 'refuses'});
      resetAll(scene);
      await burst(scene, 60);
      compactRevisions.push(await compact(scene, recorder));
      await burst(scene, 40);
      const resynced = scene.watcher.waitFor('resync', isStatus('resynced'));
      await setAll(scene, passes);
      await resynced;
    }
    return settle(scene, {compactRevisions});
  });
}

function whilePaging(context: CaseContext): Promise<CaseResult> {
  return withScene(context, {}, async scene => {
    await fill(scene, context.rounds(3_000, 10_000));
    const recorder = startRecorder(scene);
    await setAll(scene, {kind: 'delays', delayMs: 20});
    await startWatch(scene, 'initial');
    const synced = scene.watcher.waitFor('sync', isStatus('synced'), {from: 0});
    let isOver = false;
    void synced.then(
      () => (isOver = true),
      () => (isOver = true),
    );
    const compactRevisions: number[] = [];
    const compactions = context.rounds(8, 20);
    while (!isOver && scene.faults < compactions) {
      await burst(scene, 5);
      compactRevisions.push(await compact(scene, recorder));
      scene.faults++;
      await delay(100);
    }
    await synced;
    await untilWatching(scene);
    await burst(scene, 20);
    return settle(scene, {compactRevisions});
  });
}

function beforeTheStart(context: CaseContext): Promise<CaseResult> {
  return withScene(context, {}, async scene => {
    const recorder = startRecorder(scene);
    await burst(scene, 80);
    const compactRevisions = [await compact(scene, recorder)];
    scene.faults++;
    await burst(scene, 40);
    await startWatch(scene, 'revision 1');
    await untilWatching(scene);
    return settle(scene, {compactRevisions});
  });
}

async function compact(scene: Scene, recorder: HistoryRecorder): Promise<number> {
  const revision = await currentRevision(scene);
  // What goes must have been heard.
  await recorder.until(revision);
  await scene.cluster.post('/kv/compaction', {revision: String(revision)});
  return revision;
}

async function fill(scene: Scene, keys: number): Promise<void> {
  const encode = (text: string) => Buffer.from(text).toString('base64');
  for (let first = 0; first < keys; first += 100) {
    const success = Array.from({length: 100}, (_, index) => ({
      request_put: {
        key: encode(`${prefix}fill/${String(first + index).padStart(6, '0')}`),
        value: encode('x'.repeat(1_000)),
      },
    }));
    await scene.cluster.post('/kv/txn', {success});
  }
}
