// The command line by tables: what is read, and which line refuses what.
import assert from 'node:assert/strict';
import test from 'node:test';
import {readCommandLine, type Variables} from '../../source/config/command-line.ts';
import {readConnection} from '../../source/config/connection.ts';
import {UsageError} from '../../source/config/usage-error.ts';

type Flags = Readonly<Record<string, readonly string[]>>;

test('a first word is a command, or a PREFIX when it starts with a slash', () => {
  const cases: ReadonlyArray<readonly [readonly string[], string, string]> = [
    [[], 'interface', ''],
    [['/apisix/'], 'interface', '/apisix/'],
    [[''], 'interface', ''],
    [['watch'], 'watch', ''],
    [['watch', '/apisix'], 'watch', '/apisix'],
    [['watch', 'registry'], 'watch', 'registry'],
    [['sync', ''], 'sync', ''],
    [['certs'], 'certs', ''],
  ];
  for (const [words, command, prefix] of cases) {
    const read = readCommandLine({words, flags: {}}, {});
    assert.deepEqual([read.command, read.argument], [command, prefix], words.join(' '));
  }
});

test('what can not be used is refused in one line that names it', () => {
  const cases: ReadonlyArray<readonly [readonly string[], Flags, RegExp]> = [
    [['wacth'], {}, /^"wacth" .*did you mean watch\?$/],
    [['explain', 'x'], {}, /^"explain" .*did you mean doctor explain\?$/],
    [['frobnicate'], {}, /commands are watch, sync, certs, .*licenses$/],
    [['watch', '/a', '/b'], {}, /^"\/b" is one argument too many/],
    [['certs', '/a'], {}, /^"\/a" is one argument too many: expected none$/],
    [[], {endpoint: ['x']}, /^unknown flag --endpoint: did you mean --endpoints\?$/],
    [[], {x: ['true']}, /^unknown flag -x: /],
    [['sync'], {rev: ['3']}, /^--rev means nothing to sync: it is for watch, doctor$/],
    [['watch'], {cacert: ['']}, /^--cacert needs a value: FILE$/],
  ];
  for (const [words, flags, expected] of cases) {
    assert.throws(
      () => readCommandLine({words, flags}, {}),
      error => {
        assert.ok(error instanceof UsageError);
        assert.match(error.message, expected);
        return !error.message.includes('\n');
      },
    );
  }
});

test('flags rank above variables, variables above defaults, and each value knows its origin', () => {
  const variables = {ETCDCTL_ENDPOINTS: 'v:1', ETCDCTL_CACERT: '/v.pem', ETCDCTL_KEY: ''};
  const {values} = readCommandLine({words: [], flags: {endpoints: ['f:1', 'g:2']}}, variables);
  assert.deepEqual(values.get('endpoints'), {
    value: 'f:1,g:2',
    origin: {source: 'flag', name: 'endpoints'},
  });
  assert.deepEqual(values.get('cacert')?.origin, {source: 'variable', name: 'ETCDCTL_CACERT'});
  assert.deepEqual(values.get('dial-timeout'), {value: '2s', origin: {source: 'default'}});
  assert.equal(values.has('key'), false);
});

test('a flag given twice counts as its last value', () => {
  const {values} = readCommandLine({words: ['watch'], flags: {rev: ['3', '7']}}, {});
  assert.equal(values.get('rev')?.value, '7');
});

test("etcdctl's forms of output that we don't have are a warning, not an error", () => {
  const {values, warnings} = readCommandLine({words: [], flags: {}}, {ETCDCTL_WRITE_OUT: 'table'});
  assert.equal(values.get('write-out')?.value, 'simple');
  assert.equal(warnings.length, 1);
  assert.match(warnings[0] as string, /ETCDCTL_WRITE_OUT="table"/);
});

test('endpoints without a scheme are https when a TLS file is given, else http', () => {
  const cases: ReadonlyArray<readonly [string, Flags, readonly string[]]> = [
    ['127.0.0.1:2379', {}, ['http://127.0.0.1:2379']],
    [
      '10.0.0.1:2379,10.0.0.2',
      {cacert: ['/ca']},
      ['https://10.0.0.1:2379', 'https://10.0.0.2:2379'],
    ],
    ['a:1', {'insecure-skip-tls-verify': ['true']}, ['https://a:1']],
    ['http://a:1,b:2', {cert: ['/c']}, ['http://a:1', 'https://b:2']],
    ['[::1]:2379', {}, ['http://[::1]:2379']],
    ['::1', {}, ['http://[::1]:2379']],
    ['https://etcd.example', {}, ['https://etcd.example:443']],
    ['a:80', {}, ['http://a:80']],
    ['a:1, a:1,', {}, ['http://a:1']],
  ];
  for (const [endpoints, flags, expected] of cases) {
    assert.deepEqual(
      connect({...flags, endpoints: [endpoints]}).endpoints.value.map(({url}) => url),
      expected,
    );
  }
});

test('values that mean nothing are refused with flag, value and what was expected', () => {
  const cases: ReadonlyArray<readonly [Flags, RegExp]> = [
    [{endpoints: ['a:b:c']}, /^--endpoints "a:b:c": expected host:port, /],
    [{endpoints: ['http://u:secret@h:1']}, /^--endpoints "http:\/\/…@h:1": expected /],
    [{endpoints: [',']}, /^--endpoints ",": expected at least one endpoint/],
    [{endpoints: ['ftp://h']}, /^--endpoints "ftp:\/\/h"/],
    [{endpoints: ['h:99999']}, /^--endpoints "h:99999"/],
    [{'dial-timeout': ['5']}, /^--dial-timeout "5": expected a time like 500ms/],
    [{'dial-timeout': ['-1s']}, /^--dial-timeout "-1s"/],
    [{'command-timeout': ['9999999h']}, /^--command-timeout "9999999h"/],
    [
      {'insecure-skip-tls-verify': ['maybe']},
      /^--insecure-skip-tls-verify "maybe": expected true or false$/,
    ],
    [{password: ['p']}, /^--password needs --user NAME beside it$/],
    [{user: [':p']}, /^--user: expected NAME or NAME:PASSWORD$/],
  ];
  for (const [flags, expected] of cases) {
    assert.throws(
      () => connect(flags),
      error => {
        assert.ok(error instanceof UsageError);
        assert.match(error.message, expected);
        assert.doesNotMatch(error.message, /secret/);
        return true;
      },
    );
  }
});

test('a user and a password come apart at the first colon, and a password of its own wins', () => {
  const cases: ReadonlyArray<readonly [Flags, Variables, readonly (string | undefined)[]]> = [
    [{user: ['root:a:b']}, {}, ['root', 'a:b']],
    [{user: ['root'], password: ['p']}, {}, ['root', 'p']],
    [{user: ['root:x'], password: ['p']}, {}, ['root', 'p']],
    [{}, {ETCDCTL_USER: 'root:v'}, ['root', 'v']],
    [{}, {ETCDCTL_PASSWORD: 'v'}, [undefined, undefined]],
  ];
  for (const [flags, variables, expected] of cases) {
    const {user, password} = connect(flags, variables);
    assert.deepEqual([user?.value, password?.value], expected);
  }
});

test('durations are read as Go writes them', () => {
  const cases: ReadonlyArray<readonly [string, number]> = [
    ['500ms', 500],
    ['5s', 5000],
    ['1m30s', 90_000],
    ['1.5s', 1500],
    ['2h', 7_200_000],
  ];
  for (const [text, expected] of cases) {
    assert.equal(connect({'dial-timeout': [text]}).dialTimeoutMs.value, expected);
  }
});

function connect(flags: Flags, variables: Variables = {}) {
  return readConnection(readCommandLine({words: [], flags}, variables).values);
}
