// Ctrl-S on disk: a new file that only its owner reads, never one that is there already.
import assert from 'node:assert/strict';
import {readFileSync, statSync, symlinkSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {saveLines} from '../../source/io/saved-lines.ts';
import {temporaryFolder} from '../support/temporary-folder.ts';

const nowMs = Date.UTC(2026, 10, 22, 14, 2, 11, 204);
const name = 'etcdscope-20261122T140211Z.ndjson';

test('lines are written in order to a file of mode 0600', async t => {
  const directory = temporaryFolder(t);
  const lines = Array.from({length: 30_000}, (_, at) => `{"n":${at},"text":"ü"}`);
  const saved = await saveLines(lines, {directory, nowMs});
  assert.equal(saved.path, join(directory, name));
  assert.equal(saved.lines, lines.length);
  assert.equal(readFileSync(saved.path, 'utf8'), `${lines.join('\n')}\n`);
  assert.equal(saved.bytes, statSync(saved.path).size);
  assert.equal(statSync(saved.path).mode & 0o777, 0o600);
});

test('a link that stands at the name is not followed', async t => {
  const directory = temporaryFolder(t);
  symlinkSync(join(directory, 'elsewhere'), join(directory, name));
  await assert.rejects(saveLines(['x'], {directory, nowMs}), /EEXIST/);
});

test('a directory that cannot be written to is a reason, with its name', async t => {
  const directory = join(temporaryFolder(t), 'missing');
  await assert.rejects(saveLines(['x'], {directory, nowMs}), /ENOENT.*missing/);
});
