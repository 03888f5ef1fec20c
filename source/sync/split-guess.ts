// A key to look at between two others, so that about as many keys lie before it as behind it.
// Nothing is known of the keys but the bounds, so it goes byte by byte: it halves what a byte can
// be, and goes to the next byte once only one value is left. A guess behind all keys costs the
// server next to nothing, so it starts at the upper end.

import type {Base64} from '../etcd/messages.ts';
import {sharedLength} from './shared-length.ts';

/** Strictly between low and high; undefined when there is nothing left to guess. */
export function guessBoundary(low: Base64, high: Base64): Base64 | undefined {
  const first = Buffer.from(low, 'base64');
  const last = isOpenEnd(high) ? openEnd : Buffer.from(high, 'base64');
  const shared = sharedLength(first, last);
  const from = byteAt(first, shared);
  const to = shared < last.length ? (last[shared] as number) : 256;
  if (to - from >= 2) return join(first.subarray(0, shared), middle(from, to));
  // The upper bound goes on behind the byte that differs: look at where that byte's keys start.
  if (shared + 1 < last.length) return last.toString('base64', 0, shared + 1);
  for (let level = shared + 1; level < levelsMax; level++) {
    const byte = byteAt(first, level);
    if (byte < 0xff) return join(withZeros(first, level), middle(byte, 256));
  }
  return undefined;
}

/** range_end "\0": no end. */
const openEnd = Buffer.alloc(64, 0xff);
/** Keys that agree in more bytes than this are read page after page. */
const levelsMax = 4096;

function isOpenEnd(end: Base64): boolean {
  return end === 'AA==';
}

// Keys are mostly text: as long as a printable byte lies between the bounds, it is one of those.
function middle(from: number, to: number): number {
  const low = from < 0x20 && to > 0x21 ? 0x20 : from;
  const high = to > 0x7f && low < 0x7d ? 0x7f : to;
  return Math.floor((low + high + 1) / 2);
}

function join(start: Buffer, byte: number): Base64 {
  return Buffer.concat([start, Buffer.of(byte)]).toString('base64');
}

function withZeros(key: Buffer, length: number): Buffer {
  return key.length >= length ? key.subarray(0, length) : Buffer.concat([key], length);
}

/** Behind the end counts as the smallest byte. */
function byteAt(key: Buffer, index: number): number {
  return index < key.length ? (key[index] as number) : 0;
}
