// The doctor's whole report as rows, for the Doctor pane: the conclusion first, then every check, an
// endpoint after the other.
import type {DoctorReport} from '../doctor/doctor-report.ts';
import {asciiLine} from './certificates-marks.ts';
import {cutLine} from './display-width.ts';
import {createCheckRows} from './doctor-check-lines.ts';
import {conclusionLines} from './doctor-finding-lines.ts';
import {type Line, span} from './lines.ts';
import {printable} from './printable.ts';

const WIDTH_MIN = 20;

export function doctorLines(
  report: DoctorReport,
  width: number,
  options: {readonly ascii?: boolean} = {},
): Line[] {
  const room = Math.max(WIDTH_MIN, width);
  const sections = [
    conclusionLines(report, room),
    ...report.endpoints.map(({endpoint, etcdVersion, member, checks}) => [
      [
        span(` ${printable(endpoint)}`, 'heading'),
        span(etcdVersion === undefined ? '' : `  etcd ${printable(etcdVersion)}`, 'dim'),
        span(member === undefined ? '' : `  member ${member.name}, from the member list`, 'dim'),
      ] satisfies Line,
      ...rowsOf(checks, room),
    ]),
    report.checks.length === 0
      ? []
      : [[span(' all endpoints together', 'heading')], ...rowsOf(report.checks, room)],
  ];
  const lines = sections
    .filter(section => section.length > 0)
    .flatMap((section, at): Line[] => (at === 0 ? section : [[], ...section]));
  const cut = lines.map(line => cutLine(line, width));
  return options.ascii === true ? cut.map(asciiLine) : cut;
}

function rowsOf(checks: DoctorReport['checks'], width: number): Line[] {
  const rows = createCheckRows({width});
  return [...checks.flatMap(check => rows.add(check, undefined)), ...rows.end()];
}
