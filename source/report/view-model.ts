// Everything the interface can say at one moment, as plain values. Built from the sync state
// (view-builder.ts); drawn by ui/, printed by commands. Times are milliseconds since the epoch;
// nothing in here ages by itself, so a screen that shows it only changes when something happened.
import type {Entry} from '../sync/entries.ts';
import type {CertificatesReport} from './certificates.ts';

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

/** Keys of one resource kind: the first path part after the prefix (routes, upstreams, ssls). */
export type ResourceCount = {readonly name: string; readonly keys: number; readonly bytes: number};

export type EndpointView = {
  readonly url: string;
  readonly current: boolean;
  readonly etcdVersion?: string;
  /** Last seen in a response header of this endpoint. */
  readonly headerRevision?: number;
  readonly lastError?: string;
};

export type ViewModel = {
  readonly demo: boolean;
  /** As typed, '' for every key; not yet made printable. */
  readonly prefix: string;
  readonly endpoints: readonly EndpointView[];
  readonly security: 'plain' | 'TLS' | 'mTLS' | 'TLS, not verified';
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
  readonly eventsApplied: number;
  readonly differencesFound: number;
  readonly progress: ProgressView;
  /** Sorted by name. */
  readonly resources: readonly ResourceCount[];
  readonly certificates: CertificatesReport | undefined;
};

/** The ring of entries, by sequence number: numbers never repeat and old ones fall out. */
export type EntryLog = {
  /** Sequence number of the oldest entry kept. */
  readonly first: number;
  /** One past the newest. */
  readonly end: number;
  at(sequence: number): Entry | undefined;
};

/** What the interface is given: values to draw and the few things that a person may ask for. */
export type InterfaceSource = {
  view(): ViewModel;
  readonly log: EntryLog;
  /** Called after anything changed, at any rate; returns the way to stop. */
  subscribe(listener: () => void): () => void;
  syncAgain(): void;
  checkCertificatesAgain(): void;
};
