// Where pages are likely to begin, told by the spacing of keys that were read: ids that count up, or
// are spread evenly, go on as they began. A page that is asked for between two such keys tells by
// its count how good the estimate was, so nothing has to be known for sure before.

import type {Base64, KeyValue} from '../etcd/messages.ts';
import {sharedLength} from './shared-length.ts';

/** Keys in a row, all of those between the first and the last. */
export type KeySample = {
  readonly first: Buffer;
  readonly last: Buffer;
  readonly steps: number;
  /** Bytes that all of them begin with. */
  readonly shared: number;
  /** What some of them are written in behind those. */
  readonly letters: string;
};

/** What the differing part of the keys is written in, in byte order. */
const alphabets = [
  '0123456789',
  '0123456789abcdef',
  '0123456789ABCDEF',
  '0123456789abcdefghijklmnopqrstuvwxyz',
  '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
];
const stepsMin = 20;
/** Digits behind the first that differs: more say nothing about where a page begins. */
const fineDigits = 4;
const digitsMax = 24;
/** Keys that are looked at for their letters. */
const looks = 16;

/** undefined: too few to tell. */
export function sampleOf(kvs: readonly KeyValue[]): KeySample | undefined {
  const steps = kvs.length - 1;
  if (steps < stepsMin) return undefined;
  const keyAt = (index: number) => Buffer.from(kvs[index]?.key ?? '', 'base64');
  const [first, last] = [keyAt(0), keyAt(steps)];
  const shared = sharedLength(first, last);
  let letters = '';
  for (let look = 0; look < looks; look++) {
    letters += runOf(keyAt(Math.floor((steps * look) / (looks - 1))), shared);
  }
  return {first, last, steps, shared, letters};
}

/**
 * Up to `pages` keys between `start` and `end`, about `pageKeys` keys apart; none where the sample's
 * keys are not written as numbers, or have nothing in common with `start`.
 */
export function estimateBoundaries(
  sample: KeySample,
  about: {
    readonly start: Base64;
    readonly end: Base64;
    readonly pageKeys: number;
    readonly pages: number;
  },
): readonly Base64[] {
  const scale = scaleOf(sample);
  const start = Buffer.from(about.start, 'base64');
  if (scale === undefined || !scale.fits(start)) return [];
  const span = scale.numberOf(sample.last) - scale.numberOf(sample.first);
  const from = scale.numberOf(start);
  const end = about.end === 'AA==' ? undefined : Buffer.from(about.end, 'base64');
  const found: Base64[] = [];
  let before: Buffer = start;
  for (let page = 1; page <= about.pages; page++) {
    const ahead = (span * BigInt(page) * BigInt(about.pageKeys)) / BigInt(sample.steps);
    const key = scale.keyAt(from + ahead);
    if (key === undefined || (end !== undefined && key.compare(end) >= 0)) break;
    if (key.compare(before) <= 0) break;
    found.push(key.toString('base64'));
    before = key;
  }
  return found;
}

type Scale = {
  /** Whether a key has the same bytes in front of its number. */
  fits(key: Buffer): boolean;
  numberOf(key: Buffer): bigint;
  /** undefined: there are no more digits for it. */
  keyAt(number: bigint): Buffer | undefined;
};

function scaleOf({first, last, shared, letters}: KeySample): Scale | undefined {
  const alphabet = alphabets.find(digits => isWrittenIn(letters, digits));
  if (alphabet === undefined) return undefined;
  let begin = shared;
  while (begin > 0 && alphabet.includes(String.fromCharCode(last[begin - 1] ?? 0))) begin--;
  const end = shared + Math.max(runOf(first, shared).length, runOf(last, shared).length);
  const width = end - begin;
  if (width > digitsMax) return undefined;
  const base = BigInt(alphabet.length);
  const front = last.subarray(0, begin);
  return {
    fits: key => key.subarray(0, begin).equals(front),
    numberOf(key) {
      let number = 0n;
      for (let index = begin; index < end; index++) {
        number = number * base + BigInt(digitOf(alphabet, key[index]));
      }
      return number;
    },
    keyAt(number) {
      if (number >= base ** BigInt(width)) return undefined;
      const digits: string[] = [];
      for (let left = number; digits.length < width; left /= base) {
        digits.unshift(alphabet[Number(left % base)] ?? '');
      }
      return Buffer.concat([front, Buffer.from(digits.join(''), 'latin1')]);
    },
  };
}

/** The digits from there on, up to what ends or divides a number: '/', '-', '.', the key's end. */
function runOf(key: Buffer, start: number): string {
  const text = key.toString('latin1', start, start + fineDigits);
  const end = text.search(/[^0-~]/);
  return end === -1 ? text : text.slice(0, end);
}

function isWrittenIn(text: string, letters: string): boolean {
  return [...text].every(letter => letters.includes(letter));
}

/** A byte that is no digit counts as the next lower one. */
function digitOf(alphabet: string, byte: number | undefined): number {
  if (byte === undefined) return 0;
  const letter = String.fromCharCode(byte);
  const exact = alphabet.indexOf(letter);
  if (exact !== -1) return exact;
  let lower = 0;
  while (lower + 1 < alphabet.length && (alphabet[lower + 1] ?? '') < letter) lower++;
  return lower;
}
