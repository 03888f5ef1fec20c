// The protobuf answer to Cluster/MemberList, as etcd sends it and as it never would.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {decodeMemberListMessage} from '../../source/etcd/member-list-message.ts';
import {createPseudoRandom, mutated} from '../support/pseudo-random.ts';

const member = message([
  varint(1, 0x8e9e05c52164694dn),
  text(2, 'm1'),
  text(3, 'http://10.0.0.1:2380'),
  text(4, 'https://10.0.0.1:2379'),
  text(4, 'https://etcd-1.test:2379'),
]);
const learner = message([varint(1, 7n), text(4, 'https://10.0.0.2:2379'), varint(5, 1n)]);
const header = message([varint(1, 1n), varint(2, 0x8e9e05c52164694dn), varint(4, 2n)]);
const list = message([bytes(1, header), bytes(2, member), bytes(2, learner)]);

test('members, their URLs and who answered', () => {
  assert.deepEqual(decodeMemberListMessage(list), {
    memberId: '8e9e05c52164694d',
    members: [
      {
        id: '8e9e05c52164694d',
        name: 'm1',
        peerUrls: ['http://10.0.0.1:2380'],
        clientUrls: ['https://10.0.0.1:2379', 'https://etcd-1.test:2379'],
        isLearner: false,
      },
      {id: '7', name: '', peerUrls: [], clientUrls: ['https://10.0.0.2:2379'], isLearner: true},
    ],
  });
});

test('fields of newer versions are skipped, whatever their type', () => {
  const fixed = Buffer.concat([
    Buffer.of((9 << 3) | 1),
    Buffer.alloc(8),
    Buffer.of((10 << 3) | 5),
    Buffer.alloc(4),
  ]);
  const newer = message([
    fixed,
    varint(11, 300n),
    text(12, 'x'),
    bytes(1, header),
    bytes(2, member),
  ]);
  assert.equal(decodeMemberListMessage(newer)?.members.length, 1);
});

test('an empty answer is a list without members', () => {
  assert.deepEqual(decodeMemberListMessage(Buffer.alloc(0)), {memberId: '0', members: []});
});

test('cut at every byte it is another list or none, never an exception', () => {
  for (let end = 0; end < list.length; end++) {
    const cut = decodeMemberListMessage(list.subarray(0, end));
    assert.ok(cut === undefined || cut.members.length < 2);
  }
});

test('mutated bytes give a list or nothing', () => {
  const random = createPseudoRandom(3);
  for (let round = 0; round < 2000; round++) decodeMemberListMessage(mutated(list, random));
});

function message(fields: readonly Buffer[]): Buffer {
  return Buffer.concat(fields);
}

function varint(number: number, value: bigint): Buffer {
  return Buffer.concat([Buffer.of(number << 3), varintBytes(value)]);
}

function text(number: number, value: string): Buffer {
  return bytes(number, Buffer.from(value));
}

function bytes(number: number, value: Buffer): Buffer {
  return Buffer.concat([Buffer.of((number << 3) | 2), varintBytes(BigInt(value.length)), value]);
}

function varintBytes(value: bigint): Buffer {
  const all: number[] = [];
  for (let left = value; ; left >>= 7n) {
    if (left < 0x80n) return Buffer.from([...all, Number(left)]);
    all.push(Number(left & 0x7fn) | 0x80);
  }
}
