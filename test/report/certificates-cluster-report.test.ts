// What a report of a whole cluster says outside the screens: its JSON, and what decides an exit code.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {exitCodeOf} from '../../source/commands/certs.ts';
import {allFindings, askedVerdicts} from '../../source/report/certificates-findings.ts';
import {certificatesJson} from '../../source/report/certificates-json.ts';
import {certificatesLines} from '../../source/report/certificates-lines.ts';
import {plainText} from '../../source/report/lines.ts';
import type {CertificatesReport, HopVerdict} from '../../source/tls/certificates-report.ts';
import {clusterReport} from '../support/cluster-report.ts';

const report = clusterReport();

test('JSON has the members with where they are from', () => {
  const {endpoints, findings} = JSON.parse(certificatesJson(report));
  assert.deepEqual(
    endpoints.map(({member}: {member: object}) => member),
    [
      {name: 'm1', from_member_list: false},
      {name: 'm2', from_member_list: true},
      {name: 'm3', from_member_list: true},
      {name: 'm4', from_member_list: true},
    ],
  );
  assert.deepEqual(
    findings.map(({id}: {id: string}) => id),
    ['members-differ'],
  );
});

test('JSON has the certificates of APISIX in snake case, without any key', () => {
  const text = certificatesJson(report);
  const {apisix_ssls: ssls} = JSON.parse(text);
  assert.deepEqual(Object.keys(ssls), ['prefix', 'total', 'unread', 'entries']);
  assert.deepEqual(Object.keys(ssls.entries[0]), [
    'id',
    'enabled',
    'type',
    'snis',
    'certificates',
    'client_cas',
    'findings',
  ]);
  assert.equal(ssls.entries[0].certificates[0].key, 'matches');
  assert.equal(ssls.entries[0].certificates[0].chain[0].subject, 'CN=etcd-server,O=certs.test');
  assert.doesNotMatch(text, /PRIVATE KEY/);
});

test('a report without members and ssls is what it was', () => {
  const {endpoints, client, checkedTimeMs} = report;
  const keys = Object.keys(JSON.parse(certificatesJson({endpoints, client, checkedTimeMs})));
  assert.deepEqual(keys, ['endpoints', 'checked_time']);
});

test('every finding is in the list, with its place', () => {
  const places = allFindings(report).map(({id, endpoint, ssl}) => [id, endpoint ?? ssl ?? '']);
  assert.deepEqual(places, [
    ['tls-server-eku', 'https://10.0.0.2:2379'],
    ['net-timeout', 'https://10.0.0.3:2379'],
    ['member-not-asked', 'http://localhost:2379'],
    ['members-differ', ''],
    ['ssl-sni-uncovered', '2'],
    ['ssl-expired', '00000000000000000412'],
    ['ssl-unreadable', 'broken'],
    ['ssl-sni-uncovered', 'off'],
  ]);
});

test('members out of reach ask for no answer, given endpoints do', () => {
  assert.ok(!askedVerdicts(report).includes('unknown'));
  const given = report.endpoints.map(endpoint => ({...endpoint, member: undefined}));
  assert.ok(askedVerdicts({...report, endpoints: given.map(withoutMember)}).includes('unknown'));
});

const well = report.endpoints[0];
const codes: readonly (readonly [string, Partial<CertificatesReport>, number])[] = [
  ['all well', {}, 0],
  ['a warning about the members', {findings: [finding('warning')]}, 1],
  ['a note about the members', {findings: [finding('info')]}, 0],
  ['a warning of APISIX', {apisixSsls: sslsWith('warning')}, 1],
  ['an error of APISIX', {apisixSsls: sslsWith('error')}, 2],
  ['certificates of APISIX that may not be read', {apisixSsls: sslsWith(undefined)}, 0],
  ['a listed member that is unknown', {endpoints: both('unknown')}, 0],
  ['a listed member that fails', {endpoints: both('fail')}, 2],
];

for (const [claim, changes, code] of codes) {
  test(`${claim}: exit code ${code}`, () => {
    assert.ok(well);
    const one = {endpoints: [well], client: [], checkedTimeMs: 0, ...changes};
    assert.equal(exitCodeOf(one), code);
  });
}

test('where only certificates of APISIX are wrong, the first line says so', () => {
  assert.ok(well);
  const one = {endpoints: [well], client: [], checkedTimeMs: 0, apisixSsls: sslsWith('error')};
  const [first] = certificatesLines(one, 80).map(plainText);
  assert.equal(first?.trim(), '✗ what is wrong');
});

test('thousands of entries are a screenful with a count of the rest', () => {
  assert.ok(well && report.apisixSsls);
  const [entry] = report.apisixSsls.entries;
  assert.ok(entry);
  const entries = Array.from({length: 5000}, (_, at) => ({...entry, id: String(at)}));
  const apisixSsls = {prefix: '/apisix/ssls/', total: 5000, entries};
  const one = {endpoints: [well], client: [], checkedTimeMs: 0, apisixSsls};
  const lines = certificatesLines(one, 80).map(plainText);
  assert.ok(lines.length < 120);
  assert.equal(lines.at(-1)?.trim(), 'and 4,980 more without findings');
});

function finding(severity: 'error' | 'warning' | 'info') {
  const rest = {summary: 'what is wrong', evidence: [], remedy: 'Do it.'};
  return {id: 'x', severity, hop: 'server', ...rest} as const;
}

function sslsWith(severity: 'error' | 'warning' | undefined) {
  const [entry] = report.apisixSsls?.entries ?? [];
  assert.ok(entry);
  const findings = severity === undefined ? [] : [finding(severity)];
  const unread = 'etcdserver: permission denied';
  return {prefix: '/apisix/ssls/', total: 1, entries: [{...entry, findings}], unread};
}

function both(verdict: HopVerdict) {
  assert.ok(well);
  const hop = {verdict, summary: ''};
  const observed = {https: hop, gateway: hop, grpc: hop};
  return [well, {...well, member: {name: 'm2', isListed: true}, observed}];
}

function withoutMember(endpoint: object): CertificatesReport['endpoints'][number] {
  const {member: _member, ...rest} = endpoint as CertificatesReport['endpoints'][number];
  return rest;
}
