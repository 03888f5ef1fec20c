// The Sync pane's lines: progress, endpoints and counts at any moment of a sync.
// Moments are view models; the clock is given.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createClock} from '../../source/report/clock-text.ts';
import {displayWidth} from '../../source/report/display-width.ts';
import {plainText} from '../../source/report/lines.ts';
import {bytesText, countText, durationText} from '../../source/report/number-text.ts';
import {syncLines} from '../../source/report/sync-lines.ts';
import type {ProgressView, ViewModel} from '../../source/report/view-model.ts';
import {quietModel, startMs} from '../ui/fixture-source.ts';

function pane(more: Partial<ViewModel> = {}, width = 100, nowMs = startMs + 2000): string[] {
  const options = {width, clock: createClock('UTC'), nowMs};
  return syncLines({...quietModel, ...more}, options).map(line => plainText(line).trimEnd());
}

const running: ProgressView = {
  pinnedRevision: 81_200,
  keysDone: 250,
  keysTotal: 1000,
  bytes: 500_000,
  pages: 5,
  requests: 6,
  retries: 1,
  startedTimeMs: startMs,
  syncsDone: 0,
};
const {pinnedRevision: _, keysTotal: __, ...unknown} = running;

const moments: readonly (readonly [string, Partial<ViewModel>, readonly RegExp[]])[] = [
  [
    'done',
    {},
    [
      /● synced, live/,
      /█{56} {2}100 % {2}1,234 of 1,234 keys/,
      /1\.2 MB · 3 pages · 5 requests · no retries · 5\.7 MB\/s/,
      /pinned to revision 81,200 · took 0\.21 s$/m,
    ],
  ],
  [
    'running',
    {phase: {name: 'syncing'}, progress: running},
    [
      /█{14}░{42} {2}25 % {2}250 of 1,000 keys/,
      /500 kB · 5 pages · 6 requests · 1 retry · 250 kB\/s/,
      /running for 2 s · about 6 s left/,
    ],
  ],
  [
    'before the first page',
    {phase: {name: 'syncing'}, progress: {...unknown, keysDone: 0, pages: 0}},
    [/waiting for the first page/, /not pinned to a revision yet/],
  ],
  [
    'an empty key space',
    {progress: {...running, keysDone: 0, keysTotal: 0, finishedTimeMs: startMs + 5}, resources: []},
    [/100 % {2}0 of 0 keys/, /Keys by resource\n {3}none/],
  ],
  [
    'failed',
    {phase: {name: 'failed', reason: 'etcdserver: permission denied'}},
    [/✗ stopped\n {5}etcdserver: permission denied\n {5}next: ask for read permission/],
  ],
];

for (const [name, more, patterns] of moments) {
  test(`sync: ${name}`, () => {
    const text = pane(more).join('\n');
    for (const pattern of patterns) {
      assert.match(text, pattern);
    }
  });
}

test('endpoints: the current one is marked, errors and lag are told, unknown is not zero', () => {
  const text = pane().join('\n');
  assert.match(text, /^ ● http:\/\/10\.0\.0\.1:2379 {2}3\.5\.30 +81,240 +0$/m);
  assert.match(text, /^ {3}http:\/\/10\.0\.0\.2:2379 {2}\? +\? +\? {2}connect ECONNREFUSED$/m);
});

test('resources: counts and sizes line up', () => {
  const text = pane().join('\n');
  assert.match(text, /^ {3}routes +800 +412 kB {2}█{40}$/m);
  assert.match(text, /^ {3}upstreams +300 +300 kB {2}█{15}$/m);
});

test('lines keep to any width', () => {
  for (let width = 10; width < 160; width += 7) {
    for (const row of pane({phase: {name: 'failed', reason: 'x '.repeat(99)}}, width)) {
      assert.ok(displayWidth(row) <= Math.max(width, 15), `${width} columns: ${row}`);
    }
  }
});

test('numbers as people read them', () => {
  assert.deepEqual([0, 999, 1000, 81_240, 1_000_000].map(countText), [
    '0',
    '999',
    '1,000',
    '81,240',
    '1,000,000',
  ]);
  assert.deepEqual([0, 999, 1000, 1234, 99_949, 999_499, 999_500, 5e9].map(bytesText), [
    '0 B',
    '999 B',
    '1.0 kB',
    '1.2 kB',
    '99.9 kB',
    '999 kB',
    '1.0 MB',
    '5.0 GB',
  ]);
  assert.deepEqual([0.21, 2, 29, 60, 125, 7300, 90_000].map(durationText), [
    '0.21 s',
    '2 s',
    '29 s',
    '1 min',
    '2 min 5 s',
    '2 h 1 min',
    '1 d 1 h',
  ]);
});
