// What is written to a file arrives whole and in order, whatever its size, and a writer that is
// faster than the disk is held back and told when to go on.
import assert from 'node:assert/strict';
import {closeSync, mkdtempSync, openSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'node:test';
import {createFileOutput} from '../../source/io/file-output.ts';
import type {Output} from '../../source/io/output.ts';

const texts: ReadonlyArray<readonly [string, readonly string[]]> = [
  ['nothing', []],
  ['a line', ['a\n']],
  ['lines of every width', ['ä\n', '\u{1f9c0}\n', '', 'x\n']],
  ['half a character at the end', ['\ud83e', '\n']],
  ['more than a piece at once', ['x'.repeat(3_000_000), 'ä'.repeat(1_000_000), 'end\n']],
  ['many pieces', Array.from({length: 20_000}, (_, index) => `${index} ${'y'.repeat(200)}\n`)],
];

for (const [name, parts] of texts) {
  test(`${name}: the file holds it after flush`, async () => {
    await withFile(async (output, written) => {
      for (const part of parts) output.write(part);
      await output.flush();
      assert.equal(written(), Buffer.from(parts.join('')).toString());
      output.write('more');
      await output.flush();
      assert.ok(written().endsWith('more'));
    });
  });
}

test('a fast writer is held back, and told when there is room', async () => {
  await withFile(async (output, written) => {
    const line = `${'z'.repeat(100_000)}\n`;
    const drained = new Promise<void>(resolve => output.onDrain(resolve));
    let lines = 1;
    while (output.write(line)) lines++;
    assert.ok(lines < 200, `${lines} lines of 100 KB before it was held back`);
    await drained;
    await output.flush();
    assert.equal(written().length, lines * line.length);
  });
});

async function withFile(
  use: (output: Output, written: () => string) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'etcdscope-output-'));
  const name = join(folder, 'out');
  const file = openSync(name, 'w');
  try {
    await use(createFileOutput(file), () => readFileSync(name, 'utf8'));
  } finally {
    closeSync(file);
    rmSync(folder, {recursive: true});
  }
}
