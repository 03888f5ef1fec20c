// Entries as the JSON lines of `watch -w json`: the contract with scripts. Exact unless a masker is
// given; what is not valid UTF-8 appears as base64 under a name of its own.
import {isUtf8} from 'node:buffer';
import type {Base64} from '../etcd/messages.ts';
import type {ChangeEntry, Entry, StatusEntry} from '../sync/entries.ts';
import type {Masker} from './secrets.ts';

/** One line, without the newline. */
export function entryJson(entry: Entry, masker?: Masker): string {
  return entry.type === 'status' ? JSON.stringify(statusFields(entry)) : changeJson(entry, masker);
}

/** The fields of a key or a value: `name`, or `name_base64` where the bytes are not UTF-8. */
export function bytesField(name: string, base64: Base64): {readonly [field: string]: string} {
  const text = decodedText(base64);
  return text === undefined ? {[`${name}_base64`]: base64} : {[name]: text};
}

export function timeText(timeMs: number): string {
  if (timeMs !== lastTimeMs) {
    lastTimeMs = timeMs;
    lastTime = new Date(timeMs).toISOString();
  }
  return lastTime;
}

// Many events arrive at one time.
let lastTimeMs = 0;
let lastTime = new Date(0).toISOString();

// Used again for every text: fresh memory for each costs more than decoding.
let scratch = Buffer.allocUnsafeSlow(64 * 1024);
const scratchBytesMax = 4 * 1024 * 1024;

function decodedText(base64: Base64): string | undefined {
  if (base64.length > scratchBytesMax) {
    const large = Buffer.from(base64, 'base64');
    return isUtf8(large) ? large.toString('utf8') : undefined;
  }
  if (base64.length > scratch.length) scratch = Buffer.allocUnsafeSlow(base64.length * 2);
  const bytes = scratch.write(base64, 'base64');
  const decoded = scratch.subarray(0, bytes);
  return isUtf8(decoded) ? decoded.toString('utf8') : undefined;
}

// Put together by hand: a replay of a hundred thousand events is mostly this function.
function changeJson(entry: ChangeEntry, masker: Masker | undefined): string {
  const value = (name: string, base64: Base64) => valueJson(name, base64, entry, masker);
  let text = `{"type":"${entry.type}",${valueJson('key', entry.key, entry, undefined)}`;
  if (entry.type === 'put') {
    text += `,${value('value', entry.value)},"create_revision":${entry.createRevision}`;
  }
  text += `,"mod_revision":${entry.modRevision}`;
  if (entry.type === 'put') {
    text += `,"version":${entry.version}`;
    if (entry.lease !== undefined) text += `,"lease":${JSON.stringify(entry.lease)}`;
  }
  if (entry.prevValue !== undefined) text += `,${value('prev_value', entry.prevValue)}`;
  return `${text},"time":"${timeText(entry.timeMs)}","origin":"${entry.origin}"}`;
}

function valueJson(
  name: string,
  base64: Base64,
  entry: ChangeEntry,
  masker: Masker | undefined,
): string {
  const text = decodedText(base64);
  if (text === undefined) return `"${name}_base64":"${base64}"`;
  if (masker === undefined) return `"${name}":${JSON.stringify(text)}`;
  const key = Buffer.from(entry.key, 'base64').toString('utf8');
  return `"${name}":${JSON.stringify(masker.maskText(key, text))}`;
}

function statusFields(entry: StatusEntry): object {
  const {reason, fromRevision, toRevision, outageSeconds} = entry;
  const {compactRevision, lostFrom, lostTo, keys, differences} = entry;
  const {accounts, headroomSeconds} = entry;
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
    ...(accounts !== undefined && {accounts}),
    ...(headroomSeconds !== undefined && {headroom_seconds: Math.floor(headroomSeconds)}),
    time: timeText(entry.timeMs),
  };
}
