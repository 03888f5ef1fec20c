// What a build says about itself: version and commit, with and without git.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {type TestContext, test} from 'node:test';
import {identify, versionLine} from '../../build/identity.ts';
import {temporaryFolder} from '../support/temporary-folder.ts';

test('outside git the commit is unknown', context => {
  const {commit, ...rest} = identify(projectFolder(context));
  assert.deepEqual(rest, {name: 'etcdscope', version: '1.2.3'});
  assert.equal(commit, 'unknown');
});

test('a clean tree is named by its commit, a changed one is dirty', context => {
  const folder = projectFolder(context);
  const git = (...words: string[]) =>
    execFileSync('git', [
      '-C',
      folder,
      '-c',
      'user.name=t',
      '-c',
      'user.email=t@example.com',
      ...words,
    ]);
  git('init', '--quiet');
  git('add', '.');
  assert.equal(identify(folder).commit, 'unknown', 'a repository without a commit');
  git('commit', '--quiet', '--message', 'First');
  assert.match(identify(folder).commit, /^[0-9a-f]{7,}$/);
  writeFileSync(join(folder, 'new'), '');
  assert.match(identify(folder).commit, /^[0-9a-f]{7,}\+dirty$/);
});

test('the version line has name, version, Node and commit', () => {
  const identity = {name: 'etcdscope', version: '1.2.3', commit: 'abc1234'};
  assert.equal(versionLine(identity, '24.1.0'), 'etcdscope 1.2.3 (Node 24.1.0, commit abc1234)');
});

function projectFolder(context: TestContext): string {
  const folder = temporaryFolder(context);
  const description = JSON.stringify({name: 'etcdscope', version: '1.2.3'});
  writeFileSync(join(folder, 'package.json'), description);
  return folder;
}
