// The bundle as the executable runs it: what is loaded when, what is left out, and that a dependency
// whose text has changed stops the build instead of slipping through.
import assert from 'node:assert/strict';
import {mkdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {dirname, join, resolve} from 'node:path';
import {type TestContext, test} from 'node:test';
import {Script} from 'node:vm';
import {bundle} from '../../build/bundle.ts';
import {temporaryFolder} from '../support/temporary-folder.ts';

const root = resolve(import.meta.dirname, '..', '..');
const identity = {name: 'etcdscope', version: '1.2.3', commit: 'abc1234'};
const imports = "import meow from 'meow';\nimport {Text} from 'ink';\n";

test('a module behind import() is evaluated at its first use, not before', async context => {
  const loaded = await runBundle(context, {
    'entry.ts': `${imports}export const used = [meow, Text];
      export const trace: string[] = ['started'];
      export const use = async () => { (await import('./lazy.ts')).act(trace); };`,
    'lazy.ts': `import {trace} from './entry.ts';
      trace.push('lazy evaluated');
      export const act = (to: string[]) => to.push('lazy used');`,
  });
  assert.deepEqual(loaded.trace, ['started']);
  const use = loaded.use;
  assert.ok(typeof use === 'function');
  await use();
  assert.deepEqual(loaded.trace, ['started', 'lazy evaluated', 'lazy used']);
});

test('version and commit reach the source, and NODE_ENV is production', async context => {
  const loaded = await runBundle(context, {
    'entry.ts': `${imports}export const used = [meow, Text];
      export const seen = [__ETCDSCOPE_VERSION__, __ETCDSCOPE_COMMIT__, process.env.NODE_ENV];`,
  });
  assert.deepEqual(loaded.seen, ['1.2.3', 'abc1234', 'production']);
});

test('ink lays out with yoga at once, without waiting for its wasm', async context => {
  const loaded = await runBundle(context, {
    'entry.tsx': `${imports}import {renderToString} from 'ink';
      export const used = meow;
      export const frame = renderToString(<Text>hello</Text>);`,
  });
  assert.equal(loaded.frame, 'hello');
});

test('what undici is not bundled with is refused by name', async context => {
  const files = {'entry.ts': `${imports}import {fetch} from 'undici';\nuse(meow, Text, fetch);`};
  await assert.rejects(runBundle(context, files), /No matching export .* "fetch"/);
});

test('a bundle without a dependency that it edits is refused', async context => {
  const files = {'entry.ts': "import meow from 'meow';\nuse(meow);"};
  await assert.rejects(runBundle(context, files), /did not load ink\/build\/reconciler\.js/);
});

for (const file of [
  'yoga-layout/dist/src/index.js',
  'yoga-layout/dist/binaries/yoga-wasm-base64-esm.js',
  'ink/build/reconciler.js',
  'meow/build/options.js',
  'meow/build/dependencies.js',
  'undici/index.js',
]) {
  test(`a changed ${file} stops the build`, async context => {
    const files = {'entry.ts': `import '${file}';`};
    const changed = 'export const changed = true;';
    await assert.rejects(runBundle(context, files, {file, text: changed}), error => {
      assert.ok(error instanceof Error);
      assert.match(error.message, /is not the text this build edits/);
      return true;
    });
  });
}

type ChangedDependency = {readonly file: string; readonly text: string};

async function runBundle(
  context: TestContext,
  files: Readonly<Record<string, string>>,
  changed?: ChangedDependency,
): Promise<Readonly<Record<string, unknown>>> {
  const folder = temporaryFolder(context);
  linkDependencies(folder, changed);
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(join(folder, name), text);
  }
  const entry = join(folder, Object.keys(files)[0] ?? '');
  const {file} = await bundle(entry, join(folder, 'out'), identity);
  const module = {exports: {}};
  const evaluate = new Script(readFileSync(file, 'latin1')).runInThisContext();
  evaluate(createRequire(import.meta.url), module, module.exports);
  return module.exports;
}

/** The project's own packages, or one file alone of a package that is not what it was. */
function linkDependencies(folder: string, changed: ChangedDependency | undefined): void {
  const packages = join(folder, 'node_modules');
  if (changed === undefined) {
    symlinkSync(join(root, 'node_modules'), packages);
    return;
  }
  const file = join(packages, changed.file);
  mkdirSync(dirname(file), {recursive: true});
  writeFileSync(file, changed.text);
}
