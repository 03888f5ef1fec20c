// The calls that take one JSON object and give one back, by path below the API prefix. Each gets the
// request's fields and the member that was asked, and returns the result or throws etcd's refusal.
import {createHash, randomBytes} from 'node:crypto';
import {headerOf, type MemberView} from './cluster.ts';
import {
  authFailed,
  authNotEnabled,
  EtcdError,
  leaseNotFound,
  requestTooLarge,
} from './etcd-error.ts';
import {
  deleteJson,
  putJson,
  rangeJson,
  readDelete,
  readPut,
  readRange,
  readTxn,
  txnJson,
} from './kv-json.ts';
import {putRequestSize} from './proto-size.ts';
import type {Release} from './releases.ts';
import type {Fields} from './request-fields.ts';
import {runOperation} from './txn.ts';

type Call = {
  readonly run: (fields: Fields, view: MemberView) => unknown;
  readonly exists?: (release: Release) => boolean;
  /** Answered without a token when users are set. */
  readonly isOpen?: boolean;
};

/** etcd's default of --max-request-bytes, and the gRPC server's limit above it. */
const requestBytesMax = 1.5 * 1024 * 1024;
const receivedBytesMax = requestBytesMax + 512 * 1024;

const calls: Readonly<Record<string, Call>> = {
  '/kv/range': {run: range},
  '/kv/put': {run: put},
  '/kv/deleterange': {run: deleteRange},
  '/kv/txn': {run: txn},
  '/kv/compaction': {run: compaction},
  '/maintenance/status': {run: (_fields, view) => status(view)},
  '/maintenance/alarm': {run: (_fields, view) => alarms(view)},
  '/maintenance/hash': {run: (_fields, view) => hash(view)},
  '/maintenance/hashkv': {run: hashKv, exists: release => release.hasHashKv},
  '/cluster/member/list': {run: (_fields, view) => memberList(view)},
  '/auth/authenticate': {run: authenticate, isOpen: true},
  '/auth/status': {
    run: (_fields, view) => authStatus(view),
    exists: release => release.hasAuthStatus,
  },
  '/kv/lease/leases': {run: (_fields, view) => ({header: currentHeader(view)})},
  '/kv/lease/revoke': {run: revokeLease},
};

/** What answers a path below the API prefix. */
export function findCall(path: string, release: Release): Call | undefined {
  const call = Object.hasOwn(calls, path) ? calls[path] : undefined;
  return call?.exists?.(release) === false ? undefined : call;
}

function headerAt(view: MemberView): (revision: number) => unknown {
  return revision => headerOf(view, revision);
}

function currentHeader(view: MemberView): Record<string, string> {
  return headerOf(view, view.cluster.store.revision());
}

function range(fields: Fields, view: MemberView): unknown {
  const answer = runOperation(view.cluster.store, {kind: 'range', query: readRange(fields)});
  return answer.kind === 'range' ? rangeJson(answer.result, headerAt(view)) : {};
}

function put(fields: Fields, view: MemberView): unknown {
  const request = readPut(fields);
  refuseTooLarge(putRequestSize(request.key, request.value));
  const answer = runOperation(view.cluster.store, {kind: 'put', request});
  return answer.kind === 'put' ? putJson(answer.result, headerAt(view)) : {};
}

function refuseTooLarge(bytes: number): void {
  if (bytes <= requestBytesMax) return;
  if (bytes <= receivedBytesMax) throw requestTooLarge();
  const limits = `(${bytes} vs. ${receivedBytesMax})`;
  throw new EtcdError(8, `grpc: received message larger than max ${limits}`);
}

function deleteRange(fields: Fields, view: MemberView): unknown {
  const request = readDelete(fields);
  const answer = runOperation(view.cluster.store, {kind: 'delete', request});
  return answer.kind === 'delete' ? deleteJson(answer.result, headerAt(view)) : {};
}

function txn(fields: Fields, view: MemberView): unknown {
  const request = readTxn(fields);
  const answer = runOperation(view.cluster.store, {kind: 'txn', request});
  return answer.kind === 'txn' ? txnJson(answer.result, headerAt(view)) : {};
}

function compaction(fields: Fields, view: MemberView): unknown {
  view.cluster.store.compact(fields.integer('revision'));
  return {header: currentHeader(view)};
}

function status(view: MemberView): unknown {
  const {cluster, release} = view;
  const index = String(cluster.store.revision() + 3);
  const bytes = String(20_480 + cluster.store.keyCount() * 512);
  return {
    header: currentHeader(view),
    version: release.version,
    dbSize: bytes,
    leader: cluster.leaderId,
    raftIndex: index,
    raftTerm: String(cluster.raftTerm),
    ...(release.statusDetails ? {raftAppliedIndex: index, dbSizeInUse: bytes} : {}),
  };
}

function alarms(view: MemberView): unknown {
  return view.release.alarmHeader ? {header: currentHeader(view)} : {};
}

function hash(view: MemberView): unknown {
  return {header: currentHeader(view), hash: hashUpTo(view, 0)};
}

function hashKv(fields: Fields, view: MemberView): unknown {
  return {
    header: currentHeader(view),
    hash: hashUpTo(view, fields.integer('revision')),
    compact_revision: String(view.cluster.store.compactRevision()),
  };
}

function hashUpTo({cluster}: MemberView, revision: number): number {
  const digest = createHash('sha256');
  const {records} = cluster.store.read({key: '\0', rangeEnd: '\0'}, revision);
  for (const record of records) {
    digest.update(`${record.key} ${record.modRevision} ${record.value}\n`, 'latin1');
  }
  return digest.digest().readUInt32BE();
}

function memberList(view: MemberView): unknown {
  const members = view.cluster.members.map(member => ({
    ID: member.id,
    name: member.name,
    peerURLs: [member.peerUrl],
    clientURLs: [member.clientUrl],
  }));
  // etcd leaves the revision out of this header.
  return {header: headerOf(view, undefined), members};
}

function authenticate(fields: Fields, view: MemberView): unknown {
  const {users, tokens} = view.cluster;
  if (Object.keys(users).length === 0) throw authNotEnabled();
  const name = fields.text('name');
  if (!Object.hasOwn(users, name) || users[name] !== fields.text('password')) throw authFailed();
  const token = `${randomBytes(8).toString('hex')}.${view.cluster.store.revision()}`;
  tokens.add(token);
  return {header: currentHeader(view), token};
}

function authStatus(view: MemberView): unknown {
  const isEnabled = Object.keys(view.cluster.users).length > 0;
  return {header: currentHeader(view), ...(isEnabled ? {enabled: true} : {}), authRevision: '1'};
}

function revokeLease(): unknown {
  throw leaseNotFound();
}
