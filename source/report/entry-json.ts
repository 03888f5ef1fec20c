// Entries as the JSON lines of `watch -w json`: the contract with scripts. Exact unless a masker is
// given; what is not valid UTF-8 appears as base64 under a name of its own.
import {isUtf8} from 'node:buffer';
import type {Base64} from '../etcd/messages.ts';
import type {ChangeEntry, Entry, StatusEntry} from '../sync/entries.ts';
import type {Masker} from './secrets.ts';

/** One line, without the newline. */
export function entryJson(entry: Entry, masker?: Masker): string {
  return JSON.stringify(
    entry.type === 'status' ? statusFields(entry) : changeFields(entry, masker),
  );
}

/** The fields of a key or a value: `name`, or `name_base64` where the bytes are not UTF-8. */
export function bytesField(name: string, base64: Base64): {readonly [field: string]: string} {
  const bytes = Buffer.from(base64, 'base64');
  return isUtf8(bytes) ? {[name]: bytes.toString('utf8')} : {[`${name}_base64`]: base64};
}

export function timeText(timeMs: number): string {
  return new Date(timeMs).toISOString();
}

function changeFields(entry: ChangeEntry, masker: Masker | undefined): object {
  const value = (name: string, base64: Base64) => maskedField(name, base64, entry, masker);
  return {
    type: entry.type,
    ...bytesField('key', entry.key),
    ...(entry.type === 'put' && {
      ...value('value', entry.value),
      create_revision: entry.createRevision,
    }),
    mod_revision: entry.modRevision,
    ...(entry.type === 'put' && {
      version: entry.version,
      ...(entry.lease !== undefined && {lease: entry.lease}),
    }),
    ...(entry.prevValue !== undefined && value('prev_value', entry.prevValue)),
    time: timeText(entry.timeMs),
    origin: entry.origin,
  };
}

function maskedField(
  name: string,
  base64: Base64,
  entry: ChangeEntry,
  masker: Masker | undefined,
): {readonly [field: string]: string} {
  const field = bytesField(name, base64);
  const text = field[name];
  if (masker === undefined || text === undefined) return field;
  const key = Buffer.from(entry.key, 'base64').toString('utf8');
  return {[name]: masker.maskText(key, text)};
}

function statusFields(entry: StatusEntry): object {
  const {reason, fromRevision, toRevision, outageSeconds} = entry;
  const {compactRevision, lostFrom, lostTo, keys, differences} = entry;
  return {
    type: 'status',
    phase: entry.phase,
    endpoint: entry.endpoint,
    ...(reason !== undefined && {reason}),
    revision: entry.revision,
    ...(fromRevision !== undefined && {from_revision: fromRevision}),
    ...(toRevision !== undefined && {to_revision: toRevision}),
    ...(outageSeconds !== undefined && {outage_seconds: outageSeconds}),
    ...(compactRevision !== undefined && {compact_revision: compactRevision}),
    ...(lostFrom !== undefined && {lost_from: lostFrom}),
    ...(lostTo !== undefined && {lost_to: lostTo}),
    ...(keys !== undefined && {keys}),
    ...(differences !== undefined && {differences}),
    time: timeText(entry.timeMs),
  };
}
