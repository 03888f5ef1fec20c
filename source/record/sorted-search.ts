// Binary search in numbers that never fall.

/** How many of them are at most `value`. */
export function countUpTo(sorted: readonly number[], value: number): number {
  return countWhile(sorted.length, at => (sorted[at] ?? 0) <= value);
}

/** How many of the first indexes pass; those that pass come first. */
export function countWhile(length: number, passes: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (passes(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
