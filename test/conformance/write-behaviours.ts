// Writing without transactions: puts, deletes, compaction, requests that are too large.
import {type Behaviour, ok, record, refused} from './behaviour.ts';
import {base64} from './session.ts';

const noKey = refused(400, 3, 'etcdserver: key is not provided');
const isCompacted = refused(400, 11, 'etcdserver: mvcc: required revision has been compacted');
const isFuture = refused(400, 11, 'etcdserver: mvcc: required revision is a future revision');

export const writeBehaviours: readonly Behaviour[] = [
  {
    claim: 'a put answers the new revision, and what was there if asked',
    act: async session => {
      const put = (value: string, prev_kv?: boolean) =>
        session.post('/kv/put', {key: session.key('a'), value: base64(value), prev_kv});
      return [await put('one', true), await put('two'), await put('three', true)];
    },
    expected: [
      ok({header: {revision: 1}}),
      ok({header: {revision: 2}}),
      ok({header: {revision: 3}, prev_kv: record('a', 'two', [1, 2, 2])}),
    ],
  },
  {
    claim: 'a put without a key is refused',
    act: session => session.post('/kv/put', {value: 'YQ=='}),
    expected: noKey,
  },
  {
    claim: 'a put under a lease that does not exist is refused',
    act: session => session.post('/kv/put', {key: session.key('a'), lease: '12345'}),
    expected: refused(404, 5, 'etcdserver: requested lease not found'),
  },
  {
    claim: 'ignore_value keeps the value, needs a key that exists, and no value beside it',
    act: async session => {
      const key = session.key('a');
      const missing = await session.post('/kv/put', {key, ignore_value: true});
      await session.put('a', 'kept');
      const kept = await session.post('/kv/put', {key, ignore_value: true});
      const both = await session.post('/kv/put', {key, value: 'YQ==', ignore_value: true});
      return [missing, kept, both, await session.post('/kv/range', {key})];
    },
    expected: [
      refused(400, 3, 'etcdserver: key not found'),
      ok({header: {revision: 2}}),
      refused(400, 3, 'etcdserver: value is provided'),
      ok({header: {revision: 2}, kvs: [record('a', 'kept', [1, 2, 2])], count: '1'}),
    ],
  },
  {
    claim: 'a delete answers how many, and what was there if asked',
    act: async session => {
      await session.put('a', 'one');
      await session.put('b', 'two');
      await session.put('c', 'three');
      const key = session.key('a');
      return [
        await session.post('/kv/deleterange', {key, prev_kv: true}),
        await session.post('/kv/deleterange', session.all()),
      ];
    },
    expected: [
      ok({header: {revision: 4}, deleted: '1', prev_kvs: [record('a', 'one', [1, 1, 1])]}),
      ok({header: {revision: 5}, deleted: '2'}),
    ],
  },
  {
    claim: 'deleting nothing makes no revision',
    act: session => session.post('/kv/deleterange', {key: session.key('none'), prev_kv: true}),
    expected: ok({header: {revision: 0}}),
  },
  {
    claim: 'a delete without a key is refused',
    act: session => session.post('/kv/deleterange', {}),
    expected: noKey,
  },
  {
    claim: 'compaction ends reads below it, and can be done once',
    act: async session => {
      for (const value of ['1', '2', '3']) await session.put('a', value);
      const compact = (offset: number) =>
        session.post('/kv/compaction', {revision: session.revision(offset), physical: true});
      const read = (offset: number) =>
        session.post('/kv/range', {key: session.key('a'), revision: session.revision(offset)});
      return [
        await compact(99),
        await compact(2),
        await compact(2),
        await compact(1),
        await read(1),
        await read(2),
        await read(3),
      ];
    },
    expected: [
      isFuture,
      ok({header: {revision: 3}}),
      isCompacted,
      isCompacted,
      isCompacted,
      ok({header: {revision: 3}, kvs: [record('a', '2', [1, 2, 2])], count: '1'}),
      ok({header: {revision: 3}, kvs: [record('a', '3', [1, 3, 3])], count: '1'}),
    ],
  },
  {
    claim: 'a request over 1.5 MiB is too large',
    act: session =>
      session.post('/kv/put', {key: session.key('a'), value: base64('x'.repeat(1_600_000))}),
    expected: refused(400, 3, 'etcdserver: request is too large'),
  },
  {
    claim: 'a request over 2 MiB does not even reach etcd',
    act: session => session.post('/kv/put', {key: 'YQ==', value: base64('x'.repeat(3_000_000))}),
    expected: refused(429, 8, 'grpc: received message larger than max (3000008 vs. 2097152)'),
  },
];
