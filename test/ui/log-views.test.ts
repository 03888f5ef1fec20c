// Rows as they are asked for: filtered and folded at once against folding a log that holds nothing
// but what the filter finds; while the log grows, forgets, and is searched in slices.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {EntryLog} from '../../source/report/view-model.ts';
import type {Entry} from '../../source/sync/entries.ts';
import {createBurstRows} from '../../source/ui/burst-rows.ts';
import {initialState} from '../../source/ui/interface-state.ts';
import type {LogRows} from '../../source/ui/log-rows.ts';
import {createLogViews} from '../../source/ui/log-views.ts';
import {fixtureSource, putEntry, startMs} from './fixture-source.ts';

const state = {
  ...initialState({showSecrets: false}),
  filter: 'routes',
  lastFilter: 'routes',
  folded: true,
};

function entry(at: number): Entry {
  const kind = at % 3 === 0 ? 'upstreams' : 'routes';
  const timeMs = startMs + at * 20 + Math.floor(at / 30) * 1000;
  return putEntry(`/apisix/${kind}/${at}`, 'x', {timeMs, modRevision: 100 + at});
}

function members(rows: LogRows, log: EntryLog): string[] {
  return Array.from({length: rows.count}, (_, row) =>
    Array.from({length: rows.lengthAt(row)}, (_, part) => {
      const found = log.at(rows.partAt(row, part));
      return found?.type === 'put' ? found.modRevision : '?';
    }).join(' '),
  );
}

/** The same from a log of the hits alone. */
function expected(log: EntryLog): string[] {
  const all = Array.from({length: log.end - log.first}, (_, at) => log.at(log.first + at));
  const hits = all.filter(
    each => each?.type === 'put' && atob(each.key).includes('routes'),
  ) as Entry[];
  const source = fixtureSource(hits);
  const rows = createBurstRows(source.log);
  while (!rows.advance(1000)) {}
  return members(rows, source.log);
}

test('a filter and folding together are folding what the filter finds', () => {
  const source = fixtureSource(Array.from({length: 200}, (_, at) => entry(at)));
  const views = createLogViews(() => source.log);
  const advance = () => {
    while (!views.advance(state, () => false)) {}
  };
  advance();
  const first = members(views.rows(state), source.log);
  assert.ok(first.length < 20 && first.length > 3, `${first.length} rows`);
  assert.deepEqual(first, expected(source.log));
  for (let at = 200; at < 400; at++) {
    source.add(entry(at));
    if (at % 50 === 49) {
      advance();
      assert.deepEqual(members(views.rows(state), source.log), expected(source.log));
    }
  }
});

test('what falls out of the log falls out of its bursts', () => {
  const source = fixtureSource(Array.from({length: 200}, (_, at) => entry(at)));
  const views = createLogViews(() => source.log);
  const advance = () => {
    while (!views.advance(state, () => false)) {}
  };
  advance();
  for (const count of [1, 10, 60]) {
    source.forget(count);
    advance();
    const shown = members(views.rows(state), source.log).join(' ').split(' ');
    assert.deepEqual(shown, expected(source.log).join(' ').split(' '));
  }
});

test('until everything older is searched, hits are rows of their own', () => {
  const source = fixtureSource(Array.from({length: 5000}, (_, at) => entry(at)));
  const views = createLogViews(() => source.log);
  const rows = views.rows(state);
  assert.ok(rows.count > 0 && rows.count < 3000);
  assert.ok(Array.from({length: rows.count}, (_, row) => rows.lengthAt(row)).every(n => n === 1));
  while (!views.advance(state, () => false)) {}
  assert.deepEqual(members(views.rows(state), source.log), expected(source.log));
});

test('without the filter all is folded again', () => {
  const source = fixtureSource(Array.from({length: 60}, (_, at) => entry(at)));
  const views = createLogViews(() => source.log);
  while (!views.advance(state, () => false)) {}
  const open = {...state, filter: ''};
  while (!views.advance(open, () => false)) {}
  assert.deepEqual(
    members(views.rows(open), source.log).map(text => text.split(' ').length),
    [30, 30],
  );
});
