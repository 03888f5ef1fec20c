// Reads a whole watch response from the bytes in which etcd writes the usual one: the header, the
// watch's id and events, nothing else, on a line of its own. All that changes from one to the next
// are the revision and the events, so what is around them is compared with the last one's bytes. As
// key-value-scan.ts: whatever looks different is refused, and then read by decode.ts.
import {endOfDigits, integerIn, isTextAt} from './byte-text.ts';
import {decodeWatchFrame} from './decode.ts';
import {afterComma} from './key-value-scan.ts';
import type {WatchEvent, WatchFrame} from './messages.ts';
import {createWatchEventScanner} from './watch-event-scan.ts';

type ScannedFrame = {
  readonly frame: WatchFrame;
  /** At least one. */
  readonly events: readonly WatchEvent[];
};

type WatchFrameScanner = {
  /** The response whose opening brace is at `start`; bytes as KeyValueScanner wants them. */
  scan(bytes: Buffer, start: number): ScannedFrame | undefined;
  /** Behind the closing brace of the response that was read last. */
  readonly end: number;
};

/** What a response has in front of its revision and from there to its first event. */
type Surroundings = {readonly head: Buffer; readonly tail: Buffer; readonly frame: WatchFrame};

const newline = 0x0a;
const comma = 0x2c;
const closing = Buffer.from(']}}');
/** More than both parts can take. */
const surroundingsBytesMax = 400;
const headPattern =
  /^\{"result":\{"header":\{"cluster_id":"(\d{1,20})", ?"member_id":"(\d{1,20})", ?"revision":"/;
const tailPattern = /^", ?"raft_term":"(\d{1,15})"\}, ?(?:"watch_id":"(\d{1,15})", ?)?"events":\[/;

export function createWatchFrameScanner(): WatchFrameScanner {
  const scanner = createWatchEventScanner();
  let known: Surroundings | undefined;
  let at = 0;

  function skip(bytes: Buffer, text: Buffer): boolean {
    if (!isTextAt(bytes, at, text)) return false;
    at += text.length;
    return true;
  }

  /** -1 where it is none, or too long to be sure. */
  function integer(bytes: Buffer): number {
    const end = endOfDigits(bytes, at);
    if (end === -1) return -1;
    const number = integerIn(bytes, at, end);
    at = end;
    return number;
  }

  /** Up to the first event: the header's revision; -1 where it is not as the last one. */
  function opening(bytes: Buffer, start: number, {head, tail}: Surroundings): number {
    at = start;
    if (!skip(bytes, head)) return -1;
    const revision = integer(bytes);
    return revision !== -1 && skip(bytes, tail) ? revision : -1;
  }

  function events(bytes: Buffer): readonly WatchEvent[] | undefined {
    const all: WatchEvent[] = [];
    for (;;) {
      const event = scanner.scan(bytes, at);
      if (event === undefined) return undefined;
      all.push(event);
      at = scanner.end;
      if (bytes[at] !== comma) return all;
      at = afterComma(bytes, at);
    }
  }

  return {
    scan(bytes, start) {
      // One that isn't whole would be read twice.
      if (bytes.indexOf(newline, start) === -1) return undefined;
      let revision = known === undefined ? -1 : opening(bytes, start, known);
      if (revision === -1) {
        known = surroundingsOf(bytes, start);
        revision = known === undefined ? -1 : opening(bytes, start, known);
      }
      if (known === undefined || revision === -1) return undefined;
      const read = events(bytes);
      if (read === undefined || !skip(bytes, closing)) return undefined;
      const {frame} = known;
      const header = {...frame.header, revision};
      return {frame: {...frame, header}, events: read};
    },
    get end() {
      return at;
    },
  };
}

function surroundingsOf(bytes: Buffer, start: number): Surroundings | undefined {
  const text = bytes.toString('latin1', start, start + surroundingsBytesMax);
  const [head, clusterId, memberId] = headPattern.exec(text) ?? [];
  if (head === undefined) return undefined;
  const behind = text.slice(head.length).replace(/^\d+/, '');
  const [tail, raftTerm, watchId] = tailPattern.exec(behind) ?? [];
  if (tail === undefined) return undefined;
  const header = {cluster_id: clusterId, member_id: memberId, raft_term: raftTerm};
  return {
    head: Buffer.from(head, 'latin1'),
    tail: Buffer.from(tail, 'latin1'),
    frame: decodeWatchFrame({header, watch_id: watchId}),
  };
}
