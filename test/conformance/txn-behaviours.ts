// Transactions: branches, comparisons, transactions in transactions, and what is refused before
// anything is applied.
import {type Behaviour, ok, record, refused} from './behaviour.ts';
import {base64, type Session} from './session.ts';

const duplicate = refused(400, 3, 'etcdserver: duplicate key given in txn request');
const tooMany = refused(400, 3, 'etcdserver: too many operations in txn request');
const noKey = refused(400, 3, 'etcdserver: key is not provided');
const isFuture = refused(400, 11, 'etcdserver: mvcc: required revision is a future revision');

export const txnBehaviours: readonly Behaviour[] = [
  {
    claim: 'a transaction runs one branch as one revision and reads its own writes',
    act: async session => {
      await session.put('a', 'one');
      return session.post('/kv/txn', {
        compare: [compareValue(session, 'a', 'one')],
        success: [put(session, 'b', 'new'), range(session, 'b'), remove(session, 'a')],
        failure: [put(session, 'c', 'never')],
      });
    },
    expected: ok({
      header: {revision: 2},
      succeeded: true,
      responses: [
        {response_put: {header: {revision: 2}}},
        {
          response_range: {
            header: {revision: 2},
            kvs: [record('b', 'new', [2, 2, 1])],
            count: '1',
          },
        },
        {response_delete_range: {header: {revision: 2}, deleted: '1'}},
      ],
    }),
  },
  {
    claim: 'a transaction whose comparison fails runs the other branch',
    act: async session => {
      await session.put('a', 'one');
      return session.post('/kv/txn', {
        compare: [compareValue(session, 'a', 'two')],
        success: [put(session, 'b', 'never')],
        failure: [range(session, 'b')],
      });
    },
    expected: ok({
      header: {revision: 1},
      responses: [{response_range: {header: {revision: 1}}}],
    }),
  },
  {
    claim: 'a transaction that does nothing is an answer with a header',
    act: session => session.post('/kv/txn', {}),
    expected: ok({header: {revision: 0}, succeeded: true}),
  },
  {
    claim: 'comparisons look at version, creation, change and value, in all four ways',
    act: async session => {
      await session.put('a', 'm');
      await session.put('a', 'm');
      const key = session.key('a');
      const rows = [
        {key, target: 'VERSION', result: 'EQUAL', version: '2'},
        {key, target: 'VERSION', result: 'GREATER', version: '2'},
        {key, target: 'CREATE', result: 'LESS', create_revision: session.revision(2)},
        {key, target: 'MOD', result: 'NOT_EQUAL', mod_revision: session.revision(2)},
        {key, target: 'VALUE', result: 'GREATER', value: base64('a')},
        {key, target: 'VALUE', result: 'LESS', value: base64('a')},
        {key, version: 2},
      ];
      return Promise.all(rows.map(row => succeeds(session, row)));
    },
    expected: [true, false, true, false, true, false, true],
  },
  {
    claim: 'an absent key has version and revisions 0, and no value to compare',
    act: async session => {
      const key = session.key('none');
      const rows = [
        {key, target: 'VERSION', result: 'EQUAL', version: '0'},
        {key, target: 'CREATE', result: 'EQUAL', create_revision: '0'},
        {key, target: 'VALUE', result: 'EQUAL', value: ''},
        {key, target: 'VALUE', result: 'NOT_EQUAL', value: 'YQ=='},
      ];
      return Promise.all(rows.map(row => succeeds(session, row)));
    },
    expected: [true, true, false, false],
  },
  {
    claim: 'a comparison over an interval holds when it holds for every key',
    act: async session => {
      await session.put('a', 'x');
      await session.put('b', 'x');
      await session.put('b', 'x');
      const all = session.all();
      const rows = [
        {...all, target: 'VALUE', result: 'EQUAL', value: base64('x')},
        {...all, target: 'VERSION', result: 'EQUAL', version: '1'},
      ];
      return Promise.all(rows.map(row => succeeds(session, row)));
    },
    expected: [true, false],
  },
  {
    claim: 'a transaction may hold transactions',
    act: session =>
      session.post('/kv/txn', {
        success: [
          put(session, 'a', 'outer'),
          {
            request_txn: {
              compare: [{key: session.key('none'), target: 'VERSION', version: '0'}],
              success: [put(session, 'b', 'inner')],
            },
          },
        ],
      }),
    expected: ok({
      header: {revision: 1},
      succeeded: true,
      responses: [
        {response_put: {header: {revision: 1}}},
        {
          response_txn: {
            header: {},
            succeeded: true,
            responses: [{response_put: {header: {revision: 1}}}],
          },
        },
      ],
    }),
  },
  {
    claim: 'more than 128 operations are refused, 128 are not',
    act: async session => {
      const puts = (count: number) =>
        Array.from({length: count}, (_, at) => put(session, `${at}`, ''));
      const full = await session.post('/kv/txn', {failure: puts(128)});
      return [full, await session.post('/kv/txn', {failure: puts(129)})];
    },
    expected: [ok({header: {revision: 0}, succeeded: true}), tooMany],
  },
  {
    claim: 'writing a key twice in one branch is refused, in two branches it is not',
    act: async session => [
      await session.post('/kv/txn', {success: [put(session, 'a', '1'), put(session, 'a', '2')]}),
      await session.post('/kv/txn', {
        success: [put(session, 'a', '1'), {request_delete_range: session.all()}],
      }),
      await session.post('/kv/txn', {success: [remove(session, 'a'), put(session, 'a', '2')]}),
      await session.post('/kv/txn', {
        success: [put(session, 'a', '1')],
        failure: [put(session, 'a', '2')],
      }),
    ],
    expected: [
      duplicate,
      duplicate,
      duplicate,
      ok({
        header: {revision: 1},
        succeeded: true,
        responses: [{response_put: {header: {revision: 1}}}],
      }),
    ],
  },
  {
    claim: 'a transaction with a bad part changes nothing',
    act: async session => [
      await session.post('/kv/txn', {success: [put(session, 'a', '1'), {request_put: {}}]}),
      await session.post('/kv/txn', {compare: [{target: 'VERSION'}]}),
      await session.post('/kv/txn', {
        success: [put(session, 'a', '1'), range(session, 'a', session.revision(50))],
      }),
      await session.post('/kv/txn', {
        success: [put(session, 'a', '1'), {request_put: {key: session.key('b'), lease: '12345'}}],
      }),
      await session.post('/kv/range', {key: session.key('a')}),
    ],
    expected: [
      noKey,
      noKey,
      isFuture,
      refused(404, 5, 'etcdserver: requested lease not found'),
      ok({header: {revision: 0}}),
    ],
  },
];

function put(session: Session, name: string, value: string): unknown {
  return {request_put: {key: session.key(name), value: base64(value)}};
}

function range(session: Session, name: string, revision?: string): unknown {
  return {request_range: {key: session.key(name), revision}};
}

function remove(session: Session, name: string): unknown {
  return {request_delete_range: {key: session.key(name)}};
}

function compareValue(session: Session, name: string, value: string): unknown {
  return {key: session.key(name), target: 'VALUE', result: 'EQUAL', value: base64(value)};
}

async function succeeds(session: Session, compare: unknown): Promise<boolean> {
  const answer = await session.post('/kv/txn', {compare: [compare]});
  return (answer as {body: {succeeded?: boolean}}).body.succeeded === true;
}
