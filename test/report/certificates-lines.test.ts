// The certificate report as text: screens of three widths against files, and what holds for every
// report at every width. New screens: run with --test-update-snapshots and read the difference.
import assert from 'node:assert/strict';
import {join, resolve} from 'node:path';
import {test} from 'node:test';
import stringWidth from 'string-width';
import {certificatesLines} from '../../source/report/certificates-lines.ts';
import {plainText} from '../../source/report/lines.ts';
import {assess} from '../../source/tls/assess.ts';
import {chainFacts} from '../../source/tls/certificate-facts.ts';
import type {CertificatesReport} from '../../source/tls/certificates-report.ts';
import {clusterReport} from '../support/cluster-report.ts';
import {
  answered,
  context,
  failed,
  healthy,
  refused,
  selfDialFails,
} from '../support/seen-endpoint.ts';

const screens = resolve(import.meta.dirname, '../fixtures/certificates-screens');

const reports: Readonly<Record<string, CertificatesReport>> = {
  'srv-eku-server': reportOf([['srv-eku-server', {gateway: selfDialFails}]]),
  'srv-eku-both': reportOf([['srv-eku-both', {}]]),
  'trust-a-server-b-clients': reportOf([['trust-a-server-b-clients', {gateway: selfDialFails}]]),
  'three-endpoints': reportOf([
    ['srv-eku-both', {url: 'https://10.0.0.1:2379'}],
    ['srv-eku-server', {url: 'https://10.0.0.2:2379', gateway: selfDialFails}],
    [
      'srv-eku-both',
      {
        url: 'https://etcd-3.a-rather-long-name.example.test:2379',
        version: failed('ECONNREFUSED'),
        gateway: {kind: 'not-asked', reason: 'no connection'},
        grpc: {kind: 'failed', code: 'GRPC_14', message: 'connection refused', seconds: 0.01},
        probe: refused('ECONNREFUSED'),
        anonymousProbe: refused('ECONNREFUSED'),
        flight: {kind: 'cut', reason: 'refused'},
        chain: [],
        acceptableCas: undefined,
        etcdVersion: undefined,
      },
    ],
  ]),
  'whole-cluster': clusterReport(),
};

for (const [name, report] of Object.entries(reports)) {
  for (const width of [60, 80, 120]) {
    test(`${name} at ${width} columns looks as kept`, context => {
      context.assert.fileSnapshot(textOf(report, width), join(screens, `${name}-${width}.txt`), {
        serializers: [text => `${text}\n`],
      });
    });
  }
}

test('no line is wider than asked, at any width', () => {
  for (const report of Object.values(reports)) {
    for (const width of [10, 20, 33, 40, 59, 60, 61, 77, 78, 80, 100, 120, 200]) {
      for (const line of certificatesLines(report, width)) {
        const text = plainText(line);
        assert.ok(stringWidth(text) <= width, `${stringWidth(text)} > ${width}: ${text}`);
      }
    }
  }
});

test('the first five lines say what is wrong and what to do', () => {
  const report = reports['srv-eku-server'];
  assert.ok(report);
  for (const width of [60, 80, 120]) {
    const top = textOf(report, width).split('\n').slice(0, 5).join(' ').replace(/\s+/g, ' ');
    assert.match(top, /lacks clientAuth/);
    assert.match(top, /→ Re-issue etcd's server certificate with serverAuth and clientAuth\./);
  }
});

test('where all is well the first line says so', () => {
  const report = reports['srv-eku-both'];
  assert.ok(report);
  assert.match(textOf(report, 80), /^ ✓ nothing wrong on 1 endpoint/);
});

test('unknown is never shown as well', () => {
  const unasked = reportOf([
    ['srv-eku-both', {gateway: {kind: 'not-asked', reason: 'interrupted'}}],
  ]);
  const [first = ''] = textOf(unasked, 80).split('\n');
  assert.doesNotMatch(first, /✓/);
  assert.match(first, /could not tell/);
});

test('without Unicode every character is ASCII and every line as wide as before', () => {
  for (const report of Object.values(reports)) {
    const plain = certificatesLines(report, 80).map(plainText);
    const ascii = certificatesLines(report, 80, {ascii: true}).map(plainText);
    assert.ok(ascii.every(text => /^[\x20-\x7e]*$/.test(text)));
    assert.deepEqual(
      ascii.map(text => text.length),
      plain.map(text => stringWidth(text)),
    );
  }
});

test('a hostile name or answer reaches the screen spelled out', () => {
  const {seen, own} = healthy('srv-eku-both', {
    url: 'https://a\x1b[2J.test:2379',
    gateway: answered(503, '{"code":14,"message":"\\u001b]52;c;AAAA\\u0007 \\u202e"}'),
  });
  const [leaf, ...rest] = assess(seen, {...context, ...own}).chain;
  assert.ok(leaf);
  const endpoint = assess(seen, {...context, ...own});
  const chain = [{...leaf, subject: 'CN=\x1b[31m\u202eevil', dnsNames: ['a\nb']}, ...rest];
  const report = {endpoints: [{...endpoint, chain}], client: [], checkedTimeMs: 0};
  const text = textOf(report, 80);
  assert.doesNotMatch(text.replaceAll('\n', ''), /[\x00-\x1f\x7f-\x9f\u202a-\u202e]/);
  assert.match(text, /evil/);
});

function reportOf(
  endpoints: readonly (readonly [string, Parameters<typeof healthy>[1]])[],
): CertificatesReport {
  const parts = endpoints.map(([scenario, changes]) => healthy(scenario, changes));
  return {
    endpoints: parts.map(({seen, own}) => assess(seen, {...context, ...own})),
    client: chainFacts(parts[0]?.own.client ?? [], context.nowMs),
    checkedTimeMs: context.nowMs,
  };
}

function textOf(report: CertificatesReport, width: number): string {
  return certificatesLines(report, width)
    .map(line => plainText(line).trimEnd())
    .join('\n');
}
