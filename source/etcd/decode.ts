// From the gateway's JSON to messages.ts: fills in what proto3 leaves out, checks that revisions
// are safe integers, writes ids as etcd's log does (lower-case hex). Every version sends snake_case
// names (3.3 to 3.7, whatever the gateway library), integers of 64 bits as strings.
import {isJsonObject, type JsonObject} from './json-object.ts';
import type {
  Base64,
  KeyValue,
  Member,
  RangeResponse,
  ResponseHeader,
  StatusResponse,
  VersionResponse,
  WatchEvent,
  WatchFrame,
} from './messages.ts';

/** The server sent something that etcd doesn't send: a proxy's page, a changed protocol. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
}

export function decodeRange(body: unknown): RangeResponse {
  const object = asObject(body, 'a range response');
  return {
    header: decodeHeader(object.header),
    kvs: asArray(object.kvs, 'kvs').map(decodeKeyValue),
    more: object.more === true,
    count: decodeInteger(object.count, 'count'),
  };
}

export function decodeWatchEvent(value: unknown): WatchEvent {
  const object = asObject(value, 'an event');
  const type = object.type === 'DELETE' || object.type === 1 ? 'delete' : 'put';
  const kv = decodeKeyValue(object.kv);
  return object.prev_kv === undefined || object.prev_kv === null
    ? {type, kv}
    : {type, kv, prevKv: decodeKeyValue(object.prev_kv)};
}

/** Of `{"result": …}` without its events. An `{"error": …}` is for gateway-error.ts. */
export function decodeWatchFrame(result: unknown): WatchFrame {
  const object = asObject(result, 'a watch response');
  const compactRevision = decodeInteger(object.compact_revision, 'compact_revision');
  return {
    header: decodeHeader(object.header),
    watchId: object.watch_id === undefined ? '0' : String(object.watch_id),
    created: object.created === true,
    canceled: object.canceled === true,
    fragment: object.fragment === true,
    ...(compactRevision > 0 && {compactRevision}),
    ...(typeof object.cancel_reason === 'string' &&
      object.cancel_reason !== '' && {cancelReason: object.cancel_reason}),
  };
}

export function decodeStatus(body: unknown): StatusResponse {
  const object = asObject(body, 'a status response');
  const leader = decodeId(object.leader);
  return {
    header: decodeHeader(object.header),
    version: asText(object.version),
    dbSizeBytes: decodeInteger(object.dbSize, 'dbSize'),
    ...(object.dbSizeInUse !== undefined && {
      dbSizeInUseBytes: decodeInteger(object.dbSizeInUse, 'dbSizeInUse'),
    }),
    ...(object.dbSizeQuota !== undefined && {
      dbSizeQuotaBytes: decodeInteger(object.dbSizeQuota, 'dbSizeQuota'),
    }),
    ...(leader !== '0' && {leader}),
    raftIndex: decodeInteger(object.raftIndex, 'raftIndex'),
    ...(object.raftAppliedIndex !== undefined && {
      raftAppliedIndex: decodeInteger(object.raftAppliedIndex, 'raftAppliedIndex'),
    }),
    raftTerm: decodeInteger(object.raftTerm, 'raftTerm'),
    isLearner: object.isLearner === true,
    errors: asArray(object.errors, 'errors').map(asText),
  };
}

export function decodeMembers(body: unknown): readonly Member[] {
  return asArray(asObject(body, 'a member list').members, 'members').map(value => {
    const object = asObject(value, 'a member');
    return {
      id: decodeId(object.ID),
      name: asText(object.name),
      peerUrls: asArray(object.peerURLs, 'peerURLs').map(asText),
      clientUrls: asArray(object.clientURLs, 'clientURLs').map(asText),
      isLearner: object.isLearner === true,
    };
  });
}

export function decodeVersion(body: unknown): VersionResponse {
  const object = asObject(body, 'a version');
  if (typeof object.etcdserver !== 'string') {
    throw new DecodeError(`/version names no etcdserver: ${excerpt(body)}`);
  }
  return {
    etcdserver: object.etcdserver,
    etcdcluster: asText(object.etcdcluster),
    ...(typeof object.storage === 'string' && {storage: object.storage}),
  };
}

function decodeHeader(value: unknown): ResponseHeader {
  const object = asObject(value ?? {}, 'a response header');
  return {
    clusterId: decodeId(object.cluster_id),
    memberId: decodeId(object.member_id),
    ...(object.revision !== undefined && {revision: decodeInteger(object.revision, 'revision')}),
    ...(object.raft_term !== undefined && {raftTerm: decodeInteger(object.raft_term, 'raft_term')}),
  };
}

export function asObject(value: unknown, what: string): JsonObject {
  if (isJsonObject(value)) return value;
  throw new DecodeError(`the server sent ${excerpt(value)} where ${what} belongs`);
}

function decodeKeyValue(value: unknown): KeyValue {
  const object = asObject(value, 'a key');
  const lease = decodeId(object.lease);
  const kv = {
    key: asBase64(object.key, 'key'),
    value: asBase64(object.value, 'value'),
    createRevision: decodeInteger(object.create_revision, 'create_revision'),
    modRevision: decodeInteger(object.mod_revision, 'mod_revision'),
    version: decodeInteger(object.version, 'version'),
  };
  return lease === '0' ? kv : {...kv, lease};
}

/** Decimal text or a number; 0 when absent. Throws where the value is not a safe integer. */
function decodeInteger(value: unknown, name: string): number {
  if (value === undefined || value === null) return 0;
  const number = typeof value === 'string' && value !== '' ? Number(value) : value;
  if (typeof number === 'number' && Number.isSafeInteger(number)) return number;
  throw new DecodeError(`the server sent ${name} ${excerpt(value)}, which is not a safe integer`);
}

/** A uint64 as lower-case hex; '0' when absent. */
function decodeId(value: unknown): string {
  if (value === undefined || value === null) return '0';
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value.toString(16);
  if (typeof value === 'string' && /^-?\d{1,20}$/.test(value)) {
    return BigInt.asUintN(64, BigInt(value)).toString(16);
  }
  throw new DecodeError(`the server sent the id ${excerpt(value)}`);
}

function asBase64(value: unknown, name: string): Base64 {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return value;
  throw new DecodeError(`the server sent ${excerpt(value)} where the base64 of a ${name} belongs`);
}

function asArray(value: unknown, name: string): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value;
  throw new DecodeError(`the server sent ${excerpt(value)} where the list ${name} belongs`);
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function excerpt(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
