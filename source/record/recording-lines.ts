// A recording as text: NDJSON, one header a file, then what the server said. Changes and statuses
// have the fields of `watch -w json`, so that jq reads both; beside them stand the keys that exist,
// and what the interface knew at a moment. Values are masked where a masker is given.
import {isUtf8} from 'node:buffer';
import type {Base64} from '../etcd/messages.ts';
import {bytesField, entryJson, timeText} from '../report/entry-json.ts';
import type {KeyFacts} from '../report/key-source.ts';
import type {Masker} from '../report/secrets.ts';
import type {ViewModel} from '../report/view-model.ts';
import type {Entry} from '../sync/entries.ts';

/** Readers refuse a higher one. */
export const recordingVersion = 1;

export type RecordingHeader = {
  readonly version: number;
  /** etcdscope 0.1.0 */
  readonly program: string;
  readonly timeMs: number;
  readonly prefix: Base64;
  readonly endpoints: readonly string[];
  readonly masked: boolean;
  /** Counts the files of one recording from 1. */
  readonly part: number;
};

export function headerText(header: RecordingHeader): string {
  const {version, program, timeMs, prefix, endpoints, masked, part} = header;
  return line({
    type: 'recording',
    version,
    program,
    time: timeText(timeMs),
    ...bytesField('prefix', prefix),
    endpoints,
    masked,
    part,
  });
}

export function entryText(entry: Entry, masker: Masker | undefined): string {
  const shown = masker === undefined ? entry : withoutBinary(entry);
  return `${entryJson(shown, masker)}\n`;
}

export function keyText(key: Base64, facts: KeyFacts): string {
  return line({
    type: 'key',
    ...bytesField('key', key),
    create_revision: facts.createRevision,
    mod_revision: facts.modRevision,
    version: facts.version,
    value_bytes: facts.valueBytes,
  });
}

/** Without the certificates, which are large and change rarely. */
export function viewText(timeMs: number, view: ViewModel): string {
  const {certificates: _, ...rest} = view;
  return line({type: 'view', time: timeText(timeMs), view: rest});
}

export function certificatesText(timeMs: number, report: ViewModel['certificates']): string {
  return line({type: 'certificates', time: timeText(timeMs), report});
}

/** That many lines could not be written when it was time to: the disk did not keep up. */
export function missingText(timeMs: number, lines: number): string {
  return line({type: 'missing', time: timeText(timeMs), lines});
}

/** The last line of a recording that was ended, not cut. */
export function endText(timeMs: number): string {
  return line({type: 'end', time: timeText(timeMs)});
}

function line(fields: object): string {
  return `${JSON.stringify(fields)}\n`;
}

/** What is not text can't be searched for secrets, so only its size is recorded. */
function withoutBinary(entry: Entry): Entry {
  if (entry.type === 'status') return entry;
  const prevValue = entry.prevValue === undefined ? {} : {prevValue: textOnly(entry.prevValue)};
  return entry.type === 'put'
    ? {...entry, value: textOnly(entry.value), ...prevValue}
    : {...entry, ...prevValue};
}

function textOnly(value: Base64): Base64 {
  if (isUtf8(Buffer.from(value, 'base64'))) return value;
  const bytes = Buffer.byteLength(value, 'base64');
  return Buffer.from(`(${bytes} bytes that are not text)`).toString('base64');
}
