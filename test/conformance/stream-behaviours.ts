// The stream under the watches: requests on the open body, several watches, how it stays open, and
// when it never begins. Silence is proved by something later that does come.
import {type Behaviour, byRelease} from './behaviour.ts';
import type {Session} from './session.ts';
import {fillAndCompact} from './session-data.ts';
import {ask, create, created, progress, putEvent} from './watch-frames.ts';

export const streamBehaviours: readonly Behaviour[] = [
  {
    claim: 'the answer is chunked JSON lines with status 200',
    act: async session => {
      const watch = session.watch([create(session)]);
      const {statusCode, headers} = await watch.response();
      const {'content-type': type, 'transfer-encoding': encoding, connection} = headers;
      return {statusCode, type, encoding, connection};
    },
    expected: {
      statusCode: 200,
      type: 'application/json',
      encoding: 'chunked',
      connection: 'close',
    },
  },
  {
    claim: 'progress is answered on the open body',
    act: async session => {
      const watch = session.watch([create(session)]);
      await session.frames(watch, 1);
      watch.send(ask);
      const quiet = await session.frames(watch, 1);
      await session.put('a', '1');
      const event = await session.frames(watch, 1);
      watch.send(ask);
      return [...quiet, ...event, ...(await session.frames(watch, 1))];
    },
    expected: [
      progress(0),
      {header: {revision: 1}, events: [putEvent('a', '1', [1, 1, 1])]},
      progress(1),
    ],
  },
  {
    claim: 'progress asked for with the watch is answered before or after created',
    act: async session => {
      const watch = session.watch([create(session), ask], {endBody: true});
      const frames = await session.frames(watch, 2);
      // From 3.5.8 on etcd sends the two over different channels: either may be first.
      return frames.toSorted((one, other) => Number(isProgress(one)) - Number(isProgress(other)));
    },
    expected: [created(0), progress(0)],
  },
  {
    claim: 'progress_notify sends a bare header while nothing happens',
    appliesTo: ({minor}) => minor >= 4,
    act: async session => {
      const watch = session.watch([create(session, {progress_notify: true})]);
      await session.frames(watch, 1);
      await session.put('a', '1');
      return session.frames(watch, 3);
    },
    expected: [
      {header: {revision: 1}, events: [putEvent('a', '1', [1, 1, 1])]},
      {header: {revision: 1}},
      {header: {revision: 1}},
    ],
  },
  {
    claim: 'a canceled watch is silent, its stream stays open and takes the next',
    act: async session => {
      const watch = session.watch([create(session)]);
      await session.frames(watch, 1);
      watch.send({cancel_request: {watch_id: '0'}});
      const canceled = await session.frames(watch, 1);
      await session.put('a', '1');
      watch.send({create_request: {key: session.key('b')}});
      const next = await session.frames(watch, 1);
      await session.put('b', '1');
      return [...canceled, ...next, ...(await session.frames(watch, 1)), watch.isOpen()];
    },
    expected: [
      {header: {revision: 0}, canceled: true},
      {...created(1), watch_id: '1'},
      {header: {revision: 2}, watch_id: '1', events: [putEvent('b', '1', [2, 2, 1])]},
      true,
    ],
  },
  {
    claim: 'the response stays open after a watch ended by compaction, whose body ended too',
    act: async session => {
      await fillAndCompact(session);
      const start_revision = session.revision(1);
      const watch = session.watch([create(session, {start_revision})], {endBody: true});
      await session.frames(watch, 2);
      await roundTrips(session);
      return watch.isOpen();
    },
    expected: true,
  },
  {
    claim: 'canceling a watch that does not exist is not answered',
    act: async session => {
      const watch = session.watch([create(session)]);
      await session.frames(watch, 1);
      watch.send({cancel_request: {watch_id: '7'}});
      watch.send(ask);
      return session.frames(watch, 1);
    },
    expected: [progress(0)],
  },
  {
    claim: 'a stream carries several watches, numbered in order',
    act: async session => {
      const watches = ['a', 'b'].map(name => ({create_request: {key: session.key(name)}}));
      const watch = session.watch(watches, {endBody: true});
      const first = await session.frames(watch, 2);
      await session.put('b', '1');
      await session.put('a', '1');
      return [...first, ...(await session.frames(watch, 2))];
    },
    expected: [
      created(0),
      {...created(0), watch_id: '1'},
      {header: {revision: 1}, watch_id: '1', events: [putEvent('b', '1', [1, 1, 1])]},
      {header: {revision: 2}, events: [putEvent('a', '1', [2, 2, 1])]},
    ],
  },
  {
    claim: 'a watch id of the client counts since 3.4, and only once',
    act: async session => {
      const one = create(session, {watch_id: '42'});
      return session.frames(session.watch([one, one]), 2);
    },
    expected: byRelease(({minor}) =>
      minor < 4
        ? [created(0), {...created(0), watch_id: '1'}]
        : [
            {...created(0), watch_id: '42'},
            {
              ...created(0),
              watch_id: '-1',
              canceled: true,
              cancel_reason: 'mvcc: duplicate watch ID provided on the WatchStream',
            },
          ],
    ),
  },
  {
    claim: 'a watch with a token that nobody needs is let through since 3.5',
    act: async session => {
      const headers = {authorization: 'whatever'};
      return session.frames(session.watch([create(session)], {headers}), 1);
    },
    expected: byRelease(({minor}) =>
      minor < 5
        ? [{...created(0), watch_id: '-1', canceled: true, ...needless(minor)}]
        : [created(0)],
    ),
  },
  {
    claim: 'over keep-alive nothing comes before the request ends',
    act: async session => {
      const watch = session.watch([create(session)], {connection: 'keep-alive'});
      await roundTrips(session);
      const before = watch.answered();
      watch.endBody();
      const frames = await session.frames(watch, 1);
      return {before, created: (frames[0] as {created?: boolean}).created};
    },
    expected: {before: false, created: true},
  },
  {
    claim: 'a body without a request is never answered',
    act: async session => {
      const watches = [
        session.watch([], {endBody: true}),
        session.watch([{key: session.key('a')}], {endBody: true}),
      ];
      await roundTrips(session);
      return watches.map(watch => watch.answered());
    },
    expected: [false, false],
  },
  {
    claim: 'a cut request is refused by the first generation and never answered by the second',
    act: async session => {
      const watch = session.watch(['{"create_request":'], {endBody: true});
      const {version} = await versionOf(session);
      if (version >= '3.5') {
        await roundTrips(session);
        return watch.answered();
      }
      const {statusCode} = await watch.response();
      return [statusCode, ...(await session.frames(watch, 2))];
    },
    expected: byRelease(({generation}) =>
      generation === 'v2'
        ? false
        : [
            500,
            {error: 'unexpected EOF', message: 'unexpected EOF', code: 2},
            'the response ended',
          ],
    ),
  },
];

function needless(minor: number): {cancel_reason: string} {
  const reason =
    minor < 4
      ? 'PermissionDenied desc = etcdserver: permission denied'
      : 'Unauthenticated desc = etcdserver: invalid auth token';
  return {cancel_reason: `rpc error: code = ${reason}`};
}

/** A whole life of other watches: time enough for an answer that comes at all. */
async function roundTrips(session: Session): Promise<void> {
  for (let at = 0; at < 3; at++) {
    const watch = session.watch([{create_request: {key: session.key('other')}}, ask]);
    await session.frames(watch, 2);
    await session.put('other', 'x');
    await session.frames(watch, 1);
    watch.close();
  }
}

async function versionOf(session: Session): Promise<{version: string}> {
  const {text} = await session.probe.request('GET', '/version');
  return {version: JSON.parse(text).etcdserver};
}

function isProgress(frame: unknown): boolean {
  return (frame as {watch_id?: string}).watch_id === '-1';
}
