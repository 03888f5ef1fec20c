// Direct gRPC calls, the way etcdctl goes, with an empty message: Maintenance/Status, of which only
// the status counts, and Cluster/MemberList. They need no schema: an empty request is no bytes.
// Verification is off, since Node's rules are not Go's: the chain is judged apart (tls/go-verify.ts).
// So neither a user nor a token is ever sent here.
import type net from 'node:net';
import tls from 'node:tls';
import type {ChannelCredentials} from '@grpc/grpc-js';
import type {Endpoint} from '../config/settings.ts';
import type {GrpcOutcome} from '../tls/observations.ts';
import {tlsOptions} from './connector.ts';
import {describeNoAnswer} from './no-answer.ts';
import type {TlsMaterial} from './tls-material.ts';
import {LENIENT} from './tls-probe.ts';

type GrpcCallOptions = {
  readonly endpoint: Endpoint;
  readonly tls: TlsMaterial;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
};

const STATUS = '/etcdserverpb.Maintenance/Status';
const MEMBER_LIST = '/etcdserverpb.Cluster/MemberList';
const UNAVAILABLE = 14;
const DEADLINE_EXCEEDED = 4;
const CANCELLED = 1;

/** Never rejects: whatever happens is the result. */
export async function callGrpcStatus(options: GrpcCallOptions): Promise<GrpcOutcome> {
  return (await callGrpc(options, STATUS)).outcome;
}

type GrpcAnswer = {
  readonly outcome: GrpcOutcome;
  /** Of an answer with status 0, undecoded. */
  readonly message?: Uint8Array;
};

/** A call whose request is the empty message, of a method that only reads. Never rejects. */
export async function callGrpc(
  options: GrpcCallOptions,
  method: typeof STATUS | typeof MEMBER_LIST,
): Promise<GrpcAnswer> {
  const started = performance.now();
  // 50 ms to load: only when a check runs.
  const grpc = await import('@grpc/grpc-js');
  // Its own log goes to the terminal that the interface draws on.
  grpc.setLogVerbosity(grpc.logVerbosity.NONE);
  const seconds = () => (performance.now() - started) / 1000;
  let client: InstanceType<typeof grpc.Client> | undefined;
  try {
    client = new grpc.Client(targetOf(options.endpoint), credentialsOf(grpc, options), {
      // As everywhere in this program, proxy variables are not looked at; no TXT lookups either.
      'grpc.enable_http_proxy': 0,
      'grpc.service_config_disable_resolution': 1,
    });
    return await callOnce(client, options, {method, seconds});
  } catch (error) {
    return {outcome: {kind: 'failed', seconds: seconds(), ...describeNoAnswer(error)}};
  } finally {
    client?.close();
  }
}

type Grpc = typeof import('@grpc/grpc-js');

// The TLS connection is made here and not by grpc-js: that sends addresses as SNI (RFC 6066 3 forbids
// it, and Node warns on stderr) and reads cipher suites from the environment.
function credentialsOf(grpc: Grpc, options: GrpcCallOptions): ChannelCredentials {
  if (!options.endpoint.tls) return grpc.credentials.createInsecure();
  const credentials = grpc.credentials.createFromSecureContext(tls.createSecureContext());
  credentials._createSecureConnector = (_target, _options, callCredentials) => ({
    connect: socket => connectTls(socket, options),
    waitForReady: () => Promise.resolve(),
    getCallCredentials: () => callCredentials ?? grpc.credentials.createEmpty(),
    destroy() {},
  });
  return credentials;
}

function connectTls(socket: net.Socket, {endpoint, tls: material}: GrpcCallOptions) {
  return new Promise<{socket: net.Socket; secure: boolean}>((resolve, reject) => {
    // Without our CAs: OpenSSL would complete our own chain from them, and Go sends only what is in
    // --cert.
    const {host: _host, port: _port, ca: _ca, ...ours} = tlsOptions(endpoint, material);
    const secure = tls.connect({
      ...ours,
      socket,
      rejectUnauthorized: false,
      ALPNProtocols: ['h2'],
      // Go knows no security levels: a 1024 bit key of ours is no obstacle to etcdctl.
      ...LENIENT,
    });
    secure.once('secureConnect', () => resolve({socket: secure, secure: true}));
    secure.once('error', reject);
  });
}

function targetOf({host, port}: Endpoint): string {
  return `dns:${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function callOnce(
  client: InstanceType<Grpc['Client']>,
  {timeoutMs, signal}: GrpcCallOptions,
  {method, seconds}: {method: string; seconds: () => number},
): Promise<GrpcAnswer> {
  return new Promise(resolve => {
    const call = client.makeUnaryRequest(
      method,
      (bytes: Buffer) => bytes,
      bytes => bytes,
      Buffer.alloc(0),
      {deadline: Date.now() + timeoutMs},
      (error, message) => {
        signal?.removeEventListener('abort', cancel);
        const {code = 0, details = ''} = error ?? {};
        const outcome = readStatus(code, details, seconds());
        resolve(message === undefined ? {outcome} : {outcome, message});
      },
    );
    const cancel = () => call.cancel();
    signal?.addEventListener('abort', cancel, {once: true});
    if (signal?.aborted === true) cancel();
  });
}

// 14, 4 and 1 are also made up by the client when it gets no answer; etcd's own words tell them apart.
function readStatus(code: number, details: string, seconds: number): GrpcOutcome {
  const isLocal = code === UNAVAILABLE || code === DEADLINE_EXCEEDED || code === CANCELLED;
  if (!isLocal || details.startsWith('etcdserver: ')) {
    return {kind: 'answered', code, details, seconds};
  }
  // HTTP status that is no gRPC answer, from a proxy or a plain HTTP server.
  const alert = /SSL alert number (\d+)/.exec(details)?.[1];
  return {
    kind: 'failed',
    code: `GRPC_${code}`,
    message: tidy(details),
    seconds,
    ...(alert !== undefined && {alert: Number(alert)}),
  };
}

// "No connection established. Last error: Error: 00A7...:error:0A000412:SSL routines:...:reason:..."
function tidy(details: string): string {
  const said = /Last error: (?:Error: )?(.*)$/s.exec(details)?.[1] ?? details;
  const last = said.replace(/\.? Resolution note:.*$/s, '');
  const parts = last.split(':');
  const at = parts.indexOf('SSL routines');
  return (at === -1 ? last : (parts[at + 2] ?? last)).trim().slice(0, 300);
}
