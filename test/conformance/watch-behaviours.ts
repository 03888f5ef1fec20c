// What a watch delivers: events of every kind, history, compaction, filters, fragments.
import {type Behaviour, byRelease, record} from './behaviour.ts';
import {fillAndCompact, fillMany, putLarge} from './session-data.ts';
import {ask, create, created, deleteEvent, progress, putEvent} from './watch-frames.ts';

export const watchBehaviours: readonly Behaviour[] = [
  {
    claim: 'puts, updates, deletes and transactions come as one frame a revision',
    act: async session => {
      const watch = session.watch([create(session)]);
      const first = await session.frames(watch, 1);
      await session.put('a', '1');
      await session.put('a', '2');
      await session.del('a');
      const puts = ['b', 'c'].map(name => ({request_put: {key: session.key(name)}}));
      await session.post('/kv/txn', {success: puts});
      return [...first, ...(await session.frames(watch, 4))];
    },
    expected: [
      created(0),
      {header: {revision: 1}, events: [putEvent('a', '1', [1, 1, 1])]},
      {header: {revision: 2}, events: [putEvent('a', '2', [1, 2, 2])]},
      {header: {revision: 3}, events: [deleteEvent('a', 3)]},
      {
        header: {revision: 4},
        events: [putEvent('b', '', [4, 4, 1]), putEvent('c', '', [4, 4, 1])],
      },
    ],
  },
  {
    claim: 'prev_kv adds what was there, on updates and deletes',
    act: async session => {
      const watch = session.watch([create(session, {prev_kv: true})]);
      await session.frames(watch, 1);
      await session.put('a', '1');
      await session.put('a', '2');
      await session.del('a');
      return session.frames(watch, 3);
    },
    expected: [
      {header: {revision: 1}, events: [putEvent('a', '1', [1, 1, 1])]},
      {
        header: {revision: 2},
        events: [{...putEvent('a', '2', [1, 2, 2]), prev_kv: record('a', '1', [1, 1, 1])}],
      },
      {
        header: {revision: 3},
        events: [{...deleteEvent('a', 3), prev_kv: record('a', '2', [1, 2, 2])}],
      },
    ],
  },
  {
    claim: 'changes outside the interval stay outside',
    act: async session => {
      const watch = session.watch([{create_request: {key: session.key('a')}}]);
      await session.frames(watch, 1);
      await session.put('aa', 'no');
      await session.put('a', 'yes');
      return session.frames(watch, 1);
    },
    expected: [{header: {revision: 2}, events: [putEvent('a', 'yes', [2, 2, 1])]}],
  },
  {
    claim: 'history comes in one frame under the header of now',
    act: async session => {
      await session.put('a', '1');
      await session.put('a', '2');
      await session.put('b', '1');
      const start_revision = session.revision(2);
      const watch = session.watch([create(session, {start_revision, prev_kv: true})]);
      const history = await session.frames(watch, 2);
      await session.put('c', '1');
      return [...history, ...(await session.frames(watch, 1))];
    },
    expected: [
      created(3),
      {
        header: {revision: 3},
        events: [
          {...putEvent('a', '2', [1, 2, 2]), prev_kv: record('a', '1', [1, 1, 1])},
          putEvent('b', '1', [3, 3, 1]),
        ],
      },
      {header: {revision: 4}, events: [putEvent('c', '1', [4, 4, 1])]},
    ],
  },
  {
    claim: 'a long history comes in frames of 1,000 revisions',
    act: async session => {
      await fillMany(session, 2100);
      const watch = session.watch([create(session, {start_revision: session.revision(1)})]);
      const frames = await session.frames(watch, 4);
      return frames.map(summary);
    },
    expected: [
      {revision: 2100, events: 0, first: undefined, last: undefined},
      {revision: 2100, events: 1000, first: 1, last: 1000},
      {revision: 2100, events: 1000, first: 1001, last: 2000},
      {revision: 2100, events: 100, first: 2001, last: 2100},
    ],
  },
  {
    claim: 'a start below the compacted revision is created, then canceled without a revision',
    act: async session => {
      await fillAndCompact(session);
      const start_revision = session.revision(1);
      return session.frames(session.watch([create(session, {start_revision})]), 2);
    },
    expected: [created(3), {header: {}, canceled: true, compact_revision: 2}],
  },
  {
    claim: 'a start at the compacted revision gets that revision, without what was before it',
    act: async session => {
      await fillAndCompact(session);
      const start_revision = session.revision(2);
      return session.frames(session.watch([create(session, {start_revision, prev_kv: true})]), 2);
    },
    expected: [
      created(3),
      {
        header: {revision: 3},
        events: [
          putEvent('a', '2', [1, 2, 2]),
          {...putEvent('a', '3', [1, 3, 3]), prev_kv: record('a', '2', [1, 2, 2])},
        ],
      },
    ],
  },
  {
    claim: 'a start in the future waits for it',
    act: async session => {
      const watch = session.watch([create(session, {start_revision: session.revision(3)})]);
      const first = await session.frames(watch, 1);
      for (const value of ['1', '2', '3']) await session.put('a', value);
      return [...first, ...(await session.frames(watch, 1))];
    },
    expected: [created(0), {header: {revision: 3}, events: [putEvent('a', '3', [1, 3, 3])]}],
  },
  {
    claim: 'an empty interval is refused in a frame',
    act: async session => {
      const request = {key: session.key('b'), range_end: session.key('a')};
      return session.frames(session.watch([{create_request: request}]), 1);
    },
    expected: byRelease(({minor}) => {
      const refusal = {...created(0), watch_id: '-1', canceled: true};
      return minor < 4 ? [refusal] : [{...refusal, cancel_reason: 'mvcc: watcher range is empty'}];
    }),
  },
  {
    claim: 'filters leave out puts or deletes',
    act: async session => {
      const noPuts = session.watch([create(session, {filters: ['NOPUT']})]);
      const noDeletes = session.watch([create(session, {filters: ['NODELETE']})]);
      await session.frames(noPuts, 1);
      await session.frames(noDeletes, 1);
      await session.put('a', '1');
      await session.del('a');
      await session.put('a', '2');
      await session.del('a');
      return [await session.frames(noPuts, 2), await session.frames(noDeletes, 2)];
    },
    expected: [
      [
        {header: {revision: 2}, events: [deleteEvent('a', 2)]},
        {header: {revision: 4}, events: [deleteEvent('a', 4)]},
      ],
      [
        {header: {revision: 1}, events: [putEvent('a', '1', [1, 1, 1])]},
        {header: {revision: 3}, events: [putEvent('a', '2', [3, 3, 1])]},
      ],
    ],
  },
  {
    claim: 'with fragment a large transaction is split, without it is not',
    act: async session => {
      const whole = session.watch([create(session, {prev_kv: true})]);
      const split = session.watch([create(session, {prev_kv: true, fragment: true})]);
      await Promise.all([session.frames(whole, 1), session.frames(split, 1)]);
      await putLarge(session);
      await putLarge(session);
      const answers = [await session.frames(whole, 2), await session.frames(split, 3)];
      return answers.map(frames => frames.map(fragmentSummary));
    },
    expected: [
      [
        {events: 100, fragment: undefined, revision: 1},
        {events: 100, fragment: undefined, revision: 2},
      ],
      [
        {events: 100, fragment: undefined, revision: 1},
        {events: 95, fragment: true, revision: 2},
        {events: 5, fragment: undefined, revision: 2},
      ],
    ],
  },
  {
    claim: 'a watch without a key watches the lowest one',
    act: async session => {
      const watch = session.watch([{create_request: {}}]);
      await session.frames(watch, 1);
      await session.put('a', '1');
      watch.send(ask);
      return session.frames(watch, 1);
    },
    expected: [progress(1)],
  },
  {
    claim: 'NUL to NUL watches everything',
    act: async session => {
      const everything = {key: 'AA==', range_end: 'AA=='};
      const watch = session.watch([{create_request: everything}]);
      await session.frames(watch, 1);
      await session.put('a', '1');
      return session.frames(watch, 1);
    },
    expected: [{header: {revision: 1}, events: [putEvent('a', '1', [1, 1, 1])]}],
  },
];

type EventFrame = {
  readonly header: {readonly revision: number};
  readonly fragment?: boolean;
  readonly events?: readonly {readonly kv: {readonly mod_revision: number}}[];
};

function summary(frame: unknown): unknown {
  const {header, events = []} = frame as EventFrame;
  const [first, last] = [events.at(0), events.at(-1)].map(event => event?.kv.mod_revision);
  return {revision: header.revision, events: events.length, first, last};
}

function fragmentSummary(frame: unknown): unknown {
  const {header, fragment, events = []} = frame as EventFrame;
  return {events: events.length, fragment, revision: header.revision};
}
