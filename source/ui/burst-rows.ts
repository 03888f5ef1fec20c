// The log with bursts folded to one row each: changes of one revision, or that came within moments
// of each other, as one push of a configuration leaves them. Read forwards in slices; entries that
// were not read yet are a row each.
import type {EntryLog} from '../report/view-model.ts';
import type {ChangeEntry, Entry} from '../sync/entries.ts';
import {type LogRows, lowerBound} from './log-rows.ts';

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

export function createBurstRows(log: EntryLog): BurstRows {
  // First sequence numbers of the rows before runStart, which begins the run not yet ended.
  let starts: number[] = [];
  let runStart = log.first;
  let next = log.first;

  const endRun = (): void => {
    if (next - runStart >= burstMin) {
      starts.push(runStart);
    } else {
      for (let sequence = runStart; sequence < next; sequence++) {
        starts.push(sequence);
      }
    }
    runStart = next;
  };
  const forget = (): void => {
    if (runStart < log.first) {
      starts = [];
      runStart = log.first;
      next = Math.max(next, log.first);
      return;
    }
    const gone = lowerBound(starts.length, row => endOf(row) > log.first);
    if (gone > 0) {
      starts = starts.slice(gone);
    }
    if ((starts[0] ?? log.first) < log.first) {
      starts[0] = log.first;
    }
  };
  const isRunFolded = () => next - runStart >= burstMin;
  const runRows = () => (isRunFolded() ? 1 : next - runStart);
  const endOf = (row: number) => starts[row + 1] ?? runStart;
  const count = () => starts.length + runRows() + (log.end - next);
  const sequenceAt = (row: number): number => {
    const inRun = row - starts.length;
    if (inRun < 0) {
      return starts[row] ?? log.end;
    }
    return inRun < runRows() ? runStart + inRun : Math.min(log.end, next + inRun - runRows());
  };
  const lengthAt = (row: number): number => {
    if (row < starts.length) {
      return endOf(row) - (starts[row] ?? 0);
    }
    return row === starts.length && isRunFolded() ? next - runStart : 1;
  };
  const rowOf = (sequence: number) => lowerBound(count(), row => sequenceAt(row) >= sequence);
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
    shows: sequence => sequence >= log.first && sequence < log.end,
    lengthAt,
    advance(entriesMax) {
      forget();
      for (let left = entriesMax; next < log.end && left > 0; left--) {
        if (next > runStart && !isOneBurst(log, runStart, next)) {
          endRun();
        }
        next++;
      }
      return next === log.end;
    },
  };
}

function isOneBurst(log: EntryLog, start: number, sequence: number): boolean {
  const first = log.at(start);
  const before = log.at(sequence - 1);
  const entry = log.at(sequence);
  if (!isChange(first) || !isChange(before) || !isChange(entry)) {
    return false;
  }
  if (sequence - start >= burstMax || entry.origin !== before.origin) {
    return false;
  }
  return (
    (entry.origin === 'watch' && entry.modRevision === before.modRevision) ||
    (entry.timeMs - before.timeMs <= apartMaxMs && entry.timeMs - first.timeMs <= lastsMaxMs)
  );
}

function isChange(entry: Entry | undefined): entry is ChangeEntry {
  return entry !== undefined && entry.type !== 'status';
}
