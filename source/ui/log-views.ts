// The log as rows in the ways that a person may ask for: all of it, what the filter lets through,
// bursts folded. Searched and folded in slices; begun anew when the log is another one.
import type {EntryLog} from '../report/view-model.ts';
import {type BurstRows, createBurstRows} from './burst-rows.ts';
import {parseFilter} from './entry-filter.ts';
import type {InterfaceState} from './interface-state.ts';
import {allRows, createFilteredRows, type FilteredRows, type LogRows} from './log-rows.ts';

type LogViews = {
  /** What the last filter finds; undefined before any filter was typed. */
  hits(state: InterfaceState): FilteredRows | undefined;
  /** As shown. */
  rows(state: InterfaceState): LogRows;
  /** Works on until the time is up; true once nothing is left. */
  advance(state: InterfaceState, isTimeUp: () => boolean): boolean;
};

/** What the last filter finds, and that folded, once it was asked for. */
type Found = {
  readonly filter: string;
  readonly rows: FilteredRows;
  bursts?: BurstRows;
};

/** Searched at once when a filter is typed, so that keys right behind it find its newest hits. */
const entriesAtOnce = 1000;
/** Folding looks at two times an entry, nothing else. */
const foldedAtOnce = 20_000;

export function createLogViews(logOf: () => EntryLog): LogViews {
  let log = logOf();
  let found: Found | undefined;
  let bursts: BurstRows | undefined;

  const followLog = (): void => {
    if (log !== logOf()) {
      log = logOf();
      found = undefined;
      bursts = undefined;
    }
  };
  const hits = ({lastFilter}: InterfaceState, isTimeUp?: () => boolean) => {
    followLog();
    if (lastFilter !== '' && found?.filter !== lastFilter) {
      const parsed = parseFilter(lastFilter);
      if (parsed.ok && parsed.filter !== undefined) {
        const rows = createFilteredRows(log, parsed.filter.matches);
        rows.advance(entriesAtOnce, isTimeUp ?? timeLimit(timeAtOnceMs));
        found = {filter: lastFilter, rows};
      }
    }
    return found?.rows;
  };
  /** Of all, or of what the filter lets through; undefined while that is still searched. */
  const folded = (filtered: FilteredRows | undefined): BurstRows | undefined => {
    const holder = filtered === undefined ? undefined : found;
    const numbers = filtered?.numbers;
    if (filtered !== undefined && numbers === undefined) return undefined;
    const rows = (holder === undefined ? bursts : holder.bursts) ?? createBurstRows(log, numbers);
    if (holder === undefined) bursts = rows;
    else holder.bursts = rows;
    rows.advance(foldedAtOnce);
    return rows;
  };
  const filteredBy = (state: InterfaceState) => (state.filter === '' ? undefined : hits(state));
  return {
    hits,
    rows(state) {
      followLog();
      const filtered = filteredBy(state);
      return (state.folded ? folded(filtered) : undefined) ?? filtered ?? allRows(log);
    },
    advance(state, isTimeUp) {
      const isFound = hits(state, isTimeUp)?.advance(Number.POSITIVE_INFINITY, isTimeUp) ?? true;
      const isFolded =
        !state.folded || (folded(filteredBy(state))?.advance(foldedAtOnce) ?? isFound);
      return isFound && isFolded;
    },
  };
}

const timeAtOnceMs = 10;

/** A test that holds once so many milliseconds have gone by. */
export function timeLimit(limitMs: number): () => boolean {
  const end = performance.now() + limitMs;
  return () => performance.now() >= end;
}
