// What the doctor remembers between runs: kept by endpoints, for its owner only, and nothing that is
// wrong with the file is a failure.
import assert from 'node:assert/strict';
import {chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {type TestContext, test} from 'node:test';
import {recall, remember} from '../../source/io/doctor-memory.ts';

async function homeOf(context: TestContext): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), 'etcdscope-memory-'));
  context.after(() => rm(home, {recursive: true, force: true}));
  return home;
}

const last = {clusterId: 'c1', revision: 20, timeMs: 1};

test('what is remembered of endpoints is recalled for them and no others', async context => {
  const environment = {HOME: await homeOf(context)};
  assert.equal(await remember(environment, 'a', {last}), true);
  assert.equal(await remember(environment, 'b', {last: {...last, revision: 5}}), true);
  assert.deepEqual(await recall(environment, 'a'), {last});
  assert.deepEqual(await recall(environment, 'c'), {});
});

test('the file is for its owner only, and nothing is left beside it', async context => {
  const home = await homeOf(context);
  await remember({XDG_STATE_HOME: home}, 'a', {last});
  const directory = join(home, 'etcdscope');
  assert.deepEqual(await readdir(directory), ['doctor.json']);
  const {mode} = await stat(join(directory, 'doctor.json'));
  assert.equal(mode & 0o777, 0o600);
});

test('a file that is damaged or not ours is as none', async context => {
  const home = await homeOf(context);
  await mkdir(join(home, 'etcdscope'));
  const file = join(home, 'etcdscope', 'doctor.json');
  for (const text of ['', 'null', '[]', '{', '{"a":7}', '{"a":{"last":{"revision":"x"}}}', '7']) {
    await writeFile(file, text);
    assert.deepEqual(await recall({XDG_STATE_HOME: home}, 'a'), {}, text);
  }
  assert.equal(await remember({XDG_STATE_HOME: home}, 'a', {last}), true);
  assert.deepEqual(await recall({XDG_STATE_HOME: home}, 'a'), {last});
});

test('without a home, or in one that is a file, nothing is remembered and nothing fails', async context => {
  assert.equal(await remember({}, 'a', {last}), false);
  const home = await homeOf(context);
  const file = join(home, 'file');
  await writeFile(file, '');
  await chmod(file, 0o400);
  assert.equal(await remember({XDG_STATE_HOME: file}, 'a', {last}), false);
  assert.deepEqual(await recall({XDG_STATE_HOME: file}, 'a'), {});
});

test('it forgets the oldest of very many', async context => {
  const environment = {HOME: await homeOf(context)};
  for (let at = 0; at < 110; at++) await remember(environment, `endpoints ${at}`, {last});
  const file = join(environment.HOME, '.local/state/etcdscope/doctor.json');
  assert.equal(Object.keys(JSON.parse(await readFile(file, 'utf8'))).length, 100);
  assert.deepEqual(await recall(environment, 'endpoints 0'), {});
  assert.deepEqual(await recall(environment, 'endpoints 109'), {last});
});
