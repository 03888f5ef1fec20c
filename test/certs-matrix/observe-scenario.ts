// What the live check sees of a scenario on real etcd: its observed verdicts and its own prediction
// from the handshake. In split mode gRPC has a port of its own, so two endpoints are looked at.
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {ConnectionSettings, Endpoint} from '../../source/config/settings.ts';
import {checkCertificates} from '../../source/io/certificates-check.ts';
import {createGatewayClient} from '../../source/io/gateway-client.ts';
import type {TlsMaterial} from '../../source/io/tls-material.ts';
import type {EndpointCertificates, HopVerdict} from '../../source/tls/certificates-report.ts';
import type {EtcdBuild} from '../support/etcd-packages.ts';
import {etcdctl} from '../support/real-etcd.ts';
import type {Scenario} from './scenario-setup.ts';
import {type StartedScenario, startScenario} from './start-scenario.ts';

type Hops = Readonly<Record<'https' | 'gateway' | 'grpc', HopVerdict>>;

type Observed =
  | {readonly starts: false; readonly refusal: string}
  | {
      readonly starts: true;
      readonly observed: Hops;
      /** By the rules, from the handshake. */
      readonly predicted: Hops;
      /** Findings of severity error or warning. */
      readonly complaints: readonly string[];
    };

export async function observeScenario(
  scenario: Scenario,
  directory: string,
  build: EtcdBuild,
): Promise<Observed> {
  const etcd = await startScenario(scenario, directory, build);
  try {
    if (etcd.refusal !== undefined) return {starts: false, refusal: etcd.refusal};
    if (scenario.setup === 'auth') await turnOnAuthentication(directory, build, etcd);
    const {splitHttp} = scenario;
    const look = (tls: boolean, port: number) => checkOnce({scenario, directory, etcd, tls, port});
    const main = await look(
      splitHttp !== 'http',
      splitHttp === null ? etcd.ports.client : etcd.ports.http,
    );
    const grpc = splitHttp === null ? main : await look(true, etcd.ports.client);
    return {
      starts: true,
      observed: hopsOf(main, grpc, ({observed}, hop) => observed[hop].verdict),
      predicted: hopsOf(main, grpc, ({verdict}, hop) => verdict[hop]),
      complaints: [...main.findings, ...(grpc === main ? [] : grpc.findings)]
        .filter(({severity}) => severity !== 'info')
        .map(({id}) => id),
    };
  } finally {
    await etcd.stop();
  }
}

function hopsOf(
  main: EndpointCertificates,
  grpc: EndpointCertificates,
  of: (report: EndpointCertificates, hop: keyof Hops) => HopVerdict,
): Hops {
  return {https: of(main, 'https'), gateway: of(main, 'gateway'), grpc: of(grpc, 'grpc')};
}

async function turnOnAuthentication(directory: string, build: EtcdBuild, etcd: StartedScenario) {
  const file = (name: string) => join(directory, name);
  const tls = [
    '--cacert',
    file('ca.crt'),
    '--cert',
    file('client.crt'),
    '--key',
    file('client.key'),
  ];
  const endpoint = `https://127.0.0.1:${etcd.ports.client}`;
  for (const words of [
    ['user', 'add', 'root:secret'],
    ['user', 'grant-role', 'root', 'root'],
    ['auth', 'enable'],
  ]) {
    await etcdctl(build, [...tls, ...words], {endpoint});
  }
}

type Look = {
  readonly scenario: Scenario;
  readonly directory: string;
  readonly etcd: StartedScenario;
  readonly tls: boolean;
  readonly port: number;
};

const limits = {dialTimeoutMs: 3000, commandTimeoutMs: 4000};

async function checkOnce(look: Look): Promise<EndpointCertificates> {
  const {port} = look;
  const url = `${look.tls ? 'https' : 'http'}://127.0.0.1:${port}`;
  const endpoint: Endpoint = {url, tls: look.tls, host: '127.0.0.1', port};
  const tls = materialOf(look);
  const {endpoints} = await checkCertificates({
    settings: settingsOf(endpoint),
    tls,
    createClient: wanted => createGatewayClient({endpoint: wanted, tls, ...limits}),
    now: Date.now,
  });
  const [report] = endpoints;
  if (report === undefined) throw new Error('the check reported on no endpoint');
  return report;
}

function materialOf({scenario, directory, etcd}: Look): TlsMaterial {
  const read = (name: string) => {
    const file = join(directory, name);
    return existsSync(file) ? readFileSync(file, 'latin1') : undefined;
  };
  // What --auto-tls made is what clients have to trust.
  const own = join(etcd.dataDir, 'fixtures/client/cert.pem');
  const ca = scenario.autoTls ? readFileSync(own, 'latin1') : read('ca.crt');
  const [cert, key] = [read('client.crt'), read('client.key')];
  return {
    ca: ca === undefined ? [] : [ca],
    caSource: 'ca.crt',
    ...(cert !== undefined && {cert}),
    ...(key !== undefined && {key}),
    serverName: scenario.host,
    insecureSkipVerify: false,
  };
}

function settingsOf(endpoint: Endpoint): ConnectionSettings {
  const given = <T>(value: T) => ({value, origin: {source: 'default'} as const});
  return {
    endpoints: given([endpoint]),
    cacert: given('ca.crt'),
    insecureSkipTlsVerify: given(false),
    dialTimeoutMs: given(limits.dialTimeoutMs),
    commandTimeoutMs: given(limits.commandTimeoutMs),
    debug: false,
  };
}
