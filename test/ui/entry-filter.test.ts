// What the filter's text lets through.
// Each case is a filter as typed and the entries of one small log that it shows.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {parseFilter} from '../../source/ui/entry-filter.ts';
import {changeEntry, putEntry, statusEntry} from './fixture-source.ts';

const entries = {
  pay: putEntry('/apisix/routes/1', {uri: '/pay'}),
  Shop: putEntry('/apisix/routes/2', {uri: '/Shop', note: 'ends with 42'}),
  gone: changeEntry('/apisix/routes/3', {uri: '/old'}, {uri: '/new'}),
  gap: statusEntry('disconnected', {reason: 'reset by peer'}),
};

const cases: readonly (readonly [string, readonly (keyof typeof entries)[]])[] = [
  ['pay', ['pay']],
  ['shop', ['Shop']],
  ['SHOP', []],
  ['Shop', ['Shop']],
  ['routes/', ['pay', 'Shop', 'gone']],
  ['old', ['gone']],
  ['reset', ['gap']],
  ['disconnected', ['gap']],
  ['!routes', ['gap']],
  ['~routes/[12]$', ['pay', 'Shop']],
  ['~\\d{2}"', ['Shop']],
  ['!~routes/[12]$', ['gone', 'gap']],
];

for (const [text, names] of cases) {
  test(`"${text}" shows ${names.join(', ') || 'nothing'}`, () => {
    const parsed = parseFilter(text);
    assert.ok(parsed.ok);
    const shown = Object.entries(entries).filter(([, entry]) => parsed.filter?.matches(entry));
    assert.deepEqual(
      shown.map(([name]) => name),
      names,
    );
  });
}

for (const text of ['', '!', '~', '!~']) {
  test(`"${text}" is no filter yet`, () => {
    assert.deepEqual(parseFilter(text), {ok: true, filter: undefined});
  });
}

test('a regex that does not parse is told, not thrown', () => {
  const parsed = parseFilter('~(');
  assert.ok(!parsed.ok);
  assert.match(parsed.message, /Invalid regular expression/);
});
