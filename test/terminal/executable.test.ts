// The executable as a file: what the host can change about it (nothing), what it needs and leaves.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {copyFileSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {executablePath, runExecutable} from '../support/executable.ts';
import {temporaryFolder} from '../support/temporary-folder.ts';

for (const options of [
  '--require=/nonexistent.js',
  '--inspect=127.0.0.1:0',
  '--max-old-space-size=banana',
  '--title=changed',
]) {
  for (const args of [['--version'], ['--help']]) {
    test(`NODE_OPTIONS=${options} does nothing to ${args.join(' ')}`, async () => {
      const plain = await runExecutable(args);
      const changed = await runExecutable(args, {env: {NODE_OPTIONS: options}});
      assert.deepEqual(changed, plain);
      assert.equal(plain.code, 0);
    });
  }
}

test('options of Node on the command line are not taken by Node', async () => {
  const {code, stderr} = await runExecutable(['--inspect']);
  assert.equal(code, 3);
  assert.match(stderr, /--inspect/);
});

test('V8 accepts the code cache that was built in', async () => {
  const {stderr} = await runExecutable(['--help'], {env: {ETCDSCOPE_LOADER: 'report'}});
  assert.equal(stderr, 'code cache: accepted\n');
});

test('alone in an empty folder it runs, and leaves no file there or in HOME or TMPDIR', async context => {
  const folder = temporaryFolder(context);
  const copy = join(folder, 'renamed');
  copyFileSync(executablePath, copy);
  const env = {HOME: folder, TMPDIR: folder, PATH: ''};
  const version = execFileSync(copy, ['--version'], {cwd: folder, env, encoding: 'utf8'});
  assert.match(version, /^etcdscope /);
  const help = execFileSync(copy, ['--help'], {cwd: folder, env, encoding: 'utf8'});
  assert.match(help, /watch/);
  assert.deepEqual(readdirSync(folder), ['renamed']);
});

// What slim images of distributions from 2018 on have: glibc, and GCC's two run-time libraries.
const libraries = /^(lib(c|m|dl|pthread|stdc\+\+|gcc_s)\.so\.\d|ld-linux-[\w-]+\.so\.\d)$/;

for (const [what, word, pattern, allowed] of [
  ['no library but those of glibc and GCC', '--dynamic', /\(NEEDED\).*\[(.+)\]/g, libraries],
  [
    'no glibc newer than 2.28',
    '--version-info',
    /Name: GLIBC_(\d+\.\d+)/g,
    /^2\.([0-9]|1\d|2[0-8])$/,
  ],
  ['no libstdc++ newer than GCC 7', '--version-info', /Name: (CXXABI_1\.3\.\d+)/g, /\.(\d|1[01])$/],
] as const) {
  test(`it needs ${what}`, {skip: process.platform !== 'linux'}, () => {
    const words = ['--wide', word, executablePath];
    const printed = execFileSync('readelf', words, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const needed = [...printed.matchAll(pattern)].map(([, name]) => name ?? '');
    assert.notEqual(needed.length, 0);
    assert.deepEqual(
      needed.filter(name => !allowed.test(name)),
      [],
    );
  });
}
