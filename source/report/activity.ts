// How busy the stream is: events of the last minute in buckets, and when the last one came. Told of
// events with their times; it reads no clock, so the figures move only when something is redrawn.

export type Activity = {
  readonly lastEventTimeMs?: number;
  readonly eventsPerMinute: number;
  /** Twelve buckets of 5 s, oldest first. */
  readonly buckets: readonly number[];
};

type ActivityMeter = {
  add(events: number, timeMs: number): void;
  read(nowMs: number): Activity;
};

const bucketMs = 5_000;
const bucketCount = 12;

export function createActivityMeter(): ActivityMeter {
  const counts = new Map<number, number>();
  let lastEventTimeMs: number | undefined;
  return {
    add(events, timeMs) {
      if (events === 0) return;
      lastEventTimeMs = timeMs;
      const bucket = Math.floor(timeMs / bucketMs);
      counts.set(bucket, (counts.get(bucket) ?? 0) + events);
      if (counts.size <= bucketCount * 2) return;
      for (const old of counts.keys()) if (old <= bucket - bucketCount) counts.delete(old);
    },
    read(nowMs) {
      const newest = Math.floor(nowMs / bucketMs);
      const buckets = Array.from(
        {length: bucketCount},
        (_, index) => counts.get(newest - bucketCount + 1 + index) ?? 0,
      );
      const eventsPerMinute = buckets.reduce((sum, count) => sum + count, 0);
      return {eventsPerMinute, buckets, ...(lastEventTimeMs !== undefined && {lastEventTimeMs})};
    },
  };
}
