// Half-open intervals of keys in etcd's notation: no range_end is one key, '\0' is everything from
// the key on. Keys are byte strings (one character a byte), so that comparing them compares bytes.

export type KeyInterval = {
  readonly key: string;
  /** Absent: the single key. */
  readonly rangeEnd?: string;
};

export function contains({key, rangeEnd}: KeyInterval, candidate: string): boolean {
  if (rangeEnd === undefined || rangeEnd === '') return candidate === key;
  return candidate >= key && (rangeEnd === '\0' || candidate < rangeEnd);
}

export function prefixInterval(prefix: string): KeyInterval {
  if (prefix === '') return {key: '\0', rangeEnd: '\0'};
  const trimmed = prefix.replace(/\xff+$/, '');
  if (trimmed === '') return {key: prefix, rangeEnd: '\0'};
  const last = String.fromCharCode(trimmed.charCodeAt(trimmed.length - 1) + 1);
  return {key: prefix, rangeEnd: trimmed.slice(0, -1) + last};
}

export function isEmptyInterval({key, rangeEnd}: KeyInterval): boolean {
  return rangeEnd !== undefined && rangeEnd !== '' && rangeEnd !== '\0' && key >= rangeEnd;
}

/** Position of the first of the sorted keys that is not below the key. */
export function lowerBound(keys: readonly string[], key: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((keys[middle] ?? '') < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
