// etcd v3 messages as this program uses them: the types, the decoders from the gateway's JSON and
// the encoders of requests. Decoding happens once, at the edge: proto3 leaves out zero values and
// the gateway writes 64-bit integers as strings, so everything here is filled in and checked.
// Keys and values stay base64 text (standard alphabet, padded: as sent) until somebody shows them.

/** Standard, padded base64 as the gateway sends it: equal bytes are equal strings. */
export type Base64 = string;

export type ResponseHeader = {
  /** Lower-case hex, as in etcd's log. */
  readonly clusterId: string;
  readonly memberId: string;
  /** The store's revision; absent where the server leaves it out (member list, a compacted watch). */
  readonly revision?: number;
  readonly raftTerm?: number;
};

export type KeyValue = {
  readonly key: Base64;
  /** '' for an empty value and with keys_only. */
  readonly value: Base64;
  /** 0 on delete events. */
  readonly createRevision: number;
  readonly modRevision: number;
  readonly version: number;
  /** Lower-case hex; absent when the key has no lease. */
  readonly lease?: string;
  /** Where its bytes are, and `value` is '': only in the pages of a sync that asks for it. */
  readonly packed?: PackedKey;
};

/** See packed-keys.ts. */
export type PackedKey = {readonly memory: Buffer; readonly start: number; readonly end: number};

export type WatchEvent = {
  readonly type: 'put' | 'delete';
  readonly kv: KeyValue;
  readonly prevKv?: KeyValue;
};

export type RangeResponse = {
  readonly header: ResponseHeader;
  readonly kvs: readonly KeyValue[];
  readonly more: boolean;
  /** Keys from this request's key to its range_end, whatever the limit. */
  readonly count: number;
};

/** A watch response without its events, which the stream hands over one by one before it. */
export type WatchFrame = {
  readonly header: ResponseHeader;
  /** '0' for the first watch of a stream, '-1' for replies to progress_request and refusals. */
  readonly watchId: string;
  readonly created: boolean;
  readonly canceled: boolean;
  readonly fragment: boolean;
  readonly compactRevision?: number;
  readonly cancelReason?: string;
};

/** What one read of a watch's answer brought of one response. */
export type WatchPart = {
  readonly events: readonly WatchEvent[];
  /** undefined: more of the response is to come. */
  readonly frame: WatchFrame | undefined;
  /** Events of the response up to here, those of earlier parts included. */
  readonly eventCount: number;
};

export type StatusResponse = {
  readonly header: ResponseHeader;
  readonly version: string;
  readonly dbSizeBytes: number;
  readonly dbSizeInUseBytes?: number;
  /** From 3.6 on. */
  readonly dbSizeQuotaBytes?: number;
  /** Lower-case hex; absent when the member knows no leader. */
  readonly leader?: string;
  readonly raftIndex: number;
  /** From 3.4 on. */
  readonly raftAppliedIndex?: number;
  readonly raftTerm: number;
  readonly isLearner: boolean;
  readonly errors: readonly string[];
};

export type Member = {
  readonly id: string;
  readonly name: string;
  readonly peerUrls: readonly string[];
  readonly clientUrls: readonly string[];
  readonly isLearner: boolean;
};

export type VersionResponse = {
  readonly etcdserver: string;
  readonly etcdcluster: string;
  readonly storage?: string;
};
