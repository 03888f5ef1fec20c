// The whole key space in one answer, as APISIX reads it: when that may be tried at all, and what the
// gateway of a version of etcd says to an answer of that size. The read by pages tells the size.
import type {RangeSize} from '../etcd/range-size.ts';
import {hasFix, messageLimitFixedIn, parseServerVersion} from '../etcd/server-version.ts';

/** More is only predicted, unless somebody asks for it: it costs the server its memory. */
export const oneShotBytesMax = 16 * 1024 * 1024;

/** What the gateway's gRPC client takes before the fix. */
export const messageBytesMax = 4_194_304;

/** Of protobuf, beside key and value. */
const keyOverheadBytes = 20;
const nearShare = 0.875;

/** Bytes of the answer with everything, from what was read of it; 0 where nothing was. */
export function answerBytes({keys, bytes}: RangeSize, keysTotal: number = keys): number {
  return keys === 0 ? 0 : Math.round((bytes / keys + keyOverheadBytes) * Math.max(keys, keysTotal));
}

/** undefined: of this version it is not known whether it has the limit. */
export function hasMessageLimit(etcdVersion: string | undefined): boolean | undefined {
  const version = etcdVersion === undefined ? undefined : parseServerVersion(etcdVersion);
  return version && !hasFix(version, messageLimitFixedIn);
}

export type AnswerFit = 'no limit' | 'fits' | 'near' | 'too large' | 'unknown';

/** Whether the gateway passes an answer of so many bytes. */
export function answerFit(bytes: number, etcdVersion: string | undefined): AnswerFit {
  const isLimited = hasMessageLimit(etcdVersion);
  // A small one is passed by every version.
  if (isLimited === undefined) return bytes < messageBytesMax * nearShare ? 'fits' : 'unknown';
  if (!isLimited) return 'no limit';
  if (bytes > messageBytesMax) return 'too large';
  return bytes < messageBytesMax * nearShare ? 'fits' : 'near';
}

/** undefined: everything may be asked for at once; else why it is not. */
export function whyNotAtOnce(read: RangeSize, isDeep: boolean): string | undefined {
  if (read.keys === 0) return 'there is nothing to read';
  return isDeep || read.bytes < oneShotBytesMax
    ? undefined
    : 'not tried: over 16 MiB (--deep tries)';
}
