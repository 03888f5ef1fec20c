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
