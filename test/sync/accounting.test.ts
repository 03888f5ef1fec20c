// The conservation law by transcripts: whatever was delivered once balances, and an event that is
// lost or told twice on its way to us is proved by etcd's own counters.
import assert from 'node:assert/strict';
import test from 'node:test';
import type {WatchEvent} from '../../source/etcd/messages.ts';
import {isBalanced, missingEvents} from '../../source/sync/accounting.ts';
import {limits} from '../../source/sync/limits.ts';
import {
  change,
  createScript,
  createWatching,
  del,
  effectOf,
  ended,
  events,
  frame,
  kv,
  page,
  put,
  type Script,
} from '../support/sync-script.ts';

const everyKey = {key: 'AA==', rangeEnd: 'AA=='};
const known = [kv('a', 3), kv('b', 4)];

/** A history as etcd would record it after `known`. */
const history: readonly WatchEvent[] = [
  change('a', 11, {created: 3, version: 2}),
  put('c', 12),
  del('b', 13),
  change('a', 14, {created: 3, version: 3}),
  del('c', 15),
  put('c', 16),
  del('a', 17),
  change('c', 18, {created: 16, version: 2}),
  put('a', 19),
  change('c', 20, {created: 16, version: 3}),
  change('a', 21, {created: 19, version: 2}),
];

test('what is delivered once and whole balances', () => {
  const script = told(history);
  const {accounts, eventsApplied} = script.state;
  assert.equal(isBalanced(script.state), true);
  assert.deepEqual(
    [accounts.changesCounted, eventsApplied, missingEvents(accounts), accounts.eventsDoubled],
    [11, 11, 0, 0],
  );
  assert.equal(script.said.includes('status gap'), false);
});

test('any one event of a history that is lost is proved by the next one of its key', () => {
  // Of b's delete nothing follows: that takes the count of keys. What a delete ended it does not say.
  const silent = [2, 3];
  // The last one of a key is not proved yet: nothing has come after it.
  for (let lost = 0; lost < history.length - 2; lost++) {
    const script = told(history.filter((_, at) => at !== lost));
    const isProved = !silent.includes(lost);
    assert.equal(isBalanced(script.state), !isProved, `without event ${lost}`);
    assert.equal(missingEvents(script.state.accounts) >= 1, isProved, `without event ${lost}`);
    assert.equal(script.said.includes('status gap'), isProved, `without event ${lost}`);
  }
});

test('where every key is watched, any lost event but the last is proved by the hole in the revisions', () => {
  for (let lost = 0; lost < history.length - 1; lost++) {
    const script = told(
      history.filter((_, at) => at !== lost),
      everyKey,
    );
    assert.equal(isBalanced(script.state), false, `without event ${lost}`);
    assert.ok(missingEvents(script.state.accounts) >= 1);
  }
});

test('a change that comes again as if it were a new one is proved to be doubled', () => {
  const script = told([...history, change('a', 22, {created: 19, version: 2})]);
  assert.equal(isBalanced(script.state), false);
  assert.deepEqual(
    [script.state.accounts.eventsDoubled, missingEvents(script.state.accounts)],
    [1, 0],
  );
  assert.equal(gapOf(script)?.accounts?.doubled, 1);
});

test('an event that a server repeats is dropped, and the accounts stay balanced', () => {
  const script = told([...history, ...history]);
  assert.equal(isBalanced(script.state), true);
  assert.equal(script.state.eventsApplied, history.length);
});

test('with --prev-kv a lost put shows already in the delete after it', () => {
  const script = createWatching({prevKv: true}, known);
  const before = {...kv('a', 12), createRevision: 3, version: 3};
  script.tell(events({...del('a', 13), prevKv: before}));
  assert.equal(missingEvents(script.state.accounts), 2);
});

test('a gap is said with its proof, once, and the keys are synced again at the applied revision', () => {
  const script = createWatching({}, known);
  script.tell(events(change('a', 12, {created: 3, version: 4})));
  assert.equal(script.state.phase.name, 'watching', 'its revision may not be complete yet');
  const asked = effectOf(script.tell(frame(12, {}, 1)), 'fetch-page');
  assert.equal(asked.revision, 12);
  const response = page([{...kv('a', 12), createRevision: 3, version: 4}], 15);
  script.tell({type: 'page-received', response});
  assert.deepEqual(script.said.slice(-4), [
    'put a@12',
    'status gap',
    'delete b@12 resync',
    'status resynced',
  ]);
  assert.match(gapOf(script)?.reason ?? '', /^a at revision 12: .*changed 3 times/);
  assert.equal(gapOf(script)?.accounts?.missing, 2);
  // That b is gone nobody had told: two puts and a delete.
  assert.equal(missingEvents(script.state.accounts), 3);
});

test('gaps that go on do not make the program sync in a loop', () => {
  const script = createWatching({}, known);
  const pages = [change('a', 12, {created: 3, version: 4}), put('x', 13), put('x', 14)].map(
    event => {
      script.tell(events(event));
      const effects = script.tell(frame(event.kv.modRevision, {}, 1));
      const isSyncing = effects.some(({type}) => type === 'fetch-page');
      if (isSyncing) {
        const a = {...kv('a', 12), createRevision: 3, version: 4};
        script.tell({type: 'page-received', response: page([a, kv('b', 4)], 12)});
        script.tell(frame(12, {created: true}));
      }
      return isSyncing;
    },
  );
  assert.deepEqual(pages, [true, false, false]);
  assert.equal(script.said.filter(word => word === 'status gap').length, 2);
});

test('a compaction balances: differences stand for the changes that nobody can see any more', () => {
  const script = createWatching({}, [...known, kv('gone', 5)]);
  script.tell(ended());
  script.tell({type: 'version-received', version: '3.5.16'});
  script.tell({type: 'revision-verified', response: page([{...kv('gone', 5)}], 50)});
  script.tell(frame(50, {created: true}));
  script.tell(frame(undefined, {canceled: true, compactRevision: 40}));
  // a was changed five times, b not at all, new was made and changed once, gone is gone.
  const response = page(
    [
      {...kv('a', 30), createRevision: 3, version: 6},
      kv('b', 4),
      {...kv('new', 31), createRevision: 20, version: 2},
    ],
    50,
  );
  script.tell({type: 'page-received', response});
  const {accounts, differencesFound} = script.state;
  assert.deepEqual([differencesFound, accounts.changesUnseen, accounts.changesCounted], [3, 5, 8]);
  assert.equal(isBalanced(script.state), true);
});

test('a restored snapshot balances: counters of two histories are not compared', () => {
  const script = createWatching({}, [{...kv('a', 9), createRevision: 3, version: 7}], 100);
  script.tell(ended());
  script.tell({type: 'version-received', version: '3.5.16'});
  script.tell({type: 'revision-verified', response: page([], 40)});
  script.tell({type: 'page-received', response: page([kv('a', 3), kv('z', 5)], 40)});
  assert.equal(isBalanced(script.state), true);
  const restored = script.entries.find(each => each.type === 'status' && each.phase === 'restored');
  assert.equal(restored?.type === 'status' && restored.lostFrom, 101);
});

test('what the first sync could not look behind is not held against the mirror', () => {
  const script = createScript({fromRevision: 8});
  script.tell({type: 'started'});
  script.tell({type: 'version-received', version: '3.5.16'});
  script.tell({type: 'call-failed', failure: {kind: 'compacted', message: 'c'}});
  script.tell({type: 'page-received', response: page([kv('before', 3), kv('at', 8)], 50)});
  script.tell(frame(50, {created: true}));
  script.tell(events(change('at', 8, {created: 2, version: 5}), del('old', 8)));
  script.tell(frame(50, {}, 2));
  assert.equal(isBalanced(script.state), true);
  script.tell(events(change('at', 9, {created: 2, version: 7})));
  assert.equal(missingEvents(script.state.accounts), 1);
});

test("etcd's count of the keys at the applied revision is the number that we hold", () => {
  const script = createWatching({}, known);
  script.pass(limits.surveyFirstMs);
  const survey = () => script.tell({type: 'timer-due', timer: 'survey'});
  script.tell(frame(10, {watchId: '-1'}));
  const count = effectOf(survey(), 'count-keys');
  assert.deepEqual([count.revision, count.held], [10, 2]);
  const {revision, held} = count;
  script.tell({type: 'keys-counted', revision, held, counted: 2});
  assert.equal(isBalanced(script.state), true);
  script.pass(limits.countIntervalMs);
  const again = effectOf(survey(), 'count-keys');
  const asked = script.tell({type: 'keys-counted', revision, held: again.held, counted: 3});
  assert.equal(effectOf(asked, 'fetch-page').revision, 10);
  assert.match(gapOf(script)?.reason ?? '', /etcd counts 3 keys at revision 10, 2 are known here/);
});

function told(list: readonly WatchEvent[], range = {key: 'AA==', rangeEnd: 'fg=='}): Script {
  const script = createWatching({range}, known);
  for (const event of list) {
    script.tell(events(event));
    if (script.state.phase.name !== 'watching') continue;
    script.tell(frame(event.kv.modRevision, {fragment: true}, 1));
  }
  return script;
}

function gapOf({entries}: Script) {
  const entry = entries.find(each => each.type === 'status' && each.phase === 'gap');
  return entry?.type === 'status' ? entry : undefined;
}
