// The demo: three members with TLS and client certificates on loopback, one store with an APISIX
// configuration behind them, and traffic. The third member's certificate was "renewed" without client
// usage: gRPC to it works, its gateway answers 503, as after so many real renewals.
import {createApisixData} from './apisix-data.ts';
import {
  type CertificateAuthority,
  createCertificateAuthority,
  type IssuedCertificate,
} from './certificates.ts';
import type {ChangeContext} from './changes.ts';
import {createCluster} from './cluster.ts';
import {startControlApi} from './control-api.ts';
import {type Gateway, startGateway} from './gateway.ts';
import {createLoadedConfiguration} from './loaded-configuration.ts';
import {createRandom} from './random.ts';
import {createStore, type Store} from './store.ts';
import {base64Of, keyOf} from './text-bytes.ts';
import {runTraffic} from './traffic.ts';

export type Demo = {
  /** URLs of m1, m2 and m3. */
  readonly endpoints: readonly string[];
  /** PEM of the throw-away CA, and of the client's certificate and key. */
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
  readonly prefix: string;
  /** host:port of the Control API of an APISIX, one of whose workers has stopped following. */
  readonly controlApi: string;
  /** Ends the traffic and closes the ports; throws what ended the traffic before, if anything did. */
  readonly stop: () => Promise<void>;
};

export type DemoOptions = {
  /** Stops the demo as stop() does. */
  readonly signal?: AbortSignal;
  /** Data without changes and faults: for screens that must stand still. Default: true. */
  readonly traffic?: boolean;
  readonly seed?: number;
};

const prefix = '/apisix/';

export async function startDemo({
  signal,
  traffic = true,
  seed = 7,
}: DemoOptions = {}): Promise<Demo> {
  const authority = await createCertificateAuthority('etcdscope demo CA');
  const store = createStore();
  await fill(store, authority, seed);
  const gateways = await startMembers(store, authority);
  const client = await authority.issue({commonName: 'etcdscope-demo', usages: ['clientAuth']});
  const stopping = new AbortController();
  const context = createContext(store, authority, seed);
  const playing = traffic ? play(context, gateways, stopping.signal) : Promise.resolve();
  // A failure of the traffic is told by stop(): until then nobody listens.
  playing.catch(() => {});
  const api = await startControlApi({
    workers: createLoadedConfiguration(store, prefix),
    server: 'APISIX/3.14.1',
  });
  const stop = async () => {
    stopping.abort();
    try {
      await playing;
    } finally {
      await Promise.all([...gateways.map(gateway => gateway.close()), api.close()]);
    }
  };
  signal?.addEventListener('abort', () => void stop(), {once: true});
  const endpoints = gateways.map(gateway => gateway.url);
  const controlApi = `${api.host}:${api.port}`;
  return {endpoints, ca: authority.ca, ...client, prefix, controlApi, stop};
}

async function startMembers(
  store: Store,
  authority: CertificateAuthority,
): Promise<readonly Gateway[]> {
  const cluster = createCluster({store, memberNames: ['m1', 'm2', 'm3']});
  const starts = cluster.members.map(async member => {
    const isRenewed = member.name === 'm3';
    const certificate = await issueServer(authority, member.name, isRenewed);
    const tls = {...certificate, clientCa: authority.ca};
    return startGateway({cluster, member, tls});
  });
  return Promise.all(starts);
}

function issueServer(
  authority: CertificateAuthority,
  name: string,
  isRenewed: boolean,
): Promise<IssuedCertificate> {
  return authority.issue({
    commonName: `etcd-${name}`,
    usages: isRenewed ? ['serverAuth'] : ['serverAuth', 'clientAuth'],
    dnsNames: ['localhost', `${name}.etcd.demo.example`],
    ipAddresses: ['127.0.0.1'],
    validDays: isRenewed ? 90 : 41,
  });
}

// One ends soon, and one is served for a name that its wildcard does not hold.
const served = [
  {serverName: 'api.shop.example'},
  {serverName: 'partners.shop.example', validDays: 9},
  {
    serverName: '*.internal.shop.example',
    snis: ['*.internal.shop.example', 'internal.shop.example'],
  },
];

async function fill(store: Store, authority: CertificateAuthority, seed: number): Promise<void> {
  const certificates = served.map(async one => ({
    ...one,
    ...(await authority.issue({
      commonName: one.serverName,
      dnsNames: [one.serverName],
      usages: ['serverAuth'],
      ...(one.validDays !== undefined && {validDays: one.validDays}),
    })),
  }));
  const data = createApisixData({
    prefix,
    seed,
    nowSeconds: nowSeconds(),
    certificates: await Promise.all(certificates),
  });
  for (const {key, value, lease} of data) {
    const record = {key: keyOf(key), value: base64Of(value)};
    store.write(writer => writer.put(lease === undefined ? record : {...record, lease}));
  }
}

function createContext(store: Store, authority: CertificateAuthority, seed: number): ChangeContext {
  return {store, prefix, authority, nowSeconds, random: createRandom(seed + 1)};
}

async function play(
  context: ChangeContext,
  gateways: readonly Gateway[],
  signal: AbortSignal,
): Promise<void> {
  const [victim] = gateways;
  if (victim !== undefined) await runTraffic({context, victim, gateways, signal});
}

function nowSeconds(): number {
  return Math.floor(Date.now() / 1000);
}
