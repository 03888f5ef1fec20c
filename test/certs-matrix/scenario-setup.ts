// A scenario of test/fixtures/certs as etcd's command line, and as the setup that `certs -- FLAGS`
// makes of it: the same functions, the same files, so the matrix measures what a user would get.
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {readEtcdArguments} from '../../source/config/etcd-flags.ts';
import {readEtcdSettings} from '../../source/config/etcd-settings.ts';
import {readSeenFile, readSetup} from '../../source/io/etcd-files.ts';
import {createSignatureVerifier} from '../../source/tls/certificate-signature.ts';
import type {DialingClient, EtcdSetup, SetupContext} from '../../source/tls/etcd-setup.ts';
import {predictSetup, type SetupPrediction} from '../../source/tls/predict-setup.ts';

export type Scenario = {
  readonly host: string;
  readonly clientCertAuth: boolean;
  readonly trustedCaFile: string | null;
  readonly autoTls: boolean;
  readonly splitHttp: 'http' | 'https' | null;
  readonly setup: 'auth' | null;
  readonly extraFlags: readonly string[];
  readonly etcd: Readonly<Record<string, Outcome>>;
};

export type Outcome = {
  readonly starts?: false;
  readonly gateway?: string;
  readonly grpc?: 'ok' | 'fail';
  readonly node20?: string;
  readonly node26?: string;
};

export const versions = ['3.3.25', '3.4.23', '3.5.16', '3.5.30'] as const;

export function readTruth(directory: string): Readonly<Record<string, Scenario>> {
  return JSON.parse(readFileSync(join(directory, 'truth.json'), 'utf8'));
}

export type Ports = {readonly client: number; readonly http: number};

/** TLS flags and URLs; name, data directory and peers are the caller's. */
export function etcdFlags(scenario: Scenario, directory: string, ports: Ports): readonly string[] {
  const file = (name: string) => join(directory, name);
  const {splitHttp, trustedCaFile} = scenario;
  return [
    `--listen-client-urls=https://127.0.0.1:${ports.client}`,
    ...(splitHttp === null
      ? []
      : [`--listen-client-http-urls=${splitHttp}://127.0.0.1:${ports.http}`]),
    ...(scenario.autoTls
      ? ['--auto-tls']
      : ['--cert-file', file('server.crt'), '--key-file', file('server.key')]),
    ...(scenario.clientCertAuth ? ['--client-cert-auth'] : []),
    ...(trustedCaFile === null ? [] : ['--trusted-ca-file', file(trustedCaFile)]),
    ...scenario.extraFlags.map(flag => flag.replaceAll('{dir}', directory)),
  ];
}

export function clientOf(scenario: Scenario, directory: string): DialingClient {
  const read = (name: string) =>
    existsSync(join(directory, name)) ? readSeenFile(name, directory) : undefined;
  const files = {ca: read('ca.crt'), cert: read('client.crt'), key: read('client.key')};
  return {
    host: scenario.host,
    insecureSkipVerify: false,
    ...(files.ca !== undefined && {ca: files.ca}),
    ...(files.cert !== undefined && {cert: files.cert}),
    ...(files.key !== undefined && {key: files.key}),
  };
}

const verifySignature = createSignatureVerifier();

export function predictScenario(
  scenario: Scenario,
  directory: string,
  version: string,
): SetupPrediction {
  const setup = setupOf(scenario, directory, version);
  return predictSetup(setup, clientOf(scenario, directory), scenarioContext());
}

export function setupOf(scenario: Scenario, directory: string, version: string): EtcdSetup {
  const args = etcdFlags(scenario, directory, {client: 2379, http: 2380});
  const options = readEtcdArguments({args, version});
  return readSetup(readEtcdSettings({options, version, mayBePartial: true}));
}

export function scenarioContext(): SetupContext {
  return {nowMs: Date.now(), warnDays: 30, systemRoots: () => [], verifySignature};
}
