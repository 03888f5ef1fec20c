// The licences that are shipped: of every package in the bundle, once, and a package without one
// stops the build.
import assert from 'node:assert/strict';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {type TestContext, test} from 'node:test';
import type {Metafile} from 'esbuild';
import {bundledPackages, licensesText} from '../../build/third-party-licenses.ts';
import {temporaryFolder} from '../support/temporary-folder.ts';

test('each package of the bundle is listed once, with its licence and notice', context => {
  const root = projectFolder(context, {
    'node_modules/b': {LICENSE: 'licence of b', NOTICE: 'notice of b'},
    'node_modules/@a/a': {'license.md': 'licence of a'},
    'node_modules/b/node_modules/c': {'LICENCE.txt': 'licence of c'},
    'node_modules/unused': {LICENSE: 'licence of what is not in the bundle'},
  });
  const packages = bundledPackages(
    root,
    inputs([
      'source/cli.ts',
      'node_modules/b/index.js',
      'node_modules/b/lib/more.js',
      'node_modules/@a/a/index.js',
      'node_modules/b/node_modules/c/index.js',
    ]),
  );
  const names = packages.map(({name, texts}) => [name, ...texts]);
  assert.deepEqual(names, [
    ['@a/a', 'licence of a'],
    ['b', 'licence of b', 'notice of b'],
    ['c', 'licence of c'],
  ]);
});

test('a package without a licence file stops the build and is named', context => {
  const root = projectFolder(context, {'node_modules/bare': {}});
  const read = () => bundledPackages(root, inputs(['node_modules/bare/index.js']));
  assert.throws(read, /bare 1\.0\.0 \(ISC\) is in the bundle and has no licence file/);
});

test("the text has our own licence, the packages' and Node's, Node's only where it is inside", () => {
  const packages = [{name: 'b', version: '1.0.0', license: 'MIT', texts: ['licence of b']}];
  const node = {version: '24.0.0', license: 'licence of Node'};
  const text = licensesText('own licence', packages, node);
  const places = ['own licence', 'licence of b', 'licence of Node'].map(each => text.indexOf(each));
  assert.deepEqual(
    places.toSorted((a, b) => a - b),
    places,
  );
  assert.ok(!places.includes(-1));
  assert.doesNotMatch(licensesText('own licence', packages), /Node\.js/);
});

function projectFolder(
  context: TestContext,
  packages: Readonly<Record<string, Readonly<Record<string, string>>>>,
): string {
  const root = temporaryFolder(context);
  for (const [folder, files] of Object.entries(packages)) {
    const name = folder.replace(/^.*node_modules\//, '');
    const description = JSON.stringify({name, version: '1.0.0', license: 'ISC'});
    mkdirSync(join(root, folder), {recursive: true});
    for (const [file, text] of Object.entries({...files, 'package.json': description})) {
      writeFileSync(join(root, folder, file), text);
    }
  }
  return root;
}

function inputs(paths: readonly string[]): Metafile {
  const entries = paths.map(path => [path, {bytes: 1, imports: []}]);
  return {inputs: Object.fromEntries(entries), outputs: {}};
}
