// What APISIX keeps in etcd as text: one summary line for the top of the report, and a section with
// the entries, those with findings first. Keys are said to match or not; they are never shown.

import type {
  ApisixCertificate,
  ApisixSsl,
  ApisixSslsReport,
  KeyState,
  SslFinding,
} from '../tls/apisix-ssl-report.ts';
import {severityRank, worstOf} from '../tls/severity.ts';
import {validRole, validText} from './certificates-chain-lines.ts';
import {findingLines} from './certificates-finding-lines.ts';
import {hanging, MARKS} from './certificates-marks.ts';
import {type Line, type Role, span} from './lines.ts';
import {countOf, countText} from './number-text.ts';
import {printable} from './printable.ts';

/** At the top: the details are a long way down. */
export function sslSummary(report: ApisixSslsReport, width: number): Line[] {
  const severities = report.entries.map(worstSeverity);
  const errors = severities.filter(severity => severity === 'error').length;
  const warnings = severities.filter(severity => severity === 'warning').length;
  const said = [
    `${countText(report.entries.length)} under ${report.prefix}`,
    ...(errors > 0 ? [`${countText(errors)} broken or expired`] : []),
    ...(warnings > 0 ? [countOf(warnings, 'warning')] : []),
    ...(report.unread === undefined ? [] : [`not all read: ${report.unread}`]),
  ];
  const role: Role = errors > 0 ? 'error' : warnings > 0 ? 'warning' : 'plain';
  return hanging(' APISIX certificates: ', said.join(', '), width, role);
}

const QUIET_MAX = 20;
const TROUBLED_MAX = 200;

export function sslSection(report: ApisixSslsReport, width: number): Line[] {
  const troubled = report.entries
    .filter(({findings}) => findings.length > 0)
    .toSorted(byWorstFinding);
  const quiet = report.entries.filter(({findings}) => findings.length === 0);
  return [
    ...hanging(' ', `certificates that APISIX keeps in etcd, ${report.prefix}`, width, 'heading'),
    ...(report.unread === undefined
      ? []
      : hanging(' ? ', `not all read: ${report.unread}`, width, 'unknown')),
    ...troubled.slice(0, TROUBLED_MAX).flatMap(entry => entryLines(entry, width)),
    ...moreLine(troubled.length - TROUBLED_MAX, 'with findings', width),
    ...quiet.slice(0, QUIET_MAX).flatMap(entry => entryLines(entry, width)),
    ...moreLine(quiet.length - QUIET_MAX, 'without findings', width),
  ];
}

function worstSeverity({findings}: ApisixSsl): SslFinding['severity'] | undefined {
  return worstOf(findings)?.severity;
}

function byWorstFinding(one: ApisixSsl, other: ApisixSsl): number {
  const rank = (entry: ApisixSsl) => severityRank(worstSeverity(entry) ?? 'info');
  return rank(one) - rank(other);
}

function moreLine(more: number, what: string, width: number): Line[] {
  return more > 0 ? hanging('   ', `and ${countText(more)} more ${what}`, width, 'dim') : [];
}

const MARK_ROLES: Readonly<Record<string, Role>> = {
  error: 'error',
  warning: 'warning',
  info: 'dim',
};

function entryLines(entry: ApisixSsl, width: number): Line[] {
  const severity = worstSeverity(entry);
  const mark = severity === undefined ? MARKS.ok : MARKS[severity];
  const names =
    entry.snis.length === 0
      ? entry.type === 'client'
        ? 'shown to upstreams'
        : 'no SNI'
      : entry.snis.join(', ');
  const off = entry.isEnabled ? '' : '  (switched off)';
  const title = hanging(' ', `${mark} ssls/${entry.id}  ${names}${off}`, width, 'strong');
  return [
    ...title.map((line, at): Line => (at === 0 ? coloured(line, severity) : line)),
    ...entry.certificates.flatMap(certificate => certificateLines(certificate, width)),
    ...entry.findings.flatMap(finding => indented(findingLines(finding, width - 2))),
  ];
}

function coloured(line: Line, severity: string | undefined): Line {
  const role = severity === undefined ? 'ok' : (MARK_ROLES[severity] ?? 'plain');
  return line.map(({text, role: own}, at) => span(text, at === line.length - 1 ? own : role));
}

function certificateLines({chain, key}: ApisixCertificate, width: number): Line[] {
  const [leaf] = chain;
  const keyText = KEY_WORDS[key];
  if (leaf === undefined) return hanging('     ', keyText, width, 'dim');
  const text = `${validText(leaf)} · ${leaf.publicKey} · ${keyText}`;
  const role = key === 'differs' || key === 'unreadable' ? 'error' : validRole(leaf);
  return hanging('     ', printable(text), width, role);
}

const KEY_WORDS: Readonly<Record<KeyState, string>> = {
  matches: 'key matches',
  differs: 'key DOES NOT MATCH',
  encrypted: 'key encrypted by APISIX, not compared',
  'held-elsewhere': 'held elsewhere ($secret:// or $env://), not compared',
  absent: 'no key',
  unreadable: 'key unreadable',
  'not-compared': 'key not compared',
};

function indented(lines: readonly Line[]): Line[] {
  return lines.map(line => [span('  '), ...line]);
}
