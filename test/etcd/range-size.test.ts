// A range answer measured without being kept: as many keys and bytes as decoding it gives.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {measureRangeBody} from '../../source/etcd/range-size.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const header = {cluster_id: '1', member_id: '2', revision: '3', raft_term: '4'};
const kv = (key: string, value: string) => ({
  key: base64(key),
  create_revision: '2',
  mod_revision: '3',
  version: '1',
  ...(value !== '' && {value: base64(value)}),
});

const bodies: readonly (readonly [string, object, {keys: number; bytes: number}])[] = [
  ['nothing', {header}, {keys: 0, bytes: 0}],
  ['keys', {header, kvs: [kv('/a', 'xyz'), kv('/bb', '')], count: '2'}, {keys: 2, bytes: 8}],
  ['wide', {header, kvs: [kv('/日', 'ü')], count: '1'}, {keys: 1, bytes: 6}],
  ['odd order', {count: '1', kvs: [kv('/a', 'b')], header}, {keys: 1, bytes: 3}],
];

for (const [name, body, size] of bodies) {
  test(`an answer with ${name} is measured`, () => {
    assert.deepEqual(measureRangeBody(Buffer.from(JSON.stringify(body))), size);
    assert.deepEqual(measureRangeBody(Buffer.from(JSON.stringify(body, null, 1))), size);
  });
}

test('what is no range answer is an error', () => {
  assert.throws(() => measureRangeBody(Buffer.from('<html>')), SyntaxError);
  assert.throws(() => measureRangeBody(Buffer.from('[]')), {name: 'DecodeError'});
});
