// What is known of a read of everything at once before it is tried: its size, what a gateway of a
// version says to that size, and whether it may be tried at all.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {
  type AnswerFit,
  answerBytes,
  answerFit,
  hasMessageLimit,
  messageBytesMax,
  oneShotBytesMax,
  whyNotAtOnce,
} from '../../source/sync/one-shot.ts';

const fits: readonly (readonly [string | undefined, number, AnswerFit])[] = [
  ['3.3.25', 1_000_000, 'fits'],
  ['3.3.25', 3_900_000, 'near'],
  ['3.3.25', messageBytesMax, 'near'],
  ['3.3.25', messageBytesMax + 1, 'too large'],
  ['3.4.16', 5_000_000, 'too large'],
  ['3.4.17', 5_000_000, 'no limit'],
  ['3.5.0', 500_000_000, 'no limit'],
  ['3.6.1', 5_000_000, 'no limit'],
  [undefined, 1_000_000, 'fits'],
  [undefined, 5_000_000, 'unknown'],
  ['not a version', 5_000_000, 'unknown'],
];

for (const [version, bytes, fit] of fits) {
  test(`${bytes} bytes from etcd ${version ?? 'of an unknown version'}: ${fit}`, () => {
    assert.equal(answerFit(bytes, version), fit);
  });
}

test('of a version that is not known it is not said whether it has the limit', () => {
  assert.deepEqual([undefined, '3.4.16', '3.4.17'].map(hasMessageLimit), [undefined, true, false]);
});

test('the size of everything is that of what was read, with what protobuf adds, and more keys', () => {
  assert.equal(answerBytes({keys: 0, bytes: 0}), 0);
  assert.equal(answerBytes({keys: 100, bytes: 10_000}), 12_000);
  assert.equal(answerBytes({keys: 100, bytes: 10_000}, 200), 24_000);
  assert.equal(answerBytes({keys: 100, bytes: 10_000}, 90), 12_000);
});

test('everything at once is tried below 16 MiB, beyond only when asked to, and never for nothing', () => {
  const read = (bytes: number) => ({keys: 10, bytes});
  assert.equal(whyNotAtOnce(read(oneShotBytesMax - 1), false), undefined);
  assert.match(whyNotAtOnce(read(oneShotBytesMax), false) ?? '', /--deep/);
  assert.equal(whyNotAtOnce(read(oneShotBytesMax * 9), true), undefined);
  assert.match(whyNotAtOnce({keys: 0, bytes: 0}, true) ?? '', /nothing/);
});
