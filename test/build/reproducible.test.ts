// The same source gives the same bundle, byte for byte, wherever it lies and whenever it is built.
import assert from 'node:assert/strict';
import {cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {type TestContext, test} from 'node:test';
import {type BundleForm, bundle} from '../../build/bundle.ts';

const root = resolve(import.meta.dirname, '..', '..');
const identity = {name: 'etcdscope', version: '1.2.3', commit: 'abc1234'};

for (const form of ['loaded', 'module'] as const) {
  test(`two builds in two places give the same bundle (${form})`, async context => {
    const [first, second] = [await built(context, form), await built(context, form)];
    assert.ok(first.length > 100_000);
    assert.ok(first.equals(second));
    assert.ok(!first.includes(tmpdir()), 'no path of the machine is in it');
  });
}

async function built(context: TestContext, form: BundleForm): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'etcdscope-reproducible-'));
  context.after(() => rmSync(folder, {recursive: true}));
  cpSync(join(root, 'source'), join(folder, 'source'), {recursive: true});
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const entry = join(folder, 'source', 'cli.ts');
  const {file} = await bundle(entry, join(folder, 'out'), identity, form);
  return readFileSync(file);
}
