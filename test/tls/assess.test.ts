// What is said about the way behind the gateway, about expiry and about differences between rules and
// reality: tables of observations, the findings and verdicts they must give, and no others.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {assess} from '../../source/tls/assess.ts';
import type {EndpointObservations} from '../../source/tls/observations.ts';
import {checkRow, type Row} from '../support/assessed-endpoint.ts';
import {answered, context, healthy, selfDialFails} from '../support/seen-endpoint.ts';

const noFlight: EndpointObservations['flight'] = {kind: 'alert', description: 70};
const notAsked: EndpointObservations['flight'] = {
  kind: 'flight',
  cipherSuite: 0xc02b,
  certificates: [],
  clientCertificateRequested: false,
  acceptableCas: [],
};

const rows: readonly Row[] = [
  {
    claim: 'a server with both usages is fine',
    scenario: 'srv-eku-both',
    findings: [],
    verdict: 'ok ok ok ok',
    observed: 'ok ok ok',
  },
  {
    claim: 'a server without the extension is fine',
    scenario: 'srv-eku-none',
    findings: [],
    verdict: 'ok ok ok ok',
  },
  {
    claim: 'serverAuth alone and 503 with code 14 is the case of the article',
    scenario: 'srv-eku-server',
    changes: {gateway: selfDialFails},
    findings: ['error tls-server-eku'],
    verdict: 'ok ok fail ok',
    observed: 'ok fail ok',
  },
  {
    claim: 'serverAuth alone is a warning while the call still works',
    scenario: 'srv-eku-server',
    findings: ['warning tls-server-eku'],
    verdict: 'ok ok fail ok',
    observed: 'ok ok ok',
  },
  {
    claim: 'serverAuth alone does not matter where no client certificate is asked for',
    scenario: 'srv-eku-server',
    changes: {flight: notAsked, acceptableCas: []},
    findings: [],
    verdict: 'ok ok ok ok',
  },
  {
    claim: 'a server that speaks only TLS 1.3 shows by its refusals that it asks',
    scenario: 'srv-eku-server',
    changes: {gateway: selfDialFails, flight: noFlight, acceptableCas: undefined},
    findings: ['error tls-server-eku'],
    verdict: 'ok unknown fail unknown',
  },
  {
    claim: 'anyExtendedKeyUsage satisfies the gateway',
    scenario: 'srv-eku-any',
    findings: [],
  },
  {
    claim: 'a server certificate of a CA that etcd does not trust breaks the gateway',
    scenario: 'trust-a-server-b-clients',
    changes: {gateway: selfDialFails},
    findings: ['error tls-server-clientca'],
    verdict: 'ok ok fail ok',
  },
  {
    claim: '503 with code 14 and nothing visible lists the likely causes',
    scenario: 'srv-eku-both',
    changes: {gateway: selfDialFails},
    findings: ['error gw-unreachable-self'],
    verdict: 'ok ok ok ok',
    observed: 'ok fail ok',
  },
  {
    claim: 'a call without a user that etcd refuses behind the gateway is said to need one',
    scenario: 'srv-eku-both',
    changes: {
      gateway: answered(400, '{"error":"etcdserver: user name is empty","code":3}'),
    },
    findings: ['error auth-user-required'],
    observed: 'ok fail ok',
  },
  {
    claim: 'the same refusal is an open way for those who give a user',
    scenario: 'srv-eku-both',
    changes: {
      gateway: answered(403, '{"error":"etcdserver: permission denied","code":7}'),
    },
    context: {hasUser: true},
    findings: [],
    observed: 'ok ok ok',
  },
  {
    claim: 'a lost leader is no broken gateway',
    scenario: 'srv-eku-both',
    changes: {gateway: answered(503, '{"code":14,"message":"etcdserver: leader changed"}')},
    findings: [],
  },
  {
    claim: '404 page not found is a gateway that is off',
    scenario: 'srv-eku-both',
    changes: {gateway: answered(404, '404 page not found\n')},
    findings: ['error gw-disabled'],
    observed: 'ok fail ok',
  },
  {
    claim: 'a refused common name has its own finding',
    scenario: 'srv-eku-both',
    changes: {
      gateway: answered(
        400,
        'CommonName of client sending a request against gateway will be ignored and not used as expected\n',
      ),
    },
    findings: ['error tls-cn-auth'],
  },
  {
    claim: 'thirty days before the end there is a warning for each certificate',
    scenario: 'srv-eku-both',
    context: {nowMs: Date.parse('2043-12-10T00:00:00Z')},
    findings: [
      'warning tls-ca-expires-soon',
      'warning tls-client-expires-soon',
      'warning tls-srv-expires-soon',
    ],
  },
  {
    claim: 'three days before the end it is an error',
    scenario: 'srv-eku-both',
    context: {nowMs: Date.parse('2043-12-29T12:00:00Z'), rootsAreOwn: false, client: []},
    changes: {flight: notAsked},
    findings: ['error tls-srv-expires-soon'],
  },
  {
    claim: 'a CA that seems not to be trusted is a warning while the call still works',
    scenario: 'trust-a-server-b-clients',
    findings: ['warning tls-server-clientca'],
  },
  {
    claim: 'rules and reality that differ without a reason are a finding each',
    scenario: 'cli-wrong-ca',
    findings: ['warning verdict-differs', 'warning verdict-differs'],
    verdict: 'ok fail ok fail',
    observed: 'ok ok ok',
  },
];

for (const row of rows) test(row.claim, () => checkRow(row));

test('the finding of the article says what is wanted, what is there and what to do', () => {
  const {seen, own} = healthy('srv-eku-server', {gateway: selfDialFails});
  const [finding] = assess(seen, {...context, ...own}).findings;
  assert.deepEqual(finding?.evidence.slice(0, 2), [
    'required: clientAuth',
    'presented: serverAuth',
  ]);
  assert.equal(finding?.hop, 'gateway');
  assert.equal(finding?.reference, 'etcd #9785');
  assert.match(finding?.remedy ?? '', /--client-cert-file and --client-key-file/);
  assert.match(finding?.remedy ?? '', /--listen-client-http-urls does not help/);
});

test('before etcd 3.5 the remedy names no flag that does not exist there', () => {
  const {seen, own} = healthy('srv-eku-server', {gateway: selfDialFails, etcdVersion: '3.4.23'});
  const [finding] = assess(seen, {...context, ...own}).findings;
  assert.match(finding?.remedy ?? '', /etcd 3\.4\.23 has no other way/);
  assert.doesNotMatch(finding?.remedy ?? '', /start etcd with/);
});
