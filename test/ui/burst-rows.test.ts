// Bursts folded to rows: what belongs together, in slices, while the log grows and forgets. Every
// entry is in exactly one row whatever happens.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Entry} from '../../source/sync/entries.ts';
import {createBurstRows} from '../../source/ui/burst-rows.ts';
import {fixtureSource, putEntry, startMs, statusEntry} from './fixture-source.ts';

function at(ms: number, modRevision: number): Entry {
  return putEntry(`/apisix/routes/${modRevision}`, 'x', {timeMs: startMs + ms, modRevision});
}

function lengths(entries: readonly Entry[], slice = 1000): number[] {
  const rows = createBurstRows(fixtureSource(entries).log);
  while (!rows.advance(slice)) {}
  return Array.from({length: rows.count}, (_, row) => rows.lengthAt(row));
}

const closely = Array.from({length: 8}, (_, n) => at(n * 100, 10 + n));
const oneRevision = Array.from({length: 6}, () => at(5000, 30));

const cases: readonly (readonly [string, readonly Entry[], readonly number[]])[] = [
  ['changes moments apart are one row', closely, [8]],
  ['few changes stay rows of their own', closely.slice(0, 4), [1, 1, 1, 1]],
  ['changes of one revision are one row', oneRevision, [6]],
  ['what is far apart is not folded', [at(0, 1), at(1000, 2), at(2000, 3)], [1, 1, 1]],
  [
    'a gap ends a burst and is never inside one',
    [...closely.slice(0, 5), statusEntry('disconnected', {}), ...closely.slice(5)],
    [5, 1, 1, 1, 1],
  ],
  ['a burst ends after ten seconds', Array.from({length: 60}, (_, n) => at(n * 250, n)), [41, 19]],
];

for (const [claim, entries, expected] of cases) {
  test(claim, () => {
    for (const slice of [1, 3, 1000]) {
      assert.deepEqual(lengths(entries, slice), expected, `slices of ${slice}`);
    }
  });
}

test('every entry kept is in one row while the log grows and forgets', () => {
  const source = fixtureSource();
  const rows = createBurstRows(source.log);
  let time = 0;
  for (let round = 0; round < 300; round++) {
    time += round % 17 === 0 ? 2000 : round % 5 === 0 ? 290 : 3;
    source.add(round % 41 === 0 ? statusEntry('watching', {}) : at(time, 100 + round));
    if (round % 3 === 0) {
      source.forget(1);
    }
    rows.advance(2);
    let next = source.log.first;
    for (let row = 0; row < rows.count; row++) {
      assert.equal(rows.sequenceAt(row), next, `round ${round}, row ${row}`);
      assert.equal(rows.rowHolding(next + rows.lengthAt(row) - 1), row);
      next += rows.lengthAt(row);
    }
    assert.equal(next, source.log.end, `round ${round}`);
  }
});
