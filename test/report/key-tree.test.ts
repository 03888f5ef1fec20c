// The tree of keys against a plain count of the same keys: in slices of any size, while keys come,
// change and go, with names that look like directories and bytes that are no text.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createKeySearch} from '../../source/report/key-search.ts';
import {createKeyTree, type KeyRows} from '../../source/report/key-tree.ts';
import {parsePattern} from '../../source/report/text-pattern.ts';
import {type FixtureKeys, fixtureKeys} from '../ui/fixture-keys.ts';

function shop(): FixtureKeys {
  const keys = fixtureKeys();
  for (let at = 0; at < 40; at++) {
    keys.put(`/apisix/routes/${at}`, 'v');
    keys.put(`/apisix/upstreams/${at % 7}/nodes/${at}`, 'vv');
  }
  keys.put('/apisix/routes/', 'init_dir');
  keys.put('/apisix/routes', 'a key called as the directory');
  keys.put('/other', 'x');
  keys.put(Buffer.from([0x2f, 0xff, 0x2f, 0x31]), 'bytes');
  keys.put('//', 'only slashes');
  return keys;
}

function rowsOf(rows: KeyRows): string[] {
  return Array.from({length: rows.count}, (_, at) => {
    const row = rows.rowAt(at);
    assert.ok(row !== undefined, `row ${at} of ${rows.count}`);
    const {depth, name, keys, bytes, isDirectory, path} = row;
    assert.equal(rows.rowOf(path), at, `${JSON.stringify(path)} leads back to its row`);
    return `${'  '.repeat(depth)}${name}${isDirectory ? ` ${keys}` : ''} ${bytes}`;
  });
}

for (const slice of [1, 7, 1000]) {
  test(`a tree read in slices of ${slice} shows every key under its directory once`, () => {
    const tree = createKeyTree(shop(), '');
    tree.show(new Set(['/apisix/', '/apisix/upstreams/', '/apisix/upstreams/0/']));
    while (!tree.advance(slice)) {}
    assert.deepEqual(rowsOf(tree), [
      '// 14',
      '/apisix/ 82 1966',
      '  routes 43',
      '  routes/ 41 733',
      '  upstreams/ 40 1190',
      '    0/ 6 178',
      '      nodes/ 6 178',
      '    1/ 6 178',
      '    2/ 6 178',
      '    3/ 6 179',
      '    4/ 6 179',
      '    5/ 5 149',
      '    6/ 5 149',
      '/other 7',
      '/\xff/ 1 9',
    ]);
    tree.stop();
  });
}

test('keys that come, change and go during and after the reading are counted right', () => {
  for (const slice of [1, 3, 50]) {
    const keys = shop();
    const tree = createKeyTree(keys, '/apisix/');
    const open = new Set(['/apisix/routes/']);
    tree.show(open);
    for (let round = 0; round < 30; round++) {
      tree.advance(slice);
      keys.put(`/apisix/routes/new${round}`, 'n');
      keys.put(`/apisix/routes/${round}`, 'grown '.repeat(round));
      if (round % 10 === 0) {
        keys.remove(`/apisix/routes/${round}`);
      }
    }
    while (!tree.advance(slice)) {}
    const fresh = createKeyTree(keys, '/apisix/');
    fresh.show(open);
    while (!fresh.advance(10_000)) {}
    assert.deepEqual(rowsOf(tree), rowsOf(fresh), `slices of ${slice}`);
    tree.stop();
    fresh.stop();
  }
});

test('a key called as its directory is a row of its own that can be selected', () => {
  const tree = createKeyTree(shop(), '/apisix/');
  tree.show(new Set(['/apisix/routes/']));
  while (!tree.advance(1000)) {}
  const own = tree.rowAt(2);
  assert.equal(own?.name, '');
  assert.equal(Buffer.from(own?.key ?? '', 'base64').toString(), '/apisix/routes/');
  assert.equal(tree.rowOf(own?.path ?? ''), 2);
  tree.stop();
});

test('closing a directory takes its rows away, and opening it reads it again', () => {
  const keys = shop();
  const tree = createKeyTree(keys, '/apisix/');
  while (!tree.advance(1000)) {}
  assert.equal(tree.count, 3);
  tree.show(new Set(['/apisix/routes/']));
  while (!tree.advance(1000)) {}
  assert.equal(tree.count, 3 + 41);
  tree.show(new Set());
  keys.put('/apisix/routes/later', 'x');
  assert.equal(tree.count, 3);
  assert.equal(tree.rowAt(1)?.keys, 42);
  tree.stop();
});

function found(typed: string, slice: number): string[] {
  const parsed = parsePattern(typed);
  assert.ok(parsed.ok && parsed.pattern !== undefined);
  const search = createKeySearch(shop(), parsed.pattern);
  while (!search.advance(slice)) {}
  const rows = Array.from({length: search.count}, (_, at) => search.rowAt(at)?.path ?? '');
  assert.equal(search.matched, rows.length);
  search.stop();
  return rows;
}

test('a search finds the same in any slices, the best first', () => {
  assert.deepEqual(found('routes/7', 3), found('routes/7', 1000));
  assert.equal(found('routes/7', 1000)[0], '/apisix/routes/7');
  assert.ok(found('rts17', 5).includes('/apisix/routes/17'));
  assert.deepEqual(found('~routes/3[0-2]$', 7), [
    '/apisix/routes/30',
    '/apisix/routes/31',
    '/apisix/routes/32',
  ]);
  assert.deepEqual(found('!apisix', 7), ['//', '/other', '/\xff/1']);
});

test('keys that come after a search are found too, and gone ones are shown as such', () => {
  const keys = shop();
  const parsed = parsePattern('~later');
  assert.ok(parsed.ok && parsed.pattern !== undefined);
  const search = createKeySearch(keys, parsed.pattern);
  while (!search.advance(10)) {}
  assert.equal(search.count, 0);
  keys.put('/apisix/routes/later', 'x');
  assert.equal(search.rowAt(0)?.path, '/apisix/routes/later');
  search.stop();
});
