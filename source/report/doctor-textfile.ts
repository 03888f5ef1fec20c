// The doctor's report in Prometheus' text format, for the textfile collector of node_exporter: what
// was found, what each check came to, and when.
import type {CheckStatus, DoctorReport} from '../doctor/doctor-report.ts';
import {metricFamily, type Sample} from './metric-family.ts';

const VERDICTS = ['pass', 'warn', 'fail', 'unknown'] as const;
const STATUSES: Readonly<Record<CheckStatus, number>> = {
  pass: 0,
  warn: 1,
  fail: 2,
  unknown: 3,
  skipped: 4,
};

export function doctorTextfile(report: DoctorReport): string {
  const {verdict, cause} = report;
  const verdicts = VERDICTS.map(name => ({
    labels: {verdict: name},
    value: name === verdict ? 1 : 0,
  }));
  const causes =
    cause === undefined ? [] : [{labels: {id: cause.id, endpoint: cause.endpoint ?? ''}, value: 1}];
  const run = [{labels: {}, value: report.checkedTimeMs / 1000}];
  return [
    metricFamily('etcdscope_doctor_verdict', 'Which of the verdicts holds.', verdicts),
    metricFamily('etcdscope_doctor_cause', 'The earliest layer that fails.', causes),
    metricFamily(
      'etcdscope_doctor_finding',
      'Present for every finding; warning and error want action.',
      findings(report),
    ),
    metricFamily(
      'etcdscope_doctor_check_status',
      '0 pass, 1 warn, 2 fail, 3 unknown, 4 skipped.',
      checks(report),
    ),
    metricFamily('etcdscope_doctor_requests', 'Requests of the run.', [
      {labels: {}, value: report.requests},
    ]),
    metricFamily('etcdscope_doctor_duration_seconds', 'How long the run took.', [
      {labels: {}, value: report.seconds},
    ]),
    metricFamily(
      'etcdscope_doctor_last_run_timestamp_seconds',
      'When this was written, seconds since the epoch.',
      run,
    ),
  ].join('');
}

function findings(report: DoctorReport): readonly Sample[] {
  return report.findings.map(({endpoint = '', id, severity}) => ({
    labels: {endpoint, id, severity},
    value: 1,
  }));
}

function checks({endpoints, checks: common}: DoctorReport): readonly Sample[] {
  const all = [{endpoint: '', checks: common}, ...endpoints];
  return all.flatMap(({endpoint, checks: own}) =>
    own.map(({id, status}) => ({labels: {endpoint, check: id}, value: STATUSES[status]})),
  );
}
