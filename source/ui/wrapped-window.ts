// Which rows of a list are on the screen where a row takes one line or several: the newest ones up from
// the bottom, or those from a place on with the selected one whole.

export type WrappedWindow = {
  /** At most height lines. */
  readonly lines: readonly string[];
  /** The first row on the screen, of which the first lines may be missing, and how many there are. */
  readonly first: number;
  readonly count: number;
};

type WrappedOptions = {
  /** Rows from 0 to here. */
  readonly end: number;
  /** From where the rows are wanted; undefined: the last ones. */
  readonly start: number | undefined;
  readonly selected: number | undefined;
  readonly height: number;
  /** One line or more, at most height. */
  readonly linesOf: (row: number) => readonly string[];
};

export function wrappedWindow(options: WrappedOptions): WrappedWindow {
  const {end, start, selected, height, linesOf} = options;
  if (start === undefined) return upFrom(end - 1, options);
  const lines: string[] = [];
  let row = start;
  for (; row < end && lines.length < height; row++) {
    lines.push(...linesOf(row));
  }
  const isCut = lines.length > height;
  if (selected !== undefined && selected >= row - (isCut ? 1 : 0)) return upFrom(selected, options);
  if (row === end && lines.length < height) return upFrom(end - 1, options);
  return {lines: lines.slice(0, height), first: start, count: Math.max(1, row - start)};
}

/** The screen filled upwards from this row, its last. */
function upFrom(last: number, {height, linesOf}: WrappedOptions): WrappedWindow {
  const parts: (readonly string[])[] = [];
  let total = 0;
  let row = last;
  for (; row >= 0 && total < height; row--) {
    const lines = linesOf(row);
    parts.unshift(lines);
    total += lines.length;
  }
  const lines = parts.flat();
  return {
    lines: lines.slice(Math.max(0, lines.length - height)),
    first: row + 1,
    count: Math.max(1, last - row),
  };
}
