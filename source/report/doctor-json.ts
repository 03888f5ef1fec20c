// The doctor's report and an explanation as the contract's JSON: snake_case, one object.
import {remedyOf} from '../doctor/catalogue.ts';
import type {Check, DoctorFinding, DoctorReport, VersionReport} from '../doctor/doctor-report.ts';
import type {Match} from '../doctor/explain.ts';

export function doctorJson(report: DoctorReport): string {
  const {cause} = report;
  return JSON.stringify({
    verdict: report.verdict,
    ...(cause !== undefined && {cause: findingObject(cause)}),
    endpoints: report.endpoints.map(({endpoint, etcdVersion, member, checks}) => ({
      endpoint,
      ...(etcdVersion !== undefined && {etcd_version: etcdVersion}),
      ...(member !== undefined && {
        member: {name: member.name, from_member_list: member.isListed},
      }),
      checks: checks.map(checkObject),
    })),
    checks: report.checks.map(checkObject),
    findings: report.findings.map(findingObject),
    versions: report.versions.map(versionObject),
    requests: report.requests,
    seconds: report.seconds,
    checked_time: new Date(report.checkedTimeMs).toISOString(),
  });
}

function checkObject({id, status, seconds, summary, evidence, failure, causedBy}: Check): object {
  return {
    id,
    status,
    ...(seconds !== undefined && {seconds}),
    summary,
    evidence,
    ...(failure !== undefined && {failure}),
    ...(causedBy !== undefined && {caused_by: causedBy}),
  };
}

function findingObject(finding: DoctorFinding): object {
  const {id, severity, check, endpoint, summary, evidence, remedy, reference, causedBy} = finding;
  return {
    id,
    severity,
    check,
    ...(endpoint !== undefined && {endpoint}),
    summary,
    evidence,
    remedy,
    ...(reference !== undefined && {reference}),
    ...(causedBy !== undefined && {caused_by: causedBy}),
  };
}

export function versionObject({version, notes, fixedBy}: VersionReport): object {
  return {
    version,
    notes: notes.map(({reference, summary, fixedIn}) => ({
      reference,
      summary,
      fixed_in: fixedIn,
    })),
    ...(fixedBy !== undefined && {fixed_by: fixedBy}),
  };
}

export function explanationJson(matches: readonly Match[]): string {
  return JSON.stringify({
    matches: matches.map(({entry, seen}) => ({
      id: entry.id,
      cause: entry.cause,
      remedy: remedyOf(entry, undefined),
      ...(entry.reference !== undefined && {reference: entry.reference}),
      seen: entry.seen,
      ...(seen !== undefined && {matched: seen}),
    })),
  });
}
