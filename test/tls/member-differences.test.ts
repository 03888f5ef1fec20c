// What is said of the members together: differences of their certificates, members out of reach, weak
// algorithms, and common names that are users.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {assess} from '../../source/tls/assess.ts';
import type {CertificateFacts, EndpointCertificates} from '../../source/tls/certificates-report.ts';
import {memberDifferences} from '../../source/tls/member-differences.ts';
import {askedMember, unaskedMember, withMoreFindings} from '../../source/tls/member-report.ts';
import {context, failed, healthy, refused} from '../support/seen-endpoint.ts';

type Row = {
  readonly claim: string;
  /** Changes of the leaf, one a member. */
  readonly members: readonly Partial<CertificateFacts>[];
  readonly severity?: string;
  readonly evidence?: readonly string[];
};

const rows: readonly Row[] = [
  {claim: 'equal members differ in nothing', members: [{}, {}, {}]},
  {claim: 'one member has nobody to differ from', members: [{extKeyUsage: ['serverAuth']}]},
  {
    claim: 'the order of usages is no difference',
    members: [{extKeyUsage: ['clientAuth', 'serverAuth']}, {}],
  },
  {
    claim: 'a member renewed without clientAuth is a warning that names it',
    members: [{}, {}, {extKeyUsage: ['serverAuth']}],
    severity: 'warning',
    evidence: ['usage: clientAuth, serverAuth (m1, m2)', 'usage: serverAuth (m3)'],
  },
  {
    claim: 'another issuer alone is a note',
    members: [{}, {issuer: 'CN=new'}],
    severity: 'info',
    evidence: ['issuer: CN=certs.test Root CA,O=certs.test (m1)', 'issuer: CN=new (m2)'],
  },
  {
    claim: 'renewed within a week is one renewal',
    members: [{notAfter: '2027-06-01T00:00:00.000Z'}, {notAfter: '2027-06-07T00:00:00.000Z'}],
  },
  {
    claim: 'renewed months apart is a note',
    members: [{notAfter: '2027-06-01T00:00:00.000Z'}, {notAfter: '2027-09-01T00:00:00.000Z'}],
    severity: 'info',
    evidence: ['expires: 2027-06-01 (m1)', 'expires: 2027-09-01 (m2)'],
  },
  {
    claim: 'no extended key usage at all differs from some',
    members: [{}, {extKeyUsage: undefined}],
    severity: 'warning',
    evidence: ['usage: clientAuth, serverAuth (m1)', 'usage: any (no extended key usage) (m2)'],
  },
];

for (const row of rows) {
  test(row.claim, () => {
    const found = memberDifferences(row.members.map((leaf, at) => endpointOf(at + 1, leaf)));
    assert.deepEqual(
      found.map(({severity, id}) => `${severity} ${id}`),
      row.severity === undefined ? [] : [`${row.severity} members-differ`],
    );
    assert.deepEqual(found[0]?.evidence, row.evidence);
  });
}

test('a listed member that can not be reached is unknown, with the reason, and no error', () => {
  const {seen, own} = healthy('srv-eku-both', {
    version: failed('ECONNREFUSED'),
    gateway: {kind: 'not-asked', reason: 'no connection'},
    grpc: {kind: 'failed', code: 'GRPC_14', message: 'refused', seconds: 0},
    probe: refused('ECONNREFUSED'),
    anonymousProbe: refused('ECONNREFUSED'),
    flight: undefined,
    chain: [],
    etcdVersion: undefined,
  });
  const given = assess(seen, {...context, ...own});
  assert.equal(given.observed.https.verdict, 'fail');
  const listed = askedMember(given);
  assert.deepEqual(verdictsOf(listed), ['unknown', 'unknown', 'unknown']);
  assert.match(listed.observed.https.summary, /ECONNREFUSED/);
  assert.deepEqual(
    listed.findings.map(({severity, summary}) => [severity, summary]),
    [['info', 'not checked: not reachable from here: nothing listens there']],
  );
});

test('a listed member that was reached keeps its verdicts and its findings', () => {
  const fault = endpointOf(1, {});
  assert.equal(askedMember(fault), fault);
});

test('a member that is not dialed is unknown and says why', () => {
  const member = {name: 'm2', isListed: true};
  const unasked = unaskedMember({url: 'http://localhost:2379', member, reason: 'here'});
  assert.deepEqual(verdictsOf(unasked), ['unknown', 'unknown', 'unknown']);
  assert.deepEqual(
    unasked.findings.map(({severity, id}) => `${severity} ${id}`),
    ['info member-not-asked'],
  );
});

const names: readonly (readonly [string, string, readonly string[], string | undefined])[] = [
  ['3.5.30', 'CN=root', ['root'], 'warning'],
  ['3.3.25', 'O=x,CN=root', ['root'], 'warning'],
  ['3.3.10', 'CN=root,O=x', ['root'], 'error'],
  ['3.2.25', 'CN=apisix', ['root', 'apisix'], 'error'],
  ['3.5.30', 'CN=rooted', ['root'], undefined],
  ['3.5.30', 'OU=root', ['root'], undefined],
  ['3.5.30', 'CN=root', [], undefined],
];

for (const [version, subject, users, severity] of names) {
  test(`etcd ${version}, ${subject} and the users [${users.join()}]: ${severity ?? 'nothing'}`, () => {
    const endpoint = {...endpointOf(1, {subject}), etcdVersion: version};
    const [finding] = withMoreFindings(endpoint, users).findings;
    assert.equal(finding?.severity, severity);
    if (severity !== undefined) assert.equal(finding?.id, 'tls-server-cn-user');
  });
}

const weak: readonly (readonly [Partial<CertificateFacts>, boolean])[] = [
  [{publicKey: 'RSA 1024'}, true],
  [{publicKey: 'RSA 2048'}, false],
  [{publicKey: 'RSA-PSS 1024'}, true],
  [{publicKey: 'ECDSA P-224'}, true],
  [{signatureAlgorithm: 'sha1WithRSAEncryption'}, true],
  [{signatureAlgorithm: 'ecdsa-with-SHA1'}, true],
  [{signatureAlgorithm: 'md5WithRSAEncryption'}, true],
  [{signatureAlgorithm: 'sha512WithRSAEncryption'}, false],
  [{signatureAlgorithm: 'sha1WithRSAEncryption', issuer: 'CN=self', subject: 'CN=self'}, false],
];

for (const [leaf, isWeak] of weak) {
  test(`${JSON.stringify(leaf)} is ${isWeak ? 'weak' : 'no news'}`, () => {
    const ids = withMoreFindings(endpointOf(1, leaf), []).findings.map(({id}) => id);
    assert.deepEqual(ids, isWeak ? ['tls-weak'] : []);
  });
}

test('what is refused already is not called weak as well', () => {
  const error = {
    id: 'tls-untrusted',
    severity: 'error',
    hop: 'https',
    summary: '',
    evidence: [],
    remedy: '',
  } as const;
  const endpoint = {...endpointOf(1, {publicKey: 'RSA 1024'}), findings: [error]};
  assert.deepEqual(withMoreFindings(endpoint, []).findings, [error]);
});

function endpointOf(number: number, leaf: Partial<CertificateFacts>): EndpointCertificates {
  const {seen, own} = healthy('srv-eku-both');
  const healthyOne = assess(seen, {...context, ...own});
  const [first, ...rest] = healthyOne.chain;
  assert.ok(first);
  const member = {name: `m${number}`, isListed: false};
  return {...healthyOne, member, chain: [{...first, ...leaf}, ...rest]};
}

function verdictsOf({observed}: EndpointCertificates): readonly string[] {
  return [observed.https, observed.gateway, observed.grpc].map(({verdict}) => verdict);
}
