// Go's verifier against what etcd and etcdctl really did: every scenario and every version whose
// outcome the certificates alone decide. Flags that can't be seen in certificates are left out by
// name.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createSignatureVerifier} from '../../source/tls/certificate-signature.ts';
import {goBuildOf} from '../../source/tls/go-build.ts';
import {type GoVerdict, verifyAsGo} from '../../source/tls/go-verify.ts';
import {matchesHost} from '../../source/tls/host-names.ts';
import type {ParsedCertificate} from '../../source/tls/parsed-certificate.ts';
import {
  readScenarios,
  type Scenario,
  scenarioCertificates,
} from '../support/certificate-scenarios.ts';

const nowMs = Date.parse('2027-06-01T00:00:00Z');
const verifySignature = createSignatureVerifier();
const scenarios = readScenarios();

/** Decided by a flag, a CRL or TLS itself, not by the chain. */
const decidedElsewhere =
  /^(flag-client-cert-file|flag-allowed-hostname|flag-gateway-off|crl-|alg-p224)/;

for (const [name, scenario] of Object.entries(scenarios)) {
  const versions = Object.entries(scenario.etcd).filter(([, outcome]) => outcome.starts !== false);
  if (versions.length === 0 || scenario.setup !== null || decidedElsewhere.test(name)) continue;
  test(`${name} is judged as etcd did`, () => {
    for (const [version, outcome] of versions) {
      const {grpc, gateway} = judge(name, scenario, version);
      assert.equal(grpc.verdict, outcome.grpc, `grpc ${version}: ${JSON.stringify(grpc)}`);
      if (outcome.gateway === 'unreached') continue;
      const expected = outcome.gateway === 'ok' ? 'ok' : 'fail';
      assert.equal(gateway.verdict, expected, `gateway ${version}: ${JSON.stringify(gateway)}`);
    }
  });
}

function judge(name: string, scenario: Scenario, version: string) {
  const certificates = (file: string) => scenarioCertificates(name, file);
  const trusted = scenario.trustedCaFile === null ? [] : certificates(scenario.trustedCaFile);
  const asked =
    !scenario.autoTls &&
    (scenario.clientCertAuth || (scenario.trustedCaFile !== null && !version.startsWith('3.3.')));
  const common = {nowMs, verifySignature, build: goBuildOf(version)};
  const asClient = (chain: readonly ParsedCertificate[]): GoVerdict =>
    asked ? verifyAsGo({...common, chain, roots: trusted, usage: 'clientAuth'}) : {verdict: 'ok'};
  const server = verifyAsGo({
    ...common,
    chain: certificates('server.crt'),
    roots: certificates('ca.crt'),
    usage: 'serverAuth',
    host: scenario.host,
  });
  return {
    grpc: server.verdict === 'ok' ? asClient(certificates('client.crt')) : server,
    gateway: asClient(certificates('server.crt')),
  };
}

const reasons: readonly (readonly [string, string, RegExp])[] = [
  ['srv-expired', 'expired', /expired on 202\d-/],
  ['srv-eku-client', 'usage', /is for clientAuth, not for serverAuth/],
  ['san-ip-dial-name', 'name', /the certificate is for .*, not for localhost/],
  ['san-cn-only-name', 'common-name-only', /does not read the common name/],
  ['chain-missing-int-server-trusted-has-it', 'unknown-authority', /leads from .* to a trusted CA/],
  ['ext-critical-unknown-server', 'extension', /critical extension 1\.3\.6/],
  ['alg-sha1-leaf', 'signature', /signed with SHA-1/],
  ['int-ca-false', 'authority', /CA:FALSE/],
];

for (const [name, kind, reason] of reasons) {
  test(`${name} is refused with the reason: ${reason.source}`, () => {
    const scenario = scenarios[name];
    assert.ok(scenario);
    const {grpc} = judge(name, scenario, '3.5.30');
    assert.ok(grpc.verdict === 'fail');
    assert.equal(grpc.kind, kind);
    assert.match(grpc.reason, reason);
  });
}

test('a server without any certificate is refused', () => {
  const verdict = verifyAsGo({chain: [], roots: [], usage: 'serverAuth', nowMs, verifySignature});
  assert.equal(verdict.verdict, 'fail');
});

const names: readonly (readonly [string, string, boolean])[] = [
  ['*.cluster.test', 'etcd1.cluster.test', true],
  ['*.cluster.test', 'a.b.cluster.test', false],
  ['*.cluster.test', 'cluster.test', false],
  ['*.test', 'cluster.test', true],
  ['etcd*.cluster.test', 'etcd1.cluster.test', false],
  ['ETCD.Cluster.Test', 'etcd.cluster.test', true],
  ['etcd.test', 'etcd.test.', true],
  ['etcd.test.', 'etcd.test', false],
  ['etcd_1.test', 'etcd_1.test', true],
  ['127.0.0.1', '127.0.0.1', false],
];

test('host names match as in Go', () => {
  for (const [pattern, host, expected] of names) {
    assert.equal(
      matchesHost(withNames({dnsNames: [pattern]}), host),
      expected,
      `${pattern} ${host}`,
    );
  }
  assert.equal(matchesHost(withNames({ipAddresses: ['::1']}), '0:0:0:0:0:0:0:1'), true);
  assert.equal(matchesHost(withNames({ipAddresses: ['::1']}), '[::1]'), true);
  assert.equal(matchesHost(withNames({ipAddresses: ['127.0.0.1']}), '127.0.0.2'), false);
});

function withNames(names: {dnsNames?: string[]; ipAddresses?: string[]}): ParsedCertificate {
  const [certificate] = scenarioCertificates('srv-eku-both', 'server.crt');
  assert.ok(certificate);
  const none = {dnsNames: [], ipAddresses: [], uris: [], emailAddresses: []};
  return {...certificate, subjectAltName: {...none, ...names}};
}
