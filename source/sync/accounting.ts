// The conservation law: changes applied + differences found + changes that compaction took unseen =
// what etcd's own counters say has changed. A key's version grows by one a put, so an event that was
// lost or handed on twice shows with the key's next one; where every key is watched, revisions have
// no holes; and etcd's count of keys is the number we hold.
import type {Base64} from '../etcd/messages.ts';
import type {SyncRun, SyncState} from './state.ts';

export type Accounts = {
  /** By etcd's counters: by how much versions have grown, and how many keys have gone. */
  readonly changesCounted: number;
  /** Of these, what compaction took before anybody saw it: a difference may stand for many changes. */
  readonly changesUnseen: number;
  /** Proved to be missing: counted, and neither delivered nor declared unknowable. */
  readonly eventsMissing: number;
  /** Delivered, though etcd did not count them. */
  readonly eventsDoubled: number;
  /** Revisions without an event, where every key is watched and each revision has one. */
  readonly revisionsSkipped: number;
  /** The first proof that the law does not hold. */
  readonly proof: string | undefined;
};

/** A key's change and by how much etcd's counters moved with it: 1 unless something is wrong. */
type Counted = {
  readonly key: Base64;
  readonly modRevision: number;
  readonly growth: number;
  readonly revisionsSkipped: number;
};

export const noAccounts: Accounts = {
  changesCounted: 0,
  changesUnseen: 0,
  eventsMissing: 0,
  eventsDoubled: 0,
  revisionsSkipped: 0,
  proof: undefined,
};

/** Events that were applied as they should, by etcd's counters. */
export function countEvents(accounts: Accounts, events: number): Accounts {
  return {...accounts, changesCounted: accounts.changesCounted + events};
}

/** One event that etcd's counters contradict. */
export function countOddEvent(accounts: Accounts, counted: Counted): Accounts {
  const {growth, revisionsSkipped} = counted;
  return {
    ...accounts,
    changesCounted: accounts.changesCounted + growth,
    eventsMissing: accounts.eventsMissing + Math.max(0, growth - 1),
    eventsDoubled: accounts.eventsDoubled + Math.max(0, 1 - growth),
    revisionsSkipped: accounts.revisionsSkipped + revisionsSkipped,
    proof: accounts.proof ?? proofOf(counted),
  };
}

/**
 * What a page or the end of a full sync has found. `growth`: by how much the mirror's counters moved.
 * Of a first sync nothing is counted; across histories counters can't be compared.
 */
export function countDifferences(state: SyncState, differences: number, growth: number): Accounts {
  const {accounts, run, runsDone} = state;
  const isKnown = run?.cause === 'compacted' && runsDone > 0;
  const unseen = isKnown ? Math.max(0, growth - differences) : 0;
  if (differences === 0 && unseen === 0) return accounts;
  const found: Accounts = {
    ...accounts,
    changesCounted: accounts.changesCounted + differences + unseen,
    changesUnseen: accounts.changesUnseen + unseen,
  };
  return run?.cause === 'asked' ? withProof(found, differences, run) : found;
}

/** etcd's count of the keys at a revision against ours; how many changes that is, a sync finds out. */
export function countKeys(
  accounts: Accounts,
  {revision, held, counted}: {revision: number; held: number; counted: number},
): Accounts {
  if (counted === held) return accounts;
  const proof = `etcd counts ${counted} keys at revision ${revision}, ${held} are known here`;
  return {...accounts, proof: accounts.proof ?? proof};
}

/** What is missing by either way of counting: a lost event may show in both. */
export function missingEvents({eventsMissing, revisionsSkipped}: Accounts): number {
  return Math.max(eventsMissing, revisionsSkipped);
}

/** Whether the law holds. */
export function isBalanced(state: SyncState): boolean {
  const {accounts, eventsApplied, differencesFound} = state;
  const delivered = eventsApplied + differencesFound + accounts.changesUnseen;
  return accounts.proof === undefined && accounts.changesCounted === delivered;
}

// The mirror and the store at one revision: what differs, no event has told.
function withProof(accounts: Accounts, differences: number, run: SyncRun | undefined): Accounts {
  const proof = `at revision ${run?.pin ?? 0} the store differs from what events had told`;
  return {
    ...accounts,
    eventsMissing: accounts.eventsMissing + differences,
    proof: accounts.proof ?? proof,
  };
}

function proofOf({key, modRevision, growth, revisionsSkipped}: Counted): string {
  const name = Buffer.from(key, 'base64').toString('utf8');
  const where = `${name} at revision ${modRevision}`;
  if (growth > 1) {
    return `${where}: by etcd's version of the key it changed ${growth} times since we last heard of it`;
  }
  if (growth < 1) return `${where}: etcd's version of the key did not grow with this event`;
  return `${where}: no event told of the ${revisionsSkipped} revisions before it`;
}
