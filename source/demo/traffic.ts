// The demo's day in fast motion: changes all the time, bursts, a connection that is cut, and a
// compaction that outruns a watcher, so that a newcomer sees within a minute what happens then.
// Changes don't wait for the network: they go on through every outage.
import {setTimeout as delay} from 'node:timers/promises';
import {type ChangeContext, makeChange, rollOut, syncBurst} from './changes.ts';
import type {Gateway} from './gateway.ts';

type TrafficOptions = {
  readonly context: ChangeContext;
  /** The member whose connections are cut. */
  readonly victim: Gateway;
  /** All of them: an outage that nobody escapes needs every member. */
  readonly gateways: readonly Gateway[];
  readonly signal: AbortSignal;
};

/** Seconds of one act of the play; the second half is quiet, then it starts again. */
const script = {
  burst: 8,
  rollOut: 14,
  cut: 20,
  secondBurst: 32,
  compaction: 45,
  end: 150,
} as const;

const outageMs = 2000;

/** Ends when the signal does. */
export async function runTraffic(options: TrafficOptions): Promise<void> {
  try {
    await Promise.all([makeChanges(options), makeFaults(options)]);
  } catch (error) {
    if (!options.signal.aborted) throw error;
  }
}

async function makeChanges({context, signal}: TrafficOptions): Promise<void> {
  for (;;) {
    await delay(context.random.between(400, 2000), undefined, {signal});
    await makeChange(context);
    if (context.random.chance(0.06)) rollOut(context);
  }
}

async function makeFaults(options: TrafficOptions): Promise<void> {
  const {context, signal} = options;
  for (;;) {
    await delay(script.burst * 1000, undefined, {signal});
    syncBurst(context);
    await delay((script.rollOut - script.burst) * 1000, undefined, {signal});
    rollOut(context);
    await delay((script.cut - script.rollOut) * 1000, undefined, {signal});
    await cutVictim(options);
    await delay((script.secondBurst - script.cut) * 1000 - outageMs, undefined, {signal});
    syncBurst(context);
    await delay((script.compaction - script.secondBurst) * 1000, undefined, {signal});
    await outrunWatchers(options);
    await delay((script.end - script.compaction) * 1000 - outageMs, undefined, {signal});
  }
}

/** One member is away for a while; clients go on with the next and miss nothing. */
async function cutVictim({victim, signal}: TrafficOptions): Promise<void> {
  await victim.stop();
  try {
    await delay(outageMs, undefined, {signal});
  } finally {
    if (!signal.aborted) await victim.start();
  }
}

/** Everybody is away while history is compacted: nobody can resume where they were. */
async function outrunWatchers({context, gateways, signal}: TrafficOptions): Promise<void> {
  await Promise.all(gateways.map(gateway => gateway.stop()));
  try {
    await delay(outageMs / 2, undefined, {signal});
    syncBurst(context);
    rollOut(context);
    context.store.compact(context.store.revision());
    await delay(outageMs / 2, undefined, {signal});
  } finally {
    if (!signal.aborted) await Promise.all(gateways.map(gateway => gateway.start()));
  }
}
