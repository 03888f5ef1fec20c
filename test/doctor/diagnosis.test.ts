// One cause out of many findings: the earliest layer, what follows from it, and faults of a cluster
// that explain what its endpoints show.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {diagnose} from '../../source/doctor/diagnosis.ts';
import type {Check, CheckId, DoctorFinding} from '../../source/doctor/doctor-report.ts';

const one = 'http://10.0.0.1:2379';
const two = 'http://10.0.0.2:2379';

function found(id: string, check: CheckId, endpoint?: string, severity = 'error'): DoctorFinding {
  return {
    id,
    check,
    severity: severity as DoctorFinding['severity'],
    summary: id,
    evidence: [],
    remedy: 'do it',
    ...(endpoint !== undefined && {endpoint}),
  };
}

const passedCheck: Check = {id: 'tls', status: 'pass', summary: '', evidence: []};
const unknownCheck: Check = {...passedCheck, status: 'unknown'};

test('without a finding there is no cause and nothing is wrong', () => {
  assert.deepEqual(diagnose([], [passedCheck]), {verdict: 'pass', findings: []});
});

test('what could not be told is never a pass', () => {
  assert.equal(diagnose([], [passedCheck, unknownCheck]).verdict, 'unknown');
});

test('an error outweighs what could not be told, and that outweighs a warning', () => {
  const warning = found('tls-srv-expires-soon', 'tls', one, 'warning');
  assert.equal(diagnose([warning], [passedCheck]).verdict, 'warn');
  assert.equal(diagnose([warning], [unknownCheck]).verdict, 'unknown');
  assert.equal(
    diagnose([found('net-refused', 'tcp-connect', one)], [unknownCheck]).verdict,
    'fail',
  );
});

const causes: readonly {
  readonly claim: string;
  readonly findings: readonly DoctorFinding[];
  readonly cause: string;
  readonly follows: readonly string[];
}[] = [
  {
    claim: 'the earliest layer is the cause, and later ones of the same endpoint follow',
    findings: [found('gw-disabled', 'gateway', one), found('tls-srv-expired', 'tls', one)],
    cause: 'tls-srv-expired',
    follows: ['gw-disabled'],
  },
  {
    claim: 'a failure of another endpoint is one of its own',
    findings: [found('tls-srv-expired', 'tls', one), found('gw-disabled', 'gateway', two)],
    cause: 'tls-srv-expired',
    follows: [],
  },
  {
    claim: 'an error of a later layer goes before a warning of an earlier one',
    findings: [
      found('tls-srv-expires-soon', 'tls', one, 'warning'),
      found('etcd-nospace', 'space'),
    ],
    cause: 'etcd-nospace',
    follows: [],
  },
  {
    claim: 'of two failures of one layer the more frequent is the cause',
    findings: [
      found('net-timeout', 'tcp-connect', one),
      found('net-refused', 'tcp-connect', two),
      found('net-refused', 'tcp-connect', 'http://10.0.0.3:2379'),
    ],
    cause: 'net-refused',
    follows: [],
  },
  {
    claim: 'a lost quorum explains the members that do not answer',
    findings: [
      found('net-refused', 'tcp-connect', two),
      found('net-one-down', 'members'),
      found('etcd-no-leader', 'quorum', one),
    ],
    cause: 'etcd-no-leader',
    follows: ['net-refused', 'net-one-down'],
  },
  {
    claim: 'a member cut off explains that it has no leader',
    findings: [found('etcd-no-leader', 'quorum', one), found('etcd-stale-node', 'members', one)],
    cause: 'etcd-stale-node',
    follows: ['etcd-no-leader'],
  },
  {
    claim: 'the configuration comes before everything that fails because of it',
    findings: [
      found('net-one-down', 'members'),
      found('net-dns', 'name', two),
      found('cfg-host-syntax', 'configuration'),
    ],
    cause: 'cfg-host-syntax',
    follows: ['net-one-down', 'net-dns'],
  },
  {
    claim: 'what lies side by side behind a working connection does not follow from one another',
    findings: [found('bad-value', 'prefix'), found('proxy-buffered', 'watch', one)],
    cause: 'bad-value',
    follows: [],
  },
];

for (const {claim, findings, cause, follows} of causes) {
  test(claim, () => {
    const result = diagnose(findings, []);
    assert.equal(result.cause?.id, cause);
    const following = result.findings.filter(({causedBy}) => causedBy !== undefined);
    assert.deepEqual(following.map(({id}) => id).sort(), [...follows].sort());
    assert.ok(following.every(({causedBy}) => causedBy === cause));
    assert.equal(result.findings[0]?.id, cause, 'the cause is first');
  });
}
