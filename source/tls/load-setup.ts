// The files of a setup, loaded as each side would load them: etcd and etcdctl by Go's rules, our own
// TLS by OpenSSL's. Nothing is concluded yet but what keeps etcd from starting.
import {
  buildOfSetup,
  type DialingClient,
  type EtcdSetup,
  isAtLeast,
  type SetupContext,
  usesAutoTls,
} from './etcd-setup.ts';
import {type FileFault, type LoadedPair, loadPairAsGo, loadPoolAsGo} from './go-files.ts';
import {type ClientPair, certificatesIn, loadPairAsNode} from './openssl-files.ts';
import type {ParsedCertificate} from './parsed-certificate.ts';
import {type RevocationList, readRevocationList} from './revocation-list.ts';

export type LoadedSetup = {
  readonly server: LoadedPair;
  /** What the gateway presents: --client-cert-file, or the server's. */
  readonly gateway: LoadedPair;
  /** undefined: the system's. */
  readonly clientCas: readonly ParsedCertificate[] | undefined;
  readonly revoked?: RevocationList;
  /** Why etcd would not start, by file. */
  readonly faults: readonly FileFault[];
};

export type LoadedClient = {
  /** As etcdctl loads them. */
  readonly goRoots: readonly ParsedCertificate[];
  readonly goPair?: LoadedPair;
  readonly goFault?: FileFault;
  /** As Node does. */
  readonly nodeRoots: readonly ParsedCertificate[];
  readonly nodePair?: ClientPair;
};

const NOTHING: LoadedPair = {chain: [], unread: []};

export function loadSetup(setup: EtcdSetup): LoadedSetup {
  if (usesAutoTls(setup)) {
    const chain = setup.autoCert === undefined ? [] : certificatesIn(setup.autoCert);
    const own = {chain, unread: []};
    return {server: own, gateway: own, clientCas: [], faults: []};
  }
  const listensWithTls = [...setup.clientUrls, ...setup.httpUrls].some(({isTls}) => isTls);
  if (!listensWithTls) {
    return {server: NOTHING, gateway: NOTHING, clientCas: [], faults: []};
  }
  const server = loadServer(setup);
  const gateway = loadGateway(setup, server);
  const pools = [setup.legacyCa, setup.trustedCa]
    .filter(file => file !== undefined)
    .map(file => loadPoolAsGo(file, buildOfSetup(setup)));
  const faults = [server.fault, gateway === server ? undefined : gateway.fault];
  return {
    server,
    gateway,
    clientCas: pools.length === 0 ? undefined : pools.flatMap(({certificates}) => certificates),
    ...(setup.crl !== undefined && {revoked: readRevocationList(setup.crl)}),
    faults: [...faults, ...pools.map(({fault}) => fault)].filter(fault => fault !== undefined),
  };
}

export function loadClient(
  client: DialingClient,
  setup: EtcdSetup,
  {systemRoots}: SetupContext,
): LoadedClient {
  const build = buildOfSetup(setup);
  const pool = client.ca === undefined ? undefined : loadPoolAsGo(client.ca, build);
  const nodeRoots = client.ca === undefined ? systemRoots() : certificatesIn(client.ca);
  const loaded = {goRoots: pool?.certificates ?? systemRoots(), nodeRoots};
  const goFault = pool?.fault;
  const base = {...loaded, ...(goFault !== undefined && {goFault})};
  const {cert, key} = client;
  if (cert === undefined || key === undefined) return base;
  return {
    ...base,
    goPair: loadPairAsGo(cert, key, build),
    // A digest too weak: Node 20 does not load such a pair, newer ones leave it to the server, and
    // every etcd since 3.4 refuses it. 3.3 was measured with Node 20 alone.
    nodePair: loadPairAsNode(cert, key, nodeRoots, {refusesWeakDigests: !isAtLeast(setup, 4)}),
  };
}

function loadServer(setup: EtcdSetup): LoadedPair {
  const {cert, key} = setup;
  if (cert !== undefined && key !== undefined) return loadPairAsGo(cert, key, buildOfSetup(setup));
  const given = cert ?? key;
  const flag = cert === undefined ? '--cert-file' : '--key-file';
  const reason =
    given === undefined
      ? 'an https client URL needs --cert-file and --key-file'
      : `${flag} is missing beside it`;
  return {...NOTHING, fault: {kind: 'missing', file: given?.name ?? '--cert-file', reason}};
}

function loadGateway(setup: EtcdSetup, server: LoadedPair): LoadedPair {
  const {clientCert, clientKey} = setup;
  if (!isAtLeast(setup, 5) || (clientCert === undefined && clientKey === undefined)) return server;
  if (clientCert === undefined || clientKey === undefined) {
    const file = (clientCert ?? clientKey)?.name ?? '';
    const reason = '--client-cert-file and --client-key-file must be given together';
    return {...NOTHING, fault: {kind: 'missing', file, reason}};
  }
  return loadPairAsGo(clientCert, clientKey, buildOfSetup(setup));
}
