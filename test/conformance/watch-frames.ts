// The requests and frames that watch behaviours speak of.
import {record} from './behaviour.ts';
import type {Session} from './session.ts';

export const ask = {progress_request: {}};

export function create(session: Session, more: Record<string, unknown> = {}): unknown {
  return {create_request: {...session.all(), ...more}};
}

export const created = (revision: number) => ({header: {revision}, created: true});

export const progress = (revision: number) => ({header: {revision}, watch_id: '-1'});

export const putEvent = (
  key: string,
  value: string,
  revisions: readonly [number, number, number],
) => ({
  kv: record(key, value, revisions),
});

export const deleteEvent = (key: string, mod_revision: number) => ({
  type: 'DELETE',
  kv: {key, mod_revision},
});
