// The suite's printed table: failure, version, what it should be called and what it was, seconds.
import {textTable} from '../support/text-table.ts';

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
  return textTable(cells);
}

function cellsOf({name, version, expects, found, verdict, seconds, notes}: Row): readonly string[] {
  return [name, version, expects, found, verdict, seconds.toFixed(1), notes];
}
