// Certificates out of files: every certificate of the scenarios, the odd files among them, hostile
// names, and bytes that are almost a certificate.
import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {certificateFacts, chainFacts} from '../../source/tls/certificate-facts.ts';
import {readCertificateFile} from '../../source/tls/certificate-file.ts';
import {parseCertificate} from '../../source/tls/parse-certificate.ts';
import {printableText} from '../../source/tls/printable-text.ts';
import {
  scenarioCertificates,
  scenarioFile,
  scenariosDirectory,
} from '../support/certificate-scenarios.ts';
import {createPseudoRandom, mutated} from '../support/pseudo-random.ts';

const nowMs = Date.parse('2026-11-22T12:00:00Z');

/** Files of the scenarios that hold something odd, and how it is said. */
const oddFiles: Readonly<Record<string, RegExp>> = {
  'key-swapped-files/server.crt': /no certificate in it, only PRIVATE KEY/,
  'trust-ca-file-crlf-bom/server.crt': /byte order mark/,
  'trust-ca-file-crlf-bom/ca.crt': /byte order mark/,
  'trust-ca-file-crlf-bom/client-ca.crt': /byte order mark/,
  'trust-ca-file-empty/client-ca.crt': /the file is empty/,
  'trust-ca-file-is-key/client-ca.crt': /no certificate in it, only PRIVATE KEY/,
};

test('every certificate of the scenarios is read, and every odd file is said to be odd', () => {
  let certificates = 0;
  for (const scenario of readdirSync(scenariosDirectory).filter(name => !name.includes('.'))) {
    const files = readdirSync(join(scenariosDirectory, scenario));
    for (const file of files.filter(name => name.endsWith('.crt'))) {
      const name = `${scenario}/${file}`;
      const read = readCertificateFile(readFileSync(scenarioFile(scenario, file)), name);
      certificates += chainFacts(read.certificates, nowMs).length;
      const expected = oddFiles[name];
      if (expected === undefined) assert.deepEqual(read.problems, [], name);
      else assert.match(read.problems.join('\n'), expected, name);
      for (const {problems} of read.certificates) assert.deepEqual(problems, [], name);
    }
  }
  assert.ok(certificates > 500, `only ${certificates} certificates were read`);
});

test('the facts of a certificate are those that openssl prints', () => {
  const [leaf] = scenarioCertificates('srv-eku-server', 'server.crt');
  assert.ok(leaf);
  assert.deepEqual(certificateFacts(leaf, 'leaf', nowMs), {
    role: 'leaf',
    subject: 'CN=etcd-server,O=certs.test',
    issuer: 'CN=certs.test Root CA,O=certs.test',
    serial: '1066',
    notBefore: '2024-01-01T00:00:00.000Z',
    notAfter: '2044-01-01T00:00:00.000Z',
    daysLeft: 6248,
    dnsNames: ['localhost'],
    ipAddresses: ['127.0.0.1'],
    uris: [],
    emailAddresses: [],
    keyUsage: ['digitalSignature'],
    extKeyUsage: ['serverAuth'],
    isCa: false,
    publicKey: 'ECDSA P-256',
    signatureAlgorithm: 'ecdsa-with-SHA256',
    fingerprintSha256: leaf.fingerprintSha256,
  });
  assert.match(leaf.fingerprintSha256, /^[0-9a-f]{64}$/);
});

const details: readonly (readonly [string, string, object])[] = [
  ['srv-eku-none', 'server.crt', {extKeyUsage: undefined}],
  ['srv-eku-any', 'server.crt', {extKeyUsage: ['anyExtendedKeyUsage']}],
  ['srv-eku-both', 'server.crt', {extKeyUsage: ['serverAuth', 'clientAuth']}],
  ['root-v1', 'ca.crt', {version: 1, basicConstraints: undefined}],
  ['int-ca-false', 'server.crt', {version: 3}],
  ['san-empty-subject', 'server.crt', {subject: '', commonNames: []}],
  ['san-empty-sequence', 'server.crt', {commonNames: ['localhost']}],
  ['srv-ku-none', 'server.crt', {keyUsage: undefined}],
  ['alg-sha1-leaf', 'server.crt', {signatureAlgorithm: 'sha1WithRSAEncryption'}],
  ['serial-zero', 'server.crt', {serial: '00'}],
  ['trust-trusted-cert-pem', 'client-ca.crt', {version: 3}],
];

for (const [scenario, file, expected] of details) {
  test(`${scenario}/${file} has ${JSON.stringify(expected)}`, () => {
    const [certificate] = scenarioCertificates(scenario, file);
    assert.ok(certificate);
    for (const [name, value] of Object.entries(expected)) {
      assert.deepEqual(certificate[name as keyof typeof certificate], value, name);
    }
  });
}

test('keys are named by kind and size', () => {
  const keys = ['alg-rsa1024', 'alg-p521', 'alg-p224', 'alg-ed25519', 'alg-secp256k1'].map(
    scenario => scenarioCertificates(scenario, 'server.crt')[0]?.publicKey.text,
  );
  assert.deepEqual(keys, ['RSA 1024', 'ECDSA P-521', 'ECDSA P-224', 'Ed25519', 'ECDSA secp256k1']);
});

test('days left are whole days, and negative once it has expired', () => {
  const [leaf] = scenarioCertificates('srv-eku-both', 'server.crt');
  assert.ok(leaf);
  const at = (time: string) => certificateFacts(leaf, 'leaf', Date.parse(time)).daysLeft;
  assert.deepEqual(
    [at('2043-12-31T00:00:00Z'), at('2043-12-31T00:00:01Z'), at('2044-01-01T00:00:01Z')],
    [1, 0, -1],
  );
});

const badFiles: readonly (readonly [string, Uint8Array, RegExp])[] = [
  ['an empty file', Buffer.alloc(0), /the file is empty/],
  ['a text', Buffer.from('hello\n'), /no PEM block/],
  ['a cut block', Buffer.from('-----BEGIN CERTIFICATE-----\nAAAA\n'), /line 1 has no END line/],
  ['bad base64', pem('CERTIFICATE', 'AA!A'), /is not valid base64/],
  ['a block of nonsense', pem('CERTIFICATE', 'AAAA'), /line 1: not a certificate/],
  ['only a key', pem('EC PRIVATE KEY', 'AAAA'), /no certificate in it, only EC PRIVATE KEY/],
  ['DER', Buffer.from([0x30, 0x82, 0x01, 0x02, 0xff]), /is DER, not PEM/],
  ['a huge file', Buffer.alloc(5 * 1024 * 1024, 0x41), /bytes are more than/],
];

for (const [what, bytes, problem] of badFiles) {
  test(`${what} gives one line that names the file`, () => {
    const {certificates, problems} = readCertificateFile(bytes, 'ca.crt');
    assert.equal(certificates.length, 0);
    assert.equal(problems.length, 1);
    assert.match(problems[0] ?? '', problem);
    assert.ok(problems[0]?.startsWith('ca.crt: ') && !problems[0].includes('\n'));
  });
}

test('text around blocks, CRLF and a key beside it do not hide a certificate', () => {
  const text = readFileSync(scenarioFile('srv-eku-both', 'server.crt'), 'latin1');
  const key = readFileSync(scenarioFile('srv-eku-both', 'server.key'), 'latin1');
  const file = `subject=/CN=x\r\n${key}${text.replaceAll('\n', '\r\n')}trailing words\n`;
  const read = readCertificateFile(Buffer.from(file), 'mixed.pem');
  assert.equal(read.certificates.length, 1);
  assert.deepEqual(read.problems, []);
  assert.equal(read.otherBlocks.length, 1);
});

test('no mutation of a certificate makes the parser throw', () => {
  const random = createPseudoRandom(20_261_122);
  const ders = ['srv-eku-both', 'nc-dirname-violated', 'ext-critical-policy', 'san-uri-only'].map(
    scenario => scenarioCertificates(scenario, 'server.crt')[0]?.der ?? new Uint8Array(1),
  );
  let refused = 0;
  for (let round = 0; round < 1000; round++) {
    const der = mutated(ders[round % ders.length] ?? new Uint8Array(1), random);
    const parsed = parseCertificate(der);
    if (parsed.certificate === undefined) {
      refused++;
      assert.match(parsed.error, /^[^\n]+$/);
    } else {
      const facts = certificateFacts(parsed.certificate, 'leaf', nowMs);
      assert.doesNotMatch(JSON.stringify([facts.subject, facts.dnsNames]), /\\u00[01]/);
    }
  }
  assert.ok(refused > 100 && refused < 1000, `${refused} of 1000 were refused`);
});

test('no mutation of a PEM file makes the reader throw', () => {
  const random = createPseudoRandom(7);
  const file = readFileSync(scenarioFile('int-plain', 'server.crt'));
  for (let round = 0; round < 1000; round++) {
    const {problems} = readCertificateFile(mutated(file, random), 'x.pem');
    for (const problem of problems) assert.match(problem, /^x\.pem: [^\n]+$/);
  }
});

test('characters that steer a terminal are spelled out', () => {
  assert.equal(printableText('a\x1b[31m\u202eb\nc'), 'a\\u{1b}[31m\\u{202e}b\\u{a}c');
  assert.equal(printableText('Zürich 東京'), 'Zürich 東京');
});

function pem(label: string, base64: string): Buffer {
  return Buffer.from(`-----BEGIN ${label}-----\n${base64}\n-----END ${label}-----\n`);
}
