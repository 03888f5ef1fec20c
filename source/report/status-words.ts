// What happened to the connection or to history, in words: the rows between the changes. A reader
// must learn from them whether anything was lost, and if so, which revisions.
import {failBackReason, type StatusEntry} from '../sync/entries.ts';
import type {Role} from './lines.ts';
import {countOf, countText, durationText} from './number-text.ts';
import {printable} from './printable.ts';

type StatusWords = {
  readonly text: string;
  readonly role: Role;
  /** Worth stopping at when looking for trouble; false for what happens at every start. */
  readonly isGap: boolean;
};

export function statusWords(entry: StatusEntry): StatusWords {
  const text = [...phrases(entry)].filter(phrase => phrase !== '').join(' · ');
  switch (entry.phase) {
    case 'synced':
    case 'watching':
      return {text, role: 'dim', isGap: false};
    case 'resumed':
    case 'resynced':
      return {text, role: 'ok', isGap: true};
    case 'disconnected':
      return {text, role: 'warning', isGap: true};
    case 'compacted':
    case 'restored':
    case 'gap':
      return {text, role: 'error', isGap: true};
  }
}

export function isGap(entry: StatusEntry): boolean {
  return entry.phase !== 'synced' && entry.phase !== 'watching';
}

function phrases(entry: StatusEntry): string[] {
  const endpoint = printable(entry.endpoint);
  const reason = entry.reason === undefined ? '' : printable(entry.reason);
  switch (entry.phase) {
    case 'synced':
      return [`synced: ${keysOf(entry)}at revision ${countText(entry.revision)}`, endpoint];
    case 'watching':
      return [`watching ${endpoint} from revision ${countText(entry.revision + 1)}`];
    case 'disconnected':
      return [`disconnected from ${endpoint}`, headroom(entry), reason];
    case 'resumed':
      // The verdict first and the endpoint last: narrow rows lose their end.
      return [`resumed${outage(entry)}`, 'nothing lost', ...wayBack(entry), endpoint];
    case 'compacted':
      return [compaction(entry), lostSpan(entry), reason, 'syncing again'];
    case 'restored':
      return [
        'history went back: not the same store as before',
        lostAfter(entry),
        reason,
        'syncing again',
      ];
    case 'gap':
      return [lostOrDoubled(entry), reason, 'syncing again'];
    case 'resynced':
      return [
        `synced again: ${keysOf(entry)}at revision ${countText(entry.revision)}`,
        differ(entry),
      ];
  }
}

function keysOf(entry: StatusEntry): string {
  return entry.keys === undefined ? '' : `${countOf(entry.keys, 'key')} `;
}

function outage(entry: StatusEntry): string {
  return entry.outageSeconds === undefined ? '' : ` after ${durationText(entry.outageSeconds)}`;
}

function wayBack(entry: StatusEntry): string[] {
  const isFailBack = entry.reason === failBackReason;
  return [isFailBack ? failBackReason : '', caughtUp(entry)];
}

function caughtUp({fromRevision, toRevision}: StatusEntry): string {
  if (fromRevision === undefined) {
    return '';
  }
  return toRevision === undefined || toRevision <= fromRevision
    ? `from revision ${countText(fromRevision)}`
    : `caught up ${countText(fromRevision)} to ${countText(toRevision)}`;
}

function compaction({compactRevision}: StatusEntry): string {
  return compactRevision === undefined ? 'compacted' : `compacted at ${countText(compactRevision)}`;
}

function lostSpan({lostFrom, lostTo}: StatusEntry): string {
  if (lostFrom === undefined) {
    return '';
  }
  return lostTo === undefined || lostTo <= lostFrom
    ? `step ${countText(lostFrom)} lost`
    : `steps ${countText(lostFrom)} to ${countText(lostTo)} lost`;
}

function lostAfter({lostFrom}: StatusEntry): string {
  return lostFrom === undefined ? '' : `its steps from ${countText(lostFrom)} on unknowable`;
}

function lostOrDoubled({accounts}: StatusEntry): string {
  const {missing = 0, doubled = 0} = accounts ?? {};
  if (missing > 0) return `${countOf(missing, 'event')} missing`;
  return doubled > 0 ? `${countOf(doubled, 'event')} told twice` : 'events missing';
}

function headroom({headroomSeconds}: StatusEntry): string {
  return headroomSeconds === undefined
    ? ''
    : `history kept for ~${durationText(Math.floor(headroomSeconds))}`;
}

function differ({differences}: StatusEntry): string {
  if (differences === undefined) {
    return '';
  }
  return differences === 0
    ? 'nothing differs'
    : `${countOf(differences, 'key')} ${differences === 1 ? 'differs' : 'differ'}`;
}
