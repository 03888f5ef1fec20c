// One line of a recording as values. Whoever wrote the file is not trusted: every field is checked
// here, so that nothing behind this can be surprised. Lines of types that a later version may add
// are left out; fields that it may add too.
import type {Base64} from '../etcd/messages.ts';
import type {KeyFacts} from '../report/key-source.ts';
import type {ChangeEntry, Entry, Origin, StatusEntry, StatusPhase} from '../sync/entries.ts';
import {DamagedRecording} from './damaged-recording.ts';
import {fits, type Shape, timeMsMax} from './json-shape.ts';
import {type RecordingHeader, recordingVersion} from './recording-lines.ts';

type RecordedLine =
  | {readonly type: 'recording'; readonly header: RecordingHeader}
  | {readonly type: 'entry'; readonly entry: Entry}
  | {readonly type: 'key'; readonly key: Base64; readonly facts: KeyFacts}
  | {readonly type: 'view'; readonly timeMs: number; readonly view: unknown}
  | {readonly type: 'certificates'; readonly timeMs: number; readonly report: unknown}
  | {readonly type: 'missing'; readonly timeMs: number; readonly lines: number}
  | {readonly type: 'end'; readonly timeMs: number};

type Fields = Readonly<Record<string, unknown>>;

/** undefined: nothing that this version knows. Throws DamagedRecording. */
export function readRecordedLine(text: string): RecordedLine | undefined {
  const fields = parse(text);
  switch (fields.type) {
    case 'recording':
      return {type: 'recording', header: header(fields)};
    case 'put':
    case 'delete':
      return {type: 'entry', entry: change(fields)};
    case 'status':
      return {type: 'entry', entry: status(fields)};
    case 'key':
      return {type: 'key', key: bytes(fields, 'key'), facts: facts(fields)};
    case 'view':
      return {type: 'view', timeMs: time(fields), view: fields.view};
    case 'certificates':
      return {type: 'certificates', timeMs: time(fields), report: fields.report};
    case 'missing':
      return {type: 'missing', timeMs: time(fields), lines: count(fields, 'lines')};
    case 'end':
      return {type: 'end', timeMs: time(fields)};
    default:
      return undefined;
  }
}

function parse(text: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new DamagedRecording('it is not JSON', {cause});
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new DamagedRecording('it is not a JSON object');
  }
  return value as Fields;
}

function header(fields: Fields): RecordingHeader {
  const version = count(fields, 'version');
  if (version > recordingVersion) {
    throw new DamagedRecording(
      `it is a recording of version ${version}, this etcdscope reads ${recordingVersion}`,
    );
  }
  const endpoints = fields.endpoints;
  return {
    version,
    program: optionalText(fields, 'program') ?? '',
    timeMs: time(fields),
    prefix: bytes(fields, 'prefix'),
    endpoints: fits(endpoints, ['string']) ? (endpoints as string[]) : [],
    masked: fields.masked === true,
    part: count(fields, 'part'),
  };
}

function change(fields: Fields): ChangeEntry {
  const origin = fields.origin;
  if (!isOrigin(origin)) throw new DamagedRecording('it has no origin');
  const prevValue = optionalBytes(fields, 'prev_value');
  const both = {
    key: bytes(fields, 'key'),
    modRevision: count(fields, 'mod_revision'),
    timeMs: time(fields),
    origin,
    ...(prevValue !== undefined && {prevValue}),
  };
  if (fields.type === 'delete') return {type: 'delete', ...both};
  const lease = optionalText(fields, 'lease');
  return {
    type: 'put',
    ...both,
    value: bytes(fields, 'value'),
    createRevision: count(fields, 'create_revision'),
    version: count(fields, 'version'),
    ...(lease !== undefined && {lease}),
  };
}

/** Names in the file and here; all of them whole numbers. */
const statusCounts = {
  from_revision: 'fromRevision',
  to_revision: 'toRevision',
  outage_seconds: 'outageSeconds',
  compact_revision: 'compactRevision',
  lost_from: 'lostFrom',
  lost_to: 'lostTo',
  keys: 'keys',
  differences: 'differences',
  headroom_seconds: 'headroomSeconds',
} as const;

function status(fields: Fields): StatusEntry {
  if (!isPhase(fields.phase)) throw new DamagedRecording('it has a phase that is not known');
  const reason = optionalText(fields, 'reason');
  const counts = Object.entries(statusCounts).flatMap(([name, own]) =>
    fits(fields[name], 'number') ? [[own, fields[name]]] : [],
  );
  const accounts = fits(fields.accounts, accountsShape) ? {accounts: fields.accounts} : {};
  return {
    type: 'status',
    phase: fields.phase,
    endpoint: optionalText(fields, 'endpoint') ?? '',
    ...(reason !== undefined && {reason}),
    revision: count(fields, 'revision'),
    timeMs: time(fields),
    ...Object.fromEntries(counts),
    ...accounts,
  };
}

export const accountsShape: Shape = {
  counted: 'number',
  applied: 'number',
  differences: 'number',
  unseen: 'number',
  missing: 'number',
  doubled: 'number',
};

function facts(fields: Fields): KeyFacts {
  return {
    modRevision: count(fields, 'mod_revision'),
    createRevision: count(fields, 'create_revision'),
    version: count(fields, 'version'),
    valueBytes: count(fields, 'value_bytes'),
  };
}

function bytes(fields: Fields, name: string): Base64 {
  const found = optionalBytes(fields, name);
  if (found === undefined) throw new DamagedRecording(`it has no ${name}`);
  return found;
}

function optionalBytes(fields: Fields, name: string): Base64 | undefined {
  const text = optionalText(fields, name);
  if (text !== undefined) return Buffer.from(text, 'utf8').toString('base64');
  const base64 = optionalText(fields, `${name}_base64`);
  return base64 === undefined ? undefined : Buffer.from(base64, 'base64').toString('base64');
}

function optionalText(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'string' ? value : undefined;
}

function count(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw new DamagedRecording(`its ${name} is not a whole number`);
  }
  return value;
}

function time(fields: Fields): number {
  const timeMs = typeof fields.time === 'string' ? Date.parse(fields.time) : Number.NaN;
  if (!(timeMs >= 0 && timeMs <= timeMsMax)) throw new DamagedRecording('it has no time');
  return timeMs;
}

const origins: Readonly<Record<Origin, true>> = {initial: true, watch: true, resync: true};
const phases: Readonly<Record<StatusPhase, true>> = {
  synced: true,
  watching: true,
  disconnected: true,
  resumed: true,
  compacted: true,
  restored: true,
  resynced: true,
  gap: true,
};

function isOrigin(value: unknown): value is Origin {
  return typeof value === 'string' && Object.hasOwn(origins, value);
}

function isPhase(value: unknown): value is StatusPhase {
  return typeof value === 'string' && Object.hasOwn(phases, value);
}
