// What is said when the connection, our certificate or the server's is refused: tables of
// observations and the findings they must give, and no others.
import {test} from 'node:test';
import type {TlsProbe} from '../../source/tls/observations.ts';
import {checkRow, type Row} from '../support/assessed-endpoint.ts';
import {
  answered,
  type Changes,
  failed,
  handshake,
  refused,
  selfDialFails,
} from '../support/seen-endpoint.ts';

const rows: readonly Row[] = [
  {
    claim: 'a missing client certificate is asked for',
    scenario: 'srv-eku-both',
    changes: withoutAnswer(refused('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 116, true)),
    context: {client: []},
    findings: ['error tls-client-missing'],
    verdict: 'ok fail ok fail',
    observed: 'fail unknown fail',
  },
  {
    claim: 'a client certificate of another CA is named as the cause',
    scenario: 'cli-wrong-ca',
    changes: withoutAnswer(refused('ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 48, true)),
    findings: ['error tls-client-ca'],
    verdict: 'ok fail ok fail',
  },
  {
    claim: 'a client certificate for servers is named as the cause',
    scenario: 'cli-eku-server',
    changes: withoutAnswer(refused('EPROTO', 42)),
    findings: ['error tls-client-eku'],
  },
  {
    claim: 'an expired client certificate is named as the cause',
    scenario: 'cli-expired',
    changes: withoutAnswer(refused('EPROTO', 42)),
    findings: ['error tls-client-expired'],
  },
  {
    claim: 'a connection that is closed after the handshake is a refused client certificate',
    scenario: 'srv-eku-both',
    changes: withoutAnswer(refused('ECONNRESET', undefined, true)),
    findings: ['error tls-client-refused'],
  },
  {
    claim: 'an expired server certificate is said once, whatever else it breaks',
    scenario: 'srv-expired',
    changes: {
      version: failed('CERT_HAS_EXPIRED'),
      gateway: selfDialFails,
      probe: {
        handshake: {...handshake, authorizationError: 'CERT_HAS_EXPIRED'},
        outcome: answered(200, '{}'),
      },
    },
    findings: ['error tls-srv-expired'],
    verdict: 'ok fail fail fail',
    observed: 'fail fail fail',
  },
  {
    claim: 'a name that the certificate does not hold is named with those that it does',
    scenario: 'san-ip-dial-name',
    changes: {
      serverName: 'localhost',
      version: failed('ERR_TLS_CERT_ALTNAME_INVALID'),
      probe: {
        handshake: {...handshake, authorizationError: 'ERR_TLS_CERT_ALTNAME_INVALID'},
        outcome: answered(200, '{}'),
      },
    },
    findings: ['error tls-host-mismatch'],
    verdict: 'ok fail ok fail',
  },
  {
    claim: 'with --insecure-skip-tls-verify the same is a warning',
    scenario: 'san-ip-dial-name',
    changes: {
      serverName: 'localhost',
      probe: {
        handshake: {...handshake, authorizationError: 'ERR_TLS_CERT_ALTNAME_INVALID'},
        outcome: answered(200, '{}'),
      },
    },
    context: {insecureSkipVerify: true},
    findings: ['warning tls-host-mismatch'],
    verdict: 'ok ok ok ok',
  },
  {
    claim: 'a certificate that only Go refuses is a finding of the gRPC hop',
    scenario: 'san-cn-only-name',
    changes: {serverName: 'localhost'},
    findings: ['error tls-cn-only'],
    observed: 'ok ok fail',
  },
  {
    claim: 'nobody there is the only finding',
    scenario: 'srv-eku-both',
    changes: {
      ...withoutAnswer(refused('ECONNREFUSED')),
      flight: {kind: 'cut', reason: 'refused'},
      chain: [],
    },
    findings: ['error net-refused'],
    observed: 'fail unknown fail',
  },
  {
    claim: 'plain HTTP behind https:// is said to be that',
    scenario: 'srv-eku-both',
    changes: {
      ...withoutAnswer(refused('ECONNRESET')),
      speaksOtherScheme: true,
      flight: {kind: 'not-tls', reason: 'HTTP'},
      chain: [],
    },
    findings: ['error tls-tls-to-plain'],
  },
  {
    claim: 'an endpoint without TLS has the finding no-tls and nothing else',
    scenario: 'srv-eku-both',
    changes: {isTls: false, url: 'http://127.0.0.1:2379', probe: undefined, chain: []},
    findings: ['info no-tls'],
    observed: 'ok ok ok',
  },
  {
    claim: 'a server that is not etcd is said to be none',
    scenario: 'srv-eku-both',
    changes: {
      etcdVersion: undefined,
      version: answered(200, '<html>'),
      gateway: answered(404, '<html>'),
    },
    findings: ['error not-etcd', 'error gw-disabled'],
  },
];

for (const row of rows) test(row.claim, () => checkRow(row));

function withoutAnswer(probe: TlsProbe): Changes {
  const {outcome} = probe;
  return {
    probe,
    anonymousProbe: probe,
    version: outcome,
    gateway: {kind: 'not-asked', reason: 'no connection'},
    grpc: {kind: 'failed', code: 'GRPC_14', message: 'no connection', seconds: 0.01},
  };
}
