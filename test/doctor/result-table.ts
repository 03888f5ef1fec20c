// The suite's printed table: failure, version, what it should be called and what it was, seconds.

export type Row = {
  readonly name: string;
  readonly version: string;
  readonly expects: string;
  readonly found: string;
  /** Of the doctor's run alone. */
  readonly seconds: number;
  readonly verdict: 'right' | 'WRONG' | 'skipped';
  readonly notes: string;
};

const headings = ['failure', 'etcd', 'should be', 'cause found', 'verdict', 'seconds', 'notes'];

export function tableText(rows: readonly Row[]): string {
  const count = (verdict: Row['verdict']) => rows.filter(row => row.verdict === verdict).length;
  const totals = `${count('right')} right, ${count('WRONG')} wrong, ${count('skipped')} skipped`;
  const cells = [headings, ...rows.map(cellsOf), ['total', '', '', '', totals, '', '']];
  const widths = headings.map((_, at) => Math.max(...cells.map(row => row[at]?.length ?? 0)));
  return cells
    .map(row =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function cellsOf({name, version, expects, found, verdict, seconds, notes}: Row): readonly string[] {
  return [name, version, expects, found, verdict, seconds.toFixed(1), notes];
}
