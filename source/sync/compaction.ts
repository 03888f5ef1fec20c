// How much history etcd keeps, and so how long an outage may last before what it missed is compacted
// away: from the compact revision and the rate of revisions, looked at now and then while watching.
import type {SyncState} from './state.ts';

export type CompactionWatch = {
  /** When the compact revision was last asked for. */
  readonly askedMs: number | undefined;
  /** When the keys were last counted, and how long that took. */
  readonly countedMs: number | undefined;
  readonly countTookMs: number;
  /** When etcd last told how many there are. */
  readonly keysToldMs: number | undefined;
  /** Oldest first, at most samplesMax. */
  readonly samples: readonly CompactionSample[];
};

type CompactionSample = {
  readonly timeMs: number;
  readonly headerRevision: number;
  /** 0: nothing was ever compacted. */
  readonly compactRevision: number;
};

export type Headroom =
  /** Not looked at yet, not to be had, or not watched for long enough to know a rate. */
  | {readonly known: 'nothing'; readonly compactRevision?: number}
  | {readonly known: 'never compacted'}
  | {readonly known: 'nothing written'; readonly compactRevision: number}
  | {readonly known: 'seconds'; readonly seconds: number; readonly compactRevision: number};

const samplesMax = 60;
/** Fewer say nothing of a habit. */
const compactionsMin = 2;
/** A rate over less than this says little. */
const rateMsMin = 10_000;

export const noCompactionWatch: CompactionWatch = {
  askedMs: undefined,
  countedMs: undefined,
  countTookMs: 0,
  keysToldMs: undefined,
  samples: [],
};

export function addSample(watch: CompactionWatch, sample: CompactionSample): CompactionWatch {
  return {...watch, samples: [...watch.samples, sample].slice(-samplesMax)};
}

/** It counts from the applied revision: what we lag is gone from it. */
export function headroomOf({compaction, applied, headerRevision = 0}: SyncState): Headroom {
  const {samples} = compaction;
  const [first] = samples;
  const last = samples.at(-1);
  if (first === undefined || last === undefined) return {known: 'nothing'};
  const {compactRevision} = last;
  if (compactRevision === 0) return {known: 'never compacted'};
  const spanMs = last.timeMs - first.timeMs;
  if (spanMs < rateMsMin) return {known: 'nothing', compactRevision};
  const written = last.headerRevision - first.headerRevision;
  if (written <= 0) return {known: 'nothing written', compactRevision};
  const kept = Math.min(headerRevision - compactRevision, keptByCompactions(samples));
  const reached = Math.max(applied.revision, applied.confirmedRevision);
  const behind = Math.max(0, headerRevision - reached);
  const seconds = (Math.max(0, kept - behind) * spanMs) / 1000 / written;
  return {known: 'seconds', seconds, compactRevision};
}

// Where history is compacted again and again, what is left right after it is the least that is kept.
function keptByCompactions(samples: readonly CompactionSample[]): number {
  const kept = samples.flatMap(({headerRevision, compactRevision}, at) => {
    const before = samples[at - 1];
    const isFresh = before !== undefined && before.compactRevision < compactRevision;
    return isFresh ? [headerRevision - compactRevision] : [];
  });
  return kept.length < compactionsMin ? Number.POSITIVE_INFINITY : Math.min(...kept);
}
