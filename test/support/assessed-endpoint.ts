// One row of a table about the rules: what was seen of an endpoint, and what must be said about it.
import assert from 'node:assert/strict';
import {assess} from '../../source/tls/assess.ts';
import type {CheckContext} from '../../source/tls/observations.ts';
import {type Changes, context, healthy} from './seen-endpoint.ts';

export type Row = {
  readonly claim: string;
  readonly scenario: string;
  readonly changes?: Changes;
  readonly context?: Partial<CheckContext>;
  /** Ids with severities, in order. */
  readonly findings: readonly string[];
  /** start, https, gateway, grpc as predicted. */
  readonly verdict?: string;
  readonly observed?: string;
};

export function checkRow(row: Row): void {
  const {seen, own} = healthy(row.scenario, row.changes);
  const result = assess(seen, {...context, ...own, ...row.context});
  assert.deepEqual(
    result.findings.map(({severity, id}) => `${severity} ${id}`),
    row.findings,
  );
  const {start, https, gateway, grpc} = result.verdict;
  if (row.verdict !== undefined) {
    assert.equal([start, https, gateway, grpc].join(' '), row.verdict);
  }
  if (row.observed === undefined) return;
  const hops = [result.observed.https, result.observed.gateway, result.observed.grpc];
  assert.equal(hops.map(({verdict}) => verdict).join(' '), row.observed);
}
