// Observations of an endpoint for tests of the rules and of what is printed: all well, or as changed.

import {createSignatureVerifier} from '../../source/tls/certificate-signature.ts';
import type {
  CallOutcome,
  CheckContext,
  EndpointObservations,
  TlsProbe,
} from '../../source/tls/observations.ts';
import {scenarioCertificates} from './certificate-scenarios.ts';

export const context: CheckContext = {
  client: scenarioCertificates('srv-eku-both', 'client.crt'),
  roots: scenarioCertificates('srv-eku-both', 'ca.crt'),
  rootsSource: 'ca.crt',
  rootsAreOwn: true,
  insecureSkipVerify: false,
  nowMs: Date.parse('2027-06-01T00:00:00Z'),
  warnDays: 30,
  verifySignature: createSignatureVerifier(),
};

export const handshake = {protocol: 'TLSv1.3', cipher: 'TLS_AES_128_GCM_SHA256', chain: []};

/** undefined: not seen at all. */
export type Changes = {
  readonly [Name in keyof EndpointObservations]?: EndpointObservations[Name] | undefined;
};

/** etcd 3.5 with client authentication, the server's certificate from a scenario, all well. */
export function healthy(scenario: string, changes: Changes = {}) {
  const names = scenarioCertificates(scenario, 'client-ca.crt');
  const acceptableCas = names.map(({subject, subjectDer}) => ({text: subject, der: subjectDer}));
  const seen = {
    url: 'https://127.0.0.1:2379',
    isTls: true,
    serverName: '127.0.0.1',
    etcdVersion: '3.5.30',
    version: answered(200, '{"etcdserver":"3.5.30","etcdcluster":"3.5.0"}'),
    gatewayPath: '/v3/kv/range',
    gateway: answered(200, '{"header":{"cluster_id":"1"}}'),
    grpc: {kind: 'answered', code: 0, details: '', seconds: 0.01},
    probe: {handshake, outcome: answered(200, '{}')},
    anonymousProbe: refused('ECONNRESET', 42),
    flight: {
      kind: 'flight',
      cipherSuite: 0xc02b,
      certificates: [],
      clientCertificateRequested: true,
      acceptableCas: [],
    },
    speaksOtherScheme: false,
    chain: scenarioCertificates(scenario, 'server.crt'),
    chainProblems: [],
    acceptableCas,
    ...changes,
  };
  const present = Object.entries(seen).filter(([, value]) => value !== undefined);
  const own = {
    roots: scenarioCertificates(scenario, 'ca.crt'),
    client: scenarioCertificates(scenario, 'client.crt'),
  };
  return {seen: Object.fromEntries(present) as EndpointObservations, own};
}

export function answered(status: number, body: string): CallOutcome {
  return {kind: 'answered', status, body, seconds: 0.01, verified: true};
}

export function failed(code: string, alert?: number): CallOutcome {
  const message = `${code}${alert === undefined ? '' : ` alert ${alert}`}`;
  return {kind: 'failed', code, message, seconds: 0.01, ...(alert !== undefined && {alert})};
}

export function refused(code: string, alert?: number, shown = false): TlsProbe {
  return {...(shown && {handshake}), outcome: failed(code, alert)};
}

/** The gateway can't reach its own gRPC server, in one of the many wordings. */
export const selfDialFails = answered(503, '{"code":14,"message":"connection closed"}');
