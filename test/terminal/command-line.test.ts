// The executable's command line: what goes to which stream, one clear line for what is wrong, and
// the exit codes of the contract.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {runExecutable} from '../support/executable.ts';

const usageErrors: readonly {
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Each must be in the one line on stderr. */
  readonly names: readonly (string | RegExp)[];
}[] = [
  {args: ['wacth'], names: ['wacth', /\bwatch\b/]},
  {args: ['demoo'], names: ['demoo', /\bdemo\b/]},
  {args: ['watch', '--nosuchflag'], names: ['--nosuchflag']},
  {args: ['watch', '--rev', 'abc'], names: ['--rev', 'abc']},
  {args: ['watch', '--rev', '9007199254740993'], names: ['--rev', '9007199254740993']},
  {args: ['watch', '--rev=-1'], names: ['--rev', '-1']},
  {args: ['watch', '--rev'], names: ['--rev']},
  {args: ['watch', '--rev', '5', '--initial'], names: ['--rev', '--initial']},
  {args: ['sync', '--write-out', 'table'], names: ['--write-out', 'table', 'json']},
  {args: ['sync', '--dial-timeout', 'soon'], names: ['--dial-timeout', 'soon']},
  {args: ['sync', '--endpoints', 'ftp://a:1'], names: ['--endpoints', 'ftp://a:1']},
  {args: ['sync', '--cacert', '/nonexistent/ca.pem'], names: ['--cacert', '/nonexistent/ca.pem']},
  {args: ['certs', '--cert', '/nonexistent/c.pem'], names: ['--cert', '/nonexistent/c.pem']},
  {args: ['sync', '--cacert', '/'], names: ['--cacert', '/']},
  {args: ['watch', '/a', '/b'], names: ['/b']},
  {
    args: ['sync', '--apisix=/nonexistent/config.yaml'],
    names: ['--apisix', '/nonexistent/config.yaml'],
  },
  {args: ['sync', '--apisix=/'], names: ['--apisix', 'directory']},
  {args: ['sync', '--apisix'], names: ['--apisix', 'conf/config.yaml']},
  {args: ['sync', '--endpoints', ''], names: ['--endpoints', 'value']},
  {
    args: ['replay', '/nonexistent/a.ndjson'],
    names: ['/nonexistent/a.ndjson', 'there is no such file'],
  },
  {
    args: ['watch', '--record', '/nonexistent/a.ndjson'],
    names: ['--record /nonexistent/a.ndjson', 'there is no such directory', 'make the directory'],
  },
  {args: ['demo', '--record', '/'], names: ['--record /', 'name a new file']},
  {args: ['replay', '/'], names: ['/', 'directory']},
  {args: ['drift', '--control-api', 'nonsense'], names: ['--control-api', 'nonsense']},
  {args: ['drift', '--samples', 'many'], names: ['--samples', 'many']},
  {args: ['doctor', '--rev', 'abc'], names: ['--rev', 'abc']},
  {args: ['doctor', '--timeout', 'soon'], names: ['--timeout', 'soon']},
  {args: ['doctor', '/a', '/b'], names: ['/b']},
  {args: ['doctor', 'explain', 'x', '-w', 'yaml'], names: ['--write-out', 'yaml']},
  {args: ['completion'], names: ['completion', 'bash']},
  {args: ['completion', 'tcsh'], names: ['tcsh', 'zsh']},
  {args: ['licenses', 'all'], names: ['all']},
  {args: ['licenses', '--endpoints', 'a:1'], names: ['--endpoints', 'licenses']},
  {args: ['sync', '--user', 'root'], names: ['--user', /password/]},
  {
    args: ['sync'],
    env: {ETCDCTL_CACERT: '/nonexistent/ca.pem'},
    names: ['ETCDCTL_CACERT', '/nonexistent/ca.pem'],
  },
];

for (const {args, env = {}, names} of usageErrors) {
  const shown = [...Object.entries(env).map(pair => pair.join('=')), ...args].join(' ');
  test(`"${shown}" is bad usage: exit 3 and one line that names it`, async () => {
    const {code, stdout, stderr} = await runExecutable(args, {env});
    assert.deepEqual({code, stdout}, {code: 3, stdout: ''}, stderr);
    assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
    for (const name of names) {
      assert.ok(typeof name === 'string' ? stderr.includes(name) : name.test(stderr), stderr);
    }
  });
}

test('--version is one line with name, version, Node and commit', async () => {
  const {code, stdout, stderr} = await runExecutable(['--version']);
  assert.deepEqual({code, stderr}, {code: 0, stderr: ''});
  assert.match(stdout, /^etcdscope \d+\.\d+\.\d+ \(Node \d+\.\d+\.\d+, commit \S+\)\n$/);
});

for (const [args, first] of [
  [['licenses'], /^Licences of everything inside etcdscope\n/],
  [['completion', 'bash'], /^# bash completion for etcdscope/],
] as const) {
  test(`${args.join(' ')} asks for no password, whatever the variables say`, async () => {
    const env = {ETCDCTL_USER: 'root', ETCDCTL_CACERT: '/nonexistent/ca.pem'};
    const {code, stdout, stderr} = await runExecutable(args, {env});
    assert.deepEqual({code, stderr}, {code: 0, stderr: ''});
    assert.match(stdout, first);
  });
}

test('--help names every command and flag of this version and exits 0', async () => {
  const {code, stdout, stderr} = await runExecutable(['--help']);
  assert.deepEqual({code, stderr}, {code: 0, stderr: ''});
  const words = [
    'watch',
    'sync',
    'certs',
    'demo',
    '--endpoints',
    '--cacert',
    '--user',
    '--write-out',
  ];
  assert.deepEqual(
    words.filter(word => !stdout.includes(word)),
    [],
  );
});

for (const command of ['watch', 'sync', 'certs', 'demo', 'drift']) {
  test(`${command} --help exits 0`, async () => {
    const {code, stdout} = await runExecutable([command, '--help']);
    assert.equal(code, 0);
    assert.match(stdout, new RegExp(`\\b${command}\\b`));
  });
}

test('a reader that goes away ends the watch with 141, quietly', async () => {
  const {code, stderr} = await runExecutable(['demo'], {
    started: child => child.stdout?.once('data', () => child.stdout?.destroy()),
  });
  assert.deepEqual({code, stderr: stderr.trim()}, {code: 141, stderr: ''});
});

for (const [name, code] of [
  ['SIGTERM', 143],
  ['SIGINT', 130],
  ['SIGHUP', 129],
] as const) {
  test(`${name} ends a watch on stdout with ${code}`, async () => {
    const result = await runExecutable(['demo'], {
      started: child => child.stdout?.once('data', () => child.kill(name)),
    });
    assert.equal(result.code, code, result.stderr);
  });
}

test('without a terminal nothing but text goes to stdout', async () => {
  const {stdout} = await runExecutable(['demo'], {
    started: child => child.stdout?.once('data', () => child.kill('SIGTERM')),
  });
  assert.doesNotMatch(stdout, /\u001b/);
});

test('a port that nobody listens on is one line and exit 2', async () => {
  const args = ['sync', '--endpoints', 'http://127.0.0.1:1'];
  const {code, stdout, stderr} = await runExecutable(args);
  assert.deepEqual({code, stdout}, {code: 2, stdout: ''}, stderr);
  assert.match(stderr, /127\.0\.0\.1:1\b.*(refused|ECONNREFUSED)/);
});
