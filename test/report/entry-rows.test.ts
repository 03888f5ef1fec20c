// Entries over as many rows as they take: nothing lost, no row too wide, and an end to it.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createClock} from '../../source/report/clock-text.ts';
import {displayWidth} from '../../source/report/display-width.ts';
import {burstRows, type EntryRowsOptions, entryRows} from '../../source/report/entry-rows.ts';
import {plainText} from '../../source/report/lines.ts';
import type {Entry} from '../../source/sync/entries.ts';
import {changeEntry, putEntry, routeChanges, startMs, statusEntry} from '../ui/fixture-source.ts';
import {hostileKeys, hostileValues} from '../ui/hostile-corpus.ts';

const options: EntryRowsOptions = {
  width: 79,
  prefix: '/apisix/',
  masker: undefined,
  clock: createClock('UTC'),
  time: 'absolute',
  nowMs: startMs,
  keyWidth: 12,
  revisionWidth: 4,
  sideways: 0,
  rowsMax: 12,
};

function text(entry: Entry, more: Partial<EntryRowsOptions> = {}): string[] {
  return entryRows(entry, {...options, ...more}).map(plainText);
}

const plugins = Object.fromEntries(['one', 'two', 'three', 'four', 'five'].map(name => [name, 1]));

test('every difference is told, below where the first one stands', () => {
  const rows = text(changeEntry('/apisix/other/1', {a: 'x'.repeat(60)}, {...plugins, a: 'y'}));
  const told = rows.map(row => row.trim()).join('');
  for (const name of [...Object.keys(plugins), 'x'.repeat(60)]) {
    assert.ok(told.includes(name), told);
  }
  const column = (rows[0] ?? '').search(/\S+ {2}/);
  assert.equal(column, 0);
  assert.ok(
    rows.slice(1).every(row => /^ {36}\S/.test(row)),
    rows.join('\n'),
  );
});

test('a key that is longer than its column is whole, and what goes on stands below it', () => {
  const key = `/apisix/other/${'k'.repeat(100)}`;
  const rows = text(putEntry(key, 'v'));
  assert.ok(rows.join('').replaceAll(' ', '').includes('k'.repeat(100)), rows.join('\n'));
  assert.match(rows[1] ?? '', /^ {22}k/);
});

test('what would take more rows ends in an ellipsis', () => {
  const rows = text(putEntry('/apisix/other/1', 'v'.repeat(5000)), {rowsMax: 3});
  assert.equal(rows.length, 3);
  assert.match(rows[2] ?? '', /v…$/);
});

test('a status takes a row where it fits, and goes on below its words where not', () => {
  assert.equal(text(statusEntry('watching', {})).length, 1);
  const rows = text(statusEntry('disconnected', {reason: 'word '.repeat(40)}));
  assert.ok(rows.length > 2);
  assert.match(rows[1] ?? '', /^ {15}word/);
});

test('a folded burst tells all of it', () => {
  const rows = burstRows(routeChanges(12), {...options, width: 50}).map(plainText);
  assert.match(rows.join(' '), /12 routes created/);
});

test('no row is wider than asked and none holds what a terminal would obey', () => {
  for (const width of [20, 40, 79, 150]) {
    const entries = [
      ...hostileKeys.map(key => putEntry(key, 'v')),
      ...hostileValues.map(value => changeEntry('/apisix/routes/1', 'old', value)),
    ];
    for (const entry of entries) {
      const rows = text(entry, {width});
      assert.ok(rows.length <= 12);
      for (const row of rows) {
        assert.ok(displayWidth(row) <= width, `${width}: ${row}`);
        assert.doesNotMatch(row, /[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b]/);
      }
    }
  }
});
