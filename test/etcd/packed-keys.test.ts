// Packed keys: what is kept of a page's keys when nobody looks at them one by one, and that counting
// them does not spell them.
import assert from 'node:assert/strict';
import test from 'node:test';
import type {KeyValue} from '../../source/etcd/messages.ts';
import {createKeyPacker, keyValueBytes} from '../../source/etcd/packed-keys.ts';

const kv: KeyValue = {
  key: Buffer.from('/a/1').toString('base64'),
  value: Buffer.from('käse').toString('base64'),
  createRevision: 2,
  modRevision: 2 ** 40 + 3,
  version: 1,
};

test('a packed key tells its key, its revision and its bytes', () => {
  const packed = createKeyPacker(Buffer.alloc(100))(kv);
  assert.equal(packed.key, kv.key);
  assert.equal(packed.modRevision, kv.modRevision);
  assert.equal(keyValueBytes(packed), keyValueBytes(kv));
  assert.equal(keyValueBytes(kv), 4 + 5);
});

test('its bytes are told without spelling the key', () => {
  const packed = createKeyPacker(Buffer.alloc(100))(kv);
  const watched = Object.defineProperty(packed, 'key', {
    get: () => assert.fail('the key was spelled'),
  });
  assert.equal(keyValueBytes(watched), 9);
});
