// From all findings to one cause: the earliest layer that fails, and what follows from it. Two faults
// of a cluster are told as one where the second is the reason for the first.
import {severityRank} from '../tls/severity.ts';
import {type Check, checkIds, type DoctorFinding, type DoctorVerdict} from './doctor-report.ts';

type Diagnosis = {
  readonly verdict: DoctorVerdict;
  readonly cause?: DoctorFinding;
  readonly findings: readonly DoctorFinding[];
};

/** `asked`: checks whose being unknown is an unanswered question. */
export function diagnose(findings: readonly DoctorFinding[], asked: readonly Check[]): Diagnosis {
  const first = causeOf(findings);
  const cause = first && withLostMembers(first, findings);
  const marked =
    cause === undefined
      ? findings
      : findings.map(each => (each === first ? cause : markFollowing(each, cause)));
  return {
    verdict: verdictOf(findings, asked),
    ...(cause !== undefined && {cause}),
    findings: marked.toSorted((one, other) => rankOf(one, cause) - rankOf(other, cause)),
  };
}

const UNREACHED = new Set(['net-refused', 'net-timeout', 'net-no-answer', 'net-dns']);

// Which members to bring back is known only once all have been tried.
function withLostMembers(cause: DoctorFinding, findings: readonly DoctorFinding[]): DoctorFinding {
  if (cause.id !== 'etcd-no-leader') return cause;
  const lost = findings.filter(({id, endpoint}) => UNREACHED.has(id) && endpoint !== undefined);
  if (lost.length === 0) return cause;
  const names = [...new Set(lost.map(({endpoint}) => endpoint ?? ''))];
  return {
    ...cause,
    evidence: [...cause.evidence, ...lost.map(({summary}) => summary)],
    remedy: `Bring back a majority of the members: start etcd at ${names.join(' or ')}.`,
  };
}

function verdictOf(findings: readonly DoctorFinding[], asked: readonly Check[]): DoctorVerdict {
  if (findings.some(({severity}) => severity === 'error')) return 'fail';
  if (asked.some(({status}) => status === 'unknown')) return 'unknown';
  return findings.some(({severity}) => severity === 'warning') ? 'warn' : 'pass';
}

function causeOf(findings: readonly DoctorFinding[]): DoctorFinding | undefined {
  const errors = findings.filter(({severity}) => severity === 'error');
  const pool = errors.length > 0 ? errors : findings.filter(({severity}) => severity === 'warning');
  const own = pool.find(({check}) => check === 'configuration' || check === 'files');
  if (own !== undefined) return own;
  // About several members at once: says more than what each of them shows.
  const wide = WIDE_IDS.map(id => pool.find(each => each.id === id)).find(Boolean);
  if (wide !== undefined) return wide;
  return pool.toSorted(
    (one, other) => layerOf(one) - layerOf(other) || countOf(pool, other) - countOf(pool, one),
  )[0];
}

/** The first of these that is there is the cause, whatever else fails. */
const WIDE_IDS: readonly string[] = [
  'etcd-other-cluster',
  'etcd-stale-node',
  'etcd-no-leader',
  'etcd-removed',
  'net-one-down',
  'gw-partial',
];

/** A member without a leader is told by its being cut off, where another has a leader. */
const EXPLAINED: Readonly<Record<string, readonly string[]>> = {
  'etcd-no-leader': ['net-refused', 'net-timeout', 'net-no-answer', 'net-one-down'],
  'etcd-stale-node': ['etcd-no-leader', 'range-future', 'etcd-diverged'],
  'etcd-removed': ['net-refused', 'net-timeout', 'net-no-answer', 'net-one-down'],
  'net-one-down': ['net-refused', 'net-timeout', 'net-no-answer', 'net-dns'],
  'gw-partial': ['gw-disabled'],
  'etcd-other-cluster': ['etcd-diverged', 'range-future', 'rev-backwards'],
};

/** What fails up to here keeps everything behind it from working. */
const LAST_GATE = checkIds.indexOf('quorum');

// What an earlier layer of the same endpoint breaks can't work later; what the cause explains follows.
function markFollowing(finding: DoctorFinding, cause: DoctorFinding): DoctorFinding {
  if (finding === cause || finding.severity === 'info') return finding;
  const isExplained = EXPLAINED[cause.id]?.includes(finding.id) === true;
  const isLater = layerOf(cause) <= LAST_GATE && layerOf(finding) > layerOf(cause);
  const isSamePlace = cause.endpoint === undefined || finding.endpoint === cause.endpoint;
  const isSameFault = finding.id === cause.id;
  return isExplained || (isLater && isSamePlace && cause.severity === 'error' && !isSameFault)
    ? {...finding, causedBy: cause.id}
    : finding;
}

function rankOf(finding: DoctorFinding, cause: DoctorFinding | undefined): number {
  if (finding === cause) return -1;
  const follows = finding.causedBy === undefined ? 0 : 1;
  return severityRank(finding.severity) * 1000 + follows * 100 + layerOf(finding);
}

function layerOf({check}: DoctorFinding): number {
  return checkIds.indexOf(check);
}

function countOf(findings: readonly DoctorFinding[], {id}: DoctorFinding): number {
  return findings.filter(each => each.id === id).length;
}
