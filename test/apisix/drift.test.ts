// What counts as in step, stale, missing, ghost and ahead, over the answers of several workers and
// around changes that happen while they are asked.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {compareDrift, type EtcdView, type ResourceDrift} from '../../source/apisix/drift.ts';
import {readLoaded, type WorkerView} from '../../source/apisix/loaded-resources.ts';
import {syncBugsOf} from '../../source/apisix/sync-bugs.ts';

type Revisions = Readonly<Record<string, number>>;

type Scene = {
  readonly claim: string;
  readonly before: Revisions;
  /** The same as before where absent. */
  readonly after?: Revisions;
  readonly workers: readonly Revisions[];
  /** State, revisions behind, answers. */
  readonly found: Readonly<Record<string, readonly [ResourceDrift['state'], number, string]>>;
};

const [start, end] = [100, 110];

const scenes: readonly Scene[] = [
  {claim: 'equal revisions are in step', before: {a: 7}, workers: [{a: 7}, {a: 7}], found: {}},
  {
    claim: 'an older one is stale by the difference',
    before: {a: 97},
    workers: [{a: 90}],
    found: {a: ['stale', 7, '1 of 1']},
  },
  {
    claim: 'one worker of three that is stale is told, with how many answers show it',
    before: {a: 97},
    workers: [{a: 97}, {a: 90}, {a: 97}],
    found: {a: ['stale', 7, '1 of 3']},
  },
  {
    claim: 'what no worker has is missing',
    before: {a: 7, b: 8},
    workers: [{a: 7}, {a: 7}],
    found: {b: ['missing', 0, '2 of 2']},
  },
  {
    claim: 'what etcd does not hold is a ghost',
    before: {},
    workers: [{a: 7}],
    found: {a: ['ghost', 0, '1 of 1']},
  },
  {
    claim: 'a revision that etcd has not reached is ahead: its history went back',
    before: {a: 7},
    workers: [{a: 5000}],
    found: {a: ['ahead', 0, '1 of 1']},
  },
  {
    claim: 'the worst of several states is the one told',
    before: {a: 97},
    workers: [{a: 90}, {}],
    found: {a: ['missing', 0, '1 of 2']},
  },
  {
    claim: 'a change while the workers are asked is no drift, whichever side of it they show',
    before: {a: 97},
    after: {a: 105},
    workers: [{a: 97}, {a: 105}],
    found: {},
  },
  {
    claim: 'a delete and a create while the workers are asked are no drift',
    before: {gone: 90},
    after: {made: 105},
    workers: [{gone: 90}, {made: 105}, {}],
    found: {},
  },
];

for (const {claim, before, after = before, workers, found} of scenes) {
  test(claim, () => {
    const comparison = compareDrift({
      before: etcd(start, before),
      after: etcd(end, after),
      workers: workers.map(routes),
    });
    const told = comparison.resources.map(({id, state, behind = 0, answers, of}) => [
      id,
      [state, behind, `${answers} of ${of}`],
    ]);
    assert.deepEqual(Object.fromEntries(told), found);
  });
}

test('workers that show different pictures are counted as such', () => {
  const before = etcd(start, {a: 97});
  const views = (...workers: readonly Revisions[]) =>
    compareDrift({before, after: before, workers: workers.map(routes)}).views;
  assert.equal(views({a: 97}, {a: 97}), 1);
  assert.equal(views({a: 97}, {a: 90}, {}), 3);
  const after = etcd(end, {a: 105});
  const workers = [{a: 97}, {a: 105}].map(routes);
  assert.equal(compareDrift({before, after, workers}).views, 1, 'a change under way');
});

test('without revisions a loaded resource is unknown, never in step', () => {
  const before: EtcdView = {
    revision: 9,
    kinds: new Map([['plugin_metadata', new Map([['a', 7]])]]),
  };
  const worker: WorkerView = new Map([
    [
      'plugin_metadata',
      new Map([
        ['a', undefined],
        ['b', undefined],
      ]),
    ],
  ]);
  const {kinds, resources} = compareDrift({before, after: before, workers: [worker]});
  assert.deepEqual([kinds[0]?.unknown, kinds[0]?.inStep, kinds[0]?.ghost], [1, 0, 1]);
  assert.deepEqual(
    resources.map(({id}) => id),
    ['b'],
  );
});

const answers: readonly (readonly [claim: string, text: string, loaded: unknown])[] = [
  [
    'key and modifiedIndex are read',
    '[{"key":"/apisix/routes/17","modifiedIndex":81,"value":{"id":"17"}}]',
    [['17', 81]],
  ],
  [
    'a revision as text, and one with that of a service behind it',
    '[{"key":"/a/routes/1","modifiedIndex":"81"},{"key":"/a/routes/2","modifiedIndex":"82&80"}]',
    [
      ['1', 81],
      ['2', 82],
    ],
  ],
  ['an id stands in for a key', '[{"value":{"id":5},"modifiedIndex":3}]', [['5', 3]]],
  ['an empty Lua table is {}', '{}', []],
  ['nothing at all is nothing loaded', '', []],
];

for (const [claim, text, loaded] of answers) {
  test(`answers of the Control API: ${claim}`, () => {
    const reading = readLoaded('routes', text);
    assert.ok(reading.ok);
    assert.deepEqual([...reading.loaded], loaded);
  });
}

test('an answer that is no list of resources is a fault', () => {
  for (const text of ['<html>', '{"error_msg":"no"}', '[1]', '[{}]', '"a"', '[{"key":"/x/y"}]']) {
    assert.equal(readLoaded('routes', text).ok, false, text);
  }
});

test('the bugs of a version are those between their first and their fixing one', () => {
  const ids = (version: string | undefined) => syncBugsOf(version).map(({id}) => id);
  assert.deepEqual(ids(undefined), []);
  assert.ok(ids('3.14.1').includes('events-skipped'));
  assert.ok(!ids('3.18.0').includes('events-skipped'));
  assert.ok(!ids('3.13.0').includes('events-skipped'));
  assert.ok(ids('3.11.0').includes('rev-backwards'));
  assert.ok(!ids('3.12.0').includes('rev-backwards'));
  assert.ok(ids('2.15.3').includes('watch-per-directory'));
});

function etcd(revision: number, ids: Revisions): EtcdView {
  return {revision, kinds: new Map([['routes', new Map(Object.entries(ids))]])};
}

function routes(ids: Revisions): WorkerView {
  return new Map([['routes', new Map(Object.entries(ids))]]);
}
