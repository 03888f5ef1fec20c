// A server on loopback that answers as etcd's client port does, with certificates of a scenario:
// /version, one gateway call and one gRPC call over TLS (HTTP/1.1 and HTTP/2), or /version in plain
// HTTP. What the gateway answers is up to the test.
import {once} from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import type {AddressInfo, Server} from 'node:net';
import {scenarioText} from './certificate-scenarios.ts';

export type FakeEtcdOptions = {
  readonly scenario: string;
  readonly requestCert?: boolean;
  readonly minVersion?: 'TLSv1.3';
  readonly gateway?: {readonly status: number; readonly body: string};
  readonly version?: string;
  readonly grpcStatus?: number;
};

type FakeEtcd = {
  readonly port: number;
  /** "POST /v3/kv/range", in order. */
  readonly requests: readonly string[];
  /** Authorization headers seen. */
  readonly authorizations: readonly string[];
  close(): Promise<void>;
};

const OK = {status: 200, body: '{"header":{"cluster_id":"1","member_id":"2","revision":"1"}}'};

export async function startFakeEtcd(options: FakeEtcdOptions): Promise<FakeEtcd> {
  const record = createRecord();
  const server = http2.createSecureServer({
    allowHTTP1: true,
    cert: scenarioText(options.scenario, 'server.crt'),
    key: scenarioText(options.scenario, 'server.key'),
    ca: scenarioText(options.scenario, 'client-ca.crt'),
    requestCert: options.requestCert === true,
    rejectUnauthorized: options.requestCert === true,
    ...(options.minVersion && {minVersion: options.minVersion}),
  });
  server.on('tlsClientError', () => {});
  server.on('sessionError', () => {});
  server.on('request', (request, response) => {
    record.note(request.method, request.url, request.headers.authorization);
    if (request.headers['content-type'] === 'application/grpc') {
      answerGrpc(response, options.grpcStatus ?? 0);
      return;
    }
    const {status, body} = answerOf(request.url, options);
    response.statusCode = status;
    response.setHeader('content-type', 'application/json');
    response.end(body);
  });
  return {...record, ...(await listen(server))};
}

export async function startPlainEtcd(): Promise<FakeEtcd> {
  const record = createRecord();
  const server = http.createServer((request, response) => {
    record.note(request.method ?? '', request.url ?? '', request.headers.authorization);
    const {status, body} = answerOf(request.url ?? '', {scenario: ''});
    response.statusCode = status;
    response.end(body);
  });
  return {...record, ...(await listen(server))};
}

function createRecord() {
  const requests: string[] = [];
  const authorizations: string[] = [];
  const note = (method: string, path: string, authorization: string | undefined) => {
    requests.push(`${method} ${path}`);
    if (authorization !== undefined) authorizations.push(authorization);
  };
  return {requests, authorizations, note};
}

function answerOf(path: string, options: FakeEtcdOptions): {status: number; body: string} {
  if (path === '/version') {
    const version = options.version ?? '3.5.30';
    return {status: 200, body: `{"etcdserver":"${version}","etcdcluster":"3.5.0"}`};
  }
  return path.endsWith('/kv/range')
    ? (options.gateway ?? OK)
    : {status: 404, body: '404 page not found\n'};
}

function answerGrpc(response: http2.Http2ServerResponse, status: number): void {
  response.setHeader('content-type', 'application/grpc');
  response.addTrailers({'grpc-status': String(status), 'grpc-message': 'as told'});
  // An empty message: not compressed, no bytes.
  response.end(Buffer.alloc(5));
}

async function listen(server: Server): Promise<Pick<FakeEtcd, 'port' | 'close'>> {
  const sockets = new Set<{destroy(): void}>();
  server.on('connection', socket => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
