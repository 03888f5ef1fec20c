// The executable as a file: what the host can change about it (nothing), what it needs and leaves.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {copyFileSync, mkdtempSync, readdirSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {type TestContext, test} from 'node:test';
import {executablePath, runExecutable} from '../support/executable.ts';

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
  const folder = emptyFolder(context);
  const copy = join(folder, 'renamed');
  copyFileSync(executablePath, copy);
  const env = {HOME: folder, TMPDIR: folder, PATH: ''};
  const version = execFileSync(copy, ['--version'], {cwd: folder, env, encoding: 'utf8'});
  assert.match(version, /^etcdscope /);
  const help = execFileSync(copy, ['--help'], {cwd: folder, env, encoding: 'utf8'});
  assert.match(help, /watch/);
  assert.deepEqual(readdirSync(folder), ['renamed']);
});

function emptyFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'etcdscope-alone-'));
  context.after(() => rmSync(folder, {recursive: true}));
  return folder;
}
