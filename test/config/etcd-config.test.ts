// etcd's YAML as the settings it stands for, by version; and whatever else may be in such a file.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {CONFIG_BYTES_MAX, readEtcdConfig} from '../../source/config/etcd-config.ts';
import {readEtcdSettings} from '../../source/config/etcd-settings.ts';
import {createPseudoRandom} from '../support/pseudo-random.ts';

const text = `
name: m1
listen-client-urls: https://10.0.0.1:2379,http://127.0.0.1:2379
enable-grpc-gateway: true
tls-min-version: TLS1.3
client-transport-security:
  cert-file: /etc/server.crt
  key-file: /etc/server.key
  client-cert-file: /etc/client.crt
  client-key-file: /etc/client.key
  client-cert-auth: true
  trusted-ca-file: /etc/ca.crt
  allowed-hostname: [a.test, b.test]
ClientTLSInfo:
  CRLFile: /etc/crl.pem
`;

const settingsOf = (yaml: string, version: string) => {
  const config = readEtcdConfig(Buffer.from(yaml), version);
  const {gatewayDefault} = config;
  return {
    ...readEtcdSettings({options: config, version, mayBePartial: false, gatewayDefault}),
    ignored: config.ignored,
  };
};

test('every TLS setting of 3.5 is read', () => {
  const settings = settingsOf(text, '3.5.30');
  assert.deepEqual(settings.flagFaults, []);
  assert.deepEqual(
    settings.clientUrls.map(({isTls}) => isTls),
    [true, false],
  );
  assert.equal(settings.certFile, '/etc/server.crt');
  assert.equal(settings.clientCertFile, '/etc/client.crt');
  assert.equal(settings.crlFile, '/etc/crl.pem');
  assert.equal(settings.tlsMin, 'TLS1.3');
  assert.equal(settings.clientCertAuth, true);
  assert.deepEqual(settings.allowedHostnames, ['a.test', 'b.test']);
});

test("the peers' files are read from a section of their own", () => {
  const yaml = `listen-peer-urls: https://10.0.0.1:2380
client-transport-security: {cert-file: c.crt, key-file: c.key}
peer-transport-security: {cert-file: p.crt, key-file: p.key, trusted-ca-file: p-ca.crt, auto-tls: true}
`;
  const {certFile, peer} = settingsOf(yaml, '3.5.30');
  assert.equal(certFile, 'c.crt');
  assert.deepEqual(peer, {
    listensWithTls: true,
    autoTls: true,
    files: {cert: 'p.crt', key: 'p.key', trustedCa: 'p-ca.crt'},
  });
});

test('a key that the version does not have counts for nothing', () => {
  const settings = settingsOf(text, '3.4.23');
  assert.equal(settings.clientCertFile, undefined);
  assert.deepEqual(settings.allowedHostnames, []);
});

test('before 3.5 the gateway is off in a config file unless it is turned on', () => {
  assert.equal(settingsOf('name: x', '3.4.23').gatewayEnabled, false);
  assert.equal(settingsOf(text, '3.4.23').gatewayEnabled, true);
  assert.equal(settingsOf('name: x', '3.5.30').gatewayEnabled, true);
  assert.equal(settingsOf('name: x', '3.3.25').gatewayEnabled, true);
});

test('flags that are no keys are named as passed over', () => {
  assert.deepEqual(settingsOf('client-crl-file: x\ncert-file: y', '3.5.30').ignored, [
    'client-crl-file',
    'cert-file',
  ]);
});

const broken: readonly (readonly [yaml: string, fault: RegExp])[] = [
  ['a: [', /no YAML in line/],
  ['- a', /no mapping/],
  ['just words', /no mapping/],
  ['client-transport-security: x', /client-transport-security has a value of another kind/],
  ['client-transport-security:\n  client-cert-auth: "yes"', /client-cert-auth has a value/],
  ['listen-client-urls: [a]', /listen-client-urls has a value/],
  ['a: &x [*x]', /^$|no YAML/],
  ['x'.repeat(CONFIG_BYTES_MAX + 1), /more than/],
];

for (const [yaml, fault] of broken) {
  test(`a config of ${JSON.stringify(yaml.slice(0, 50))} gives one clear fault`, () => {
    assert.match(settingsOf(yaml, '3.5.30').flagFaults[0]?.reason ?? '', fault);
  });
}

test('mutated YAML gives settings or a fault, never an exception', () => {
  const random = createPseudoRandom(7);
  for (let round = 0; round < 400; round++) {
    const bytes = Buffer.from(text);
    for (let hit = 0; hit < 6; hit++) bytes[random.below(bytes.length)] = random.below(256);
    const {flagFaults} = settingsOf(bytes.toString('latin1'), '3.5.30');
    assert.ok(flagFaults.every(({reason}) => reason.length < 400 && !reason.includes('\n')));
  }
});

const security = (...lines: string[]) =>
  ['client-transport-security:', ...lines.map(line => `  ${line}`)].join('\n');

// As etcd 3.3.25, 3.4.23, 3.5.16 and 3.5.30 read them.
const asGoReads: readonly (readonly [claim: string, yaml: string, auth: boolean])[] = [
  ['yes is true, as in YAML 1.1', security('client-cert-auth: yes'), true],
  ['on is true', security('client-cert-auth: on'), true],
  ['y is true', security('client-cert-auth: y'), true],
  ['off is false', security('client-cert-auth: off'), false],
  ['nothing is false', security('client-cert-auth: ~'), false],
  [
    'of a key that is there twice the last counts',
    security('client-cert-auth: true', 'client-cert-auth: false'),
    false,
  ],
  ['only the first document counts', `${security('client-cert-auth: true')}\n---\nname: x`, true],
  [
    'merged keys count',
    `x: &s\n  client-cert-auth: true\n${security('<<: *s', 'cert-file: a')}`,
    true,
  ],
  ['keys are taken in any case', security('Client-Cert-Auth: true'), true],
];

for (const [claim, yaml, auth] of asGoReads) {
  test(`in a config file ${claim}`, () => {
    const {flagFaults, clientCertAuth} = settingsOf(yaml, '3.5.30');
    assert.deepEqual([flagFaults, clientCertAuth], [[], auth]);
  });
}

test('a value of another kind does not matter where the version lacks the key', () => {
  assert.deepEqual(settingsOf('tls-min-version: 1', '3.4.23').flagFaults, []);
  assert.equal(settingsOf('tls-min-version: 1', '3.5.30').flagFaults.length, 1);
});
