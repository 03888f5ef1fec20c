// What the doctor concludes, as rows: the cause with its evidence and what to type, then what else it
// found, and what follows from the cause in one row each.
import type {DoctorFinding, DoctorReport, VersionReport} from '../doctor/doctor-report.ts';
import {severityRole} from './certificates-finding-lines.ts';
import {hanging} from './certificates-marks.ts';
import {severityGlyph, severityWord, tookText} from './doctor-mark.ts';
import {type Line, span} from './lines.ts';
import {countOf} from './number-text.ts';

export function conclusionLines(report: DoctorReport, width: number): Line[] {
  const {cause, findings} = report;
  const others = findings.filter(each => !isCause(each, cause));
  const own = others.filter(({causedBy}) => causedBy === undefined);
  const following = others.filter(({causedBy}) => causedBy !== undefined);
  const blocks = [
    cause === undefined ? quietLines(report, width) : findingBlock(cause, width),
    ...own.filter(({severity}) => severity !== 'info').map(each => findingBlock(each, width)),
    followingLines(following, width),
    [
      ...own.filter(({severity}) => severity === 'info').flatMap(each => noteLines(each, width)),
      ...report.versions.flatMap(each => versionLines(each, width)),
      [span(` · ${countOf(report.requests, 'request')}, ${tookText(report.seconds)}`, 'dim')],
    ],
  ];
  return blocks
    .filter(block => block.length > 0)
    .flatMap((block, at): Line[] => (at === 0 ? block : [[], ...block]));
}

function isCause(finding: DoctorFinding, cause: DoctorFinding | undefined): boolean {
  return cause !== undefined && finding.id === cause.id && finding.endpoint === cause.endpoint;
}

function quietLines({verdict, endpoints}: DoctorReport, width: number): Line[] {
  if (verdict === 'unknown') {
    return hanging(' ? ', 'could not tell: not every check got an answer', width, 'unknown');
  }
  return hanging(' ✓ ', `nothing wrong on ${countOf(endpoints.length, 'endpoint')}`, width, 'ok');
}

function findingBlock(finding: DoctorFinding, width: number): Line[] {
  const {severity, id, endpoint, summary, evidence, remedy, reference} = finding;
  const role = severityRole(severity);
  const where = endpoint === undefined ? '' : `  ${endpoint}`;
  return [
    ...hanging(
      ` ${severityGlyph(severity)} ${severityWord(severity)} `,
      `${id}${where}`,
      width,
      role,
    ),
    ...hanging('   ', summary, width, 'strong'),
    ...evidence.flatMap(text => hanging('     ', text, width, 'dim')),
    ...hanging('   → ', remedy, width),
    ...(reference === undefined ? [] : hanging('     ', `see ${reference}`, width, 'dim')),
  ];
}

function noteLines({summary, endpoint, id}: DoctorFinding, width: number): Line[] {
  const where = endpoint === undefined ? '' : ` (${endpoint})`;
  return hanging(' · ', `${summary}${where} [${id}]`, width, 'dim');
}

function followingLines(findings: readonly DoctorFinding[], width: number): Line[] {
  return findings.flatMap(({id, endpoint, causedBy, severity}) => {
    const where = endpoint === undefined ? '' : ` at ${endpoint}`;
    const lead = ` ${severityGlyph(severity)} `;
    return hanging(lead, `${id}${where} follows from ${causedBy}`, width, 'dim');
  });
}

// Known bugs are no finding: one row, and the list for who wants it.
function versionLines({version, notes, fixedBy}: VersionReport, width: number): Line[] {
  if (notes.length === 0) return [];
  const fixed = fixedBy === undefined ? '' : `, all fixed in ${fixedBy}`;
  const bugs = `${countOf(notes.length, 'known bug')} on this path${fixed}`;
  return hanging(
    ' · ',
    `etcd ${version}: ${bugs}: etcdscope doctor explain ${version}`,
    width,
    'dim',
  );
}
