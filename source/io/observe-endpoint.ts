// Everything that one endpoint shows, asked for once: /version as the control, one gateway call, one
// gRPC call, a look at the handshake with and without our certificate, and the plain TLS 1.2 flight.
// Only reads, and no call carries a user or a token: a refusal by etcd is answer enough.
import type {Endpoint} from '../config/settings.ts';
import {decodeVersion} from '../etcd/decode.ts';
import {encodeRange} from '../etcd/requests.ts';
import {apiPrefixOf, parseServerVersion} from '../etcd/server-version.ts';
import {isOwnRefusal} from '../tls/connection-findings.ts';
import type {
  CallOutcome,
  CaName,
  EndpointObservations,
  GrpcOutcome,
  TlsProbe,
} from '../tls/observations.ts';
import type {ParsedCertificate} from '../tls/parsed-certificate.ts';
import type {ServerFlightResult} from '../tls/server-flight.ts';
import type {GatewayClient, HttpAnswer} from './gateway-client.ts';
import {callGrpcStatus} from './grpc-call.ts';
import {describeNoAnswer} from './no-answer.ts';
import {answersInPlainHttp} from './plain-http-probe.ts';
import {probeServerFlight} from './server-flight-probe.ts';
import type {TlsMaterial} from './tls-material.ts';
import {probeTls} from './tls-probe.ts';
import {untilAborted} from './until-aborted.ts';

type ObserveOptions = {
  readonly endpoint: Endpoint;
  readonly tls: TlsMaterial;
  readonly client: GatewayClient;
  readonly dialTimeoutMs: number;
  readonly commandTimeoutMs: number;
  readonly signal?: AbortSignal;
};

export async function observeEndpoint(options: ObserveOptions): Promise<EndpointObservations> {
  const {endpoint, tls} = options;
  const [version, grpc, looks] = await Promise.all([
    callVersion(options),
    callGrpcStatus({endpoint, tls, timeoutMs: options.commandTimeoutMs, ...signalOf(options)}),
    endpoint.tls ? lookAtTls(options) : undefined,
  ]);
  const etcdVersion = versionIn(version) ?? (looks && (await versionBehind(options, looks)));
  const prefix = apiPrefixOf(
    etcdVersion === undefined ? undefined : parseServerVersion(etcdVersion),
  );
  const gatewayPath = `${prefix}/kv/range`;
  const gateway = await callGateway(options, gatewayPath, {version, looks});
  return {
    url: endpoint.url,
    isTls: endpoint.tls,
    serverName: tls.serverName ?? endpoint.host,
    ...(etcdVersion !== undefined && {etcdVersion}),
    version,
    gatewayPath,
    gateway,
    grpc,
    speaksOtherScheme: await speaksOtherScheme(options, {version, grpc, looks}),
    ...(looks !== undefined && {
      probe: looks.probe,
      anonymousProbe: looks.anonymousProbe,
      flight: looks.flight,
    }),
    ...(await readChain(looks)),
  };
}

type Looks = {
  readonly probe: TlsProbe;
  readonly anonymousProbe: TlsProbe;
  readonly flight: ServerFlightResult;
};

async function lookAtTls(options: ObserveOptions): Promise<Looks> {
  const {endpoint, tls} = options;
  const look = {endpoint, tls, request: {path: '/version'}, timeoutMs: timeLimitOf(options)};
  const serverName = tls.serverName ?? endpoint.host;
  const probing = probeTls({...look, withClientCertificate: true, ...signalOf(options)});
  const [probe, anonymousProbe, flight] = await Promise.all([
    probing,
    tls.cert === undefined
      ? probing
      : probeTls({...look, withClientCertificate: false, ...signalOf(options)}),
    probeServerFlight({
      endpoint,
      serverName,
      timeoutMs: options.dialTimeoutMs,
      ...signalOf(options),
    }),
  ]);
  return {probe, anonymousProbe, flight};
}

function timeLimitOf({dialTimeoutMs, commandTimeoutMs}: ObserveOptions): number {
  return dialTimeoutMs + commandTimeoutMs;
}

function signalOf({signal}: ObserveOptions): {signal?: AbortSignal} {
  return signal === undefined ? {} : {signal};
}

function callVersion({client, ...options}: ObserveOptions): Promise<CallOutcome> {
  const limits = {bodyBytesMax: 65_536, ...callLimits(options)};
  return timed(() => client.get('/version', limits), options.signal);
}

// One key that hardly exists, its value left out: the answer is a few bytes. Serializable, so that a
// cluster without a leader answers too: the question is the way, not the quorum.
const RANGE_OF_ONE = {...encodeRange({key: 'AA==', limit: 1, keysOnly: true, serializable: true})};

async function callGateway(
  options: ObserveOptions,
  path: string,
  {version, looks}: {version: CallOutcome; looks: Looks | undefined},
): Promise<CallOutcome> {
  const {client, endpoint, tls} = options;
  if (version.kind === 'answered') {
    return timed(() => client.post(path, RANGE_OF_ONE, callLimits(options)), options.signal);
  }
  const probe = looks?.probe;
  if (probe === undefined || !mayAnswer(probe)) {
    return {kind: 'not-asked', reason: reasonNotAsked(probe)};
  }
  // Our own TLS refuses the server, or our own key; what the gateway does is worth knowing all the
  // same.
  const timeoutMs = timeLimitOf(options);
  const request = {path, body: RANGE_OF_ONE};
  const call = {endpoint, tls, request, timeoutMs, withClientCertificate: true, lenient: true};
  const {outcome} = await probeTls({...call, ...signalOf(options)});
  return outcome.kind === 'failed' ? {kind: 'not-asked', reason: outcome.message} : outcome;
}

function mayAnswer({outcome}: TlsProbe): boolean {
  return outcome.kind === 'answered' || (outcome.kind === 'failed' && isOwnRefusal(outcome));
}

function reasonNotAsked(probe: TlsProbe | undefined): string {
  return probe?.handshake === undefined
    ? 'no connection'
    : 'etcd closed the connection before any answer';
}

// The version decides the gateway's path, so it is asked for again where our TLS stood in the way.
async function versionBehind(options: ObserveOptions, looks: Looks): Promise<string | undefined> {
  const {outcome} = looks.probe;
  if (outcome.kind !== 'failed' || !isOwnRefusal(outcome)) return versionIn(outcome);
  const {endpoint, tls} = options;
  const look = {endpoint, tls, request: {path: '/version'}, withClientCertificate: true};
  const limits = {timeoutMs: timeLimitOf(options), ...signalOf(options)};
  return versionIn((await probeTls({...look, lenient: true, ...limits})).outcome);
}

function callLimits({commandTimeoutMs, signal}: Omit<ObserveOptions, 'client'>) {
  return {timeoutMs: commandTimeoutMs, ...(signal && {signal})};
}

async function timed(
  call: () => Promise<HttpAnswer>,
  signal: AbortSignal | undefined,
): Promise<CallOutcome> {
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  try {
    const {status, body} = await untilAborted(call(), signal);
    const text = body.subarray(0, 16_384).toString('utf8');
    return {kind: 'answered', status, body: text, seconds: seconds(), verified: true};
  } catch (error) {
    return {kind: 'failed', seconds: seconds(), ...describeNoAnswer(error)};
  }
}

function versionIn(outcome: CallOutcome | undefined): string | undefined {
  if (outcome?.kind !== 'answered' || outcome.status !== 200) return undefined;
  try {
    const {etcdserver} = decodeVersion(JSON.parse(outcome.body));
    return parseServerVersion(etcdserver) === undefined ? undefined : etcdserver;
  } catch {
    // Not JSON, or not etcd's: the finding not-etcd says so.
    return undefined;
  }
}

async function speaksOtherScheme(
  options: ObserveOptions,
  {version, grpc, looks}: {version: CallOutcome; grpc: GrpcOutcome; looks: Looks | undefined},
): Promise<boolean> {
  const {endpoint, tls} = options;
  const outcome = looks?.probe.outcome ?? version;
  if (outcome.kind !== 'failed' || grpc.kind === 'answered') return false;
  if (outcome.code === 'ECONNREFUSED' || outcome.code === 'ENOTFOUND') return false;
  const limits = {timeoutMs: options.dialTimeoutMs, ...signalOf(options)};
  if (!endpoint.tls) {
    const flight = await probeServerFlight({
      endpoint,
      serverName: tls.serverName ?? endpoint.host,
      ...limits,
    });
    return flight.kind === 'flight' || flight.kind === 'alert';
  }
  if (looks?.flight.kind === 'flight' || looks?.flight.kind === 'alert') return false;
  return answersInPlainHttp({endpoint, ...limits});
}

type ChainSeen = Pick<EndpointObservations, 'chain' | 'chainProblems' | 'acceptableCas'>;

// The flight shows the chain exactly as sent; what Node hands out was rearranged by OpenSSL. A server
// with certificates of two kinds may show another one there: then Node's is the one in use.
async function readChain(looks: Looks | undefined): Promise<ChainSeen> {
  const flight = looks?.flight.kind === 'flight' ? looks.flight : undefined;
  const arranged = (looks?.probe.handshake ?? looks?.anonymousProbe.handshake)?.chain;
  const leaf = arranged?.[0];
  const sent = flight?.certificates;
  const sameLeaf = leaf === undefined || (sent?.[0] && Buffer.from(leaf).equals(sent[0]));
  const ders = (sameLeaf ? sent : undefined) ?? arranged ?? [];
  if (ders.length === 0) return {chain: [], chainProblems: []};
  const {parseCertificate} = await import('../tls/parse-certificate.ts');
  const chain: ParsedCertificate[] = [];
  const chainProblems: string[] = [];
  for (const der of ders.slice(0, CHAIN_LENGTH_MAX)) {
    const parsed = parseCertificate(der);
    if (parsed.certificate !== undefined) chain.push(parsed.certificate);
    else chainProblems.push(parsed.error);
  }
  if (flight === undefined) return {chain, chainProblems};
  return {chain, chainProblems, acceptableCas: await readCaNames(flight.acceptableCas)};
}

const CHAIN_LENGTH_MAX = 20;

async function readCaNames(names: readonly Uint8Array[]): Promise<readonly CaName[]> {
  const {nameOfDer} = await import('../tls/distinguished-name.ts');
  return names.map(nameOfDer);
}
