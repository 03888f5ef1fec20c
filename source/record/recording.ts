// A recording read into memory: what it holds in the order in which it was written, and where it
// ends. Reading stops at the first damaged line, and at a limit of bytes: what came before is whole.
import type {Base64} from '../etcd/messages.ts';
import type {KeyFacts} from '../report/key-source.ts';
import type {ViewModel} from '../report/view-model.ts';
import type {Entry} from '../sync/entries.ts';
import {DamagedRecording} from './damaged-recording.ts';
import {readRecordedLine} from './recorded-line.ts';
import {readRecordedCertificates} from './recorded-view.ts';
import type {RecordingHeader} from './recording-lines.ts';

/** Something that was known from an entry on: `at` counts the entries before it. */
export type Noted<T> = {readonly at: number; readonly timeMs: number; readonly what: T};

type RecordingEnd =
  | {readonly how: 'ended'}
  /** Without its last line: the program was killed, or is still writing. */
  | {readonly how: 'cut'}
  | {readonly how: 'damaged'; readonly line: number; readonly reason: string}
  | {readonly how: 'too large'; readonly bytesMax: number};

export type Recording = {
  readonly header: RecordingHeader;
  /** Changes and statuses that the interface lists. */
  readonly entries: readonly Entry[];
  /** Of each entry; never going back, though the recording host's clock may have. */
  readonly times: readonly number[];
  readonly views: readonly Noted<unknown>[];
  readonly certificates: readonly Noted<ViewModel['certificates']>[];
  readonly keys: readonly Noted<{readonly key: Base64; readonly facts: KeyFacts}>[];
  readonly startMs: number;
  readonly endMs: number;
  readonly missing: number;
  readonly end: RecordingEnd;
};

type RecordingReader = {
  /** One line without its newline; false once nothing more is wanted. */
  push(line: string): boolean;
  /** The last line had no newline behind it. */
  cutOff(): void;
  /** Throws DamagedRecording when there is no header. */
  finish(): Recording;
};

export function createRecordingReader(bytesMax: number): RecordingReader {
  const found = {
    entries: [] as Entry[],
    times: [] as number[],
    views: [] as Noted<unknown>[],
    certificates: [] as Noted<ViewModel['certificates']>[],
    keys: [] as Noted<{readonly key: Base64; readonly facts: KeyFacts}>[],
  };
  let header: RecordingHeader | undefined;
  let end: RecordingEnd = {how: 'cut'};
  let lines = 0;
  let bytes = 0;
  let missing = 0;
  let nowMs = 0;

  function take(text: string): void {
    const read = readRecordedLine(text);
    if (header === undefined && read?.type !== 'recording') {
      throw new DamagedRecording('it is not the header of a recording');
    }
    if (read === undefined) return;
    const at = found.entries.length;
    if ('timeMs' in read) nowMs = Math.max(nowMs, read.timeMs);
    switch (read.type) {
      case 'recording':
        // Parts that were put together again have one each.
        header ??= read.header;
        nowMs = Math.max(nowMs, read.header.timeMs);
        break;
      case 'entry':
        takeEntry(read.entry);
        break;
      case 'key':
        found.keys.push({at, timeMs: nowMs, what: {key: read.key, facts: read.facts}});
        break;
      case 'view':
        found.views.push({at, timeMs: nowMs, what: read.view});
        break;
      case 'certificates':
        found.certificates.push({
          at,
          timeMs: nowMs,
          what: readRecordedCertificates(read.report),
        });
        break;
      case 'missing':
        missing += read.lines;
        break;
      case 'end':
        end = {how: 'ended'};
    }
  }

  function takeEntry(entry: Entry): void {
    nowMs = Math.max(nowMs, entry.timeMs);
    if (entry.type === 'status' || entry.origin !== 'initial') {
      found.entries.push(entry);
      found.times.push(nowMs);
    } else if (entry.type === 'put') {
      const {key, modRevision, createRevision, version, value} = entry;
      const valueBytes = Buffer.byteLength(value, 'base64');
      const facts = {modRevision, createRevision, version, valueBytes};
      found.keys.push({at: found.entries.length, timeMs: nowMs, what: {key, facts}});
    }
  }

  return {
    push(line) {
      lines += 1;
      bytes += line.length + 1;
      if (bytes > bytesMax) {
        end = {how: 'too large', bytesMax};
        return false;
      }
      try {
        end = {how: 'cut'};
        take(line);
        return true;
      } catch (error) {
        if (!(error instanceof DamagedRecording)) throw error;
        end = {how: 'damaged', line: lines, reason: error.message};
        return false;
      }
    },
    cutOff() {
      end = {how: 'cut'};
    },
    finish() {
      if (header === undefined) {
        throw new DamagedRecording(
          end.how === 'damaged' ? `line ${end.line}: ${end.reason}` : 'it is empty',
        );
      }
      const startMs = found.times[0] ?? header.timeMs;
      const first = Math.min(startMs, header.timeMs);
      return {header, ...found, startMs: first, endMs: Math.max(first, nowMs), missing, end};
    },
  };
}

/** In words, for the last line of the screen or stderr; undefined: nothing to say. */
export function endWords({end, missing}: Recording): string | undefined {
  const lost = missing === 0 ? [] : [`${missing} lines could not be written when it was made`];
  const words = [...howWords(end), ...lost];
  return words.length === 0 ? undefined : words.join('; ');
}

function howWords(end: RecordingEnd): readonly string[] {
  switch (end.how) {
    case 'ended':
      return [];
    case 'cut':
      return ['the recording has no end: it was cut, or is still being written'];
    case 'damaged':
      return [`damaged at line ${end.line} (${end.reason}): read up to there`];
    case 'too large':
      return [`only the first ${Math.floor(end.bytesMax / 1e6)} MB are read`];
  }
}
