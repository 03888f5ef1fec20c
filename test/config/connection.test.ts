// Which value counts when several places give one: flags over variables over the defaults, and where a
// configuration file stands among them, asked for or found.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {joinValues} from '../../source/config/argument-forms.ts';
import {readCommandLine} from '../../source/config/command-line.ts';
import {readConnection} from '../../source/config/connection.ts';
import {
  type ConfiguredSettings,
  describeOrigin,
  type Setting,
} from '../../source/config/settings.ts';

const fromFile = <T>(value: T): Setting<T> => ({
  value,
  origin: {source: 'file', file: 'config.yaml', line: 7},
});
const configured: Omit<ConfiguredSettings, 'isAsked'> = {
  endpoints: fromFile([{url: 'https://e1:2379', tls: true, host: 'e1', port: 2379}]),
  cacert: fromFile('/file/ca.pem'),
  cert: fromFile('/file/c.pem'),
  key: fromFile('/file/c.key'),
  user: fromFile('apisix'),
  password: fromFile('a:b'),
  serverName: fromFile('etcd.example'),
  insecureSkipTlsVerify: fromFile(true),
  commandTimeoutMs: fromFile(1000),
};
const variables = {
  ETCDCTL_ENDPOINTS: 'http://v1:2379',
  ETCDCTL_CACERT: '/variable/ca.pem',
  ETCDCTL_CERT: '/variable/c.pem',
  ETCDCTL_KEY: '/variable/c.key',
  ETCDCTL_USER: 'variable:pw',
};

test('a configuration that was found counts above the defaults, with its line', () => {
  const settings = read({}, {}, false);
  assert.equal(settings.endpoints.value[0]?.url, 'https://e1:2379');
  assert.equal(describeOrigin(settings.endpoints.origin), 'config.yaml:7');
  assert.deepEqual(
    [settings.cacert, settings.cert, settings.key, settings.serverName].map(each => each?.value),
    ['/file/ca.pem', '/file/c.pem', '/file/c.key', 'etcd.example'],
  );
  assert.deepEqual([settings.user?.value, settings.password?.value], ['apisix', 'a:b']);
  assert.equal(settings.insecureSkipTlsVerify.value, true);
  assert.equal(settings.commandTimeoutMs.value, 1000);
});

test('a configuration that was found counts below variables', () => {
  const settings = read({}, {ETCDCTL_CACERT: '/variable/ca.pem'}, false);
  assert.equal(settings.cacert?.value, '/variable/ca.pem');
});

test('a configuration that was asked for leaves variables out, also where it says nothing', () => {
  const settings = read({}, variables, true);
  assert.equal(settings.endpoints.value[0]?.url, 'https://e1:2379');
  assert.equal(settings.cert?.value, '/file/c.pem');
  assert.equal(settings.user?.value, 'apisix');
  const bare = read({}, variables, true, {endpoints: fromFile([])});
  assert.deepEqual([bare.cacert, bare.cert, bare.user, bare.password], Array(4).fill(undefined));
});

test('flags count above a configuration that was asked for', () => {
  const flags = {cacert: ['/flag/ca.pem'], 'server-name': ['x'], 'command-timeout': ['3s']};
  const settings = read({...flags, 'insecure-skip-tls-verify': ['false']}, {}, true);
  assert.equal(settings.cacert?.value, '/flag/ca.pem');
  assert.equal(settings.serverName?.value, 'x');
  assert.equal(settings.commandTimeoutMs.value, 3000);
  assert.equal(settings.insecureSkipTlsVerify.value, false);
});

test('certificate and key come from one place', () => {
  const settings = read({cert: ['/flag/c.pem']}, {}, true);
  assert.deepEqual([settings.cert?.value, settings.key], ['/flag/c.pem', undefined]);
});

test("a configuration's credentials go to its own endpoints, and to no other", () => {
  const other = read({endpoints: ['https://elsewhere:2379']}, {}, true);
  assert.deepEqual([other.user, other.password], [undefined, undefined]);
  const mixed = read({endpoints: ['https://e1:2379,https://elsewhere:2379']}, {}, true);
  assert.equal(mixed.password, undefined);
  const own = read({endpoints: ['https://e1:2379']}, {}, true);
  assert.equal(own.password?.value, 'a:b');
});

test('a configuration without a host that can be dialed is refused', () => {
  const {endpoints, ...rest} = configured;
  assert.ok(endpoints);
  assert.throws(() => read({}, variables, true, rest), /names no host that could be dialed/);
});

test('--apisix never swallows a word', () => {
  assert.deepEqual(joinValues(['watch', '--apisix', '/a/']), ['watch', '--apisix=', '/a/']);
  assert.deepEqual(joinValues(['--apisix=/x.yaml', 'sync']), ['--apisix=/x.yaml', 'sync']);
});

function read(
  flags: Readonly<Record<string, readonly string[]>>,
  variables: Readonly<Record<string, string>>,
  isAsked: boolean,
  settings: Omit<ConfiguredSettings, 'isAsked'> = configured,
) {
  const {values} = readCommandLine({words: ['sync'], flags}, variables);
  return readConnection(values, undefined, {...settings, isAsked});
}
