// A certificate report of a whole cluster for tests of what is printed: three members, one of them
// renewed without clientAuth, one out of reach, and certificates of APISIX in every state.

import {judgeApisixSsl} from '../../source/tls/apisix-ssl.ts';
import {assess} from '../../source/tls/assess.ts';
import {chainFacts} from '../../source/tls/certificate-facts.ts';
import type {CertificatesReport} from '../../source/tls/certificates-report.ts';
import {memberDifferences} from '../../source/tls/member-differences.ts';
import {askedMember, unaskedMember} from '../../source/tls/member-report.ts';
import {scenarioText} from './certificate-scenarios.ts';
import {type Changes, context, failed, healthy, refused, selfDialFails} from './seen-endpoint.ts';

export function clusterReport(): CertificatesReport {
  const endpoints = [
    seen('srv-eku-both', {url: 'https://10.0.0.1:2379'}, {name: 'm1', isListed: false}),
    seen(
      'srv-eku-server',
      {url: 'https://10.0.0.2:2379', gateway: selfDialFails},
      {name: 'm2', isListed: true},
    ),
    askedMember(
      seen('srv-eku-both', {url: 'https://10.0.0.3:2379', ...silent}, {name: 'm3', isListed: true}),
    ),
    unaskedMember({
      url: 'http://localhost:2379',
      member: {name: 'm4', isListed: true},
      reason: 'its --advertise-client-urls names localhost, which from here is this host',
    }),
  ];
  return {
    endpoints,
    findings: memberDifferences(endpoints),
    client: chainFacts(healthy('srv-eku-both').own.client, context.nowMs),
    apisixSsls: {
      prefix: '/apisix/ssls/',
      total: 8,
      entries: entries.map(([id, body]) =>
        judgeApisixSsl({id, value: Buffer.from(JSON.stringify(body))}, context),
      ),
      unread: 'etcdserver: permission denied (gRPC 7, HTTP 403)',
    },
    checkedTimeMs: context.nowMs,
  };
}

const silent: Changes = {
  version: failed('ETIMEDOUT'),
  gateway: {kind: 'not-asked', reason: 'no connection'},
  grpc: {kind: 'failed', code: 'GRPC_14', message: 'no answer in time', seconds: 5},
  probe: refused('ETIMEDOUT'),
  anonymousProbe: refused('ETIMEDOUT'),
  flight: {kind: 'cut', reason: 'no answer'},
  chain: [],
  acceptableCas: undefined,
  etcdVersion: undefined,
};

const pair = {
  cert: scenarioText('srv-eku-both', 'server.crt'),
  key: scenarioText('srv-eku-both', 'server.key'),
};
const encrypted = Buffer.alloc(256, 7).toString('base64');

const entries: readonly (readonly [string, object])[] = [
  ['1', {snis: ['localhost'], ...pair}],
  ['2', {snis: ['localhost', 'shop.test', 'www.shop.test'], ...pair, key: encrypted}],
  [
    '00000000000000000412',
    {
      snis: ['localhost'],
      cert: scenarioText('srv-expired', 'server.crt'),
      key: scenarioText('srv-expired', 'server.key'),
    },
  ],
  ['broken', {snis: ['localhost'], cert: 'nonsense', key: encrypted}],
  ['off', {status: 0, snis: ['shop.test'], ...pair}],
  ['upstream', {type: 'client', ...pair}],
];

function seen(
  scenario: string,
  changes: Changes,
  member: {readonly name: string; readonly isListed: boolean},
) {
  const {seen: observations, own} = healthy(scenario, changes);
  return {...assess(observations, {...context, ...own}), member};
}
