// The figure that is read from /metrics, as every version writes it.
import assert from 'node:assert/strict';
import test from 'node:test';
import {compactRevisionOfMetrics} from '../../source/etcd/metrics-text.ts';

const pages: readonly (readonly [string, string, number | undefined])[] = [
  ['a small one', 'etcd_debugging_mvcc_compact_revision 9\n', 9],
  [
    'one that is written with an exponent',
    'etcd_debugging_mvcc_compact_revision 1.234567e+06\n',
    1_234_567,
  ],
  ['none yet', '# TYPE x gauge\netcd_debugging_mvcc_compact_revision -1\n', -1],
  ['another metric of a longer name', 'etcd_debugging_mvcc_compact_revision_total 9\n', undefined],
  ['a comment', '# etcd_debugging_mvcc_compact_revision 9\n', undefined],
  ['no number', 'etcd_debugging_mvcc_compact_revision NaN\n', undefined],
  ['too large to be exact', 'etcd_debugging_mvcc_compact_revision 1e+300\n', undefined],
  ['another page', '<html>forbidden</html>', undefined],
  ['nothing', '', undefined],
];

for (const [name, page, revision] of pages) {
  test(`compact revision: ${name}`, () => assert.equal(compactRevisionOfMetrics(page), revision));
}
