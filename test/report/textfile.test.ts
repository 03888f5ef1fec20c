// The Prometheus text: every line is one that the format allows, no series twice, and labels come
// back from the file as they went in.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {certificatesTextfile} from '../../source/report/textfile.ts';
import {assess} from '../../source/tls/assess.ts';
import {chainFacts} from '../../source/tls/certificate-facts.ts';
import type {CertificatesReport} from '../../source/tls/certificates-report.ts';
import {context, healthy, selfDialFails} from '../support/seen-endpoint.ts';

const hostile = 'CN=a"b\\c\nd,e}\u{1f512} 1\r';

test('hops are 1 or 0, and one that is unknown has no value', () => {
  const text = textOf({gateway: {kind: 'not-asked', reason: 'x'}});
  const samples = parse(text);
  assert.deepEqual(
    samples
      .filter(({name}) => /_hop_/.test(name))
      .map(({name, labels, value}) => [name, labels.hop, value]),
    [
      ['etcdscope_certs_hop_up', 'https', 1],
      ['etcdscope_certs_hop_up', 'grpc', 1],
      ['etcdscope_certs_hop_unknown', 'gateway', 1],
    ],
  );
});

test('a failing hop is 0 and its finding is there with its severity', () => {
  const samples = parse(textOf({gateway: selfDialFails}, 'srv-eku-server'));
  const gateway = samples.find(
    ({name, labels}) => name.endsWith('hop_up') && labels.hop === 'gateway',
  );
  assert.equal(gateway?.value, 0);
  const finding = samples.find(({name}) => name === 'etcdscope_certs_finding');
  assert.deepEqual(finding?.labels, {
    endpoint: 'https://127.0.0.1:2379',
    id: 'tls-server-eku',
    severity: 'error',
  });
});

test('the end of validity is in seconds, for the server and for our certificate', () => {
  const ends = parse(textOf({})).filter(({name}) => name === 'etcdscope_certs_not_after_seconds');
  assert.deepEqual(
    ends.map(({labels, value}) => [labels.role, value]),
    [
      ['leaf', Date.parse('2044-01-01T00:00:00Z') / 1000],
      ['client_leaf', Date.parse('2044-01-01T00:00:00Z') / 1000],
    ],
  );
});

test('the run has its time in seconds', () => {
  const run = parse(textOf({})).find(({name}) => name.endsWith('last_run_timestamp_seconds'));
  assert.equal(run?.value, context.nowMs / 1000);
});

test('labels are escaped so that they come back as they were', () => {
  const report = reportOf({});
  const [endpoint] = report.endpoints;
  assert.ok(endpoint);
  const chain = endpoint.chain.map(one => ({...one, subject: hostile}));
  const samples = parse(certificatesTextfile({...report, endpoints: [{...endpoint, chain}]}));
  const leaf = samples.find(({labels}) => labels.role === 'leaf');
  assert.equal(leaf?.labels.subject, hostile);
});

test('what is found twice is one series', () => {
  const report = reportOf({gateway: selfDialFails}, 'srv-eku-server');
  const [endpoint] = report.endpoints;
  assert.ok(endpoint);
  const twice = {
    ...endpoint,
    chain: [...endpoint.chain, ...endpoint.chain],
    findings: [...endpoint.findings, ...endpoint.findings],
  };
  parse(certificatesTextfile({...report, endpoints: [twice]}));
});

test('the certificates of APISIX, their findings and what was not read', () => {
  const report = reportOf({});
  const finding = {
    id: 'ssl-expired',
    severity: 'error',
    summary: '',
    evidence: [],
    remedy: '',
  } as const;
  const samples = parse(
    certificatesTextfile({
      ...report,
      apisixSsls: {
        prefix: '/apisix/ssls/',
        total: 5,
        unread: 'etcdserver: permission denied',
        entries: [
          {
            id: 'a"b',
            isEnabled: true,
            type: 'server',
            snis: ['x.test'],
            certificates: [{chain: report.client, key: 'matches'}],
            clientCas: [],
            findings: [finding],
          },
        ],
      },
    }),
  );
  const told = samples.filter(
    ({name, labels}) => name.includes('_ssl_') || labels.ssl !== undefined,
  );
  assert.deepEqual(
    told.map(({name, labels, value}) => [name, labels.ssl ?? labels.prefix, value]),
    [
      ['etcdscope_certs_ssl_not_after_seconds', 'a"b', Date.parse('2044-01-01T00:00:00Z') / 1000],
      ['etcdscope_certs_ssl_unread', '/apisix/ssls/', 4],
      ['etcdscope_certs_finding', 'a"b', 1],
    ],
  );
});

function reportOf(
  changes: Parameters<typeof healthy>[1],
  scenario = 'srv-eku-both',
): CertificatesReport {
  const {seen, own} = healthy(scenario, changes);
  return {
    endpoints: [assess(seen, {...context, ...own})],
    client: chainFacts(own.client, context.nowMs),
    checkedTimeMs: context.nowMs,
  };
}

function textOf(changes: Parameters<typeof healthy>[1], scenario?: string): string {
  return certificatesTextfile(reportOf(changes, scenario));
}

type Sample = {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
};

// The grammar of the text format, strictly: a line it does not know fails the test.
function parse(text: string): readonly Sample[] {
  assert.ok(text.endsWith('\n'));
  const series = new Set<string>();
  const declared = new Set<string>();
  return text
    .slice(0, -1)
    .split('\n')
    .flatMap(line => {
      const comment = /^# (HELP|TYPE) ([a-z_]+) (.+)$/.exec(line);
      if (comment) {
        assert.ok(comment[1] === 'HELP' || comment[3] === 'gauge');
        const key = `${comment[1]} ${comment[2]}`;
        assert.ok(!declared.has(key), `declared twice: ${key}`);
        declared.add(key);
        return [];
      }
      const sample =
        /^([a-z_]+)(?:\{((?:[a-z_]+="(?:[^"\\]|\\[\\"n])*"(?:,(?!\})|(?=\})))*)\})? ([0-9.]+)$/.exec(
          line,
        );
      assert.ok(sample, `not the format: ${JSON.stringify(line)}`);
      const [, name = '', labels = '', value = ''] = sample;
      assert.ok(!series.has(name + labels), `twice: ${line}`);
      series.add(name + labels);
      assert.ok(declared.has(`TYPE ${name}`), `${name} without TYPE before it`);
      return [{name, labels: readLabels(labels), value: Number(value)}];
    });
}

function readLabels(text: string): Readonly<Record<string, string>> {
  const pairs = [...text.matchAll(/([a-z_]+)="((?:[^"\\]|\\.)*)"/g)];
  return Object.fromEntries(
    pairs.map(([, name = '', value = '']) => [
      name,
      value.replace(/\\(.)/g, (_all, escaped: string) => (escaped === 'n' ? '\n' : escaped)),
    ]),
  );
}
