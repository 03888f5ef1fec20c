// Every wait, size and number that bounds the sync engine, in one place.

export const limits = {
  livenessIntervalMs: 5_000,
  livenessDeadlineMs: 10_000,
  /** A member builds a whole catch-up line before its first byte: 4 s for 150 MB here. */
  catchUpDeadlineMs: 60_000,
  firstFrameDeadlineMs: 10_000,
  /** Without an event for so long, a watch that can't be asked is compared with the store. */
  quietMs: 10_000,
  /** etcd refuses a compacted start up to 100 ms after it confirmed the watch. */
  settleMs: 1_000,
  /** How soon after a watch was opened, and how often later, the compact revision is asked for. */
  surveyFirstMs: 1_000,
  surveySoonMs: 15_000,
  surveyIntervalMs: 60_000,
  endpointsLookedAtMax: 16,
  /** How often etcd counts the keys at most, and how many times as long as a count takes it rests. */
  countIntervalMs: 60_000,
  countRest: 200,
  /** Between two full syncs because events were found missing. */
  gapSyncIntervalMs: 60_000,
  /** The first endpoint is asked so often whether it is back, and returned to after so many answers. */
  failBackIntervalMs: 10_000,
  failBackIntervalMaxMs: 300_000,
  failBackAnswers: 2,
  /** A return that held for less was in vain. */
  failBackLastsMs: 600_000,
  retryDelayMinMs: 200,
  retryDelayMaxMs: 5_000,
  pageKeysFirst: 200,
  pageKeysMax: 5_000,
  pageBytesAim: 512 * 1024,
  pageStretch: 1.6,
  concurrencyMax: 8,
  /** Pages read ahead of the first one missing: what bounds the memory of a sync. */
  pagesAhead: 12,
} as const;
