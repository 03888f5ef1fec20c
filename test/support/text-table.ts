// A table as text: columns as wide as their widest cell, two spaces between them.

/** The columns named are set right, the others left. */
export function textTable(
  rows: readonly (readonly string[])[],
  isRight: (column: number) => boolean = () => false,
): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map(row => row[at]?.length ?? 0)));
  const aligned = (cell: string, at: number) =>
    isRight(at) ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0);
  return rows.map(row => row.map(aligned).join('  ').trimEnd()).join('\n');
}
