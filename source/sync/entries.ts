// What the sync engine tells the world, in order: changes and statuses. Every printer (JSON lines,
// text, the interface, recordings) reads these and nothing else, so they can't disagree.
import type {Base64} from '../etcd/messages.ts';

/** initial: from the first sync. watch: as etcd recorded it. resync: a difference found by syncing again. */
export type Origin = 'initial' | 'watch' | 'resync';

export type PutEntry = {
  readonly type: 'put';
  readonly key: Base64;
  readonly value: Base64;
  readonly createRevision: number;
  readonly modRevision: number;
  readonly version: number;
  readonly lease?: string;
  readonly prevValue?: Base64;
  /** Milliseconds since the epoch, when we read it: not the commit time, which etcd does not keep. */
  readonly timeMs: number;
  readonly origin: Origin;
};

export type DeleteEntry = {
  readonly type: 'delete';
  readonly key: Base64;
  readonly modRevision: number;
  readonly prevValue?: Base64;
  readonly timeMs: number;
  readonly origin: Origin;
};

export type ChangeEntry = PutEntry | DeleteEntry;

export type StatusPhase =
  | 'synced'
  | 'watching'
  | 'disconnected'
  | 'resumed'
  | 'compacted'
  | 'restored'
  | 'resynced'
  | 'gap';

/** The conservation law in figures (accounting.ts): counted = applied + differences + unseen. */
export type AccountsEntry = {
  readonly counted: number;
  readonly applied: number;
  readonly differences: number;
  readonly unseen: number;
  readonly missing: number;
  readonly doubled: number;
};

export type StatusEntry = {
  readonly type: 'status';
  readonly phase: StatusPhase;
  /** URL of the endpoint it is about. */
  readonly endpoint: string;
  readonly reason?: string;
  /** The applied revision. */
  readonly revision: number;
  readonly timeMs: number;
  /** resumed: first and last revision of the span that was caught up, and how long we were away. */
  readonly fromRevision?: number;
  readonly toRevision?: number;
  readonly outageSeconds?: number;
  /**
   * compacted: etcd's compact revision, and the span whose single steps nobody can know any more.
   * restored: lostFrom alone, of the history that is gone: how far that went can't be known.
   */
  readonly compactRevision?: number;
  readonly lostFrom?: number;
  readonly lostTo?: number;
  /** synced, resynced: keys under the prefix; resynced: differences found. */
  readonly keys?: number;
  readonly differences?: number;
  /** resumed, resynced, gap. */
  readonly accounts?: AccountsEntry;
  /** disconnected: about how long this may last before compaction takes what is missed. */
  readonly headroomSeconds?: number;
};

/** Of a `resumed` that no `disconnected` came before. */
export const failBackReason = 'the first endpoint is healthy again';

export type Entry = ChangeEntry | StatusEntry;
