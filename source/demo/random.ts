// Randomness from a seed: the demo's data and traffic are the same in every run.

export type Random = {
  /** From 0 up to, not including, the limit. */
  readonly below: (limit: number) => number;
  readonly between: (low: number, high: number) => number;
  readonly pick: <T>(choices: readonly [T, ...T[]]) => T;
  readonly chance: (probability: number) => boolean;
  /** Digits and a to f. */
  readonly hex: (length: number) => string;
};

/** Mulberry32: small and even enough for a demo, nothing to keep secrets with. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    between: (low, high) => low + below(high - low + 1),
    pick: choices => choices[below(choices.length)] ?? choices[0],
    chance: probability => next() < probability,
    hex: length => Array.from({length}, () => below(16).toString(16)).join(''),
  };
}
