// Every dependency has its reason in CONTRIBUTING.md, and none is listed that is gone.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {test} from 'node:test';

const root = resolve(import.meta.dirname, '..', '..');
const read = (name: string) => readFileSync(join(root, name), 'utf8');

test('CONTRIBUTING.md has a row for each dependency, with its reason and size', () => {
  const table =
    /<!-- dependencies -->\n([\s\S]*?)<!-- end of/.exec(read('CONTRIBUTING.md'))?.[1] ?? '';
  const rows = [...table.matchAll(/^\| `([^`]+)` \| .+ \| \d+ KB \| \d{4}-\d{2} \|$/gm)];
  const {dependencies} = JSON.parse(read('package.json'));
  assert.deepEqual(rows.map(([, name]) => name).sort(), Object.keys(dependencies).sort());
});
