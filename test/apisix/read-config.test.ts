// Configurations in the style of every APISIX from 2.15 to 3.14, read as APISIX reads them: which block
// counts, what is merged from where, and in which line each setting stands.
import assert from 'node:assert/strict';
import {join} from 'node:path';
import {test} from 'node:test';
import type {ApisixConnection, ApisixOrigin} from '../../source/apisix/apisix-connection.ts';
import {apisixPrefix, apisixSettings} from '../../source/apisix/apisix-settings.ts';
import {readApisixConfig} from '../../source/io/apisix-config.ts';

const fixtures = join(import.meta.dirname, '..', 'fixtures', 'apisix');

test('2.15: the top-level etcd block counts, merged over config-default.yaml', () => {
  const {connection, settings} = read('2.15');
  assert.equal(connection.layout, 'top-level');
  assert.deepEqual(urls(connection), [
    'https://etcd-1.shop.internal:2379',
    'https://etcd-2.shop.internal:2379',
    // lua-resty-etcd's default, not that of the scheme.
    'https://etcd-3.shop.internal:2379',
  ]);
  assert.equal(apisixPrefix(connection), '/shop/');
  assert.equal(settings.user?.value, 'apisix');
  assert.equal(settings.password?.value, 'correct:horse');
  assert.equal(settings.cacert?.value, '/etc/apisix/etcd-ca.pem');
  assert.equal(settings.cert?.value, '/etc/apisix/client.pem');
  assert.equal(settings.commandTimeoutMs?.value, 10_000);
  assert.equal(connection.verify.value, true);
  assert.match(place(connection.verify.origin), /config-default\.yaml:17$/);
  assert.match(place(connection.user?.origin), /config\.yaml:20$/);
  assert.deepEqual(connection.controlApi.value, {enabled: true, host: '127.0.0.1', port: 9092});
});

test("3.0: a data plane's etcd is its control plane, with the certificates of deployment.certs", () => {
  const {connection, home} = read('3.0');
  assert.equal(connection.provider.value, 'control_plane');
  assert.deepEqual(urls(connection), ['https://cp.shop.internal:9280']);
  assert.equal(connection.cert?.value, join(home, 'conf/cert/dp.pem'));
  assert.equal(connection.key?.value, join(home, 'conf/cert/dp.key'));
  assert.equal(connection.trustedCertificate?.value, join(home, 'conf/cert/cp-ca.pem'));
  assert.ok(connection.findings.some(({id, line}) => id === 'cfg-provider' && line === 4));
});

test('3.5: variables are put in with their defaults, relative paths count from home', () => {
  const {connection, settings, home} = read('3.5', {STAGE: 'live', ETCD_PASSWORD: 'secret'});
  assert.equal(connection.version, '3.5.0');
  assert.deepEqual(urls(connection), ['https://10.0.0.1:2379', 'https://10.0.0.2:2379']);
  assert.equal(apisixPrefix(connection), '/live/');
  assert.equal(settings.password?.value, 'secret');
  assert.equal(settings.serverName?.value, 'etcd.shop.internal');
  assert.equal(settings.cacert?.value, join(home, 'conf/cert/etcd-ca.pem'));
  assert.deepEqual(variablesIn(connection.password?.origin), ['ETCD_PASSWORD']);
  assert.ok(connection.findings.some(({id}) => id === 'cfg-conf-server'));
});

test('3.5: a variable without value is named with its line, and the setting is left out', () => {
  const {connection, settings} = read('3.5');
  const finding = connection.findings.find(({id}) => id === 'cfg-env');
  assert.deepEqual([finding?.line, finding?.column], [15, 15]);
  assert.match(finding?.summary ?? '', /ETCD_PASSWORD/);
  assert.equal(settings.password, undefined);
  assert.equal(settings.user, undefined);
});

test('3.9: a data plane reads deployment.etcd; lists replace, mappings merge', () => {
  const {connection, settings} = read('3.9');
  assert.equal(connection.role.value, 'data_plane');
  assert.equal(connection.provider.value, 'etcd');
  assert.deepEqual(urls(connection), ['http://10.1.0.1:2379', 'http://[fd00::2]:2379']);
  assert.equal(connection.timeoutSeconds.value, 30);
  assert.equal(connection.watchTimeoutSeconds?.value, 40);
  assert.equal(connection.workerUser?.value, 'apisix');
  // Its default of 30 s is too long to wait at a terminal.
  assert.equal(settings.commandTimeoutMs, undefined);
});

test("3.14: without config-default.yaml the built-in defaults count, and the system's CAs", () => {
  const {connection, settings} = read('3.14');
  assert.equal(connection.version, '3.14.1');
  assert.equal(connection.trustedCertificate?.value, 'system');
  assert.equal(settings.cacert, undefined);
  assert.equal(settings.insecureSkipTlsVerify?.value, true);
  assert.match(place(connection.verify.origin), /config\.yaml:15$/);
  assert.deepEqual(connection.controlApi.value, {enabled: true, host: '0.0.0.0', port: 9190});
  const ids = connection.findings.map(({id}) => id);
  assert.deepEqual(ids, ['tls-verify-off']);
});

test('APISIX_DEPLOYMENT_ETCD_HOST replaces the hosts of a 3.x file as a whole, from 3.2 on', () => {
  const variables = {APISIX_DEPLOYMENT_ETCD_HOST: '["http://10.9.9.9:2379"]'};
  const {connection} = read('3.9', variables);
  assert.deepEqual(urls(connection), ['http://10.9.9.9:2379']);
  assert.deepEqual(connection.hosts.origin, {
    source: 'variable',
    name: 'APISIX_DEPLOYMENT_ETCD_HOST',
  });
  assert.equal(urls(read('2.15', variables).connection).length, 3);
  const broken = read('3.9', {APISIX_DEPLOYMENT_ETCD_HOST: 'http://10.9.9.9:2379'}).connection;
  assert.deepEqual(urls(broken), ['http://10.1.0.1:2379', 'http://[fd00::2]:2379']);
  assert.ok(broken.findings.some(({id}) => id === 'cfg-env'));
});

function read(version: string, environment: Readonly<Record<string, string>> = {}) {
  const home = join(fixtures, version);
  const reading = readApisixConfig({environment, home});
  assert.ok(reading.ok, JSON.stringify(reading));
  // The files that these name are on no machine.
  const findings = reading.connection.findings.filter(({id}) => id !== 'tls-file-unreadable');
  const connection = {...reading.connection, findings};
  return {connection, settings: apisixSettings(connection, true), home};
}

function urls(connection: ApisixConnection): readonly string[] {
  return (apisixSettings(connection, true).endpoints?.value ?? []).map(({url}) => url);
}

function place(origin: ApisixOrigin | undefined): string {
  return origin?.source === 'file' ? `${origin.file}:${origin.line}` : String(origin?.source);
}

function variablesIn(origin: ApisixOrigin | undefined): readonly string[] {
  return origin?.source === 'file' ? (origin.variables ?? []) : [];
}
