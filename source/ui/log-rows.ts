// The log as rows that can be counted and addressed: all of it, or the entries that a filter lets
// through, found in slices so that keys stay answered while a large log is searched. The newest
// entries are searched first: that is where people look.
import type {EntryLog} from '../report/view-model.ts';
import type {Entry} from '../sync/entries.ts';

export type LogRows = {
  readonly count: number;
  /** Sequence number of a row; rows count from 0, the oldest. */
  sequenceAt(row: number): number;
  /** The first row whose sequence number is not below this one; count where there is none. */
  rowOf(sequence: number): number;
  /** The row that an entry is part of, or the nearest one. */
  rowHolding(sequence: number): number;
  /** Whether the entry is part of a row. */
  shows(sequence: number): boolean;
  /** Entries that a row stands for: more than one where a burst is folded. */
  lengthAt(row: number): number;
  /** Sequence number of one of them, counted from 0. */
  partAt(row: number, part: number): number;
};

/** Entries by numbers that never repeat, of which the lowest fall out: what bursts are made of. */
export type EntryNumbers = {
  readonly first: number;
  readonly end: number;
  sequenceAt(number: number): number;
  shows(sequence: number): boolean;
};

export type FilteredRows = LogRows & {
  /** Searches on, at most this many entries, until the time is up; true once all is searched. */
  advance(entriesMax: number, isTimeUp?: () => boolean): boolean;
  /** Entries not searched yet. */
  readonly left: number;
  /** undefined until everything older is searched: only then no lower number can come. */
  readonly numbers: EntryNumbers | undefined;
};

export function allRows(log: EntryLog): LogRows {
  const {first, end} = log;
  const clamped = (sequence: number) => Math.min(Math.max(0, sequence - first), end - first);
  return {
    count: end - first,
    sequenceAt: row => first + row,
    rowOf: clamped,
    rowHolding: clamped,
    shows: sequence => sequence >= first && sequence < end,
    lengthAt: () => 1,
    partAt: row => first + row,
  };
}

export function createFilteredRows(
  log: EntryLog,
  matches: (entry: Entry) => boolean,
): FilteredRows {
  // Hits below the start in falling order (searched backwards, dropped from the end as they fall
  // out of the log), hits from the start on in rising order.
  const older: number[] = [];
  let newer: number[] = [];
  const start = log.end;
  let below = start;
  let above = start;
  let forgotten = 0;

  const isHit = (sequence: number): boolean => {
    const entry = log.at(sequence);
    return entry !== undefined && matches(entry);
  };
  const forget = (): void => {
    while (older.length > 0 && (older.at(-1) ?? 0) < log.first) {
      older.pop();
      forgotten++;
    }
    if ((newer[0] ?? log.first) < log.first) {
      const gone = firstAtLeast(newer, log.first);
      newer = newer.slice(gone);
      forgotten += gone;
    }
    below = Math.max(below, Math.min(start, log.first));
    above = Math.max(above, log.first);
  };
  const sequenceAt = (row: number): number =>
    (row < older.length ? older[older.length - 1 - row] : newer[row - older.length]) ?? log.end;
  const rowOf = (sequence: number): number =>
    lowerBound(older.length + newer.length, row => sequenceAt(row) >= sequence);
  const shows = (sequence: number) => sequenceAt(rowOf(sequence)) === sequence;
  const numbers: EntryNumbers = {
    get first() {
      return forgotten;
    },
    get end() {
      return forgotten + older.length + newer.length;
    },
    sequenceAt: number => sequenceAt(number - forgotten),
    shows,
  };
  return {
    get count() {
      return older.length + newer.length;
    },
    get left() {
      return log.end - above + Math.max(0, below - log.first);
    },
    get numbers() {
      return below > log.first ? undefined : numbers;
    },
    sequenceAt,
    rowOf,
    rowHolding: rowOf,
    shows,
    lengthAt: () => 1,
    partAt: sequenceAt,
    advance(entriesMax, isTimeUp = () => false) {
      forget();
      let looked = 0;
      // One entry may hold megabytes, so the clock is looked at after each.
      const isAllowed = () => looked === 0 || (looked < entriesMax && !isTimeUp());
      for (; above < log.end && isAllowed(); above++, looked++) {
        if (isHit(above)) {
          newer.push(above);
        }
      }
      for (; below > log.first && isAllowed(); looked++) {
        below--;
        if (isHit(below)) {
          older.push(below);
        }
      }
      return above >= log.end && below <= log.first;
    },
  };
}

function firstAtLeast(sorted: readonly number[], least: number): number {
  return lowerBound(sorted.length, at => (sorted[at] ?? 0) >= least);
}

/** The first index for which the test holds; count where it never does. */
export function lowerBound(count: number, test: (index: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (test(middle)) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}
