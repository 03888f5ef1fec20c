// The store's rules as transcripts: a script of changes, then what can be seen.
import assert from 'node:assert/strict';
import test from 'node:test';
import {prefixInterval} from '../../source/demo/key-interval.ts';
import {type Commit, createStore, type Store} from '../../source/demo/store.ts';

type Step =
  | readonly ['put', string, string]
  | readonly ['delete', string]
  | readonly ['compact', number];

const all = {key: '\0', rangeEnd: '\0'};

function play(steps: readonly Step[], store: Store = createStore()): Store {
  for (const step of steps) {
    if (step[0] === 'compact') store.compact(step[1]);
    else if (step[0] === 'delete') store.write(writer => writer.deleteRange({key: step[1]}));
    else store.write(writer => writer.put({key: step[1], value: step[2]}));
  }
  return store;
}

/** key=value, then the revisions of creation and change, and the version. */
function view(store: Store, atRevision = 0): readonly string[] {
  return store
    .read(all, atRevision)
    .records.map(one =>
      [`${one.key}=${one.value}`, one.createRevision, one.modRevision, one.version].join(' '),
    );
}

function history(commits: readonly Commit[]): readonly string[] {
  return commits.map(({revision, events}) => {
    const told = events.map(({type, kv, prevKv}) => `${type} ${kv.key} (was ${prevKv?.value})`);
    return `${revision}: ${told.join(', ')}`;
  });
}

test('a new store is at revision 1 and has nothing compacted', () => {
  const store = createStore();
  assert.deepEqual([store.revision(), store.compactRevision(), view(store)], [1, -1, []]);
});

test('every change is a revision, and a key that was deleted begins anew', () => {
  const store = play([
    ['put', 'a', '1'],
    ['put', 'a', '2'],
    ['put', 'b', '1'],
    ['delete', 'a'],
    ['put', 'a', '3'],
  ]);
  assert.deepEqual(view(store), ['a=3 6 6 1', 'b=1 4 4 1']);
});

test('every old revision can be read as it was', () => {
  const store = play([
    ['put', 'a', '1'],
    ['put', 'a', '2'],
    ['delete', 'a'],
    ['put', 'b', '1'],
  ]);
  const seen = [1, 2, 3, 4, 5].map(revision => view(store, revision));
  assert.deepEqual(seen, [[], ['a=1 2 2 1'], ['a=2 2 3 2'], [], ['b=1 5 5 1']]);
});

test('deleting nothing is no change', () => {
  const store = play([
    ['put', 'a', '1'],
    ['delete', 'b'],
  ]);
  assert.deepEqual([store.revision(), history(store.commitsFrom(1)).length], [2, 1]);
});

test('a transaction is one revision and sees its own writes', () => {
  const store = play([['put', 'a', '1']]);
  const seen = store.write(writer => {
    writer.put({key: 'b', value: '2'});
    writer.deleteRange({key: 'a'});
    return [writer.revision(), writer.read(all).records.map(({key}) => key)];
  });
  assert.deepEqual(seen, [3, ['b']]);
  assert.deepEqual(history(store.commitsFrom(3)), ['3: put b (was undefined), delete a (was 1)']);
});

test('compaction keeps what is current, ends reads below it and shortens the history', () => {
  const store = play([
    ['put', 'a', '1'],
    ['put', 'a', '2'],
    ['put', 'b', '1'],
    ['delete', 'b'],
    ['put', 'a', '3'],
    ['compact', 5],
  ]);
  assert.throws(() => view(store, 4), {message: /has been compacted/});
  assert.deepEqual([view(store, 5), view(store)], [['a=2 2 3 2'], ['a=3 2 6 3']]);
  assert.deepEqual(history(store.commitsFrom(1)), ['5: delete b (was 1)', '6: put a (was 2)']);
  assert.equal(store.keyCount(), 1);
});

const refusals: readonly {steps: readonly Step[]; message: RegExp}[] = [
  {steps: [['compact', 9]], message: /is a future revision/},
  {
    steps: [
      ['put', 'a', '1'],
      ['compact', 2],
      ['compact', 2],
    ],
    message: /has been compacted/,
  },
  {
    steps: [
      ['put', 'a', '1'],
      ['compact', 2],
      ['compact', 1],
    ],
    message: /has been compacted/,
  },
];

for (const {steps, message} of refusals) {
  test(`${JSON.stringify(steps.at(-1))} is refused after ${steps.length - 1} steps`, () => {
    assert.throws(() => play(steps), {message});
  });
}

test('listeners hear every commit until they leave', () => {
  const store = createStore();
  const heard: Commit[] = [];
  const leave = store.subscribe(commit => heard.push(commit));
  play(
    [
      ['put', 'a', '1'],
      ['delete', 'a'],
    ],
    store,
  );
  leave();
  play([['put', 'a', '2']], store);
  assert.deepEqual(history(heard), ['2: put a (was undefined)', '3: delete a (was 1)']);
});

test('a prefix holds what begins with it, whatever its last byte', () => {
  const store = play(
    ['a', 'a\xff', 'a\xff\xff', 'b', '\xff', '\xff\xff'].map(key => ['put', key, '']),
  );
  const keys = (prefix: string) => store.read(prefixInterval(prefix)).records.map(({key}) => key);
  assert.deepEqual(keys('a'), ['a', 'a\xff', 'a\xff\xff']);
  assert.deepEqual(keys('a\xff'), ['a\xff', 'a\xff\xff']);
  assert.deepEqual(keys('\xff'), ['\xff', '\xff\xff']);
  assert.equal(keys('').length, 6);
});
