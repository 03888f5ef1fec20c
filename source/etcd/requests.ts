// Bodies of the requests that this program sends. All of them read: the program contains no
// request that could change a key. (A login appends one raft entry: once a run.)
import type {Base64} from './messages.ts';

export type RangeRequest = {
  readonly key: Base64;
  readonly rangeEnd?: Base64;
  readonly limit?: number;
  /** Read at this revision; absent: the newest. */
  readonly revision?: number;
  /** Only keys changed at this revision or later; the server then looks at the whole range. */
  readonly minModRevision?: number;
  readonly keysOnly?: boolean;
  readonly countOnly?: boolean;
  /** Answered by the member itself, possibly stale, also without a leader. */
  readonly serializable?: boolean;
};

type WatchRequest = {
  readonly key: Base64;
  readonly rangeEnd?: Base64;
  /** First revision wanted; absent: from now. */
  readonly startRevision?: number;
  readonly prevKv?: boolean;
  readonly fragment?: boolean;
  readonly progressNotify?: boolean;
};

export function encodeRange(request: RangeRequest): object {
  return {
    key: request.key,
    ...(request.rangeEnd !== undefined && {range_end: request.rangeEnd}),
    ...(request.limit !== undefined && {limit: String(request.limit)}),
    ...(request.revision !== undefined && {revision: String(request.revision)}),
    ...(request.minModRevision !== undefined && {
      min_mod_revision: String(request.minModRevision),
    }),
    ...(request.keysOnly === true && {keys_only: true}),
    ...(request.countOnly === true && {count_only: true}),
    ...(request.serializable === true && {serializable: true}),
  };
}

export function encodeWatch(request: WatchRequest): object {
  return {
    create_request: {
      key: request.key,
      ...(request.rangeEnd !== undefined && {range_end: request.rangeEnd}),
      ...(request.startRevision !== undefined && {start_revision: String(request.startRevision)}),
      ...(request.prevKv === true && {prev_kv: true}),
      ...(request.fragment === true && {fragment: true}),
      ...(request.progressNotify === true && {progress_notify: true}),
    },
  };
}

export const progressRequest = {progress_request: {}};

export function encodeAuthenticate(name: string, password: string): object {
  return {name, password};
}

/** Alarms: GET is the only action that this program knows. */
export const alarmQuestion = {action: 'GET'} as const;

/** Of a member's own data at a revision; from etcd 3.5 on. */
export function encodeHashQuestion(revision: number): object {
  return {revision: String(revision)};
}
