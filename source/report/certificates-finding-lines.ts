// One finding as text: what it is, what was seen, what to do.
import type {SslFinding} from '../tls/apisix-ssl-report.ts';
import {hanging, MARKS} from './certificates-marks.ts';
import {type Line, type Role, span} from './lines.ts';

/** `isSaid`: its summary stands right above. Of an endpoint, of the cluster, or of an entry of APISIX, which lies on no hop. */
export function findingLines(
  finding: SslFinding & {readonly hop?: string},
  width: number,
  isSaid = false,
): Line[] {
  const role = severityRole(finding.severity);
  const reference = finding.reference === undefined ? '' : `  (${finding.reference})`;
  const where = finding.hop === undefined ? '' : `, ${finding.hop}`;
  return [
    [
      span(` ${MARKS[finding.severity]} `, role),
      span(finding.id, 'strong'),
      span(`  ${finding.severity}${where}${reference}`, 'dim'),
    ],
    ...(isSaid ? [] : hanging('   ', finding.summary, width, role)),
    ...finding.evidence.flatMap(evidence => hanging('     ', evidence, width)),
    ...hanging(`   ${MARKS.remedy} `, finding.remedy, width),
  ];
}

export function severityRole(severity: SslFinding['severity']): Role {
  return severity === 'error' ? 'error' : severity === 'warning' ? 'warning' : 'plain';
}
