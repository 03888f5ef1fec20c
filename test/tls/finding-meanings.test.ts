// The list of finding ids is complete and true: every id that the rules can give is in it, once, with
// a meaning, and nothing else is.
import assert from 'node:assert/strict';
import {readdirSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {test} from 'node:test';
import {findingMeanings} from '../../source/tls/finding-meanings.ts';

const folder = resolve(import.meta.dirname, '../../source/tls');
const texts = readdirSync(folder)
  .filter(name => name.endsWith('.ts') && name !== 'finding-meanings.ts')
  .map(name => readFileSync(join(folder, name), 'utf8'));
const words = new Set(
  texts.flatMap(text => [...text.matchAll(/'([a-z]+(?:-[a-z0-9]+)+)'/g)].map(match => match[1])),
);

test('every id has one meaning', () => {
  const ids = findingMeanings.map(({id}) => id);
  assert.equal(new Set(ids).size, ids.length);
  assert.ok(findingMeanings.every(({meaning}) => meaning.length > 10));
});

test('every id of the list is given somewhere', () => {
  const unused = findingMeanings.filter(({id}) => !words.has(id)).map(({id}) => id);
  assert.deepEqual(unused, []);
});

test('every id that is given is in the list', () => {
  const known = new Set(findingMeanings.map(({id}) => id));
  const given = texts.flatMap(text => [
    ...[...text.matchAll(/\bid: ([^\n]*)/g)].flatMap(match => [
      ...(match[1] ?? '').matchAll(/'([a-z]+-[a-z0-9-]+)'/g),
    ]),
    ...text.matchAll(/'((?:tls|gw|etcd|ssl|net)-[a-z0-9-]+)'/g),
  ]);
  // A few words look like ids and are kinds of faults or records.
  const kinds = ['gw-off'];
  const missing = given
    .map(match => match[1] ?? '')
    .filter(id => !known.has(id) && !kinds.includes(id));
  assert.deepEqual([...new Set(missing)], []);
});
