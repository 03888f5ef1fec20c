// Where pages are guessed to begin: ids that count up, with zeros in front or without, and ids that
// are spread evenly give pages of about the wanted size; keys that don't count give none.
import assert from 'node:assert/strict';
import test from 'node:test';
import type {KeyValue} from '../../source/etcd/messages.ts';
import {estimateBoundaries, sampleOf} from '../../source/sync/page-estimate.ts';
import {createPseudoRandom} from '../support/pseudo-random.ts';

const pseudo = createPseudoRandom(9);
const count = 50_000;
const sampleKeys = 200;
const pageKeys = 500;

const counting: ReadonlyArray<readonly [string, (index: number) => string]> = [
  ['numbers with zeros in front', index => `/routes/${String(index).padStart(8, '0')}`],
  ['numbers with gaps', index => `/routes/${String(index * 7).padStart(8, '0')}`],
  ['random numbers', () => `/routes/${String(pseudo.below(1e9)).padStart(9, '0')}`],
  ['random hex', () => `/routes/${hex(16)}-${hex(4)}`],
  ['random upper-case hex', () => `/routes/${hex(16).toUpperCase()}`],
  ['random letters and digits', () => `/routes/${letters(12)}`],
  ['two keys an id', index => `/r/${String(index >> 1).padStart(8, '0')}/${'ab'[index % 2]}`],
];

for (const [name, make] of counting) {
  test(`${name}: pages hold about as many keys as wanted`, () => {
    const keys = sorted(Array.from({length: count}, (_, index) => make(index)));
    const boundaries = estimate(keys, {start: keys[sampleKeys - 1] ?? '', end: '/zz', pages: 20});
    assert.equal(boundaries.length, 20);
    let from = sampleKeys;
    for (const boundary of boundaries) {
      const to = keys.findIndex(key => key >= boundary);
      assert.ok(to - from > pageKeys * 0.7 && to - from < pageKeys * 1.4, `${to - from} keys`);
      from = to;
    }
  });
}

test('boundaries ascend strictly between start and end, and stop at the end', () => {
  const keys = Array.from({length: 200}, (_, index) => `/a/${String(index).padStart(4, '0')}`);
  const boundaries = estimate(keys, {start: '/a/0199', end: '/a/2000', pages: 20});
  assert.deepEqual(boundaries, ['/a/0699', '/a/1199', '/a/1699']);
});

test('where the digits end, so do the boundaries', () => {
  const keys = Array.from({length: 200}, (_, index) => `/a/${9000 + index}`);
  assert.deepEqual(estimate(keys, {start: '/a/9199', end: '/b', pages: 20}), ['/a/9699']);
});

const others: ReadonlyArray<readonly [string, (index: number) => string, string]> = [
  ['keys of other letters', index => `/a/${'_:;'[index % 3]}${hex(8)}`, '/a/_'],
  ['a start with another beginning', index => `/a/${String(index).padStart(4, '0')}`, '/b/0001'],
];

for (const [name, make, start] of others) {
  test(`${name}: none`, () => {
    const keys = sorted(Array.from({length: sampleKeys}, (_, index) => make(index)));
    assert.deepEqual(estimate(keys, {start, end: '/zz', pages: 20}), []);
  });
}

test('a few keys are no sample', () => {
  assert.equal(sampleOf(['/a/1', '/a/2'].map(keyValue)), undefined);
});

function estimate(
  keys: readonly string[],
  {start, end, pages}: {start: string; end: string; pages: number},
): readonly string[] {
  const sample = sampleOf(keys.slice(0, sampleKeys).map(keyValue));
  assert.ok(sample !== undefined);
  const about = {start: base64(start), end: base64(end), pageKeys, pages};
  return estimateBoundaries(sample, about).map(key => Buffer.from(key, 'base64').toString());
}

function keyValue(key: string): KeyValue {
  return {key: base64(key), value: '', createRevision: 1, modRevision: 1, version: 1};
}

function sorted(keys: readonly string[]): string[] {
  return [...new Set(keys)].sort();
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

function hex(digits: number): string {
  return Array.from({length: digits}, () => pseudo.below(16).toString(16)).join('');
}

function letters(length: number): string {
  const all = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  return Array.from({length}, () => all[pseudo.below(all.length)]).join('');
}
