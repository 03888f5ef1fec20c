// The little of etcd's gRPC server that tells whether a member is healthy: Maintenance/Status. Every
// other method is answered as unimplemented, the way a gRPC server does it, in trailers.
import {headerOf, type MemberView} from './cluster.ts';
import type {Incoming, Outgoing} from './http-exchange.ts';

const contentType = {'content-type': 'application/grpc'};

export function isGrpc({headers, httpVersionMajor}: Incoming): boolean {
  return httpVersionMajor >= 2 && (headers['content-type'] ?? '').startsWith('application/grpc');
}

export function serveGrpc(request: Incoming, response: Outgoing, view: MemberView): void {
  request.resume();
  request.on('error', () => {});
  request.once('end', () => {
    if (request.url === '/etcdserverpb.Maintenance/Status') sendStatus(response, view);
    else sendUnimplemented(response, request.url ?? '');
  });
}

function sendStatus(response: Outgoing, view: MemberView): void {
  response.writeHead(200, contentType);
  response.write(frame(statusMessage(view)));
  response.addTrailers({'grpc-status': '0', 'grpc-message': ''});
  response.end('');
}

function sendUnimplemented(response: Outgoing, path: string): void {
  response.writeHead(200, contentType);
  response.addTrailers({'grpc-status': '12', 'grpc-message': `unknown method ${path}`});
  response.end('');
}

/** Field numbers from etcd's rpc.proto. */
function statusMessage(view: MemberView): Buffer {
  const {cluster, release} = view;
  const revision = cluster.store.revision();
  const header = headerOf(view, revision);
  const headerMessage = Buffer.concat([
    integerField(1, BigInt(header.cluster_id ?? 0)),
    integerField(2, BigInt(header.member_id ?? 0)),
    integerField(3, BigInt(revision)),
    integerField(4, BigInt(cluster.raftTerm)),
  ]);
  return Buffer.concat([
    bytesField(1, headerMessage),
    bytesField(2, Buffer.from(release.version)),
    integerField(3, BigInt(20_480 + cluster.store.keyCount() * 512)),
    integerField(4, BigInt(cluster.leaderId)),
    integerField(5, BigInt(revision + 3)),
    integerField(6, BigInt(cluster.raftTerm)),
  ]);
}

/** Not compressed, then the length as 32 bits. */
function frame(message: Buffer): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

function bytesField(number: number, bytes: Buffer): Buffer {
  return Buffer.concat([varint(BigInt(number * 8 + 2)), varint(BigInt(bytes.length)), bytes]);
}

function integerField(number: number, value: bigint): Buffer {
  return Buffer.concat([varint(BigInt(number * 8)), varint(value)]);
}

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Buffer.from([...bytes, Number(rest)]);
}
