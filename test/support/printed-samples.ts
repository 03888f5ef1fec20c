// What the JSON printers are given so that every field they can print is in their output: for the lists
// of fields in the documents.
import type {DoctorReport} from '../../source/doctor/doctor-report.ts';
import type {Entry} from '../../source/sync/entries.ts';

const text = Buffer.from('/a').toString('base64');
const bytes = Buffer.from([0xff]).toString('base64');
export const keyValue = {
  key: text,
  value: text,
  createRevision: 1,
  modRevision: 2,
  version: 2,
  lease: '1f',
};
export const binary = {...keyValue, key: bytes, value: bytes};
const common = {timeMs: 0, origin: 'watch'} as const;
export const phases = [
  'synced',
  'watching',
  'disconnected',
  'resumed',
  'compacted',
  'restored',
  'resynced',
  'gap',
] as const;
export const entries: readonly Entry[] = [
  {type: 'put', ...keyValue, prevValue: text, ...common},
  {type: 'put', ...binary, prevValue: bytes, ...common},
  {
    type: 'status',
    phase: 'resumed',
    endpoint: 'http://a:1',
    reason: 'r',
    revision: 1,
    timeMs: 0,
    fromRevision: 1,
    toRevision: 1,
    outageSeconds: 1,
    compactRevision: 1,
    lostFrom: 1,
    lostTo: 1,
    keys: 1,
    differences: 1,
    accounts: {counted: 1, applied: 1, differences: 0, unseen: 0, missing: 0, doubled: 0},
    headroomSeconds: 1,
  },
];
const summary = {
  prefix: text,
  revision: 1,
  keys: 1,
  bytes: 1,
  pages: 1,
  requests: 1,
  retries: 0,
  seconds: 1,
  digest: undefined,
  clusterId: '1f',
  endpoints: [],
  unread: [{key: text, bytes: 1}],
};
export const summaries = [summary, {...summary, prefix: bytes, unread: [{key: bytes, bytes: 1}]}];
const check = {id: 'tls', status: 'fail', seconds: 1, summary: 's', evidence: ['e']} as const;
const failure = {
  id: 'tls-server-eku',
  severity: 'error',
  check: 'tls',
  endpoint: 'https://a:1',
  summary: 's',
  evidence: ['e'],
  remedy: 'r',
  reference: 'r',
  causedBy: 'net-refused',
} as const;
export const doctorReport: DoctorReport = {
  verdict: 'fail',
  cause: failure,
  endpoints: [
    {
      endpoint: 'https://a:1',
      etcdVersion: '3.5.0',
      member: {name: 'm1', isListed: true},
      checks: [{...check, failure: 'tls-server-eku', causedBy: 'net-refused'}],
    },
  ],
  checks: [check],
  findings: [failure],
  versions: [
    {
      version: '3.5.0',
      notes: [{reference: 'r', summary: 's', fixedIn: ['3.5.3']}],
      fixedBy: '3.5.3',
    },
  ],
  requests: 1,
  seconds: 1,
  checkedTimeMs: 0,
};
