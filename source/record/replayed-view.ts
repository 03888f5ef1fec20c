// The view model at a moment of a recording: what was recorded last, with what follows from the
// entries up to there counted anew, since a recording tells what the interface knew once a second.
import {blankView} from '../report/blank-view.ts';
import type {PhaseView, ViewModel} from '../report/view-model.ts';
import type {Entry} from '../sync/entries.ts';
import {readRecordedView} from './recorded-view.ts';
import type {Noted, Recording} from './recording.ts';
import {countUpTo, countWhile} from './sorted-search.ts';

type ViewAt = {
  /** Of the recording. */
  readonly positionMs: number;
  /** Entries up to there. */
  readonly count: number;
};

export function createReplayedView(recording: Recording): (at: ViewAt) => ViewModel {
  const {entries, times, header} = recording;
  const changesBefore = countChanges(entries);
  const prefix = Buffer.from(header.prefix, 'base64').toString('utf8');
  const endpoints = header.endpoints.map((url, index) => ({url, current: index === 0}));
  const blank: ViewModel = {...blankView, prefix, endpoints};
  let read: {readonly from: unknown; readonly view: ViewModel} | undefined;

  const recordedView = (positionMs: number): ViewModel | undefined => {
    const from = latest(recording.views, positionMs);
    if (from === undefined) return undefined;
    if (read?.from !== from) read = {from, view: readRecordedView(from.what, blank)};
    return read.view;
  };
  const changesBetween = (fromMs: number, toMs: number): number => {
    const from = countUpTo(times, fromMs);
    const to = countUpTo(times, toMs);
    return (changesBefore[to] ?? 0) - (changesBefore[from] ?? 0);
  };
  return ({positionMs, count}) => {
    const buckets = Array.from({length: bucketCount}, (_, index) => {
      const endMs = positionMs - (bucketCount - 1 - index) * bucketMs;
      return changesBetween(endMs - bucketMs, endMs);
    });
    const lastChange = lastIndex(entries, count, entry => entry.type !== 'status');
    const lastEventTimeMs = times[lastChange];
    const view = recordedView(positionMs) ?? viewOfEntries(blank, entries, count);
    return {
      ...withRevision(view, entries[lastChange]),
      eventsPerMinute: buckets.reduce((sum, events) => sum + events, 0),
      eventBuckets: buckets,
      ...(lastEventTimeMs !== undefined && {lastEventTimeMs}),
      certificates: latest(recording.certificates, positionMs)?.what,
    };
  };
}

const bucketMs = 5_000;
const bucketCount = 12;

function countChanges(entries: readonly Entry[]): Uint32Array {
  const before = new Uint32Array(entries.length + 1);
  entries.forEach((entry, at) => {
    before[at + 1] = (before[at] ?? 0) + (entry.type === 'status' ? 0 : 1);
  });
  return before;
}

function latest<T>(notes: readonly Noted<T>[], positionMs: number): Noted<T> | undefined {
  return notes[countWhile(notes.length, at => (notes[at]?.timeMs ?? 0) <= positionMs) - 1];
}

/** The view is of up to a second before the entry. */
function withRevision(view: ViewModel, last: Entry | undefined): ViewModel {
  if (last === undefined || last.type === 'status') return view;
  const headerRevision = Math.max(last.modRevision, view.headerRevision ?? 0);
  return {...view, headerRevision, appliedRevision: headerRevision};
}

/** -1: none of the first so many. */
function lastIndex(
  entries: readonly Entry[],
  count: number,
  matches: (entry: Entry) => boolean,
): number {
  for (let at = count - 1; at >= 0; at -= 1) {
    const entry = entries[at];
    if (entry !== undefined && matches(entry)) return at;
  }
  return -1;
}

/** A recording of `watch` holds entries alone. */
function viewOfEntries(blank: ViewModel, entries: readonly Entry[], count: number): ViewModel {
  const last = entries[count - 1];
  if (last === undefined) return blank;
  const revision = last.type === 'status' ? last.revision : last.modRevision;
  const phase = phaseOf(entries[lastIndex(entries, count, entry => entry.type === 'status')]);
  return {...blank, phase, headerRevision: revision, appliedRevision: revision};
}

function phaseOf(status: Entry | undefined): PhaseView {
  if (status?.type !== 'status' || status.phase !== 'disconnected') return {name: 'watching'};
  const {reason = '', timeMs} = status;
  return {name: 'backing-off', reason, sinceMs: timeMs, retryAtMs: timeMs, attempt: 1};
}
