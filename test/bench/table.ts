// Measurements as lines of text, with the limit that each is held against and whether it is met.

export type TableRow = {
  readonly what: string;
  /** With its unit. */
  readonly value: string;
  /** Against the row above it, against the one that `what` names, or an amount in `unit`. */
  readonly ratio?: number;
  /** Of `ratio`. Default x, for times. */
  readonly unit?: string;
  readonly atMost?: number;
  /** Wished for, not required. */
  readonly aim?: number;
};

/** How much a benchmark does; the short form is for a quick look. */
export type BenchOptions = {readonly short: boolean};

export function tableText(rows: readonly TableRow[]): string {
  const width = Math.max(...rows.map(row => row.what.length));
  const valueWidth = Math.max(...rows.map(row => row.value.length));
  return rows
    .map(row => {
      const {what, value, ratio, unit = 'x'} = row;
      const measured = `${what.padEnd(width)}  ${value.padStart(valueWidth)}`;
      const held = ratio === undefined ? '' : `  ${ratio.toFixed(2)} ${unit}${verdict(row)}`;
      return `${measured}${held}`.trimEnd();
    })
    .join('\n');
}

/** Rows that are over their limit. */
export function overLimit(rows: readonly TableRow[]): readonly TableRow[] {
  return rows.filter(row => row.ratio !== undefined && !isMet(row.ratio, row.atMost));
}

function verdict({ratio, atMost, aim}: TableRow): string {
  const limit = atMost ?? aim;
  if (limit === undefined) return '';
  const words = [
    ...(atMost === undefined ? [] : [`at most ${atMost}`]),
    ...(aim === undefined ? [] : [atMost === undefined ? `aim ${aim}` : `(aim ${aim})`]),
  ];
  return `  ${words.join(' ')}: ${isMet(ratio, limit) ? 'met' : 'NOT met'}`;
}

/** What could not be measured (NaN) is not met. */
function isMet(ratio: number | undefined, limit: number | undefined): boolean {
  return limit === undefined || (ratio !== undefined && ratio <= limit);
}
