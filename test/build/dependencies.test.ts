// Every dependency has its reason in CONTRIBUTING.md with what it costs, and none is listed that is
// gone.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {test} from 'node:test';
import {bundledSizes, dependencyRows, dependencySizes} from '../../build/dependency-sizes.ts';

const root = resolve(import.meta.dirname, '..', '..');
const read = (name: string) => readFileSync(join(root, name), 'utf8');
const row = /^\| `([^`]+)` \| .+ \| (\d+) KB \| [^|]+ \| \d{4}-\d{2} \|$/gm;

function listed(text: string): ReadonlyMap<string, number> {
  return new Map([...text.matchAll(row)].map(([, name = '', size]) => [name, Number(size)]));
}

test('CONTRIBUTING.md has a row for each dependency, with its reason and size', () => {
  const {dependencies} = JSON.parse(read('package.json'));
  const names = [...listed(read('CONTRIBUTING.md')).keys()];
  assert.deepEqual(names.sort(), Object.keys(dependencies).sort());
});

test('the sizes of dependencies in CONTRIBUTING.md are those of the bundle', async () => {
  const sizes = await bundledSizes();
  const document = read('CONTRIBUTING.md');
  const now = listed(dependencyRows(document, sizes));
  for (const [name, size] of listed(document)) {
    const off = Math.abs(size - (now.get(name) ?? 0));
    assert.ok(off <= Math.max(2, size / 10), `${name}: ${size} KB there, ${now.get(name)} KB now`);
  }
});

test('a package counts for the dependency that brings it along, once', () => {
  const imports = (path: string) => ({path, kind: 'import-statement' as const});
  const input = (...paths: string[]) => ({bytes: 1, imports: paths.map(imports)});
  const own = 'source/a.ts';
  const [one, two, shared] = [
    'node_modules/one/a.js',
    'node_modules/two/a.js',
    'node_modules/s/a.js',
  ];
  const inputs = {
    [own]: input(one, two),
    [one]: input(two, shared),
    [two]: input(shared),
    [shared]: input(),
  };
  const bytes = {[own]: 1, [one]: 10, [two]: 100, [shared]: 1000};
  const contents = Object.entries(bytes).map(([path, count]) => [path, {bytesInOutput: count}]);
  const output = {inputs: Object.fromEntries(contents), bytes: 1111, imports: [], exports: []};
  const sizes = dependencySizes({inputs, outputs: {'out.js': output}}, ['one', 'two']);
  assert.deepEqual(
    [...sizes],
    [
      ['one', 1010],
      ['two', 100],
    ],
  );
});
