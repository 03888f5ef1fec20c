// From facts to checks and findings, where real servers can hardly be brought to show them, and where
// a little less must not be called a failure.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {accessFinding, judgeLogin, judgeStatus} from '../../source/doctor/judge-access.ts';
import {judgeName, judgeTcp} from '../../source/doctor/judge-connection.ts';
import {judgeFiles} from '../../source/doctor/judge-files.ts';
import {judgeMembers} from '../../source/doctor/judge-members.ts';
import {versionFindings} from '../../source/doctor/judge-pages.ts';
import {judgeOneShot, judgePaged} from '../../source/doctor/judge-reading.ts';
import {judgeQuorum, judgeSpace} from '../../source/doctor/judge-state.ts';
import {judgeHistory, judgeWatch} from '../../source/doctor/judge-watch.ts';
import type {Judged} from '../../source/doctor/judged.ts';
import type {PagedRead} from '../../source/doctor/probe-facts.ts';
import {failureOfAnswer} from '../../source/etcd/gateway-error.ts';
import {contextOf, header, member, other, range, status, url} from './judge-values.ts';

const ids = ({findings}: Judged) => findings.map(({id, severity}) => `${severity} ${id}`);
const answered = <T>(value: T, seconds = 0.002) => ({kind: 'answered', value, seconds}) as const;
const refused = (httpStatus: number, body: string) =>
  ({kind: 'refused', failure: failureOfAnswer(httpStatus, body), seconds: 0.01}) as const;

const lookup = {host: 'etcd', seconds: 0.01, system: {addresses: ['10.0.0.1']}};

test('a name that only this host resolves is a note, and a warning for APISIX', () => {
  const facts = {...lookup, direct: {code: 'ENOTFOUND'}};
  assert.deepEqual(ids(judgeName(facts, contextOf({}), url)), ['info net-dns']);
  assert.deepEqual(ids(judgeName(facts, contextOf({isApisix: true}), url)), ['warning net-dns']);
  assert.deepEqual(ids(judgeName(lookup, contextOf({isApisix: true}), url)), []);
});

test('one address that answers is a connection; none is named by its first failure', () => {
  const attempt = {address: '10.0.0.1:2379', seconds: 0.01};
  const dead = {...attempt, failure: {code: 'EHOSTUNREACH', message: 'no route to the host'}};
  assert.equal(judgeTcp([dead, attempt], url).check.status, 'pass');
  assert.deepEqual(ids(judgeTcp([dead], url)), ['error net-timeout']);
});

test('a version that is not decided, and one that APISIX can not use', () => {
  const about = {endpoint: url, isApisix: true};
  const of = (etcdserver: string, etcdcluster: string) =>
    versionFindings({etcdserver, etcdcluster}, about).map(({id}) => id);
  assert.deepEqual(of('3.5.16', 'not_decided'), ['version-not-decided']);
  assert.deepEqual(of('3.3.25', '3.3.0'), ['etcd-old']);
  assert.deepEqual(of('3.4.0', '3.4.0'), []);
});

test('authentication that is off is a warning, and an error for APISIX', () => {
  const login = refused(400, '{"code":9,"message":"etcdserver: authentication is not enabled"}');
  assert.deepEqual(ids(judgeLogin(login, contextOf({}), url)), ['warning auth-not-enabled']);
  const apisix = contextOf({isApisix: true});
  assert.deepEqual(ids(judgeLogin(login, apisix, url)), ['error auth-not-enabled']);
});

test('a quick login is no storm, a slow one is', () => {
  assert.deepEqual(ids(judgeLogin(answered('token', 0.2), contextOf({}), url)), []);
  assert.deepEqual(ids(judgeLogin(answered('token', 1.6), contextOf({}), url)), [
    'warning auth-storm',
  ]);
});

test('every refusal of etcd has its name, in the shapes of both gateways', () => {
  const names = [
    [400, '{"error":"etcdserver: user name is empty","code":3}', 'auth-required'],
    [401, '{"code":16,"message":"etcdserver: invalid auth token"}', 'auth-token-invalid'],
    [403, '{"code":7, "message":"etcdserver: permission denied"}', 'auth-forbidden-range'],
    [503, '{"code":14,"message":"etcdserver: leader changed"}', 'etcd-leader-changed'],
    [429, '{"code":8,"message":"etcdserver: too many requests"}', 'etcd-overload'],
    [503, '{"code":14,"message":"etcdserver: request timed out"}', 'etcd-no-leader'],
    [500, '{"code":15,"message":"etcdserver: corrupt cluster"}', 'etcd-corrupt'],
    [400, '{"code":9,"message":"etcdserver: rpc not supported for learner"}', 'etcd-learner'],
  ] as const;
  const about = {endpoint: url, what: 'a read', severity: 'error'} as const;
  for (const [httpStatus, body, id] of names) {
    assert.equal(accessFinding(failureOfAnswer(httpStatus, body), about)?.id, id);
  }
  assert.equal(accessFinding(failureOfAnswer(500, '{"code":2,"message":"x"}'), about), undefined);
});

test('a status that a version keeps from ordinary users is left out, not unknown', () => {
  const denied = refused(403, '{"code":7,"message":"etcdserver: permission denied"}');
  assert.equal(judgeStatus(denied, url).check.status, 'skipped');
});

test('a member that is far behind with applying is warned about before it refuses', () => {
  const behind = (raftAppliedIndex: number) => {
    const value = {...status, raftIndex: 10_000, raftAppliedIndex};
    const {check} = judgeStatus(answered(value), url);
    return [check.status, check.failure];
  };
  assert.deepEqual(behind(7_000), ['warn', 'etcd-overload']);
  assert.deepEqual(behind(9_900), ['pass', undefined]);
  assert.equal(judgeStatus(answered({...status, raftIndex: 10_000}), url).check.status, 'pass');
});

const quorum = {
  endpoint: url,
  range: '[a, b)',
  status,
  hadNoLeader: false,
  linearizable: answered(range),
  linearizableSeconds: [],
  serializableSeconds: [],
};

test('slow agreement is slow against reads without it, not on a way that is slow itself', () => {
  const slow = {...quorum, linearizableSeconds: [0.3, 0.31, 0.3]};
  assert.deepEqual(ids(judgeQuorum({...slow, serializableSeconds: [0.002, 0.003, 0.002]})), [
    'warning etcd-slow',
  ]);
  assert.deepEqual(ids(judgeQuorum({...slow, serializableSeconds: [0.29, 0.3, 0.3]})), []);
});

test('an election that is over is a warning', () => {
  assert.deepEqual(ids(judgeQuorum({...quorum, hadNoLeader: true})), [
    'warning etcd-leader-changed',
  ]);
});

test('space is near its end from four fifths of the quota on', () => {
  const of = (dbSizeBytes: number) =>
    ids(
      judgeSpace({
        alarms: answered([]),
        members: [{endpoint: url, memberId: 'm1', dbSizeBytes, quotaBytes: 1_000_000, errors: []}],
      }),
    );
  assert.deepEqual(of(790_000), []);
  assert.deepEqual(of(810_000), ['warning etcd-nospace-near']);
});

const list = [member, other].map(({endpoint, memberId = ''}) => ({
  id: memberId,
  name: memberId,
  peerUrls: [],
  clientUrls: [endpoint],
  isLearner: false,
}));

const memberRows: readonly (readonly [
  string,
  Parameters<typeof judgeMembers>[0],
  readonly string[],
])[] = [
  ['members in agreement', {members: [member, other], list}, []],
  [
    'another cluster behind an endpoint',
    {members: [member, {...other, clusterId: 'c2'}], list},
    ['error etcd-other-cluster'],
  ],
  [
    'a member behind the others',
    {members: [member, {...other, atRevision: {revision: 20, isBehind: true}}], list},
    ['error range-future'],
  ],
  [
    'hashes that differ where the compaction is the same',
    {
      members: [
        {
          ...member,
          atRevision: {revision: 20, isBehind: false, keys: 3, hash: 1, compactRevision: 5},
        },
        {
          ...other,
          atRevision: {revision: 20, isBehind: false, keys: 3, hash: 2, compactRevision: 5},
        },
      ],
      list,
    },
    ['error etcd-diverged'],
  ],
  [
    'hashes that may differ, since one was compacted further',
    {
      members: [
        {
          ...member,
          atRevision: {revision: 20, isBehind: false, keys: 3, hash: 1, compactRevision: 5},
        },
        {
          ...other,
          atRevision: {revision: 20, isBehind: false, keys: 3, hash: 2, compactRevision: 9},
        },
      ],
      list,
    },
    [],
  ],
  [
    'an endpoint down that the list still has',
    {members: [member, {...other, isReached: false, failure: 'net-refused'}], list},
    ['error net-one-down'],
  ],
  [
    'an endpoint down that the list no longer has',
    {
      members: [member, {...other, isReached: false, failure: 'net-refused'}],
      list: list.slice(0, 1),
    },
    ['error etcd-removed'],
  ],
  [
    'an endpoint down behind a balancer whose ports are in no list',
    {
      members: [
        {...member, endpoint: 'http://balancer:1'},
        {...other, endpoint: 'http://balancer:2', isReached: false, failure: 'net-refused'},
      ],
      list,
    },
    ['error net-one-down'],
  ],
  [
    'a release that may lose data',
    {
      members: [
        {...member, etcdVersion: '3.5.2'},
        {...other, etcdVersion: '3.5.2'},
      ],
      list,
    },
    ['warning etcd-data-risk'],
  ],
  [
    'an upgrade under way',
    {members: [member, {...other, etcdVersion: '3.5.33'}], list},
    ['info members-differ'],
  ],
];

for (const [name, facts, expected] of memberRows) {
  test(`members: ${name}`, () => {
    assert.deepEqual(ids(judgeMembers(facts)), expected);
  });
}

const paged: PagedRead = {
  revision: 20,
  keys: 100,
  keysTotal: 100,
  bytes: 100_000,
  pages: 1,
  seconds: 0.1,
  unread: 0,
};

test('a read that ended for its time is no failure', () => {
  const judged = judgePaged({...paged, keysTotal: 900, stopped: {reason: 'time'}}, url);
  assert.equal(judged.check.status, 'pass');
  assert.match(judged.check.evidence.join(), /--deep/);
});

test('the limit of 4 MiB is predicted from size and version where nothing was tried', () => {
  const notTried = {kind: 'not-asked', reason: 'too much'} as const;
  const of = (etcdVersion: string, bytes: number) =>
    ids(
      judgeOneShot(
        {endpoint: url, etcdVersion, paged: {...paged, bytes}, answer: notTried},
        contextOf({}),
      ),
    );
  assert.deepEqual(of('3.4.16', 20_000_000), ['error msg-too-large']);
  assert.deepEqual(of('3.4.17', 20_000_000), []);
  assert.deepEqual(of('3.4.16', 3_900_000), ['warning msg-too-large']);
  assert.deepEqual(of('3.4.16', 1_000_000), []);
});

test('a watch that a proxy holds back is told apart from one that etcd refuses', () => {
  const silent = {startRevision: 21, seconds: 2, outcome: {kind: 'silent'}} as const;
  assert.deepEqual(ids(judgeWatch({endpoint: url, probe: silent, readSeconds: 0.01})), [
    'error proxy-buffered',
  ]);
  const failure = failureOfAnswer(503, '{"error":{"code":14,"message":"etcdserver: no leader"}}');
  const refusal = {startRevision: 21, seconds: 2, outcome: {kind: 'refused', failure}} as const;
  assert.deepEqual(ids(judgeWatch({endpoint: url, probe: refusal, readSeconds: 0.01})), [
    'error etcd-no-leader',
  ]);
});

test('a store that went on is no other store; one that went back, or another cluster, is', () => {
  const of = (clusterId: string, revision: number) =>
    ids(
      judgeHistory({
        endpoint: url,
        clusterId: header.clusterId,
        revision: header.revision,
        remembered: {clusterId, revision, timeMs: 0},
      }),
    );
  assert.deepEqual(of('c1', 20), []);
  assert.deepEqual(of('c1', 3), []);
  assert.deepEqual(of('c1', 21), ['error rev-backwards']);
  assert.deepEqual(of('c2', 3), ['error rev-backwards']);
});

test('half a pair of client certificate and key is said', () => {
  const file = {origin: '--cert', path: 'c.pem', role: 'certificate', state: {kind: 'ok'}} as const;
  assert.deepEqual(ids(judgeFiles({files: [file], isHalf: true})), ['error tls-client-missing']);
});
