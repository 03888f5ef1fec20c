// Whatever is in the files: an answer for each of the four questions, findings in one line each, no
// exception, no hang. Certificates, keys, CA files and revocation lists are changed at random, as PEM
// and inside of it.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';
import {createSignatureVerifier} from '../../source/tls/certificate-signature.ts';
import type {DialingClient, EtcdSetup, SetupContext} from '../../source/tls/etcd-setup.ts';
import type {SeenFile} from '../../source/tls/go-files.ts';
import {readPemAsGo} from '../../source/tls/go-pem.ts';
import {readRevocationList} from '../../source/tls/revocation-list.ts';
import {reportSetup} from '../../source/tls/setup-report.ts';
import {revocationList} from '../certs-matrix/made-revocation-list.ts';
import {scenarioFile} from '../support/certificate-scenarios.ts';
import {pemOf} from '../support/made-certificates.ts';
import {createPseudoRandom, mutated} from '../support/pseudo-random.ts';

const random = createPseudoRandom(41);
const read = (name: string): SeenFile => ({
  name,
  bytes: readFileSync(scenarioFile('chain-with-root', name)),
});
const crl = Buffer.from(revocationList('c101'));

const setup: EtcdSetup = {
  version: '3.5.30',
  flagFaults: [],
  clientUrls: [{url: 'https://127.0.0.1:2379', isTls: true}],
  httpUrls: [],
  urlsAreAssumed: false,
  cert: read('server.crt'),
  key: read('server.key'),
  trustedCa: read('client-ca.crt'),
  clientCertAuth: true,
  crl: {name: 'crl.pem', bytes: crl},
  allowedHostnames: [],
  autoTls: false,
  gatewayEnabled: true,
  cipherSuites: [],
};
const client: DialingClient = {
  host: '127.0.0.1',
  ca: read('ca.crt'),
  cert: read('client.crt'),
  key: read('client.key'),
  insecureSkipVerify: false,
};
const context: SetupContext = {
  nowMs: Date.parse('2027-06-01T00:00:00Z'),
  warnDays: 30,
  systemRoots: () => [],
  verifySignature: createSignatureVerifier(),
};

test('the files as they are work', () => {
  assert.deepEqual(Object.values(reportSetup([setup], client, context).verdict), [
    'ok',
    'ok',
    'ok',
    'ok',
  ]);
});

const places = ['cert', 'key', 'trustedCa', 'crl', 'clientCert'] as const;

for (const place of places) {
  test(`a damaged ${place} is a finding or harmless`, () => {
    for (let round = 0; round < 40; round++) {
      const file = damaged(setup[place] ?? read('client.crt'), round);
      const both = place === 'clientCert' ? {clientKey: read('client.key')} : {};
      check({...setup, ...both, [place]: file}, client);
    }
  });
}

for (const place of ['ca', 'cert', 'key'] as const) {
  test(`a damaged ${place} of the client is a finding or harmless`, () => {
    for (let round = 0; round < 24; round++) {
      check(setup, {...client, [place]: damaged(client[place] ?? read('ca.crt'), round)});
    }
  });
}

const oddFiles: readonly (readonly [string, Buffer])[] = [
  ['nothing', Buffer.alloc(0)],
  ['zeros', Buffer.alloc(100_000)],
  ['only BEGIN lines', Buffer.from('-----BEGIN CERTIFICATE-----\n'.repeat(20_000))],
  ['headers without end', Buffer.from(`-----BEGIN CERTIFICATE-----\n${'a:b\n'.repeat(100_000)}`)],
  ['one endless line', Buffer.from(`-----BEGIN CERTIFICATE-----\n${'A'.repeat(1_000_000)}`)],
  [
    'nested sequences',
    Buffer.from(pemOf('CERTIFICATE', Buffer.from('30803080'.repeat(5000), 'hex'))),
  ],
  [
    'a length beyond the end',
    Buffer.from(pemOf('CERTIFICATE', Buffer.from('3084ffffffff00', 'hex'))),
  ],
  ['terminal escapes', Buffer.from('-----BEGIN \x1b[2J-----\nAAAA\n-----END \x1b[2J-----\n')],
];

for (const [name, bytes] of oddFiles) {
  test(`a file of ${name} is judged in one line`, () => {
    for (const place of ['cert', 'key', 'trustedCa', 'crl'] as const) {
      check({...setup, [place]: {name: 'odd', bytes}}, client);
    }
  });
}

test('a damaged revocation list is read or refused', () => {
  const [block] = readPemAsGo(crl);
  assert.ok(block);
  for (let round = 0; round < 600; round++) {
    const bytes = mutated(block.bytes, random);
    const list = readRevocationList({name: 'crl', bytes});
    assert.ok(list.serials !== undefined || list.reason.length > 0);
  }
});

function check(given: EtcdSetup, dialing: DialingClient): void {
  const report = reportSetup([given], dialing, context);
  for (const verdict of Object.values(report.verdict)) {
    assert.match(verdict, /^(ok|fail|unknown)$/);
  }
  for (const {summary, evidence, remedy} of report.findings) {
    for (const text of [summary, remedy, ...evidence]) {
      assert.doesNotMatch(text, /[\x00-\x1f\x7f]/);
    }
  }
}

// In turns the text of the file, and the DER inside it.
function damaged(file: SeenFile, round: number): SeenFile {
  const bytes = file.bytes ?? Buffer.alloc(0);
  const [block] = readPemAsGo(bytes);
  if (round % 2 === 0 || block === undefined) return {...file, bytes: mutated(bytes, random)};
  return {...file, bytes: Buffer.from(pemOf(block.label, mutated(block.bytes, random)))};
}
