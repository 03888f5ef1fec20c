// Numbers as people read them, at the edges of their units.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {bytesText, countOf, countText, durationText} from '../../source/report/number-text.ts';

const sizes: readonly (readonly [number, string])[] = [
  [0, '0 B'],
  [412, '412 B'],
  // A rate is seldom a whole number.
  [622.6415, '623 B'],
  [999.7, '1.0 kB'],
  [1234, '1.2 kB'],
  [99_960, '100 kB'],
  [999_499, '999 kB'],
  [999_500, '1.0 MB'],
  [2.5e15, '2500 TB'],
];

test('bytes take a unit that leaves at most three digits and a decimal', () => {
  for (const [bytes, text] of sizes) assert.equal(bytesText(bytes), text);
});

test('counts are grouped and their nouns agree', () => {
  assert.deepEqual([81_240, 999, 1_000_000].map(countText), ['81,240', '999', '1,000,000']);
  assert.deepEqual([countOf(1, 'key'), countOf(0, 'key')], ['1 key', '0 keys']);
});

test('durations take the two units that matter', () => {
  const texts = [0.214, 9.04, 29, 125, 7300, 90_000].map(durationText);
  assert.deepEqual(texts, ['0.21 s', '9 s', '29 s', '2 min 5 s', '2 h 1 min', '1 d 1 h']);
});
