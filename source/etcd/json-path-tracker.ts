// Knows where in a JSON document a scanner stands, as far as one path of keys asks for: told of
// brackets, commas, colons and strings, it says whether the array that opens next is the one at
// the path. It keeps no more than the first bytes of the keys on the way.

export type PathTracker = {
  open(container: 'object' | 'array'): void;
  /** The depth after closing; below 0 the document is broken. */
  close(): number;
  comma(): void;
  colon(): void;
  /** Bytes of a string without its opening quote; the closing one is included when it ended. */
  string(bytes: Buffer, ended: boolean): void;
  /** Whether an array that opens now lies at the path. */
  atElements(): boolean;
};

const keyBytesMax = 64;

export function createPathTracker(elementPath: readonly string[]): PathTracker {
  const containers: Array<'object' | 'array'> = [];
  /** How many keys of the path lead to where we stand; a container off the path adds nothing. */
  const matched: number[] = [];
  let expectKey = false;
  let partial = '';
  let key: string | undefined;

  return {
    open(container) {
      const outer = matched.at(-1) ?? 0;
      const onPath = containers.length === outer && (outer === 0 || key === elementPath[outer - 1]);
      containers.push(container);
      matched.push(onPath && container === 'object' ? outer + 1 : -1);
      expectKey = container === 'object';
      key = undefined;
    },
    close() {
      containers.pop();
      matched.pop();
      expectKey = false;
      key = undefined;
      return containers.length;
    },
    comma() {
      expectKey = containers.at(-1) === 'object';
      key = undefined;
    },
    colon() {
      expectKey = false;
    },
    string(bytes, ended) {
      if (!expectKey) return;
      if (partial.length < keyBytesMax) partial += bytes.toString('latin1', 0, keyBytesMax);
      if (!ended) return;
      key = partial.slice(0, -1);
      partial = '';
    },
    atElements: () =>
      matched.at(-1) === elementPath.length && key === elementPath[elementPath.length - 1],
  };
}
