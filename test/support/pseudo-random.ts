// Random numbers that are the same in every run, for mutation tests (mulberry32).

export type PseudoRandom = {
  /** 0 to below, an integer. */
  below(limit: number): number;
};

export function createPseudoRandom(seed: number): PseudoRandom {
  let state = seed >>> 0;
  return {
    below(limit) {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = state;
      mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * limit);
    },
  };
}

/** A copy with some bytes changed, doubled or gone. */
export function mutated(bytes: Uint8Array, random: PseudoRandom): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const changes = 1 + random.below(4);
  for (let change = 0; change < changes; change++)
    copy[random.below(copy.length)] = random.below(256);
  switch (random.below(4)) {
    case 0:
      return copy.subarray(0, random.below(copy.length));
    case 1:
      return Buffer.concat([copy, copy.subarray(random.below(copy.length))]);
    default:
      return copy;
  }
}
