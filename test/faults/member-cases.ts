// What happens to members: killed, started again, frozen, without a leader, cut off from the others.
import {setTimeout as delay} from 'node:timers/promises';
import type {Member} from '../support/cluster.ts';
import type {CaseContext, CaseResult, FaultCase} from './fault-case.ts';
import {faultInRounds} from './fault-rounds.ts';
import {disconnection, resumption, untilNoticed} from './notice.ts';
import type {OutputLine} from './output-line.ts';
import {
  aMoment,
  burst,
  type Scene,
  startWatch,
  untilAllIsTold,
  untilEvents,
  untilHome,
  untilWatching,
  withScene,
  writeSteadily,
} from './scene.ts';
import {settle} from './settle.ts';

export const memberCases: readonly FaultCase[] = [
  {name: 'members killed in turn', isQuick: true, run: killedInTurn},
  {name: 'the only member restarted', isQuick: true, run: onlyMemberRestarted},
  {name: 'the watched member frozen', run: frozen},
  {name: 'the others frozen, no leader', run: noLeader},
  {name: 'cut off from its peers', run: isolated},
  {name: 'a member that lags', isQuick: true, run: lagging},
  {name: 'back to the first endpoint', run: backToTheFirst},
];

function killedInTurn(context: CaseContext): Promise<CaseResult> {
  return faultInRounds(context, {
    count: context.rounds(5, 24),
    options: {proxied: false},
    flags: ['--prev-kv'],
    async fault(scene, round) {
      // Every other time the one that is watched.
      const next = scene.cluster.member(round % 3);
      const victim = round % 2 === 0 ? watchedMember(scene) : next;
      const isWatched = victim === watchedMember(scene);
      const resumed = resumption(scene);
      await victim.kill();
      scene.faults++;
      // It may have gone back to the first endpoint in the meantime.
      await (isWatched && victim === watchedMember(scene) ? resumed : aMoment(scene, 800));
      await victim.restart();
      await aMoment(scene, 300);
    },
  });
}

function onlyMemberRestarted(context: CaseContext): Promise<CaseResult> {
  return faultInRounds(context, {
    count: context.rounds(3, 10),
    options: {size: 1, proxied: false},
    async fault(scene, round) {
      await untilEvents(scene, 5);
      const resumed = resumption(scene);
      const member = scene.cluster.member(0);
      await (round % 2 === 0 ? member.kill() : member.stop());
      scene.faults++;
      await aMoment(scene, 1_500);
      await member.restart();
      await resumed;
    },
  });
}

function frozen(context: CaseContext): Promise<CaseResult> {
  return faultInRounds(context, {
    count: context.rounds(1, 3),
    options: {proxied: false},
    async fault(scene) {
      await untilHome(scene);
      await untilAllIsTold(scene);
      const member = watchedMember(scene);
      const disconnected = disconnection(scene);
      const resumed = resumption(scene);
      member.freeze();
      scene.faults++;
      try {
        await untilNoticed(scene, disconnected);
        await resumed;
        await delay(2_000);
      } finally {
        member.thaw();
      }
    },
  });
}

function noLeader(context: CaseContext): Promise<CaseResult> {
  return faultInRounds(context, {
    count: context.rounds(1, 3),
    options: {proxied: false},
    async fault(scene) {
      await untilHome(scene);
      await untilAllIsTold(scene);
      const watched = watchedMember(scene);
      const others = scene.cluster.members.filter(each => each !== watched);
      const disconnected = disconnection(scene);
      for (const other of others) other.freeze();
      scene.faults += others.length;
      try {
        await untilNoticed(scene, disconnected);
        await delay(1_000);
      } finally {
        for (const other of others) other.thaw();
      }
      await resumption(scene);
    },
  });
}

function isolated(context: CaseContext): Promise<CaseResult> {
  return faultInRounds(context, {
    count: context.rounds(1, 3),
    options: {proxied: false, peerProxies: true},
    async fault(scene) {
      await untilHome(scene);
      await untilAllIsTold(scene);
      const disconnected = disconnection(scene);
      const resumed = resumption(scene);
      await scene.cluster.isolate(scene.cluster.members.indexOf(watchedMember(scene)));
      scene.faults++;
      await untilNoticed(scene, disconnected);
      await resumed;
      // The others go on without it, and it lags behind them.
      await untilEvents(scene, 20);
      scene.cluster.rejoin();
    },
  });
}

// It was away for a while, and is turned to as soon as it is back: what it does not have yet is
// neither lost nor a sign of a restore.
function lagging(context: CaseContext): Promise<CaseResult> {
  return faultInRounds(context, {
    count: context.rounds(1, 4),
    options: {proxied: false},
    isQuiet: true,
    async fault(scene) {
      await untilHome(scene);
      const watched = watchedMember(scene);
      const {members} = scene.cluster;
      const next = scene.cluster.member((members.indexOf(watched) + 1) % members.length);
      next.freeze();
      try {
        // Of three members one does not answer, which takes the writer a second each time.
        await burst(scene, 12);
        await untilAllIsTold(scene);
      } finally {
        next.thaw();
      }
      const resumed = resumption(scene);
      await watched.kill();
      scene.faults += 2;
      await resumed;
      await watched.restart();
      await burst(scene, 10);
    },
  });
}

function backToTheFirst(context: CaseContext): Promise<CaseResult> {
  return withScene(context, {proxied: false}, async scene => {
    await startWatch(scene, 'now', ['--prev-kv']);
    await untilWatching(scene);
    writeSteadily(scene);
    const first = scene.cluster.member(0);
    const isBack = (line: OutputLine) => line.phase === 'resumed' && line.endpoint === first.url;
    for (let round = 0; round < context.rounds(1, 2); round++) {
      await untilEvents(scene, 20);
      const resumed = resumption(scene);
      await first.kill();
      scene.faults++;
      await resumed;
      const back = scene.watcher.waitFor('return to the first endpoint', isBack);
      await first.restart();
      const {outage_seconds: away} = await back;
      scene.notes.push(`back within ${away} s`);
      await untilEvents(scene, 20);
    }
    return settle(scene);
  });
}

function watchedMember({cluster, watcher}: Scene): Member {
  const endpoint = watcher.watchedEndpoint();
  const found = cluster.members.find(({url}) => url === endpoint);
  if (found === undefined) throw new Error(`no member is at ${endpoint}`);
  return found;
}
