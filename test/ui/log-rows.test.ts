// Filtered rows against a plain filter of the same log, in slices and while the log moves on.
// No slice size and no loss of old entries may change what is found.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Entry} from '../../source/sync/entries.ts';
import {allRows, createFilteredRows} from '../../source/ui/log-rows.ts';
import {fixtureSource, routeChanges} from './fixture-source.ts';

const isSeventh = (entry: Entry) => entry.type === 'put' && entry.modRevision % 7 === 0;

function expected(source: ReturnType<typeof fixtureSource>): number[] {
  const {first, end} = source.log;
  return Array.from({length: end - first}, (_, at) => first + at).filter(sequence => {
    const entry = source.log.at(sequence);
    return entry !== undefined && isSeventh(entry);
  });
}

function listed(rows: {count: number; sequenceAt(row: number): number}): number[] {
  return Array.from({length: rows.count}, (_, row) => rows.sequenceAt(row));
}

for (const slice of [1, 3, 10, 1000]) {
  test(`searching in slices of ${slice} finds what searching at once would`, () => {
    const source = fixtureSource(routeChanges(200));
    const rows = createFilteredRows(source.log, isSeventh);
    let slices = 0;
    while (!rows.advance(slice)) {
      slices++;
      if (slices % 5 === 0) {
        source.add(...routeChanges(2));
      }
      if (slices % 7 === 0) {
        source.forget(1);
      }
    }
    assert.deepEqual(listed(rows), expected(source));
    assert.equal(rows.left, 0);
  });
}

test('the newest entries are searched first', () => {
  const source = fixtureSource(routeChanges(1000));
  const rows = createFilteredRows(source.log, isSeventh);
  rows.advance(100);
  assert.ok(rows.sequenceAt(0) >= 900);
  assert.equal(rows.left, 900);
});

test('hits that fall out of the log are forgotten', () => {
  const source = fixtureSource(routeChanges(100));
  const rows = createFilteredRows(source.log, isSeventh);
  rows.advance(1000);
  source.add(...routeChanges(100));
  source.forget(150);
  rows.advance(1000);
  assert.deepEqual(listed(rows), expected(source));
});

test('a row is found by its sequence number, or the next one after it', () => {
  const source = fixtureSource(routeChanges(100));
  const rows = createFilteredRows(source.log, isSeventh);
  rows.advance(1000);
  for (const sequence of [0, 4, 5, 6, 50, 99, 500]) {
    const want = expected(source).findIndex(hit => hit >= sequence);
    assert.equal(rows.rowOf(sequence), want === -1 ? rows.count : want);
  }
});

test('all rows count from the oldest entry kept', () => {
  const source = fixtureSource(routeChanges(10));
  source.forget(4);
  const rows = allRows(source.log);
  assert.deepEqual(
    [rows.count, rows.sequenceAt(0), rows.rowOf(2), rows.rowOf(6), rows.rowOf(99)],
    [6, 4, 0, 2, 6],
  );
});
