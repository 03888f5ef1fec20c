// The textfile appears whole or not at all: a reader that looks all the time never sees a part, and
// what can't be written leaves the old file and no rest.
import assert from 'node:assert/strict';
import {mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import {writeTextfile} from '../../source/io/textfile-write.ts';

test('the text is there, readable for everybody whatever the umask', () =>
  inDirectory(async directory => {
    const name = join(directory, 'a.prom');
    const before = process.umask(0o077);
    try {
      await writeTextfile(target(name), 'one 1\n');
    } finally {
      process.umask(before);
    }
    assert.equal(await readFile(name, 'utf8'), 'one 1\n');
    assert.equal((await stat(name)).mode & 0o777, 0o644);
    assert.deepEqual(await readdir(directory), ['a.prom']);
  }));

test('a reader never sees a part, and the file is another one after each write', () =>
  inDirectory(async directory => {
    const name = join(directory, 'a.prom');
    const texts = ['a', 'b'].map(letter => `${letter.repeat(200_000)}\n`);
    await writeTextfile(target(name), texts[0] ?? '');
    const first = await stat(name);
    await writeTextfile(target(name), texts[1] ?? '');
    // At once: an inode is given out again when its file is gone.
    assert.notEqual((await stat(name)).ino, first.ino);
    const writing = writeOften(name, texts);
    let isDone = false;
    writing.finally(() => {
      isDone = true;
    });
    const seen = new Set<string>();
    while (!isDone) seen.add(await readFile(name, 'utf8'));
    await writing;
    assert.deepEqual(
      [...seen].filter(text => !texts.includes(text)),
      [],
    );
    assert.ok(seen.size > 0);
  }));

test('what collectors pick up is only the finished file', () =>
  inDirectory(async directory => {
    const name = join(directory, 'a.prom');
    const seen = new Set<string>();
    const writing = writeOften(name, ['x\n'.repeat(100_000)]);
    let isDone = false;
    writing.finally(() => {
      isDone = true;
    });
    while (!isDone) {
      for (const file of await readdir(directory)) seen.add(file);
    }
    await writing;
    assert.deepEqual([...seen].filter(file => file.endsWith('.prom')).toSorted(), ['a.prom']);
  }));

test('a directory that is not there is named with the flag', () =>
  inDirectory(async directory => {
    const name = join(directory, 'none', 'a.prom');
    await assert.rejects(writeTextfile(target(name), 'x\n'), {
      name: 'UsageError',
      message: /^--textfile .*a\.prom can't be written: there is no such directory$/,
    });
  }));

test('a directory in its place stays, and nothing is left beside it', () =>
  inDirectory(async directory => {
    const name = join(directory, 'a.prom');
    await mkdir(name);
    await writeFile(join(name, 'kept'), '');
    await assert.rejects(writeTextfile(target(name), 'x\n'), /can't be written/);
    assert.deepEqual(await readdir(directory), ['a.prom']);
    assert.deepEqual(await readdir(name), ['kept']);
  }));

async function writeOften(name: string, texts: readonly string[]): Promise<void> {
  for (let round = 0; round < 20; round++) {
    for (const text of texts) await writeTextfile(target(name), text);
  }
}

function target(value: string) {
  return {value, origin: {source: 'flag', name: 'textfile'}} as const;
}

async function inDirectory(body: (directory: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'etcdscope-textfile-'));
  try {
    await body(directory);
  } finally {
    await rm(directory, {recursive: true, force: true});
  }
}
