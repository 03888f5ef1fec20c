// The one figure that is read from etcd's /metrics, in Prometheus' text format: there since etcd 3.0,
// under the name that every later version has kept.

/** As etcd has it, -1 where nothing was ever compacted; undefined where the page does not say. */
export function compactRevisionOfMetrics(page: string): number | undefined {
  const match = /^etcd_debugging_mvcc_compact_revision (\S+)/m.exec(page);
  // Floating point, as Prometheus writes it: 1.234567e+06.
  const value = match === null ? Number.NaN : Number(match[1]);
  return Number.isSafeInteger(value) ? value : undefined;
}
