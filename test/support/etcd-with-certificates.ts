// A real etcd with mutual TLS whose certificates, flags and client can be changed while a test runs,
// as somebody who follows a remedy would: files replaced in place, a restart with other flags, another
// client certificate. The certificates are made at run time.
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {
  type CertificateAuthority,
  createCertificateAuthority,
  type IssuedCertificate,
} from '../../source/demo/certificates.ts';
import {type ClusterCheckOptions, checkCluster} from '../../source/io/cluster-check.ts';
import {createGatewayClient} from '../../source/io/gateway-client.ts';
import type {
  CertificatesReport,
  EndpointCertificates,
} from '../../source/tls/certificates-report.ts';
import {type EtcdBuild, etcdctl, type RunningEtcd, startEtcd} from './real-etcd.ts';

export type EtcdWithCertificates = {
  readonly authority: CertificateAuthority;
  readonly etcd: RunningEtcd;
  /** Changed here, they count from the next restart on. */
  readonly flags: string[];
  /** PEM of the certificate authority and of the client, as the check uses them. */
  client: IssuedCertificate;
  user: {readonly name: string; readonly password: string} | undefined;
  path(name: string): string;
  write(name: string, text: string): Promise<void>;
  writePair(name: string, pair: IssuedCertificate): Promise<void>;
  etcdctl(...args: readonly string[]): Promise<string>;
  check(): Promise<CertificatesReport>;
  /** Checks until the gateway answers, as long as its back-off may take; then the last report. */
  checkUntilOk(): Promise<EndpointCertificates>;
  close(): Promise<void>;
};

export type World = Pick<EtcdWithCertificates, 'authority' | 'path' | 'write' | 'writePair'>;

export type EtcdWithCertificatesOptions = {
  readonly build: EtcdBuild;
  /** Writes server.crt, server.key and trusted.crt where they shall differ from what works. */
  readonly prepare?: (world: World) => Promise<void>;
  readonly flags?: (world: World) => readonly string[];
  /** Where the check goes, if not to etcd's own client URL. */
  readonly endpoint?: string;
};

const healingMsMax = 25_000;

export const bothUsages = {
  commonName: 'etcd-server',
  usages: ['serverAuth', 'clientAuth'],
  dnsNames: ['localhost'],
  ipAddresses: ['127.0.0.1'],
} as const;

export async function startEtcdWithCertificates(
  options: EtcdWithCertificatesOptions,
): Promise<EtcdWithCertificates> {
  const directory = await mkdtemp(join(tmpdir(), 'etcdscope-remedy-'));
  const path = (name: string) => join(directory, name);
  const write = (name: string, text: string) => writeFile(path(name), text, {mode: 0o600});
  const writePair = async (name: string, pair: IssuedCertificate) => {
    // The key first: etcd reads both at the next handshake, whenever that is.
    await write(`${name}.key`, pair.key);
    await write(`${name}.crt`, pair.cert);
  };
  const authority = await createCertificateAuthority('remedy CA');
  const world = {authority, path, write, writePair};
  const client = await authority.issue({
    commonName: 'apisix',
    usages: ['clientAuth'],
    dnsNames: ['client.cluster.test'],
  });
  await write('ca.crt', authority.ca);
  await write('trusted.crt', authority.ca);
  await writePair('server', await authority.issue(bothUsages));
  await writePair('client', client);
  await options.prepare?.(world);
  const flags = [...(options.flags?.(world) ?? [])];
  const etcd = await startEtcd({
    build: options.build,
    extraFlags: flags,
    tls: {
      cert: path('server.crt'),
      key: path('server.key'),
      trustedCa: path('trusted.crt'),
      clientCertAuth: true,
      ...(options.endpoint === undefined && {
        clientCert: path('client.crt'),
        clientKey: path('client.key'),
      }),
    },
  });
  const self: EtcdWithCertificates = {
    ...world,
    etcd,
    flags,
    client,
    user: undefined,
    etcdctl: (...args) => {
      const files = ['cacert', 'cert', 'key'].map((flag, at) => [
        `--${flag}`,
        path(['ca.crt', 'client.crt', 'client.key'][at] ?? ''),
      ]);
      return etcdctl(options.build, [...files.flat(), ...args], {endpoint: etcd.url});
    },
    check: async () =>
      checkCluster(await checkOptionsOf(self, options.endpoint ?? etcd.url, path('ca.crt'))),
    checkUntilOk: () => untilOk(self),
    close: async () => {
      await etcd.close();
      await rm(directory, {recursive: true, force: true});
    },
  };
  return self;
}

async function untilOk(self: EtcdWithCertificates): Promise<EndpointCertificates> {
  const deadline = performance.now() + healingMsMax;
  for (;;) {
    const [endpoint] = (await self.check()).endpoints;
    if (endpoint === undefined) throw new Error('the report has no endpoint');
    if (endpoint.observed.gateway.verdict === 'ok' || performance.now() > deadline) return endpoint;
    await delay(200);
  }
}

async function checkOptionsOf(
  {client, user}: EtcdWithCertificates,
  url: string,
  caFile: string,
): Promise<ClusterCheckOptions> {
  const tls = {
    ca: [await readFile(caFile, 'latin1')],
    caSource: 'ca.crt',
    ...client,
    insecureSkipVerify: false,
  };
  const limits = {dialTimeoutMs: 5000, commandTimeoutMs: 5000};
  const {protocol, hostname, port} = new URL(url);
  const endpoint = {url, tls: protocol === 'https:', host: hostname, port: Number(port)};
  return {
    settings: {
      endpoints: given([endpoint]),
      cacert: given('ca.crt'),
      ...(user && {user: given(user.name), password: given(user.password)}),
      insecureSkipTlsVerify: given(false),
      dialTimeoutMs: given(limits.dialTimeoutMs),
      commandTimeoutMs: given(limits.commandTimeoutMs),
      debug: false,
    },
    tls,
    createClient: wanted => createGatewayClient({endpoint: wanted, tls, ...limits}),
    now: Date.now,
  };
}

function given<T>(value: T) {
  return {value, origin: {source: 'default'}} as const;
}
