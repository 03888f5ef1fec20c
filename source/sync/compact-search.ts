// The compact revision where no metric tells it: it is the lowest revision at which a key can still be
// read. Halves the span between what is known to be readable and what is not; one cheap read a step.

export type CompactSearch = {
  /** The revision to read at next; undefined: found. */
  readonly probe: number | undefined;
  /** Readable for sure; once found, the lowest one. */
  readonly readable: number;
  readonly lowest: number;
};

/** `known`: the compact revision as last found, tried first; `readable`: any one that can be read. */
export function startCompactSearch(known: number, readable: number): CompactSearch {
  const lowest = Math.min(Math.max(1, known), readable);
  return {probe: lowest, readable, lowest};
}

export function nextCompactSearch(search: CompactSearch, isCompacted: boolean): CompactSearch {
  const probe = search.probe ?? search.readable;
  const lowest = isCompacted ? probe + 1 : search.lowest;
  const readable = isCompacted ? search.readable : probe;
  if (lowest >= readable) return {probe: undefined, readable, lowest: readable};
  return {probe: Math.floor((lowest + readable) / 2), readable, lowest};
}

/** As the metric has it: 0 where everything since the first revision is still there. */
export function foundCompactRevision({readable}: CompactSearch): number {
  return readable <= 1 ? 0 : readable;
}
