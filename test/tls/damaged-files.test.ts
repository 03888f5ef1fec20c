// Thousands of damaged files through the whole check from files: certificates, keys, CA files and
// revocation lists as PEM and DER, etcd's YAML. There is always an answer to each question, in single
// printable lines of a limited size, with a limited number of signatures checked on the way.
import assert from 'node:assert/strict';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {readEtcdConfig} from '../../source/config/etcd-config.ts';
import {readEtcdSettings} from '../../source/config/etcd-settings.ts';
import {readSetup} from '../../source/io/etcd-files.ts';
import type {DialingClient, EtcdSetup, SetupContext} from '../../source/tls/etcd-setup.ts';
import type {SeenFile} from '../../source/tls/go-files.ts';
import {readPemAsGo} from '../../source/tls/go-pem.ts';
import {readRevocationList} from '../../source/tls/revocation-list.ts';
import {reportSetup} from '../../source/tls/setup-report.ts';
import {pemOf} from '../support/made-certificates.ts';
import {mutatedDer, mutatedLines, mutatedPem} from '../support/mutated-files.ts';
import {createPseudoRandom, mutated} from '../support/pseudo-random.ts';
import {
  workingClient as client,
  workingFile as read,
  workingSetup as setup,
  setupContext,
  workingCrl,
} from '../support/working-setup.ts';

const random = createPseudoRandom(20261122);
let signatures = 0;
/** Ids of findings and verdicts. */
const met = new Set<string>();
const context: SetupContext = {
  ...setupContext,
  verifySignature: (child, parent) => {
    signatures++;
    return setupContext.verifySignature(child, parent);
  },
};
const versions = ['3.3.25', '3.4.23', '3.5.16', '3.5.30', '3.6.1', 'x'];

const VERIFICATIONS_MAX = 20;
const SIGNATURES_MAX = 100;
const TEXT_CHARACTERS_MAX = 4096;
const FINDINGS_MAX = 60;

const setupFiles = ['cert', 'key', 'trustedCa', 'crl', 'clientCert', 'clientKey'] as const;
const peerFiles = ['cert', 'key', 'trustedCa'] as const;
const clientFiles = ['ca', 'cert', 'key'] as const;

for (const place of setupFiles) {
  test(`every damage to ${place} gets an answer`, () => {
    const pair = {clientCert: read('client.crt'), clientKey: read('client.key')};
    const base = place === 'clientCert' || place === 'clientKey' ? {...setup, ...pair} : setup;
    repeat(240, version => [{...base, version, [place]: damaged(base[place])}, client]);
  });
}

for (const place of peerFiles) {
  test(`every damage to ${place} of the peers gets an answer`, () => {
    const {cert, key, trustedCa} = setup;
    const files = {...(cert && {cert}), ...(key && {key}), ...(trustedCa && {trustedCa})};
    repeat(100, version => {
      const peer = {listensWithTls: true, autoTls: false, ...files, [place]: damaged(files[place])};
      return [{...setup, version, peer}, client];
    });
  });
}

for (const place of clientFiles) {
  test(`every damage to ${place} of the client gets an answer`, () => {
    repeat(160, version => [
      {...setup, version},
      {...client, [place]: damaged(client[place])},
    ]);
  });
}

const yaml = `name: m1
listen-client-urls: https://127.0.0.1:2379,http://127.0.0.1:2380
enable-grpc-gateway: true
host-whitelist: ["*"]
cipher-suites: [TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256]
tls-min-version: TLS1.2
client-transport-security: &a
  cert-file: server.crt
  key-file: server.key
  client-cert-auth: true
  trusted-ca-file: client-ca.crt
  client-cert-file: client.crt
  client-key-file: client.key
peer-transport-security:
  cert-file: server.crt
  key-file: server.key
ClientTLSInfo: {CRLFile: crl.pem}
`;
let home = '';

before(() => {
  home = mkdtempSync(join(tmpdir(), 'etcdscope-mutated-'));
  for (const name of ['server.crt', 'server.key', 'client-ca.crt', 'client.crt', 'client.key']) {
    writeFileSync(join(home, name), read(name).bytes ?? '');
  }
  writeFileSync(join(home, 'crl.pem'), workingCrl);
});

after(() => rmSync(home, {recursive: true, force: true}));

function setupOf(text: string, version: string): EtcdSetup {
  const options = readEtcdConfig(Buffer.from(text), version);
  const {gatewayDefault} = options;
  const settings = readEtcdSettings({options, version, mayBePartial: false, gatewayDefault});
  return readSetup(settings, home);
}

test('the files as they are work, also by their YAML', () => {
  for (const given of [setup, setupOf(yaml, '3.5.30')]) {
    const {verdict} = reportSetup([given], client, context);
    assert.deepEqual(Object.values(verdict), ['ok', 'ok', 'ok', 'ok']);
  }
});

test("every damage to etcd's YAML gets an answer", () => {
  repeat(300, version => [setupOf(mutatedLines(yaml, random), version), client]);
});

test('the damage is of many kinds: most findings about files were met', () => {
  const wanted = ['tls-file-unreadable', 'tls-cert-bad', 'tls-key-bad', 'tls-key-encrypted'];
  wanted.push(
    'tls-key-mismatch',
    'tls-ca-bad',
    'etcd-flag-value',
    'tls-crl-bad',
    'tls-server-clientca',
  );
  assert.deepEqual(
    wanted.filter(id => !met.has(id)),
    [],
    [...met].join(' '),
  );
  for (const verdict of ['ok', 'fail', 'unknown']) assert.ok(met.has(verdict), verdict);
});

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
  const [block] = readPemAsGo(workingCrl);
  assert.ok(block);
  for (let round = 0; round < 600; round++) {
    const bytes = mutated(block.bytes, random);
    const list = readRevocationList({name: 'crl', bytes});
    assert.ok(list.serials !== undefined || list.reason.length > 0);
  }
});

function repeat(rounds: number, next: (version: string) => [EtcdSetup, DialingClient]): void {
  for (let round = 0; round < rounds; round++) {
    const [given, dialing] = next(versions[round % versions.length] ?? 'x');
    try {
      check(given, dialing);
    } catch (error) {
      throw new Error(`round ${round}: ${inputOf(given, dialing)}`, {cause: error});
    }
  }
}

/** Enough to make a fixture of it. */
function inputOf(given: EtcdSetup, dialing: DialingClient): string {
  return JSON.stringify({given, dialing}, (_key, value) =>
    value instanceof Uint8Array || value?.type === 'Buffer'
      ? Buffer.from(value).toString('base64')
      : value,
  );
}

function check(given: EtcdSetup, dialing: DialingClient): void {
  signatures = 0;
  const report = reportSetup([given], dialing, context);
  assert.ok(signatures <= VERIFICATIONS_MAX * SIGNATURES_MAX, `${signatures} signatures`);
  for (const verdict of Object.values(report.verdict)) {
    assert.match(verdict, /^(ok|fail|unknown)$/);
    met.add(verdict);
  }
  assert.ok(report.findings.length <= FINDINGS_MAX);
  Object.values(report.reasons).forEach(assertLine);
  for (const {id, summary, evidence, remedy} of report.findings) {
    met.add(id);
    [summary, remedy, ...evidence].forEach(assertLine);
  }
  const {chain, trustedCas, gatewayChain} = report;
  for (const {subject, issuer, dnsNames, ipAddresses} of [
    ...[...chain, ...trustedCas, ...gatewayChain, ...report.client],
  ]) {
    [subject, issuer, ...dnsNames, ...ipAddresses].forEach(assertLine);
  }
}

function assertLine(text: string): void {
  assert.ok(text.length <= TEXT_CHARACTERS_MAX, `${text.length} characters`);
  assert.doesNotMatch(text, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
}

// In turns the text of the file, the DER inside of it, and DER without any PEM around it.
function damaged(file: SeenFile | undefined): SeenFile {
  const bytes = file?.bytes ?? new Uint8Array();
  const name = file?.name ?? 'file';
  const blocks = readPemAsGo(bytes);
  const block = blocks[random.below(blocks.length)];
  const way = random.below(5);
  if (way < 2 || block === undefined) {
    const text = mutatedPem(Buffer.from(bytes).toString('latin1'), random);
    return {name, bytes: Buffer.from(text, 'latin1')};
  }
  const der = mutatedDer(block.bytes, random);
  if (way === 2) return {name, bytes: der};
  const pem = blocks.map(one => pemOf(one.label, one === block ? der : one.bytes)).join('');
  return {name, bytes: Buffer.from(pem)};
}
