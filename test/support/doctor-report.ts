// A run of the doctor on a cluster whose gateway can't reach its own server, for frames and for tests
// of what is printed: every status, a cause with what follows from it, and a version with known bugs.
import type {Check, DoctorFinding, DoctorReport} from '../../source/doctor/doctor-report.ts';

const endpoint = 'https://10.0.0.1:2379';

const cause: DoctorFinding = {
  id: 'tls-server-eku',
  severity: 'error',
  check: 'gateway',
  endpoint,
  summary:
    "etcd's gateway can't reach its own gRPC server: the server certificate may not be used as a client's",
  evidence: ['required: clientAuth', 'presented: serverAuth', 'answered 503 (gRPC 14)'],
  remedy:
    'Issue the server certificate with serverAuth and clientAuth. Or give etcd --client-cert-file.',
  reference: 'etcd #9785',
};

const follows = (id: Check['id']): Check => ({
  id,
  status: 'skipped',
  summary: 'the API does not answer',
  evidence: [],
  causedBy: cause.id,
});

const fine = (id: Check['id'], seconds: number, summary: string): Check => ({
  id,
  status: 'pass',
  seconds,
  summary,
  evidence: [],
});

export const doctorReport: DoctorReport = {
  verdict: 'fail',
  cause,
  endpoints: [
    {
      endpoint,
      etcdVersion: '3.5.16',
      checks: [
        fine('tcp-connect', 0.001, '10.0.0.1:2379'),
        fine('tls', 0.004, 'TLSv1.3, verified'),
        fine('version', 0.002, 'etcd 3.5.16'),
        fine('grpc', 0.012, 'one call as etcdctl makes it'),
        {
          id: 'gateway',
          status: 'fail',
          seconds: 0.003,
          summary: cause.summary,
          evidence: [...cause.evidence],
          failure: cause.id,
        },
        follows('status'),
        follows('read'),
        follows('quorum'),
        follows('watch'),
      ],
    },
  ],
  checks: [
    fine('configuration', 0, 'flags'),
    {
      id: 'files',
      status: 'warn',
      summary: 'client.crt ends in 12 days',
      evidence: [],
      failure: 'tls-cli-expires-soon',
    },
    {id: 'one-shot', status: 'unknown', summary: 'no answer in 10 s', evidence: []},
  ],
  findings: [
    cause,
    {
      id: 'tls-cli-expires-soon',
      severity: 'warning',
      check: 'files',
      summary: 'client.crt ends in 12 days',
      evidence: ['not after 2026-12-04T00:00:00Z'],
      remedy: 'Renew it before.',
    },
  ],
  versions: [],
  requests: 14,
  seconds: 1.24,
  checkedTimeMs: Date.UTC(2026, 10, 22, 14, 2, 20),
};
