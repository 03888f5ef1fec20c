// The log with bursts folded to one row each: changes of one revision, or that came within moments
// of each other, as one push of a configuration leaves them. Read forwards in slices; entries that
// were not read yet are a row each. Of a filtered log, of what the filter lets through.
import type {EntryLog} from '../report/view-model.ts';
import type {ChangeEntry, Entry} from '../sync/entries.ts';
import {type EntryNumbers, type LogRows, lowerBound} from './log-rows.ts';

export type BurstRows = LogRows & {
  /** Reads on, at most this many entries; true once everything is read. */
  advance(entriesMax: number): boolean;
};

/** Fewer changes than these are shown one by one. */
const burstMin = 5;
/** A burst's row must stay quick to sum up, and say something about its time. */
const burstMax = 500;
const apartMaxMs = 300;
const lastsMaxMs = 10_000;

export function createBurstRows(log: EntryLog, numbers: EntryNumbers = numbersOf(log)): BurstRows {
  // First numbers of the rows before runStart, which begins the run not yet ended.
  let starts: number[] = [];
  let runStart = numbers.first;
  let next = numbers.first;

  const endRun = (): void => {
    if (next - runStart >= burstMin) {
      starts.push(runStart);
    } else {
      for (let number = runStart; number < next; number++) {
        starts.push(number);
      }
    }
    runStart = next;
  };
  const forget = (): void => {
    if (runStart < numbers.first) {
      starts = [];
      runStart = numbers.first;
      next = Math.max(next, numbers.first);
      return;
    }
    const gone = lowerBound(starts.length, row => endOf(row) > numbers.first);
    if (gone > 0) {
      starts = starts.slice(gone);
    }
    if ((starts[0] ?? numbers.first) < numbers.first) {
      starts[0] = numbers.first;
    }
  };
  const isRunFolded = () => next - runStart >= burstMin;
  const runRows = () => (isRunFolded() ? 1 : next - runStart);
  const endOf = (row: number) => starts[row + 1] ?? runStart;
  const count = () => starts.length + runRows() + (numbers.end - next);
  const numberAt = (row: number): number => {
    const inRun = row - starts.length;
    if (inRun < 0) {
      return starts[row] ?? numbers.end;
    }
    return inRun < runRows() ? runStart + inRun : Math.min(numbers.end, next + inRun - runRows());
  };
  const sequenceAt = (row: number) => numbers.sequenceAt(numberAt(row));
  const lengthAt = (row: number): number => {
    if (row < starts.length) {
      return endOf(row) - (starts[row] ?? 0);
    }
    return row === starts.length && isRunFolded() ? next - runStart : 1;
  };
  const rowOf = (sequence: number) => lowerBound(count(), row => sequenceAt(row) >= sequence);
  const isOneBurst = burstTest(number => log.at(numbers.sequenceAt(number)));
  return {
    get count() {
      return count();
    },
    sequenceAt,
    rowOf,
    rowHolding(sequence) {
      const row = rowOf(sequence);
      return row > 0 && (row === count() || sequenceAt(row) > sequence) ? row - 1 : row;
    },
    shows: numbers.shows,
    lengthAt,
    partAt: (row, part) => numbers.sequenceAt(numberAt(row) + part),
    advance(entriesMax) {
      forget();
      for (let left = entriesMax; next < numbers.end && left > 0; left--) {
        if (next > runStart && !isOneBurst(runStart, next)) {
          endRun();
        }
        next++;
      }
      return next === numbers.end;
    },
  };
}

function numbersOf(log: EntryLog): EntryNumbers {
  return {
    get first() {
      return log.first;
    },
    get end() {
      return log.end;
    },
    sequenceAt: number => number,
    shows: sequence => sequence >= log.first && sequence < log.end,
  };
}

/** Whether the entry with a number belongs to the run that starts with another one. */
function burstTest(entryAt: (number: number) => Entry | undefined) {
  return (start: number, number: number): boolean => {
    const first = entryAt(start);
    const before = entryAt(number - 1);
    const entry = entryAt(number);
    if (!isChange(first) || !isChange(before) || !isChange(entry)) {
      return false;
    }
    if (number - start >= burstMax || entry.origin !== before.origin) {
      return false;
    }
    return (
      (entry.origin === 'watch' && entry.modRevision === before.modRevision) ||
      (entry.timeMs - before.timeMs <= apartMaxMs && entry.timeMs - first.timeMs <= lastsMaxMs)
    );
  };
}

function isChange(entry: Entry | undefined): entry is ChangeEntry {
  return entry !== undefined && entry.type !== 'status';
}
