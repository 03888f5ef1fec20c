// Measured values as the tables of the benchmarks show them: seconds and megabytes in columns,
// milliseconds with two decimals, counts with their thousands apart.

/** Decimal megabytes. */
export function secondsAndMegabytes(run: {
  readonly ms: number;
  readonly peakBytes: number;
}): string {
  return `${seconds(run.ms)}  ${megabytes(run.peakBytes)}`;
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2).padStart(6)} s`;
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1).padStart(7)} MB`;
}

export function milliseconds(ms: number): string {
  return `${ms.toFixed(2)} ms`;
}

export function countText(count: number): string {
  return count.toLocaleString('en');
}
