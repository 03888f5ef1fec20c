// The certificate scenarios of test/fixtures/certs: files, and what really happened with etcd.
// truth.json was measured; see reference in each test that uses it.
import {existsSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {readCertificateFile} from '../../source/tls/certificate-file.ts';
import type {ParsedCertificate} from '../../source/tls/parsed-certificate.ts';
import type {EtcdTls} from './real-etcd.ts';

export const scenariosDirectory = resolve(import.meta.dirname, '../fixtures/certs');

type Outcome = {
  readonly starts?: boolean;
  readonly gateway: string;
  readonly grpc: 'ok' | 'fail';
};

export type Scenario = {
  readonly host: string;
  readonly clientCertAuth: boolean;
  readonly trustedCaFile: string | null;
  readonly autoTls: boolean;
  readonly setup: string | null;
  readonly etcd: Readonly<Record<string, Outcome>>;
};

export function readScenarios(): Readonly<Record<string, Scenario>> {
  return JSON.parse(readFileSync(join(scenariosDirectory, 'truth.json'), 'utf8'));
}

export function scenarioFile(scenario: string, file: string): string {
  return join(scenariosDirectory, scenario, file);
}

export function scenarioText(scenario: string, file: string): string {
  return readFileSync(scenarioFile(scenario, file), 'latin1');
}

/** [] where the scenario has no such file. */
export function scenarioCertificates(scenario: string, file: string): readonly ParsedCertificate[] {
  const path = scenarioFile(scenario, file);
  return existsSync(path) ? readCertificateFile(readFileSync(path), file).certificates : [];
}

/** etcd's client listener with mutual TLS, by the names that every scenario gives its files. */
export function mutualTls(file: (name: string) => string): EtcdTls {
  return {
    cert: file('server.crt'),
    key: file('server.key'),
    trustedCa: file('client-ca.crt'),
    clientCertAuth: true,
  };
}
