// What the check from files advises, followed in the setup: the same check then says that the gateway
// works. That etcd agrees is shown by test/conformance/remedies.test.ts with the same faults.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {EtcdSetup} from '../../source/tls/etcd-setup.ts';
import type {SeenFile} from '../../source/tls/go-files.ts';
import {reportSetup} from '../../source/tls/setup-report.ts';
import {clientOf, readTruth, scenarioContext, setupOf} from '../certs-matrix/scenario-setup.ts';
import {scenarioFile, scenariosDirectory, scenarioText} from '../support/certificate-scenarios.ts';

type Row = {
  readonly scenario: string;
  readonly finding: string;
  readonly says: RegExp;
  readonly follow: (setup: EtcdSetup, file: (name: string) => SeenFile) => EtcdSetup;
};

const withoutCrl = ({crl: _crl, ...setup}: EtcdSetup): EtcdSetup => setup;

const rows: readonly Row[] = [
  {
    scenario: 'srv-eku-server',
    finding: 'tls-server-eku',
    says: /Or start etcd with --client-cert-file and --client-key-file/,
    follow: (setup, file) => ({
      ...setup,
      clientCert: file('client.crt'),
      clientKey: file('client.key'),
    }),
  },
  {
    scenario: 'flag-client-cert-file-bad',
    finding: 'gw-client-cert-eku',
    says: /^Re-issue .* with clientAuth\./,
    follow: (setup, file) => ({
      ...setup,
      clientCert: file('client.crt'),
      clientKey: file('client.key'),
    }),
  },
  {
    scenario: 'trust-a-server-b-clients',
    finding: 'tls-server-clientca',
    says: /^Add CN=certs\.test Root CA,O=certs\.test .*to --trusted-ca-file and restart etcd/,
    follow: setup => ({
      ...setup,
      trustedCa: textFile(
        `${scenarioText('trust-a-server-b-clients', 'client-ca.crt')}\n${scenarioText('trust-a-server-b-clients', 'ca.crt')}`,
      ),
    }),
  },
  {
    scenario: 'flag-allowed-hostname-both',
    finding: 'tls-server-allowed',
    says: /--client-cert-allowed-hostname/,
    follow: setup => ({...setup, allowedHostnames: []}),
  },
  {
    scenario: 'flag-gateway-off',
    finding: 'gw-disabled',
    says: /--enable-grpc-gateway/,
    follow: setup => ({...setup, gatewayEnabled: true}),
  },
  {
    scenario: 'crl-server',
    finding: 'tls-server-revoked',
    says: /or take this one off the list/,
    follow: withoutCrl,
  },
  {
    scenario: 'crl-server',
    finding: 'tls-server-revoked',
    says: /Or start etcd with --client-cert-file and --client-key-file/,
    follow: (setup, file) => ({
      ...setup,
      clientCert: file('client.crt'),
      clientKey: file('client.key'),
    }),
  },
];

for (const {scenario, finding, says, follow} of rows) {
  test(`${finding}: following ${says} makes the gateway of ${scenario} work`, () => {
    const definition = readTruth(scenariosDirectory)[scenario];
    assert.ok(definition);
    const directory = scenarioFile(scenario, '');
    const setup = setupOf(definition, directory, '3.5.30');
    const client = clientOf(definition, directory);
    const report = (given: EtcdSetup) => reportSetup([given], client, scenarioContext());
    const before = report(setup);
    assert.deepEqual([before.verdict.gateway, before.verdict.grpc], ['fail', 'ok']);
    const found = before.findings.find(({id}) => id === finding);
    assert.ok(found, before.findings.map(({id}) => id).join(' '));
    assert.match(found.remedy, says);
    const healed = report(follow(setup, name => textFile(scenarioText(scenario, name))));
    assert.equal(healed.verdict.gateway, 'ok', healed.reasons.gateway);
    assert.ok(!healed.findings.some(({id}) => id === finding));
  });
}

function textFile(text: string): SeenFile {
  return {name: 'file', bytes: Buffer.from(text, 'latin1')};
}
