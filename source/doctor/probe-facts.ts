// What the doctor's probes saw, before anything is concluded: the io layer fills these in, the
// judge-*.ts of this folder read them. Facts only, in the past tense, each with the time it took.

import type {ConnectionSettings} from '../config/settings.ts';
import type {Failure} from '../etcd/gateway-error.ts';

/** One call through the gateway, decoded. */
export type CallResult<T> =
  | {readonly kind: 'answered'; readonly value: T; readonly seconds: number}
  | {readonly kind: 'refused'; readonly failure: Failure; readonly seconds: number}
  | {readonly kind: 'not-asked'; readonly reason: string};

export type NameLookup = {
  readonly host: string;
  readonly seconds: number;
  /** As programs resolve it (getaddrinfo: hosts file, search domains). */
  readonly system: {readonly addresses: readonly string[]} | {readonly code: string};
  /** As APISIX does: the name server is asked for the bare name. Absent: not asked. */
  readonly direct?: {readonly addresses: readonly string[]} | {readonly code: string};
};

export type TcpAttempt = {
  readonly address: string;
  readonly seconds: number;
  /** Absent: connected. */
  readonly failure?: {readonly code: string; readonly message: string};
};

/** A plain HTTP page, whatever it says. */
export type PageAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The start of it. */
  readonly body: string;
  readonly seconds: number;
};

/** Plain pages of one endpoint, as far as they were asked for. */
export type EndpointPages = {
  readonly version?: PageResult;
  /** Asked only where the API path or /version is not there. */
  readonly members?: PageResult;
  readonly proxyHealth?: PageResult;
};

export type PageResult = PageAnswer | {readonly failure: Failure; readonly seconds: number};

export type Alarm = {readonly memberId: string; readonly alarm: string};

/** Bytes of decoded keys and values, as protobuf counts them but for a few bytes a key. */
export type PagedRead = {
  readonly revision: number;
  readonly keys: number;
  readonly keysTotal: number;
  readonly bytes: number;
  readonly pages: number;
  readonly seconds: number;
  /** Why it ended before the last key. */
  readonly stopped?: {readonly reason: 'time'} | {readonly failure: Failure};
  /** Keys that are over the server's limit on their own. */
  readonly unread: number;
};

export type WatchProbe = {
  readonly startRevision: number;
  readonly seconds: number;
  readonly outcome:
    | {readonly kind: 'created'}
    | {readonly kind: 'compacted'; readonly compactRevision: number}
    | {readonly kind: 'refused'; readonly failure: Failure}
    /** Not a byte, not even the head of an answer. */
    | {readonly kind: 'silent'}
    /** Created, and ended by somebody while nothing happened. */
    | {readonly kind: 'cut'; readonly afterSeconds: number; readonly failure: Failure};
  /** Seconds until a question for progress was answered; absent: not answered or not asked. */
  readonly progressSeconds?: number;
};

/** What the doctor remembers of a cluster from run to run. */
export type Remembered = {
  readonly clusterId: string;
  readonly revision: number;
  readonly timeMs: number;
};

/** What decides how findings are worded and weighed. */
export type DoctorContext = {
  readonly settings: ConnectionSettings;
  /** The connection is an APISIX's own: what only hurts APISIX is then an error. */
  readonly isApisix: boolean;
  /** APISIX's timeout of a call, in seconds. */
  readonly timeoutSeconds: number;
  readonly prefix: {readonly bytes: Uint8Array; readonly text: string};
  readonly nowMs: number;
};
