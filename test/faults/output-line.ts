// One line of `watch -w json` as the contract describes it, read strictly: a field that is missing,
// of another type or out of place makes it undefined, and the judge counts it as invented.
import type {TrueEvent} from './history.ts';

export type OutputLine = Readonly<Record<string, unknown>>;

export type OutputChange = {
  readonly event: TrueEvent;
  readonly origin: 'initial' | 'watch' | 'resync';
  /** base64. */
  readonly prevValue: string | undefined;
};

export function readChange(line: OutputLine): OutputChange | undefined {
  const isPut = line.type === 'put';
  const key = bytesOf(line, 'key');
  const value = bytesOf(line, 'value');
  const {origin} = line;
  if (!isPut && line.type !== 'delete') return undefined;
  if (key === undefined || !isTime(line.time)) return undefined;
  if (origin !== 'initial' && origin !== 'watch' && origin !== 'resync') return undefined;
  const modRevision = Number(line.mod_revision);
  const prevValue = bytesOf(line, 'prev_value');
  if (!isPut) return {event: {type: 'delete', key, modRevision}, origin, prevValue};
  if (value === undefined) return undefined;
  const {create_revision, version, lease} = line;
  const event: TrueEvent = {
    type: 'put',
    key,
    value,
    createRevision: Number(create_revision),
    modRevision,
    version: Number(version),
    ...(lease !== undefined && {lease: String(lease)}),
  };
  return {event, origin, prevValue};
}

/** base64 of a text field, or of its twin for bytes that are not UTF-8. */
function bytesOf(line: OutputLine, name: string): string | undefined {
  const text = line[name];
  const base64 = line[`${name}_base64`];
  if (typeof text === 'string') return Buffer.from(text).toString('base64');
  return typeof base64 === 'string' ? base64 : undefined;
}

function isTime(value: unknown): boolean {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(value);
}
