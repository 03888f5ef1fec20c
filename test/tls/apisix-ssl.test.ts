// Entries of APISIX's ssls judged, with certificates of the scenarios: what is found, what isn't, and
// that no private key comes out again.
import assert from 'node:assert/strict';
import {generateKeyPairSync} from 'node:crypto';
import {test} from 'node:test';
import {judgeApisixSsl} from '../../source/tls/apisix-ssl.ts';
import type {ApisixSsl} from '../../source/tls/apisix-ssl-report.ts';
import {scenarioText} from '../support/certificate-scenarios.ts';
import {createPseudoRandom, mutated} from '../support/pseudo-random.ts';

const nowMs = Date.parse('2027-06-01T00:00:00Z');
const cert = scenarioText('srv-eku-both', 'server.crt');
const key = scenarioText('srv-eku-both', 'server.key');
const otherKey = generateKeyPairSync('ec', {namedCurve: 'prime256v1'}).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
}) as string;
const expired = scenarioText('srv-expired', 'server.crt');
const expiredKey = scenarioText('srv-expired', 'server.key');
const chain = scenarioText('int-plain', 'server.crt');
const chainKey = scenarioText('int-plain', 'server.key');
const encrypted = Buffer.alloc(256, 7).toString('base64');

type Row = {
  readonly claim: string;
  readonly value: unknown;
  /** Milliseconds before the end of validity of the scenarios, 2044-01-01. */
  readonly daysBefore2044?: number;
  readonly warnDays?: number;
  /** Severities with ids, in order. */
  readonly findings: readonly string[];
  readonly keys?: readonly string[];
  readonly evidence?: RegExp;
};

const rows: readonly Row[] = [
  {
    claim: 'a name that is covered, and its key',
    value: {snis: ['localhost'], cert, key},
    findings: [],
    keys: ['matches'],
  },
  {
    claim: 'sni beside snis, in capital letters, and the catch-all',
    value: {sni: 'LOCALHOST', snis: ['localhost', '*'], cert, key},
    findings: [],
  },
  {
    claim: 'a name that is not covered is named with what is',
    value: {snis: ['localhost', 'shop.test'], cert, key},
    findings: ['warning ssl-sni-uncovered'],
    evidence: /required: shop\.test\npresented: localhost, 127\.0\.0\.1/,
  },
  {
    claim: 'a wildcard SNI needs the same wildcard in the certificate',
    value: {snis: ['*.localhost'], cert, key},
    findings: ['warning ssl-sni-uncovered'],
  },
  {
    claim: 'a key of another certificate',
    value: {snis: ['localhost'], cert, key: otherKey},
    findings: ['error ssl-key-mismatch'],
    keys: ['differs'],
  },
  {
    claim: 'a key that APISIX encrypted is said to be so and is no finding',
    value: {snis: ['localhost'], cert, key: encrypted},
    findings: [],
    keys: ['encrypted'],
  },
  {
    claim: 'a key held by a secret manager is no finding',
    value: {snis: ['localhost'], cert, key: '$secret://vault/1/ssl/key'},
    findings: [],
    keys: ['held-elsewhere'],
  },
  {
    claim: 'certificate and key held elsewhere are no finding',
    value: {snis: ['localhost'], cert: '$env://CERT', key: '$ENV://KEY'},
    findings: [],
    keys: ['held-elsewhere'],
  },
  {
    claim: 'a key that is neither PEM nor encrypted',
    value: {snis: ['localhost'], cert, key: 'hunter2'},
    findings: ['error ssl-unreadable'],
    keys: ['unreadable'],
  },
  {
    claim: 'a PEM key of nonsense',
    value: {cert, key: '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n'},
    findings: ['error ssl-unreadable'],
    keys: ['unreadable'],
  },
  {
    claim: 'no key at all',
    value: {snis: ['localhost'], cert},
    findings: ['error ssl-unreadable'],
    keys: ['absent'],
  },
  {
    claim: 'an expired certificate',
    value: {snis: ['localhost'], cert: expired, key: expiredKey},
    findings: ['error ssl-expired'],
  },
  {
    claim: 'switched off, nothing of it is more than a note',
    value: {status: 0, snis: ['shop.test'], cert: expired, key: otherKey},
    findings: ['info ssl-expired', 'info ssl-key-mismatch', 'info ssl-sni-uncovered'],
  },
  {
    claim: '30 days before the end it is a warning',
    value: {cert, key},
    daysBefore2044: 30,
    findings: ['warning ssl-expires-soon'],
    evidence: /expires: 2044-01-01/,
  },
  {
    claim: '31 days before the end it is nothing',
    value: {cert, key},
    daysBefore2044: 31,
    findings: [],
  },
  {
    claim: '3 days before the end it is an error',
    value: {cert, key},
    daysBefore2044: 3,
    findings: ['error ssl-expires-soon'],
  },
  {
    claim: 'warn-days is obeyed',
    value: {cert, key},
    daysBefore2044: 25,
    warnDays: 20,
    findings: [],
  },
  {
    claim: 'a chain in order, with the key of its leaf',
    value: {cert: chain, key: chainKey},
    findings: [],
    keys: ['matches'],
  },
  {
    claim: 'a chain that does not begin with the leaf',
    value: {cert: reversed(chain), key: chainKey},
    findings: ['error ssl-key-mismatch', 'warning ssl-chain-order'],
    evidence: /belongs to certificate 2/,
  },
  {
    claim: 'further certificates are judged as the first',
    value: {snis: ['localhost'], cert, key, certs: [cert, expired], keys: [otherKey, expiredKey]},
    findings: ['error ssl-expired', 'error ssl-key-mismatch'],
    keys: ['matches', 'differs', 'matches'],
  },
  {
    claim: 'certs without as many keys',
    value: {cert, key, certs: [cert], keys: []},
    findings: ['error ssl-unreadable'],
    evidence: /1 certs and 0 keys/,
  },
  {
    claim: 'the CA of clients is looked at too',
    value: {cert, key, client: {ca: scenarioText('srv-expired', 'server.crt')}},
    findings: ['error ssl-expired'],
  },
  {
    claim: 'type client has no SNIs to hold',
    value: {type: 'client', cert, key},
    findings: [],
  },
  {
    claim: 'weak digests',
    value: {
      cert: scenarioText('alg-sha1-leaf', 'server.crt'),
      key: scenarioText('alg-sha1-leaf', 'server.key'),
    },
    findings: ['warning ssl-weak'],
    evidence: /sha1/i,
  },
  {
    claim: 'broken PEM',
    value: {snis: ['localhost'], cert: cert.replace('MII', 'M!I'), key},
    findings: ['error ssl-unreadable'],
    keys: ['not-compared'],
  },
  {claim: 'no certificate', value: {snis: ['localhost']}, findings: ['error ssl-unreadable']},
  {claim: 'a list', value: [1], findings: ['error ssl-unreadable']},
  {
    claim: 'wrong types all over',
    value: {cert: 7, key: {}, snis: [1], certs: 'x'},
    findings: ['error ssl-unreadable'],
  },
];

for (const row of rows) {
  test(row.claim, () => {
    const {daysBefore2044} = row;
    const ssl = judge(JSON.stringify(row.value), {
      nowMs: daysBefore2044 === undefined ? nowMs : endOfScenarios(daysBefore2044),
      warnDays: row.warnDays ?? 30,
    });
    assert.deepEqual(
      ssl.findings.map(({severity, id}) => `${severity} ${id}`),
      row.findings,
      JSON.stringify(ssl.findings),
    );
    if (row.keys)
      assert.deepEqual(
        ssl.certificates.map(one => one.key),
        row.keys,
      );
    const evidence = ssl.findings.flatMap(finding => finding.evidence).join('\n');
    if (row.evidence) assert.match(evidence, row.evidence);
  });
}

test('no part of a private key is in any result', () => {
  for (const {value} of rows) {
    const text = JSON.stringify(judge(JSON.stringify(value)));
    for (const secret of [key, otherKey, expiredKey, chainKey]) {
      for (const line of secret
        .split('\n')
        .filter(part => part.length > 20 && !part.includes('--'))) {
        assert.ok(!text.includes(line.trim()));
      }
    }
    assert.doesNotMatch(text, /hunter2|BwcHBwcH/);
  }
});

test('text that is not JSON is one clear finding that quotes nothing of it', () => {
  for (const text of ['', 'init_dir', '{"key":"hunter2', '\u0000', '"x"', 'null']) {
    const {findings} = judge(text);
    assert.deepEqual(
      findings.map(({id}) => id),
      ['ssl-unreadable'],
    );
    assert.doesNotMatch(JSON.stringify(findings), /hunter2/);
  }
});

test('mutated entries are judged without an exception', () => {
  const random = createPseudoRandom(11);
  const bytes = Buffer.from(JSON.stringify({snis: ['localhost'], cert: chain, key, status: 1}));
  for (let round = 0; round < 300; round++) {
    const value = mutated(bytes, random);
    assert.ok(Array.isArray(judgeApisixSsl({id: '1', value}, {nowMs, warnDays: 30}).findings));
  }
});

test('a hostile id and SNI are spelled out in what is said', () => {
  const value = Buffer.from(JSON.stringify({snis: ['\x1b[2Jx.test'], cert, key}));
  const {findings} = judgeApisixSsl({id: 'a\x1b]0;x\x07', value}, {nowMs, warnDays: 30});
  assert.doesNotMatch(JSON.stringify(findings), /\\u001b|\\u0007/);
  assert.match(findings[0]?.summary ?? '', /ssls\/a\\u\{1b\}/);
});

function judge(text: string, context = {nowMs, warnDays: 30}): ApisixSsl {
  return judgeApisixSsl({id: '1', value: Buffer.from(text)}, context);
}

function endOfScenarios(daysBefore: number): number {
  return Date.parse('2044-01-01T00:00:00Z') - daysBefore * 86_400_000;
}

function reversed(pem: string): string {
  return (pem.match(/-----BEGIN[\s\S]*?-----END CERTIFICATE-----\n/g) ?? []).toReversed().join('');
}
