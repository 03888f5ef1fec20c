// The sync engine's options and state. step.ts and what it calls are the only writers of the state.
import type {Failure} from '../etcd/gateway-error.ts';
import type {KeyRange} from '../etcd/key-range.ts';
import type {Base64, Member, StatusResponse} from '../etcd/messages.ts';
import type {Accounts} from './accounting.ts';
import type {CompactionWatch} from './compaction.ts';
import type {StatusEntry} from './entries.ts';
import type {Effect} from './facts-effects.ts';
import type {FailBack} from './fail-back.ts';
import type {Mirror, MirrorObserver} from './mirror.ts';
import type {PagePace} from './page-pace.ts';
import type {PagePlan} from './page-plan.ts';

export type SyncOptions = {
  /** URLs, in the order in which they are tried. */
  readonly endpoints: readonly string[];
  readonly range: KeyRange;
  /** Whether the keys of the first sync are entries of their own (origin initial). */
  readonly emitInitial: boolean;
  /** Read values in the first sync; without, keys and revisions only. */
  readonly initialValues: boolean;
  /** Keep which keys there are: what deletes are found against. Off for a single sync. */
  readonly keepMirror: boolean;
  /** First revision whose events are wanted; absent: from now. */
  readonly fromRevision?: number;
  readonly prevKv: boolean;
  /** false: done after the first full sync. */
  readonly watch: boolean;
  /** Whether to give up when every endpoint failed before one ever worked. */
  readonly giveUp: boolean;
  /** Whether a user is given: log in before the first call. */
  readonly login: boolean;
  /** Keys a page; absent: adapts. */
  readonly pageKeys?: number;
  /** Pages under way at once, at most; absent: limits.concurrencyMax. */
  readonly concurrency?: number;
  readonly untilRevision?: number;
  readonly observeMirror?: MirrorObserver;
  /** 0 to 1: spreads the retries of many watchers. */
  readonly jitter: number;
};

export type SyncCause = 'first' | 'compacted' | 'restored' | 'asked';

/** One full sync, from its first page on. It survives a change of endpoint. */
export type SyncRun = {
  readonly cause: SyncCause;
  /** The revision that every page is read at; undefined until the first page decides it. */
  readonly pin: number | undefined;
  /** Keys whose mod_revision is this or more are left to the watch: see firstRun in paging.ts. */
  readonly ignoreFrom?: number;
  readonly keysOnly: boolean;
  readonly pageKeys: number;
  /** The user chose the size. */
  readonly isPageFixed: boolean;
  /** Whether a page of this run was handed on. */
  readonly hasHanded: boolean;
  readonly plan: PagePlan;
  /** Requests under way: when they were sent, and how large a page they ask for. */
  readonly underWay: ReadonlyMap<number, {readonly sentMs: number; readonly limit: number}>;
  readonly nextRequestId: number;
  readonly pace: PagePace;
  readonly keysDone: number;
  readonly keysTotal: number | undefined;
  readonly bytes: number;
  readonly pages: number;
  readonly requests: number;
  readonly retries: number;
  readonly differences: number;
  /** The key changed last. */
  readonly newest: Applied['witness'];
  /** Keys that are over the gateway's limit on their own. */
  readonly unread: ReadonlyArray<{readonly key: Base64; readonly bytes: number}>;
  readonly startedMs: number;
  readonly finishedMs: number | undefined;
  /** compacted: the first revision that can't be had any more, and where etcd's history begins. */
  readonly lostFrom?: number;
  readonly compactRevision?: number;
};

export type Phase =
  | {readonly name: 'idle'}
  | {readonly name: 'connecting'; readonly step: 'version' | 'login' | 'verify'}
  | {readonly name: 'syncing'}
  | {readonly name: 'opening-watch'; readonly startRevision: number}
  | {
      readonly name: 'watching';
      readonly startRevision: number;
      /** Whether everything that was recorded up to the opening has been delivered. */
      readonly caughtUp: boolean;
      /** When the oldest unanswered question for progress was sent. */
      readonly askedMs?: number;
      readonly lastAnswerMs: number;
      /** When the last events came, or the watch was confirmed. */
      readonly lastEventMs: number;
      /** An answer is overdue though the connection is not given up yet. */
      readonly isOverdue: boolean;
      /** The store's revision at the last poll of a watch that can't be asked itself. */
      readonly polledRevision?: number;
      /** "watching" or "resumed", said once it is sure that nothing missed was compacted. */
      readonly confirmation?: StatusEntry;
    }
  | {
      readonly name: 'backing-off';
      readonly reason: string;
      readonly sinceMs: number;
      readonly retryAtMs: number;
    }
  | {readonly name: 'failed'; readonly failure: Failure; readonly reason: string}
  | {readonly name: 'done'};

/** The revisions whose events were handed on. */
export type Applied = {
  readonly revision: number;
  /** Whether all of `revision` is applied; if not, resuming starts at it, not after it. */
  readonly complete: boolean;
  /** Keys applied at `revision`; changed in place, one set for the engine's life. */
  readonly keys: Set<Base64>;
  /** As far as progress answers vouch for; never the point to resume from. */
  readonly confirmedRevision: number;
  /** The newest progress answer's revision. */
  readonly progressRevision: number;
  /** A key with the mod_revision that we know: what tells this history from another one. */
  readonly witness: {readonly key: Base64; readonly modRevision: number} | undefined;
};

export type EndpointState = {
  readonly url: string;
  readonly etcdVersion?: string;
  readonly headerRevision?: number;
  readonly clusterId?: string;
  /** What it failed with, until it works again. */
  readonly lastError?: string;
  /** How far it was behind the store when it was last looked at; the present one is not. */
  readonly lag?: number;
  /** The attempt in which we logged in there; absent: not yet, or the token was refused. */
  readonly loginAttempt?: number;
};

export type Outage = {
  readonly sinceMs: number;
  readonly endpoint: string;
  readonly reason: string;
  /** What was last said about it; fail-back: the connection was left for the first endpoint. */
  readonly kind: Failure['kind'] | 'fail-back';
};

export type SyncState = {
  readonly options: SyncOptions;
  /** Counts connections; effects and facts of an older one are void. */
  readonly attempt: number;
  readonly endpointIndex: number;
  readonly endpoints: readonly EndpointState[];
  readonly phase: Phase;
  /** undefined: the next step is the watch. */
  readonly run: SyncRun | undefined;
  readonly lastRun: SyncRun | undefined;
  readonly runsDone: number;
  readonly mirror: Mirror;
  readonly applied: Applied;
  /** Events of older revisions are applied without being handed on (fromRevision). */
  readonly outputFrom: number;
  /** The highest seen, of whichever member: how far the store is. */
  readonly headerRevision: number | undefined;
  /** The highest seen: it never goes back in one history (raft). */
  readonly raftTerm: number;
  readonly clusterId: string | undefined;
  readonly etcdVersion: string | undefined;
  readonly status: StatusResponse | undefined;
  readonly members: readonly Member[];
  /** Set while not connected, once we were. */
  readonly outage: Outage | undefined;
  readonly everSynced: boolean;
  readonly everWatched: boolean;
  /** Endpoints that failed since one last worked. */
  readonly failuresInRow: number;
  readonly failBack: FailBack;
  /** Whether the request body of a watch stays open for questions; off where a proxy holds it back. */
  readonly duplex: boolean;
  /** Ask for fragments: for gateways that fail on frames over 4 MiB. It makes etcd slower. */
  readonly fragment: boolean;
  readonly eventsApplied: number;
  readonly differencesFound: number;
  readonly accounts: Accounts;
  /** A full sync is to follow once the applied revision is complete. */
  readonly syncWanted: boolean;
  /** When one was last made because events were found missing. */
  readonly gapSyncMs: number | undefined;
  readonly compaction: CompactionWatch;
  /** How often history was compacted away since the last finished sync. */
  readonly compactions: number;
};

export type Step = {readonly state: SyncState; readonly effects: readonly Effect[]};
