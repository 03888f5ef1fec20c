// What a judge hands back: one check with the findings behind it. The status follows from the worst
// finding, so the two can't disagree.
import {worstOf} from '../tls/severity.ts';
import type {Check, CheckId, CheckStatus, DoctorFinding} from './doctor-report.ts';

export type Judged = {readonly check: Check; readonly findings: readonly DoctorFinding[]};

type Details = {
  readonly seconds?: number;
  readonly evidence?: readonly string[];
};

/** A finding before it is known which check and endpoint it belongs to. */
export type Found = Omit<DoctorFinding, 'check' | 'causedBy'>;

export function passed(id: CheckId, summary: string, details: Details = {}): Judged {
  return {check: checkOf(id, 'pass', summary, details), findings: []};
}

export function skipped(id: CheckId, reason: string): Judged {
  return {check: checkOf(id, 'skipped', reason, {}), findings: []};
}

export function unknown(id: CheckId, reason: string, details: Details = {}): Judged {
  return {check: checkOf(id, 'unknown', reason, details), findings: []};
}

/** With the worst finding as its summary; without any, or with notes only, it has passed. */
export function judged(
  id: CheckId,
  found: readonly Found[],
  otherwise: string,
  details: Details = {},
): Judged {
  const findings = found.map(each => ({...each, check: id}));
  const worst = worstOf(findings);
  if (worst === undefined || worst.severity === 'info') {
    return {check: checkOf(id, 'pass', otherwise, details), findings};
  }
  const status = worst.severity === 'error' ? 'fail' : 'warn';
  const evidence = [...worst.evidence, ...(details.evidence ?? [])];
  const check = checkOf(id, status, worst.summary, {...details, evidence});
  return {check: {...check, failure: worst.id}, findings};
}

function checkOf(id: CheckId, status: CheckStatus, summary: string, details: Details): Check {
  const {seconds, evidence = []} = details;
  return {id, status, summary, evidence, ...(seconds !== undefined && {seconds})};
}
