// What one read of the watch brought, told at once, against the same told response by response:
// whatever the responses are, the entries, what is asked for and the state in the end are the same.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {WatchEvent, WatchFrame, WatchPart} from '../../source/etcd/messages.ts';
import type {Effect} from '../../source/sync/facts-effects.ts';
import type {SyncOptions} from '../../source/sync/state.ts';
import {change, createWatching, del, frame, put, type Script} from '../support/sync-script.ts';

const live: readonly WatchPart[] = [
  response(11, [put('a', 11)]),
  response(12, [put('b', 12)]),
  response(13, [change('a', 13, {created: 11, version: 2})]),
  response(15, [put('c', 14), put('d', 15)]),
  response(16, [del('b', 16)]),
];

const reads: ReadonlyArray<readonly [string, readonly WatchPart[], Partial<SyncOptions>?]> = [
  ['responses one revision after another', live],
  ['a response that a server repeats', [...live.slice(0, 3), ...live]],
  [
    'an answer about progress between them',
    [...live.slice(0, 2), response(20, []), ...live.slice(2)],
  ],
  [
    'a revision in fragments',
    [
      response(11, [put('a', 11)], {fragment: true}),
      response(11, [put('z', 11)]),
      ...live.slice(1),
    ],
  ],
  [
    'one revision in two whole responses',
    [response(11, [put('a', 11)]), response(11, [put('z', 11)]), ...live.slice(1)],
  ],
  [
    'the end of a response that began in an earlier read',
    [{...response(11, [put('a', 11)]), eventCount: 7}, ...live.slice(1)],
  ],
  [
    'the beginning of one that goes on in the next',
    [...live, {events: [put('e', 17)], frame: undefined, eventCount: 1}],
  ],
  [
    'a cancel in the middle',
    [
      ...live.slice(0, 2),
      response(undefined, [], {canceled: true, compactRevision: 99}),
      ...live.slice(2),
    ],
  ],
  ['a header that goes back', [response(30, [put('a', 11)]), ...live.slice(1)]],
  [
    'another member behind the same connection',
    [...live.slice(0, 2), withMember('m2', live[2]), ...live.slice(3)],
  ],
  ['more than is wanted', live, {untilRevision: 13}],
  ['events from before the revision that is wanted', live.filter(isPuts), {fromRevision: 12}],
];

for (const [name, parts, options] of reads) {
  for (const isCaughtUp of [true, false]) {
    test(`${name}${isCaughtUp ? '' : ', while catching up'}: told at once as one by one`, () => {
      const [together, alone] = [begin(isCaughtUp, options), begin(isCaughtUp, options)];
      const asked = together.tell({type: 'watch-read', parts});
      const askedAlone = parts.flatMap(part => tellAlone(alone, part));
      assert.deepEqual(together.entries, alone.entries);
      assert.deepEqual(together.state, alone.state);
      assert.deepEqual(asked.filter(isNoEmit), askedAlone.filter(isNoEmit));
    });
  }
}

test('responses one revision after another are handed on at once', () => {
  const script = begin(true);
  const asked = script.tell({type: 'watch-read', parts: live});
  assert.deepEqual(
    asked.map(effect => effect.type),
    ['emit'],
  );
  assert.deepEqual(script.said.slice(-6), [
    'put a@11',
    'put b@12',
    'put a@13',
    'put c@14',
    'put d@15',
    'delete b@16',
  ]);
  assert.deepEqual(script.state.applied.complete, true);
});

test("an event that does not fit its key's version is said once what was read is handed on", () => {
  const script = begin(true);
  const odd = response(14, [change('a', 14, {created: 11, version: 9})]);
  script.tell({
    type: 'watch-read',
    parts: [...live.slice(0, 3), odd, response(15, [put('e', 15)])],
  });
  assert.deepEqual(script.said.slice(-3), ['put a@14', 'put e@15', 'status gap']);
  assert.equal(script.state.phase.name, 'syncing');
});

test('what was read on a connection that is given up changes nothing', () => {
  const script = begin(true);
  const before = script.state;
  assert.deepEqual(script.tellLate({type: 'watch-read', parts: live}), []);
  assert.equal(script.state, before);
});

function begin(isCaughtUp: boolean, options: Partial<SyncOptions> = {}): Script {
  const script = createWatching(options);
  // Behind the store, it is asked whether that is over.
  if (!isCaughtUp) {
    script.tell({type: 'watch-ended', failure: {kind: 'network', message: 'reset'}});
    script.tell({type: 'version-received', version: '3.5.16'});
    script.tell({
      type: 'revision-verified',
      response: {
        header: {clusterId: 'c1', memberId: 'm1', revision: 500},
        kvs: [],
        more: false,
        count: 0,
      },
    });
    script.tell(frame(500, {created: true}));
  }
  return script;
}

function tellAlone(
  script: Script,
  {events, frame: whole, eventCount}: WatchPart,
): readonly Effect[] {
  const {attempt} = script.state;
  const asked = events.length === 0 ? [] : script.tell({type: 'watch-events-received', events});
  if (whole === undefined || script.state.attempt !== attempt) return asked;
  return [...asked, ...script.tell({type: 'watch-frame-received', frame: whole, eventCount})];
}

function response(
  revision: number | undefined,
  events: readonly WatchEvent[],
  about: Partial<WatchFrame> = {},
): WatchPart {
  return {events, frame: frame(revision, about).frame, eventCount: events.length};
}

function withMember(memberId: string, part: WatchPart | undefined): WatchPart {
  assert.ok(part?.frame !== undefined);
  return {...part, frame: {...part.frame, header: {...part.frame.header, memberId}}};
}

/** Of keys that are new. */
function isPuts({events}: WatchPart): boolean {
  return events.every(({type, kv}) => type === 'put' && kv.version === 1);
}

function isNoEmit({type}: Effect): boolean {
  return type !== 'emit';
}
