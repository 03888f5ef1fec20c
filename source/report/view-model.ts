// Everything the interface can say at one moment, as plain values. Built from the sync state
// (view-builder.ts); drawn by ui/, printed by commands. Times are milliseconds since the epoch;
// nothing in here ages by itself, so a screen that shows it only changes when something happened.
import type {DriftReport} from '../apisix/drift-report.ts';
import type {Check, DoctorReport} from '../doctor/doctor-report.ts';
import type {Headroom} from '../sync/compaction.ts';
import type {AccountsEntry, Entry} from '../sync/entries.ts';
import type {CertificatesReport} from '../tls/certificates-report.ts';
import type {KeySource} from './key-source.ts';
import type {Reach} from './typed-commands.ts';

export type PhaseView =
  /** Asking an endpoint for its version, logging in. */
  | {readonly name: 'connecting'; readonly endpoint: string; readonly attempt: number}
  | {readonly name: 'syncing'}
  | {readonly name: 'opening-watch'}
  | {readonly name: 'watching'}
  | {
      readonly name: 'backing-off';
      readonly reason: string;
      readonly sinceMs: number;
      readonly retryAtMs: number;
      readonly attempt: number;
    }
  /** Will not recover by itself: a wrong password, no permission. The interface stays open. */
  | {readonly name: 'failed'; readonly reason: string};

/** Whether the watch connection answers: quiet and dead must never look alike. */
export type LivenessView = {
  /** How often the open watch is asked for progress. */
  readonly askedEveryMs: number;
  readonly lastAnswerTimeMs?: number;
  /** Set once an answer is overdue; the connection is then given up and opened anew. */
  readonly silentSinceMs?: number;
};

export type ProgressView = {
  readonly pinnedRevision?: number;
  readonly keysDone: number;
  /** From the first page's count; undefined before it. */
  readonly keysTotal?: number;
  /** Decoded bytes of keys and values. */
  readonly bytes: number;
  readonly pages: number;
  readonly requests: number;
  readonly retries: number;
  readonly startedTimeMs?: number;
  /** Set when done. */
  readonly finishedTimeMs?: number;
  /** Full syncs finished since the start. */
  readonly syncsDone: number;
};

/** Everything in one answer, as APISIX reads it, after the last full sync. */
export type OneShotView =
  | {readonly outcome: 'asking'}
  | {
      readonly outcome: 'answered';
      readonly keys: number;
      readonly bytes: number;
      readonly seconds: number;
    }
  | {
      readonly outcome: 'refused';
      /** Over the limit of the gateway's own client. */
      readonly isTooLarge: boolean;
      /** In the server's words. */
      readonly reason: string;
      readonly seconds: number;
    };

/** Keys of one resource kind: the first path part after the prefix (routes, upstreams, ssls). */
export type ResourceCount = {readonly name: string; readonly keys: number; readonly bytes: number};

export type EndpointView = {
  readonly url: string;
  readonly current: boolean;
  readonly etcdVersion?: string;
  /** Last seen in a response header of this endpoint. */
  readonly headerRevision?: number;
  /** Of one that is not the current one, when it was last looked at. */
  readonly lag?: number;
  readonly lastError?: string;
};

/** The conservation law: counted = applied + differences + unseen, unless something is wrong. */
export type AccountsView = AccountsEntry & {
  readonly isBalanced: boolean;
  /** What proves that it does not hold. */
  readonly proof?: string;
  /** When etcd last told how many keys there are. */
  readonly keysCountedTimeMs?: number;
};

/** Where a recording that is replayed stands. */
export type ReplayView = {
  readonly positionMs: number;
  readonly isPlaying: boolean;
  /** 1: as recorded. */
  readonly speed: number;
  /** At the end: how it ends, where not as it should. */
  readonly atEnd?: string;
};

export type ViewModel = {
  readonly demo: boolean;
  /** Absent: live. */
  readonly replay?: ReplayView;
  /** As typed, '' for every key; not yet made printable. */
  readonly prefix: string;
  readonly endpoints: readonly EndpointView[];
  readonly security: 'plain' | 'TLS' | 'mTLS' | 'TLS, not verified';
  /** Whose configuration the endpoints are from, where it was found unasked: APISIX's. */
  readonly configuredBy?: string;
  /** The user logged in as. */
  readonly user?: string;
  readonly etcdVersion?: string;
  readonly clusterId?: string;
  /** Name or id of the leader, where the server tells. */
  readonly leader?: string;
  readonly phase: PhaseView;
  /** How far the store is, as last told. */
  readonly headerRevision?: number;
  /** How far we are. */
  readonly appliedRevision?: number;
  readonly liveness: LivenessView;
  readonly lastEventTimeMs?: number;
  /** Events of the last 60 s, and twelve buckets of 5 s, oldest first. */
  readonly eventsPerMinute: number;
  readonly eventBuckets: readonly number[];
  readonly accounts: AccountsView;
  readonly headroom: Headroom;
  readonly progress: ProgressView;
  /** Absent: not asked for, and only predicted. */
  readonly oneShot?: OneShotView;
  /** Sorted by name. */
  readonly resources: readonly ResourceCount[];
  readonly certificates: CertificatesReport | undefined;
  /** What the APISIX on this host has loaded against etcd; absent in a replay. */
  readonly drift?: DriftView;
  /** Absent in a replay. */
  readonly doctor?: DoctorView;
};

export type DoctorView = {
  readonly isRunning: boolean;
  /** While it runs: the checks that are done. */
  readonly done: readonly {readonly check: Check; readonly endpoint?: string}[];
  /** Of the last run; absent before the first. */
  readonly report?: DoctorReport;
};

export type DriftView = {
  readonly isChecking: boolean;
  /** Of the last look; absent before the first. */
  readonly report?: DriftReport;
};

/** The ring of entries, by sequence number: numbers never repeat and old ones fall out. */
export type EntryLog = {
  /** Sequence number of the oldest entry kept. */
  readonly first: number;
  /** One past the newest. */
  readonly end: number;
  at(sequence: number): Entry | undefined;
};

/** The interface's panes; how each is drawn is in ui/panes.ts. */
export type PaneName = 'watch' | 'sync' | 'certificates' | 'keys' | 'doctor' | 'drift';

/** What the interface is given: values to draw and the few things that a person may ask for. */
export type InterfaceSource = {
  view(): ViewModel;
  readonly log: EntryLog;
  /** Called after anything changed, at any rate; returns the way to stop. */
  subscribe(listener: () => void): () => void;
  /** A pane came to the front: what costs requests may be asked for only then. */
  paneShown(pane: PaneName): void;
  /** Ctrl-R in a pane: look again at what it shows. */
  lookAgain(pane: PaneName): void;
  /** The key space, where there is one: the Keys pane. */
  readonly keys?: KeySource | undefined;
  /** A command typed after ":" that the interface doesn't know itself, such as record FILE. */
  readonly command?: ((name: string, argument: string) => Promise<CommandAnswer>) | undefined;
  /** How to reach the same etcd by hand: for copied commands. */
  readonly reach?: (() => Reach) | undefined;
};

/** Shown in the last line of the screen. */
export type CommandAnswer = {readonly text: string; readonly role: 'ok' | 'dim' | 'error'};
