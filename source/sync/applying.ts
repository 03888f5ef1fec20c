// Events as the watch delivers them: each applied once, in order, to the mirror and the resume point,
// and held against etcd's own counters.
import type {WatchEvent} from '../etcd/messages.ts';
import {countEvents, countOddEvent} from './accounting.ts';
import type {ChangeEntry} from './entries.ts';
import {mirrorDelete, mirrorPut, type Reading} from './mirror.ts';
import type {Applied, SyncState} from './state.ts';

type AppliedEvents = {
  readonly state: SyncState;
  readonly entries: readonly ChangeEntry[];
  /** Whether one of them does not fit etcd's counters. */
  readonly isOdd: boolean;
};

export function applyEvents(
  state: SyncState,
  events: readonly WatchEvent[],
  nowMs: number,
): AppliedEvents {
  const {mirror, applied} = state;
  const {keys} = applied;
  const judges = createJudge(state);
  const entries: ChangeEntry[] = [];
  let {revision, complete, witness} = applied;
  let count = 0;
  for (const event of events) {
    const {key, modRevision} = event.kv;
    // Old servers repeat events (PR #15274) and send some from before the start (#20221).
    if (modRevision < revision) continue;
    if (modRevision === revision && (complete || keys.has(key))) continue;
    const revisionsPassed = modRevision - revision;
    if (revisionsPassed > 0) keys.clear();
    revision = modRevision;
    complete = false;
    keys.add(key);
    count++;
    const before = mirror.growth;
    witness = applyEvent(state, event, witness);
    judges.see(event, mirror.growth - before, revisionsPassed);
    if (modRevision >= state.outputFrom) entries.push(entryOf(event, nowMs));
  }
  const next: SyncState = {
    ...state,
    applied: {...applied, revision, complete, witness},
    eventsApplied: state.eventsApplied + count,
    accounts: judges.conclude(count),
  };
  return {state: next, entries, isOdd: judges.isOdd()};
}

/** "\0", as the first key and as range_end. */
const everyKey = 'AA==';
const eventReading: Reading = {hasValue: true, isOtherHistory: false};

function applyEvent(
  {mirror}: SyncState,
  event: WatchEvent,
  witness: Applied['witness'],
): Applied['witness'] {
  const {kv} = event;
  if (event.type === 'put') {
    mirrorPut(mirror, kv, eventReading);
    return kv;
  }
  mirrorDelete(mirror, kv.key, event.prevKv);
  return witness?.key === kv.key ? undefined : witness;
}

// One event is one change of one key, and where every key is watched each revision has one.
function createJudge({options, lastRun, accounts: before}: SyncState) {
  const {key, rangeEnd} = options.range;
  const isEveryKey = key === everyKey && rangeEnd === everyKey;
  // What the keys changed at this revision were before it, the first sync could not read.
  const unreadRevision = lastRun?.ignoreFrom;
  let accounts = before;
  let odd = 0;
  return {
    see({kv}: WatchEvent, growth: number, revisionsPassed: number): void {
      const revisionsSkipped = isEveryKey ? Math.max(0, revisionsPassed - 1) : 0;
      if (growth === 1 && revisionsSkipped === 0) return;
      const {key: changed, modRevision} = kv;
      if (modRevision === unreadRevision) return;
      odd++;
      accounts = countOddEvent(accounts, {key: changed, modRevision, growth, revisionsSkipped});
    },
    isOdd: () => odd > 0,
    conclude: (events: number) => countEvents(accounts, events - odd),
  };
}

function entryOf(event: WatchEvent, timeMs: number): ChangeEntry {
  const {kv, prevKv} = event;
  const prev = prevKv === undefined ? undefined : {prevValue: prevKv.value};
  if (event.type === 'put') return {type: 'put', ...kv, ...prev, timeMs, origin: 'watch'};
  const {key, modRevision} = kv;
  return {type: 'delete', key, modRevision, ...prev, timeMs, origin: 'watch'};
}
