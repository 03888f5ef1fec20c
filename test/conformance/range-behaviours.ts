// Reading: hits and misses, pages, counts, old revisions, orders and filters.
import {type Behaviour, ok, record, refused} from './behaviour.ts';
import {fillFive, keysOf} from './session-data.ts';

export const rangeBehaviours: readonly Behaviour[] = [
  {
    claim: 'a missing key is an answer with a header only',
    act: session => session.post('/kv/range', {key: session.key('none')}),
    expected: ok({header: {revision: 0}}),
  },
  {
    claim: 'a key carries its revisions, version and value',
    act: async session => {
      await session.put('a', 'one');
      await session.put('a', 'two');
      return session.post('/kv/range', {key: session.key('a')});
    },
    expected: ok({header: {revision: 2}, kvs: [record('a', 'two', [1, 2, 2])], count: '1'}),
  },
  {
    claim: 'an empty value is left out',
    act: async session => {
      await session.put('a', '');
      return session.post('/kv/range', {key: session.key('a')});
    },
    expected: ok({header: {revision: 1}, kvs: [record('a', '', [1, 1, 1])], count: '1'}),
  },
  {
    claim: 'keys and values may hold any byte',
    act: async session => {
      const key = Buffer.concat([Buffer.from(session.key('b'), 'base64'), bytes]);
      const written = {key: key.toString('base64'), value: bytes.toString('base64')};
      await session.post('/kv/put', written);
      return session.post('/kv/range', {key: written.key});
    },
    expected: ok({
      header: {revision: 1},
      kvs: [record('b\0\xff\x80\n', '\0\xff\x80\n', [1, 1, 1])],
      count: '1',
    }),
  },
  {
    claim: 'a limited page says that there is more and counts everything to the end',
    act: async session => {
      await fillFive(session);
      return session.post('/kv/range', {...session.all(), limit: '2'});
    },
    expected: ok({
      header: {revision: 5},
      kvs: [record('a', 'va', [1, 1, 1]), record('b', 'vb', [2, 2, 1])],
      more: true,
      count: '5',
    }),
  },
  {
    claim: 'the last page has no more, and its count starts at its own key',
    act: async session => {
      await fillFive(session);
      return session.post('/kv/range', {...session.all(), key: session.key('d'), limit: 2});
    },
    expected: ok({
      header: {revision: 5},
      kvs: [record('d', 'vd', [4, 4, 1]), record('e', 've', [5, 5, 1])],
      count: '2',
    }),
  },
  {
    claim: 'count_only leaves out the keys, and a limit does not change it',
    act: async session => {
      await fillFive(session);
      return Promise.all([
        session.post('/kv/range', {...session.all(), count_only: true}),
        session.post('/kv/range', {...session.all(), count_only: true, limit: '2'}),
      ]);
    },
    expected: [ok({header: {revision: 5}, count: '5'}), ok({header: {revision: 5}, count: '5'})],
  },
  {
    claim: 'keys_only leaves out the values',
    act: async session => {
      await session.put('a', 'one');
      return session.post('/kv/range', {key: session.key('a'), keys_only: true});
    },
    expected: ok({header: {revision: 1}, kvs: [record('a', '', [1, 1, 1])], count: '1'}),
  },
  {
    claim: 'an old revision shows what was, under the header of now',
    act: async session => {
      await session.put('a', 'one');
      await session.put('a', 'two');
      await session.del('a');
      const revision = session.revision(1);
      return session.post('/kv/range', {key: session.key('a'), revision});
    },
    expected: ok({header: {revision: 3}, kvs: [record('a', 'one', [1, 1, 1])], count: '1'}),
  },
  {
    claim: 'a deleted key is gone, and begins anew when it is put again',
    act: async session => {
      await session.put('a', 'one');
      await session.put('a', 'two');
      await session.del('a');
      const gone = await session.post('/kv/range', {key: session.key('a')});
      await session.put('a', 'three');
      return [gone, await session.post('/kv/range', {key: session.key('a')})];
    },
    expected: [
      ok({header: {revision: 3}}),
      ok({header: {revision: 4}, kvs: [record('a', 'three', [4, 4, 1])], count: '1'}),
    ],
  },
  {
    claim: 'a future revision is refused',
    act: session =>
      session.post('/kv/range', {key: session.key('a'), revision: session.revision(9)}),
    expected: refused(400, 11, 'etcdserver: mvcc: required revision is a future revision'),
  },
  {
    claim: 'a range without a key is refused',
    act: session => session.post('/kv/range', {range_end: session.key('z')}),
    expected: refused(400, 3, 'etcdserver: key is not provided'),
  },
  {
    claim: 'range_end NUL means every key from this one on',
    act: async session => {
      const high = Buffer.concat([
        Buffer.from([0xff, 0xfe]),
        Buffer.from(session.key('a'), 'base64'),
      ]);
      await session.post('/kv/put', {key: high.toString('base64')});
      const query = {key: high.toString('base64'), range_end: 'AA==', count_only: true};
      return session.post('/kv/range', query);
    },
    expected: ok({header: {revision: 1}, count: '1'}),
  },
  {
    claim: 'NUL to NUL is the whole key space',
    act: async session => {
      const query = {key: 'AA==', range_end: 'AA==', count_only: true};
      const count = async () => {
        const {text} = await session.probe.post('/kv/range', query);
        return Number(JSON.parse(text).count ?? 0);
      };
      const before = await count();
      await fillFive(session);
      return (await count()) - before;
    },
    expected: 5,
  },
  {
    claim: 'an interval that ends before it begins is empty',
    act: async session => {
      await fillFive(session);
      return session.post('/kv/range', {key: session.key('c'), range_end: session.key('b')});
    },
    expected: ok({header: {revision: 5}}),
  },
  {
    claim: 'the interval leaves out its end',
    act: async session => {
      await fillFive(session);
      const query = {key: session.key('b'), range_end: session.key('d'), keys_only: true};
      return keysOf(await session.post('/kv/range', query));
    },
    expected: ['b', 'c'],
  },
  {
    claim: 'orders by key, version, creation, change and value',
    act: async session => {
      await fillFive(session);
      await session.put('b', 'a first value');
      const order = (sort_target: string, sort_order?: string) =>
        session.post('/kv/range', {...session.all(), sort_target, sort_order, limit: 3});
      const answers = [
        await order('KEY', 'DESCEND'),
        await order('VERSION', 'DESCEND'),
        await order('CREATE', 'DESCEND'),
        await order('MOD', 'DESCEND'),
        await order('VALUE', 'ASCEND'),
        await order('MOD'),
      ];
      return answers.map(keysOf);
    },
    expected: [
      ['e', 'd', 'c'],
      ['b', 'a', 'c'],
      ['e', 'd', 'c'],
      ['b', 'e', 'd'],
      ['b', 'a', 'c'],
      ['a', 'c', 'd'],
    ],
  },
  {
    claim: 'filters by revision change the keys but not the count',
    act: async session => {
      await fillFive(session);
      const query = {...session.all(), keys_only: true};
      const ask = (more: Record<string, unknown>) => session.post('/kv/range', {...query, ...more});
      return [
        await ask({min_mod_revision: session.revision(4)}),
        await ask({max_create_revision: session.revision(3), limit: 2}),
        await ask({min_mod_revision: session.revision(99)}),
      ];
    },
    expected: [
      ok({
        header: {revision: 5},
        kvs: [record('d', '', [4, 4, 1]), record('e', '', [5, 5, 1])],
        count: '5',
      }),
      ok({
        header: {revision: 5},
        kvs: [record('a', '', [1, 1, 1]), record('b', '', [2, 2, 1])],
        more: true,
        count: '5',
      }),
      ok({header: {revision: 5}, count: '5'}),
    ],
  },
  {
    claim: 'serializable reads answer the same',
    act: async session => {
      await session.put('a', 'one');
      return session.post('/kv/range', {key: session.key('a'), serializable: true});
    },
    expected: ok({header: {revision: 1}, kvs: [record('a', 'one', [1, 1, 1])], count: '1'}),
  },
];

const bytes = Buffer.from([0, 0xff, 0x80, 0x0a]);
