// `certs` from files: the contract's object, the exit codes that CI relies on, every way to say how
// etcd is started, and bad usage in one line.
import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {after, test} from 'node:test';
import {UsageError} from '../../source/config/usage-error.ts';
import {scenarioFile} from '../support/certificate-scenarios.ts';
import {type FileCheck, printedFileCheck} from '../support/printed-checks.ts';
import {temporaryFolder} from '../support/temporary-folder.ts';

const home = temporaryFolder({after});

type Run = Partial<Omit<FileCheck, 'rest'>> & {
  readonly scenario?: string;
  readonly flags?: readonly string[];
  /** Instead of the scenario's own command line; undefined in it: none at all. */
  readonly rest?: readonly string[] | undefined;
};

async function run(given: Run) {
  const {scenario = 'srv-eku-both', flags = []} = given;
  const file = (name: string) => scenarioFile(scenario, name);
  const client = {cacert: file('ca.crt'), cert: file('client.crt'), key: file('client.key')};
  const values = {...client, host: '127.0.0.1', 'etcd-version': '3.5.30', ...given.values};
  const own = ['--cert-file', file('server.crt'), '--key-file', file('server.key')];
  const auth = ['--client-cert-auth', '--trusted-ca-file', file('client-ca.crt')];
  const url = '--listen-client-urls=https://127.0.0.1:2379';
  const rest = 'rest' in given ? given.rest : [...own, ...auth, url, ...flags];
  const {rest: _, ...others} = given;
  return printedFileCheck({...others, values, ...(rest !== undefined && {rest})});
}

type Row = Run & {
  readonly claim: string;
  readonly verdict: string;
  readonly code: number;
  /** Errors and warnings. */
  readonly findings?: readonly string[];
};

const crl = ['--client-crl-file', scenarioFile('crl-garbage', 'crl.pem')];
const rows: readonly Row[] = [
  {claim: 'all is well', verdict: 'ok ok ok ok', code: 0},
  {
    claim: 'the case of the article',
    scenario: 'srv-eku-server',
    verdict: 'ok ok fail ok',
    code: 2,
    findings: ['tls-server-eku'],
  },
  {
    claim: 'its remedy on 3.5',
    scenario: 'srv-eku-server',
    flags: [
      `--client-cert-file=${scenarioFile('srv-eku-server', 'client.crt')}`,
      `--client-key-file=${scenarioFile('srv-eku-server', 'client.key')}`,
    ],
    verdict: 'ok ok ok ok',
    code: 0,
  },
  {
    claim: 'a file that is not there is a finding',
    flags: ['--trusted-ca-file=/no/such/file'],
    verdict: 'fail unknown unknown unknown',
    code: 2,
    findings: ['tls-file-unreadable'],
  },
  {
    claim: 'a directory as key is a finding',
    flags: ['--key-file=/'],
    verdict: 'fail unknown unknown unknown',
    code: 2,
    findings: ['tls-file-unreadable'],
  },
  {
    claim: 'a broken revocation list',
    flags: crl,
    verdict: 'ok fail fail fail',
    code: 2,
    findings: ['tls-crl-bad', 'tls-crl-bad'],
  },
  {
    claim: 'a flag of another version',
    flags: ['--client-cert-file=x'],
    values: {'etcd-version': '3.4.23'},
    verdict: 'fail unknown unknown unknown',
    code: 2,
    findings: ['etcd-flag-unknown'],
  },
  {
    claim: 'no client certificate',
    values: {cert: '', key: ''},
    verdict: 'ok fail ok fail',
    code: 2,
    findings: ['tls-client-missing'],
  },
  {
    claim: 'another name than the certificate has',
    values: {host: 'etcd.test'},
    verdict: 'ok fail ok fail',
    code: 2,
    findings: ['tls-host-mismatch'],
  },
  {
    claim: 'verification is off',
    values: {host: 'etcd.test', 'insecure-skip-tls-verify': 'true'},
    verdict: 'ok ok ok ok',
    code: 0,
  },
  {
    claim: 'certificates about to expire, each CA file too',
    nowMs: Date.parse('2043-12-20T00:00:00Z'),
    verdict: 'ok ok ok ok',
    code: 1,
    findings: [
      'tls-srv-expires-soon',
      'tls-ca-expires-soon',
      'tls-ca-expires-soon',
      'tls-client-expires-soon',
    ],
  },
  {
    claim: 'http and https together, from 3.5.8 on by chance',
    scenario: 'srv-eku-server',
    flags: ['--listen-client-urls=https://127.0.0.1:1,http://127.0.0.1:2'],
    verdict: 'ok ok unknown ok',
    code: 3,
    findings: ['tls-server-eku'],
  },
  {
    claim: 'http and https together, each for itself in 3.4',
    scenario: 'srv-eku-server',
    values: {'etcd-version': '3.4.23'},
    flags: ['--listen-client-urls=https://127.0.0.1:1,http://127.0.0.1:2'],
    verdict: 'ok ok fail ok',
    code: 2,
    findings: ['tls-server-eku'],
  },
  {
    claim: 'only http',
    flags: ['--listen-client-urls=http://127.0.0.1:1'],
    verdict: 'ok ok ok ok',
    code: 1,
    findings: ['tls-files-ignored'],
  },
  {
    claim: 'no version where all agree',
    scenario: 'srv-eku-server',
    values: {'etcd-version': ''},
    verdict: 'ok ok fail ok',
    code: 2,
    findings: ['tls-server-eku'],
  },
  {
    claim: 'no version where they differ',
    scenario: 'srv-eku-server',
    values: {'etcd-version': ''},
    flags: ['--client-cert-auth=false'],
    verdict: 'ok ok unknown ok',
    code: 2,
    findings: ['tls-server-eku'],
  },
  {
    claim: 'auto-tls drops client authentication',
    rest: ['--auto-tls', '--client-cert-auth', '--listen-client-urls=https://127.0.0.1:1'],
    verdict: 'ok ok ok ok',
    code: 1,
    findings: ['etcd-auto-tls'],
  },
];

for (const {claim, verdict, code, findings = [], ...given} of rows) {
  test(`certs from files: ${claim}`, async () => {
    const result = await run(given);
    const report = JSON.parse(result.output);
    assert.equal(Object.values(report.verdict).join(' '), verdict, result.output);
    const complaints = report.findings.filter((one: {severity: string}) => one.severity !== 'info');
    assert.deepEqual(
      complaints.map(({id}: {id: string}) => id),
      findings,
    );
    assert.equal(result.code, code);
  });
}

test('the JSON has the fields of the contract, and no observation', async () => {
  const {output} = await run({scenario: 'srv-eku-server'});
  const report = JSON.parse(output);
  assert.deepEqual(Object.keys(report.verdict), ['start', 'https', 'gateway', 'grpc']);
  assert.equal(report.observed, undefined);
  assert.deepEqual(report.chain[0].ext_key_usage, ['serverAuth']);
  assert.equal(report.client.role, 'leaf');
  assert.equal(report.findings[0].reference, 'etcd #9785');
  assert.ok(report.findings[0].evidence.includes('required: clientAuth'));
});

for (const width of [60, 80, 120]) {
  test(`the text fits ${width} columns`, async () => {
    const {output} = await run({scenario: 'srv-eku-server', writeOut: 'simple', width});
    const lines = output.trimEnd().split('\n');
    assert.ok(lines.every(line => line.length <= width));
    assert.match(output, /gateway {2}✗ FAIL/);
  });
}

test("etcd's YAML is read instead of flags", async () => {
  const file = (name: string) => scenarioFile('srv-eku-server', name);
  const config = join(home, 'etcd.yml');
  writeFileSync(
    config,
    `listen-client-urls: https://127.0.0.1:2379\nclient-crl-file: x\nclient-transport-security:\n  cert-file: ${file('server.crt')}\n  key-file: ${file('server.key')}\n  trusted-ca-file: ${file('client-ca.crt')}\n`,
  );
  const given = {scenario: 'srv-eku-server', values: {'etcd-config': config}, rest: undefined};
  const {code, output, said} = await run(given);
  assert.equal(Object.values(JSON.parse(output).verdict).join(' '), 'ok ok fail ok');
  assert.equal(code, 2);
  assert.deepEqual(said, ['etcd passes over client-crl-file in its config file']);
  const named = await run({scenario: 'srv-eku-server', rest: [`--config-file=${config}`]});
  assert.equal(Object.values(JSON.parse(named.output).verdict).join(' '), 'ok ok fail ok');
});

const bad: readonly (readonly [claim: string, given: Run, message: RegExp])[] = [
  ['a client file that is not there', {values: {cacert: '/no/such'}}, /--cacert .*no such file/],
  ['a key without its certificate', {values: {cert: ''}}, /needs --cert beside it/],
  ['a version that is none', {values: {'etcd-version': 'new'}}, /a version of etcd/],
  ['a host with a port', {values: {host: 'a:1'}}, /without scheme and port/],
  ['a host with a scheme', {values: {host: 'https://a'}}, /without scheme and port/],
  ['two sources at once', {values: {'etcd-config': '/x'}}, /give one of/],
  ['a config that is not there', {values: {'etcd-config': '/no'}, rest: undefined}, /no such file/],
  [
    'a process that is not there',
    {values: {'etcd-pid': '4194305'}, rest: undefined},
    /no such pro/,
  ],
];

for (const [claim, given, message] of bad) {
  test(`bad usage: ${claim}`, async () => {
    await assert.rejects(run(given), (error: unknown) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.message, message);
      return !error.message.includes('\n');
    });
  });
}
