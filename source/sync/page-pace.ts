// How many pages may be under way at once: fewer when the server slows down, more again when it
// does not. The tool must never be what tips a sick cluster over.

export type PagePace = {
  /** Pages under way at once. */
  readonly concurrency: number;
  readonly concurrencyMax: number;
  /** The fastest page so far, in milliseconds a key. */
  readonly bestMsPerKey: number | undefined;
  /** Pages since the last change that were not slow. */
  readonly steadyPages: number;
};

/** Times the fastest page, for the number under way: beyond it the server is not keeping up. */
const slowFactor = 6;
/** Faster than this is never slow, whatever the fastest was. */
const slowMsMin = 250;
const steadyPagesMin = 8;

export function createPagePace(concurrencyMax: number): PagePace {
  return {concurrency: concurrencyMax, concurrencyMax, bestMsPerKey: undefined, steadyPages: 0};
}

export function pageTook(pace: PagePace, milliseconds: number, keys: number): PagePace {
  if (keys === 0) return pace;
  const msPerKey = milliseconds / keys;
  const best = Math.min(pace.bestMsPerKey ?? msPerKey, msPerKey);
  const isSlow = milliseconds > slowMsMin && msPerKey > best * slowFactor * pace.concurrency;
  if (isSlow) {
    const concurrency = Math.max(1, Math.floor(pace.concurrency / 2));
    return {...pace, bestMsPerKey: best, concurrency, steadyPages: 0};
  }
  const steadyPages = pace.steadyPages + 1;
  if (steadyPages < steadyPagesMin || pace.concurrency === pace.concurrencyMax) {
    return {...pace, bestMsPerKey: best, steadyPages};
  }
  return {...pace, bestMsPerKey: best, concurrency: pace.concurrency + 1, steadyPages: 0};
}
