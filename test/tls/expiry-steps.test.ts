// The three steps of expiry for every certificate that a live check knows: the server's, the CAs of
// its chain, our own, and the roots of --cacert.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {assess} from '../../source/tls/assess.ts';
import {context, healthy} from '../support/seen-endpoint.ts';

const end = Date.parse('2044-01-01T00:00:00Z');
const day = 86_400_000;

const steps: readonly (readonly [number, number, string | undefined, RegExp])[] = [
  [31, 30, undefined, /^$/],
  [30, 30, 'warning', /expires in 30 days$/],
  [15, 30, 'warning', /expires in 15 days$/],
  [14, 30, 'warning', /expires in 14 days: urgent$/],
  [4, 30, 'warning', /expires in 4 days: urgent$/],
  [3, 30, 'error', /expires in 3 days: urgent$/],
  [1, 30, 'error', /expires in 1 day: urgent$/],
  [0.5, 30, 'error', /expires within a day: urgent$/],
  [60, 90, 'warning', /expires in 60 days$/],
  [10, 7, undefined, /^$/],
];

for (const [days, warnDays, severity, words] of steps) {
  test(`${days} days left and --warn-days ${warnDays}: ${severity ?? 'nothing'}`, () => {
    const {seen, own} = healthy('int-plain');
    const nowMs = end - days * day;
    const {findings} = assess(seen, {...context, ...own, nowMs, warnDays});
    const expected = severity === undefined ? [] : ['leaf', 'its CA', 'client', 'its CA', 'root'];
    assert.equal(findings.length, expected.length, JSON.stringify(findings));
    for (const finding of findings) {
      assert.equal(finding.severity, severity);
      assert.match(finding.summary, words);
      assert.deepEqual(finding.evidence, ['expires: 2044-01-01']);
    }
  });
}

test('each certificate is named with what to do about it', () => {
  const {seen, own} = healthy('int-plain');
  const {findings} = assess(seen, {...context, ...own, nowMs: end - 10 * day});
  assert.deepEqual(
    findings.map(({id, hop, summary}) => [id, hop, summary.split(' expires ')[0]]),
    [
      ['tls-ca-expires-soon', 'https', 'the CA in ca.crt CN=certs.test Root CA,O=certs.test'],
      ['tls-client-expires-soon', 'client', 'the client certificate CN=etcd-client,O=certs.test'],
      [
        'tls-ca-expires-soon',
        'client',
        'the CA behind the client certificate CN=certs.test Intermediate CA,O=certs.test',
      ],
      ['tls-srv-expires-soon', 'server', "the server's certificate CN=etcd-server,O=certs.test"],
      [
        'tls-ca-expires-soon',
        'server',
        "the CA in the server's chain CN=certs.test Intermediate CA,O=certs.test",
      ],
    ],
  );
  const leaf = findings.find(({id}) => id === 'tls-srv-expires-soon');
  assert.match(leaf?.remedy ?? '', /^Now: Renew it, with serverAuth and clientAuth/);
});
