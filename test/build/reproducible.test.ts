// The same source gives the same bundle, byte for byte, wherever it lies and whenever it is built.
import assert from 'node:assert/strict';
import {cpSync, readFileSync, symlinkSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {type TestContext, test} from 'node:test';
import {type BundleForm, bundle} from '../../build/bundle.ts';
import {temporaryFolder} from '../support/temporary-folder.ts';

const root = resolve(import.meta.dirname, '..', '..');
const identity = {name: 'etcdscope', version: '1.2.3', commit: 'abc1234'};

for (const form of ['loaded', 'module'] as const) {
  test(`two builds in two places give the same bundle (${form})`, async context => {
    const first = await built(context, form, 'clone');
    const second = await built(context, form, join('some other', 'place'));
    assert.ok(first.length > 100_000);
    assert.ok(first.equals(second));
    for (const path of [tmpdir(), root, 'some other']) {
      assert.ok(!first.includes(path), `a path of the machine is in it: ${path}`);
    }
  });
}

/** `place`: below a folder of its own, so that the depth differs too. */
async function built(context: TestContext, form: BundleForm, place: string): Promise<Buffer> {
  const scratch = temporaryFolder(context);
  const folder = join(scratch, place);
  cpSync(join(root, 'source'), join(folder, 'source'), {recursive: true});
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const entry = join(folder, 'source', 'cli.ts');
  const {file} = await bundle(entry, join(folder, 'out'), identity, form);
  return readFileSync(file);
}
