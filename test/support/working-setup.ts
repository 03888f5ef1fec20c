// A set-up of etcd and a client where everything works, with an intermediate certificate and a
// revocation list: what tests damage.
import {readFileSync} from 'node:fs';
import {createSignatureVerifier} from '../../source/tls/certificate-signature.ts';
import type {DialingClient, EtcdSetup, SetupContext} from '../../source/tls/etcd-setup.ts';
import type {SeenFile} from '../../source/tls/go-files.ts';
import {revocationList} from '../certs-matrix/made-revocation-list.ts';
import {scenarioFile} from './certificate-scenarios.ts';

export function workingFile(name: string): SeenFile {
  return {name, bytes: readFileSync(scenarioFile('chain-with-root', name))};
}

export const workingCrl = Buffer.from(revocationList('c101'));

export const workingSetup: EtcdSetup = {
  version: '3.5.30',
  flagFaults: [],
  clientUrls: [{url: 'https://127.0.0.1:2379', isTls: true}],
  httpUrls: [],
  urlsAreAssumed: false,
  cert: workingFile('server.crt'),
  key: workingFile('server.key'),
  trustedCa: workingFile('client-ca.crt'),
  clientCertAuth: true,
  crl: {name: 'crl.pem', bytes: workingCrl},
  allowedHostnames: [],
  autoTls: false,
  gatewayEnabled: true,
  cipherSuites: [],
};

export const workingClient: DialingClient = {
  host: '127.0.0.1',
  ca: workingFile('ca.crt'),
  cert: workingFile('client.crt'),
  key: workingFile('client.key'),
  insecureSkipVerify: false,
};

export const setupContext: SetupContext = {
  nowMs: Date.parse('2027-06-01T00:00:00Z'),
  warnDays: 30,
  systemRoots: () => [],
  verifySignature: createSignatureVerifier(),
};
