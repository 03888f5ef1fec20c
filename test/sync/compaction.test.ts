// How long an outage may last: the search for the compact revision, and what follows from it.
import assert from 'node:assert/strict';
import test from 'node:test';
import {
  foundCompactRevision,
  nextCompactSearch,
  startCompactSearch,
} from '../../source/sync/compact-search.ts';
import {headroomOf} from '../../source/sync/compaction.ts';
import {limits} from '../../source/sync/limits.ts';
import {createWatching, effectOf, ended, frame, page} from '../support/sync-script.ts';

test('the search finds the lowest revision that can be read, whatever is known of it', () => {
  const readable = 5_000;
  for (const compactRevision of [0, 1, 2, 17, 2_500, 4_999, 5_000]) {
    for (const known of [0, 1, 17, 2_000, 5_000]) {
      if (known > compactRevision) continue;
      let search = startCompactSearch(known, readable);
      let reads = 0;
      while (search.probe !== undefined) {
        reads++;
        search = nextCompactSearch(search, search.probe < compactRevision);
      }
      const found = foundCompactRevision(search);
      assert.equal(found, compactRevision <= 1 ? 0 : compactRevision, `from ${known}`);
      assert.ok(reads <= 15, `${reads} reads`);
    }
  }
});

test('a compact revision that has not moved takes one read', () => {
  const search = nextCompactSearch(startCompactSearch(4_000, 5_000), false);
  assert.deepEqual([search.probe, foundCompactRevision(search)], [undefined, 4_000]);
});

const samples: readonly (readonly [
  name: string,
  told: readonly (readonly [seconds: number, headerRevision: number, compactRevision: number])[],
  headroom: object,
])[] = [
  ['nothing known', [], {known: 'nothing'}],
  [
    'too short for a rate',
    [
      [0, 100, 50],
      [5, 110, 50],
    ],
    {known: 'nothing', compactRevision: 50},
  ],
  [
    'never compacted',
    [
      [0, 100, 0],
      [60, 700, 0],
    ],
    {known: 'never compacted'},
  ],
  [
    'nothing written',
    [
      [0, 100, 50],
      [60, 100, 50],
    ],
    {known: 'nothing written', compactRevision: 50},
  ],
  [
    'ten revisions a second, 6,000 kept',
    [
      [0, 10_000, 4_000],
      [60, 10_600, 4_600],
    ],
    {known: 'seconds', seconds: 600, compactRevision: 4_600},
  ],
  [
    'one compaction says nothing of the next',
    [
      [0, 10_000, 4_000],
      [30, 10_300, 10_200],
      [60, 10_600, 10_200],
    ],
    {known: 'seconds', seconds: 40, compactRevision: 10_200},
  ],
  [
    'of compactions that come again, the least that was kept counts',
    [
      [0, 10_000, 4_000],
      [30, 10_300, 10_000],
      [60, 10_600, 10_400],
      [90, 10_900, 10_400],
    ],
    {known: 'seconds', seconds: 20, compactRevision: 10_400},
  ],
];

for (const [name, told, headroom] of samples) {
  test(`headroom: ${name}`, () => {
    const script = createWatching({}, [], 10);
    let passed = 0;
    for (const [seconds, headerRevision, compactRevision] of told) {
      script.pass((seconds - passed) * 1_000);
      passed = seconds;
      script.tell(frame(headerRevision, {watchId: '-1'}));
      script.tell({type: 'compact-revision-received', compactRevision});
    }
    assert.deepEqual(headroomOf(script.state), headroom);
  });
}

test('what we lag is gone from the headroom', () => {
  const script = createWatching({}, [], 10_000);
  for (const headerRevision of [10_000, 10_600]) {
    // No progress answer: events are on their way.
    script.tell(frame(headerRevision, {}, 1));
    script.tell({type: 'compact-revision-received', compactRevision: 9_000});
    script.pass(60_000);
  }
  const headroom = headroomOf(script.state);
  // 1,600 revisions are kept, 600 of them are not applied yet, ten come a second.
  assert.deepEqual(headroom, {known: 'seconds', seconds: 100, compactRevision: 9_000});
});

test('an outage begins with how long it may last', () => {
  const script = createWatching({}, [], 10_000);
  for (const headerRevision of [10_000, 10_600]) {
    script.tell(frame(headerRevision, {watchId: '-1'}));
    script.tell({type: 'compact-revision-received', compactRevision: 9_000});
    script.pass(60_000);
  }
  script.tell(ended());
  const last = script.entries.at(-1);
  assert.equal(last?.type === 'status' && last.headroomSeconds, 160);
});

test('the compact revision is looked for soon, then once a minute, and not at every reconnect', () => {
  const script = createWatching();
  const delays: number[] = [];
  for (let count = 0; count < 4; count++) {
    const effects = script.tell({type: 'timer-due', timer: 'survey'});
    effectOf(effects, 'fetch-compact-revision');
    delays.push(effectOf(effects, 'schedule').delayMs);
    script.tell({type: 'compact-revision-received', compactRevision: 0});
  }
  assert.deepEqual(delays, [
    limits.surveySoonMs,
    limits.surveySoonMs,
    limits.surveyIntervalMs,
    limits.surveyIntervalMs,
  ]);
  script.tell(ended());
  script.tell({type: 'version-received', version: '3.5.16'});
  script.tell({type: 'revision-verified', response: page([], 10)});
  const timers = script
    .tell(frame(10, {created: true}))
    .flatMap(each => (each.type === 'schedule' && each.timer === 'survey' ? [each.delayMs] : []));
  assert.deepEqual(timers, [limits.surveySoonMs]);
});

test('what a survey can not find out changes nothing', () => {
  const script = createWatching();
  const before = script.state;
  script.tell({type: 'compact-revision-received', compactRevision: undefined});
  script.tell({type: 'keys-counted', revision: 10, held: 0, counted: undefined});
  assert.equal(script.state, before);
});

test('another history begins with nothing known of its compaction', () => {
  const script = createWatching({}, [], 100);
  script.tell({type: 'compact-revision-received', compactRevision: 50});
  script.tell(ended());
  script.tell({type: 'version-received', version: '3.5.16'});
  script.tell({type: 'revision-verified', response: page([], 40)});
  assert.deepEqual(headroomOf(script.state), {known: 'nothing'});
  assert.equal(script.state.headerRevision, 40);
});
