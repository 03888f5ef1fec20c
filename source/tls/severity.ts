// How bad a finding is, and findings in the order in which they are told: worst first.
import type {Finding} from './certificates-report.ts';

type Severity = Finding['severity'];

type Graded = {readonly severity: Severity};

const worstFirst: readonly Severity[] = ['error', 'warning', 'info'];

export function bySeverity(one: Graded, other: Graded): number {
  return severityRank(one.severity) - severityRank(other.severity);
}

/** Within a severity in the order of the hops given. */
export function bySeverityThenHop(
  hops: readonly Finding['hop'][],
): (one: Finding, other: Finding) => number {
  return (one, other) => bySeverity(one, other) || hops.indexOf(one.hop) - hops.indexOf(other.hop);
}

/** The lower, the worse. */
export function severityRank(severity: Severity): number {
  return worstFirst.indexOf(severity);
}

export function worstOf<T extends Graded>(findings: readonly T[]): T | undefined {
  return findings.toSorted(bySeverity)[0];
}
