// The suite's printed table: a line a case, a line of totals.
import {textTable} from '../support/text-table.ts';
import type {CaseResult} from './fault-case.ts';

export type Row = {
  readonly name: string;
  readonly version: string;
  readonly seconds: number;
  /** undefined: it did not run. */
  readonly result: CaseResult | undefined;
  /** Why it did not run, or what is wrong; empty: right. */
  readonly problems: readonly string[];
  readonly verdict: 'right' | 'WRONG' | 'skipped';
};

const headings = [
  'case',
  'etcd',
  'faults',
  'events',
  'lost',
  'duplicated',
  'reordered',
  'invented',
  'resumes',
  'seconds',
  'verdict',
  'notes',
] as const;

const textColumns = new Set<number>([0, 1, 10, 11]);

export function tableText(rows: readonly Row[]): string {
  const cells = [headings, ...rows.map(cellsOf), totals(rows)];
  return textTable(cells, column => !textColumns.has(column));
}

function cellsOf({name, version, seconds, result, verdict, problems}: Row): readonly string[] {
  const about = verdict === 'skipped' ? problems : (result?.notes ?? []);
  const unknowable = result?.verdict.unknowable ?? 0;
  const notes = unknowable > 0 ? [`${unknowable} unknowable, said so`, ...about] : about;
  return [
    name,
    version,
    ...figures(result === undefined ? [] : [result]).map(figure =>
      result === undefined ? '-' : String(figure),
    ),
    seconds.toFixed(1),
    verdict,
    notes.join(', '),
  ];
}

function totals(rows: readonly Row[]): readonly string[] {
  const results = rows.flatMap(({result}) => result ?? []);
  const count = (verdict: Row['verdict']) => rows.filter(row => row.verdict === verdict).length;
  const seconds = rows.reduce((sum, row) => sum + row.seconds, 0);
  const verdicts = `${count('right')} right, ${count('WRONG')} wrong, ${count('skipped')} skipped`;
  return ['total', '', ...figures(results).map(String), seconds.toFixed(1), verdicts, ''];
}

/** Faults, events, lost, duplicated, reordered, invented, resumes. */
function figures(results: readonly CaseResult[]): readonly number[] {
  const sum = (of: (result: CaseResult) => number) =>
    results.reduce((total, result) => total + of(result), 0);
  return [
    sum(({faults}) => faults),
    sum(({verdict}) => verdict.events),
    sum(({verdict}) => verdict.lost),
    sum(({verdict}) => verdict.duplicated),
    sum(({verdict}) => verdict.reordered),
    sum(({verdict}) => verdict.invented),
    sum(({verdict}) => verdict.resumes),
  ];
}
