// The catalogue holds together: ids of its own, words for everything, and an entry for every finding
// that the doctor's judges make.
import assert from 'node:assert/strict';
import {globSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {test} from 'node:test';
import {catalogue, entryOf, finding, remedyOf} from '../../source/doctor/catalogue.ts';

const root = resolve(import.meta.dirname, '..', '..');

test('ids are unique, lower case, and every entry has words', () => {
  const ids = catalogue.map(({id}) => id);
  assert.equal(new Set(ids).size, ids.length);
  for (const {id, cause, remedy} of catalogue) {
    assert.match(id, /^[a-z0-9]+(-[a-z0-9]+)+$/);
    assert.ok(cause.length > 10 && remedy.length > 10, id);
  }
});

test('there are entries for more than a hundred failures', () => {
  assert.ok(catalogue.length >= 100, `${catalogue.length}`);
});

test('every finding that a judge makes has its entry', () => {
  const texts = globSync('source/doctor/judge-*.ts', {cwd: root}).map(path =>
    readFileSync(join(root, path), 'utf8'),
  );
  const ids = texts
    .flatMap(text => [...text.matchAll(/finding\(\s*'([a-z0-9-]+)'/g)])
    .map(([, id]) => id ?? '');
  assert.ok(new Set(ids).size > 50);
  assert.deepEqual(
    ids.filter(id => entryOf(id) === undefined),
    [],
  );
});

test('what is called found is made somewhere, and what is made is not called a mere message', () => {
  const made = ['source/doctor/judge-*.ts', 'source/tls/*.ts', 'source/apisix/*.ts']
    .flatMap(pattern => globSync(pattern, {cwd: root}))
    .map(path => readFileSync(join(root, path), 'utf8'))
    .join('\n');
  const wrong = catalogue.filter(
    ({id, found}) => made.includes(`'${id}'`) !== (found !== 'message'),
  );
  assert.deepEqual(
    wrong.map(({id, found}) => `${id}: ${found}`),
    [],
  );
});

test('a remedy is that of the server version where one differs', () => {
  const entry = entryOf('tls-server-eku');
  assert.ok(entry !== undefined);
  assert.match(remedyOf(entry, '3.5.30'), /--client-cert-file/);
  assert.doesNotMatch(remedyOf(entry, '3.4.23'), /--client-cert-file/);
  assert.equal(remedyOf(entry, undefined), entry.remedy);
});

test('a finding of no entry is a mistake in the program', () => {
  assert.throws(() => finding('no-such', {severity: 'error', summary: ''}), /not in the catalogue/);
});
