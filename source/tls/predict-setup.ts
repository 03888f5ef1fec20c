// The four questions of the contract, answered from a setup and its files alone: would etcd start,
// would HTTPS work as our own TLS does it, would the gateway reach its own gRPC server, would etcdctl
// work. Each answer that is not ok carries the fault it comes from.
import {cipherSuitesRefusal} from './cipher-suites.ts';
import {
  asksForCertificate,
  buildOfSetup,
  type DialingClient,
  type EtcdSetup,
  isAtLeast,
  type ListenUrl,
  type SetupContext,
  tlsVersionOf,
  usesAutoTls,
} from './etcd-setup.ts';
import type {FileFault} from './go-files.ts';
import {type GoVerdict, verifyAsGo} from './go-verify.ts';
import {opensslServerRefusal, serverNameRefusal, signingRefusal} from './handshake-rules.ts';
import {canonicalAddress} from './host-names.ts';
import {type LoadedClient, type LoadedSetup, loadClient, loadSetup} from './load-setup.ts';
import {type OpensslVerdict, verifyAsOpenssl} from './openssl-verify.ts';
import type {ParsedCertificate} from './parsed-certificate.ts';
import {type Answer, answered, fail, firstRefusal, OK, unknown} from './setup-answer.ts';
import {acceptedByListener, type Presented} from './setup-listener.ts';
import {startAnswer} from './setup-start.ts';

export type SetupPrediction = {
  readonly start: Answer;
  readonly https: Answer;
  readonly gateway: Answer;
  readonly grpc: Answer;
  readonly loaded: LoadedSetup;
  readonly client: LoadedClient;
};

export function predictSetup(
  setup: EtcdSetup,
  client: DialingClient,
  context: SetupContext,
): SetupPrediction {
  const loaded = loadSetup(setup);
  const loadedClient = loadClient(client, setup, context);
  const start = startAnswer(setup, loaded);
  const scene: Scene = {setup, loaded, client, loadedClient, context};
  const rest = start.verdict === 'fail' ? unknown('etcd would not start') : undefined;
  return {
    start,
    https: rest ?? httpsAnswer(scene),
    gateway: rest ?? gatewayAnswer(scene),
    grpc: rest ?? grpcAnswer(scene),
    loaded,
    client: loadedClient,
  };
}

type Scene = {
  readonly setup: EtcdSetup;
  readonly loaded: LoadedSetup;
  readonly client: DialingClient;
  readonly loadedClient: LoadedClient;
  readonly context: SetupContext;
};

/** Where a port speaks TLS, that is the one the client files are for. */
function dialed(urls: readonly ListenUrl[]): ListenUrl | undefined {
  return urls.find(({isTls}) => isTls) ?? urls[0];
}

function httpsAnswer(scene: Scene): Answer {
  const {setup, loaded, loadedClient} = scene;
  const url = dialed(setup.httpUrls.length > 0 ? setup.httpUrls : setup.clientUrls);
  if (url?.isTls !== true) return whitelistAnswer(scene);
  const {nodePair} = loadedClient;
  const own = nodePair?.fault;
  if (own !== undefined)
    return fail({hop: 'client', kind: own.kind, reason: own.reason, file: own.file});
  const sent = nodePair?.sent ?? [];
  return firstRefusal([
    () => serverNameAnswer(scene.client),
    () => unreadAnswer(loaded.server.unread),
    () => serverTrusted(scene, 'https', () => nodeVerdict(scene)),
    () => keyAnswer(loaded.server.chain[0], scene),
    () => opensslKeyAnswer(loaded.server.chain[0], scene),
    () => acceptance(scene, {chain: sent, isHttpPort: true, by: 'client'}),
  ]);
}

// Only where no TLS vouches for the host (embed accessController, against DNS rebinding).
function whitelistAnswer({setup: {hostWhitelist = []}, client: {host}}: Scene): Answer {
  if (hostWhitelist.length === 0 || hostWhitelist.some(name => name === '*' || name === host)) {
    return OK;
  }
  const reason = `--host-whitelist holds ${hostWhitelist.join(', ')}, not ${host}`;
  return fail({hop: 'https', kind: 'host-whitelist', reason});
}

function grpcAnswer(scene: Scene): Answer {
  const {setup, loaded, loadedClient} = scene;
  if (dialed(setup.clientUrls)?.isTls !== true) return OK;
  const own: FileFault | undefined = loadedClient.goFault ?? loadedClient.goPair?.fault;
  if (own !== undefined) {
    return fail({hop: 'client', kind: own.kind, reason: own.reason, file: own.file});
  }
  const {chain = [], unread = []} = loadedClient.goPair ?? {};
  const isHttpPort = setup.httpUrls.length === 0;
  return firstRefusal([
    () => unreadAnswer(loaded.server.unread),
    () => serverTrusted(scene, 'grpc', () => goServerVerdict(scene)),
    () => keyAnswer(loaded.server.chain[0], scene),
    () => acceptance(scene, {chain, unread, isHttpPort, by: 'client'}),
  ]);
}

function serverTrusted(
  scene: Scene,
  hop: 'https' | 'grpc',
  judge: () => GoVerdict | OpensslVerdict,
): Answer {
  const {setup, loaded, client} = scene;
  if (client.insecureSkipVerify) return OK;
  if (usesAutoTls(setup) && loaded.server.chain.length === 0) return autoTlsAnswer(scene, hop);
  return answered(judge(), hop);
}

// --auto-tls makes its certificate at the first start, for the hosts of the listen URLs (embed
// ClientSelfCert). Clients can only be given it afterwards, and are judged as if they were; the note
// etcd-auto-tls says so.
function autoTlsAnswer({setup, client}: Scene, hop: 'https' | 'grpc'): Answer {
  const hosts = [...setup.clientUrls, ...setup.httpUrls].map(({url}) => hostOfUrl(url));
  const wanted = canonicalAddress(client.host) ?? client.host.toLowerCase();
  if (hosts.some(host => (canonicalAddress(host) ?? host.toLowerCase()) === wanted)) return OK;
  const names = [...new Set(hosts)].join(', ');
  const reason = `--auto-tls makes a certificate for ${names}, not for ${client.host}`;
  return fail({hop, kind: 'name', reason});
}

function hostOfUrl(url: string): string {
  return url.replace(/^[a-z]+:\/\//, '').replace(/:\d+\/?$/, '');
}

function nodeVerdict({loaded, loadedClient, client, context}: Scene) {
  return verifyAsOpenssl({
    chain: loaded.server.chain,
    roots: loadedClient.nodeRoots,
    host: client.host,
    nowMs: context.nowMs,
    verifySignature: context.verifySignature,
  });
}

function goServerVerdict({setup, loaded, loadedClient, client, context}: Scene) {
  return verifyAsGo({
    chain: loaded.server.chain,
    roots: loadedClient.goRoots,
    usage: 'serverAuth',
    host: client.host,
    nowMs: context.nowMs,
    build: buildOfSetup(setup),
    verifySignature: context.verifySignature,
  });
}

function keyAnswer(leaf: ParsedCertificate | undefined, {setup}: Scene): Answer {
  if (leaf === undefined) return OK;
  const version = tlsVersionOf(setup);
  const suites = version === 'TLS1.2' ? cipherSuitesRefusal(setup.cipherSuites, leaf) : undefined;
  const reason = signingRefusal(leaf, version, buildOfSetup(setup)) ?? suites;
  return reason === undefined ? OK : fail({hop: 'https', kind: 'handshake', reason});
}

function opensslKeyAnswer(leaf: ParsedCertificate | undefined, {setup}: Scene): Answer {
  const reason = leaf && opensslServerRefusal(leaf, tlsVersionOf(setup));
  return reason === undefined ? OK : fail({hop: 'https', kind: 'handshake', reason});
}

function serverNameAnswer({host}: DialingClient): Answer {
  const reason = serverNameRefusal(host);
  return reason === undefined ? OK : fail({hop: 'https', kind: 'server-name', reason});
}

function unreadAnswer(unread: readonly string[]): Answer {
  const [reason] = unread;
  return reason === undefined
    ? OK
    : fail({
        hop: 'https',
        kind: 'parse',
        reason: `a certificate that is sent can't be read: ${reason}`,
      });
}

function acceptance(scene: Scene, presented: Presented): Answer {
  const {setup, loaded, context} = scene;
  return acceptedByListener({setup, loaded, context, presented});
}

function gatewayAnswer(scene: Scene): Answer {
  const {setup} = scene;
  const dialedUrl = dialed(setup.httpUrls.length > 0 ? setup.httpUrls : setup.clientUrls);
  const forbidden = dialedUrl?.isTls === true ? OK : whitelistAnswer(scene);
  if (forbidden.verdict !== 'ok') return forbidden;
  if (!setup.gatewayEnabled) {
    const reason = 'the gRPC gateway is off: every /v3 path answers 404';
    return fail({hop: 'gateway', kind: 'gateway-off', reason});
  }
  // From 3.4.25 and 3.5.8 on one listener is picked by Go's map order (etcd #17969); before, each
  // gateway dials its own.
  const pickOne = isAtLeast(setup, 4, 25) && (isAtLeast(setup, 5, 8) || !isAtLeast(setup, 5));
  const reachable = pickOne ? setup.clientUrls : [dialed(setup.clientUrls)];
  const answers = reachable
    .filter(url => url !== undefined)
    .map(({isTls}) => (isTls ? selfDialAnswer(scene) : OK));
  const bad = answers.find(({verdict}) => verdict !== 'ok');
  if (bad === undefined) return OK;
  if (answers.every(({verdict}) => verdict === bad.verdict)) return bad;
  const reason = `etcd picks one of its listeners at every start, by chance: one works, on the other ${bad.reason ?? 'it fails'}`;
  return {...unknown(reason), ...(bad.fault && {fault: {...bad.fault, isByChance: true}})};
}

function selfDialAnswer(scene: Scene): Answer {
  const {setup, loaded} = scene;
  const {gateway, server} = loaded;
  if (setup.allowedHostnames.length > 0 && !usesAutoTls(setup)) {
    const reason = '--client-cert-allowed-hostname always breaks the gateway';
    return fail({hop: 'gateway', kind: 'allowed-hostname', reason});
  }
  const isHttpPort = setup.httpUrls.length === 0;
  const chain = asksForCertificate(setup) ? gateway.chain : [];
  return firstRefusal([
    () => unreadAnswer(server.unread),
    () => keyAnswer(server.chain[0], scene),
    () => acceptance(scene, {chain, isHttpPort, by: 'gateway', unread: gateway.unread}),
  ]);
}
