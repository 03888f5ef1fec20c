// A comparison of APISIX with etcd in which every field is filled, for tests of what is said of one.
import type {DriftReport} from '../../source/apisix/drift-report.ts';

export const driftReport: DriftReport = {
  verdict: 'fail',
  controlApi: 'http://127.0.0.1:9090',
  apisixVersion: '3.9.0',
  etcd: {endpoint: 'http://a:1', prefix: '/apisix/', revision: 9, clusterId: '1f'},
  answers: 1,
  comparison: {
    kinds: [
      {
        kind: 'routes',
        inEtcd: 1,
        loaded: 1,
        inStep: 0,
        stale: 1,
        missing: 0,
        ghost: 0,
        ahead: 0,
        unknown: 0,
      },
    ],
    resources: [
      {
        kind: 'routes',
        id: 'a',
        state: 'stale',
        loadedRevision: 1,
        modRevision: 2,
        behind: 1,
        answers: 1,
        of: 1,
      },
    ],
    views: 1,
  },
  rejected: [{kind: 'routes', id: 'a', reason: 'r'}],
  fault: {id: 'control-refused', summary: 's', remedy: 'r'},
  bugs: [{id: 'b', summary: 's', remedy: 'r', reference: 'r'}],
  checkedTimeMs: 0,
};
