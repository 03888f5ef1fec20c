// The certificate check against every real etcd that can be had: the case of the article and its two
// counterparts, another client CA, and authentication.
import assert from 'node:assert/strict';
import {checkCertificates} from '../../source/io/certificates-check.ts';
import {mutualTls, scenarioFile} from '../support/certificate-scenarios.ts';
import {checkOptions} from '../support/check-one-endpoint.ts';
import {testEachEtcd} from '../support/each-etcd.ts';
import {type EtcdBuild, startEtcd} from '../support/real-etcd.ts';

type Row = {
  readonly scenario: string;
  /** https, gateway, grpc: what etcd, curl and etcdctl did when the scenarios were measured. */
  readonly observed: string;
  /** start, https, gateway, grpc as predicted from the handshake. */
  readonly predicted: string;
  readonly findings: readonly string[];
};

const rows: readonly Row[] = [
  {
    scenario: 'srv-eku-server',
    observed: 'ok fail ok',
    predicted: 'ok ok fail ok',
    findings: ['tls-server-eku'],
  },
  {scenario: 'srv-eku-both', observed: 'ok ok ok', predicted: 'ok ok ok ok', findings: []},
  {scenario: 'srv-eku-none', observed: 'ok ok ok', predicted: 'ok ok ok ok', findings: []},
  {
    scenario: 'trust-a-server-b-clients',
    observed: 'ok fail ok',
    predicted: 'ok ok fail ok',
    findings: ['tls-server-clientca'],
  },
  {
    scenario: 'cli-wrong-ca',
    observed: 'fail unknown fail',
    predicted: 'ok fail ok fail',
    findings: ['tls-client-ca'],
  },
  {
    scenario: 'srv-expired',
    observed: 'fail fail fail',
    predicted: 'ok fail fail fail',
    findings: ['tls-srv-expired'],
  },
];

for (const row of rows) {
  await testEachEtcd(`certs sees ${row.scenario} as it is`, build => checkScenario(build, row));
}

async function checkScenario(build: EtcdBuild, row: Row): Promise<void> {
  const file = (name: string) => scenarioFile(row.scenario, name);
  const etcd = await startEtcd({build, tls: mutualTls(file)});
  try {
    const {endpoints} = await checkCertificates(
      checkOptions({port: etcd.port, scenario: row.scenario}),
    );
    const [result] = endpoints;
    assert.ok(result);
    const {https, gateway, grpc} = result.observed;
    const observed = [https, gateway, grpc].map(({verdict}) => verdict).join(' ');
    assert.equal(observed, row.observed, JSON.stringify(result.observed));
    assert.equal(Object.values(result.verdict).join(' '), row.predicted);
    assert.deepEqual(
      result.findings.map(({id}) => id),
      row.findings,
    );
    if (https.verdict === 'ok') assert.equal(result.etcdVersion, build.version);
  } finally {
    await etcd.close();
  }
}
