// The first lines of the certificate report: the worst that was found and what to do about it, in at
// most five rows. Ways into etcd come before what differs between members, and both before what
// APISIX keeps.
import type {SslFinding} from '../tls/apisix-ssl-report.ts';
import type {CertificatesReport, EndpointCertificates} from '../tls/certificates-report.ts';
import {severityRole} from './certificates-finding-lines.ts';
import {hanging, MARKS} from './certificates-marks.ts';
import type {Line} from './lines.ts';
import {countOf} from './number-text.ts';

const LINES_MAX = 5;

type Headline = {
  readonly lines: Line[];
  /** Its summary stands there whole: below it need not be repeated. */
  readonly said?: SslFinding;
};

export function headline(report: CertificatesReport, width: number): Headline {
  const worst = worstOfEndpoints(report.endpoints) ?? worstOfRest(report);
  if (worst === undefined) return {lines: quietHeadline(report, width)};
  const {finding, where} = worst;
  const mark = ` ${MARKS[finding.severity]} `;
  const what = hanging(mark, where + finding.summary, width, severityRole(finding.severity));
  const todo = hanging(` ${MARKS.remedy} `, firstSentence(finding.remedy), width, 'strong');
  const room = Math.max(1, LINES_MAX - todo.length);
  const lines = [...what.slice(0, room), ...todo].slice(0, LINES_MAX);
  // Among several endpoints each says its own in full.
  return where === '' && what.length <= room ? {lines, said: finding} : {lines};
}

type Worst = {readonly finding: SslFinding; readonly where: string};

// The most severe one; among equals the one that most endpoints share.
function worstOfEndpoints(endpoints: readonly EndpointCertificates[]): Worst | undefined {
  const firsts = endpoints
    .flatMap(({endpoint, findings}) => findings.slice(0, 1).map(finding => ({endpoint, finding})))
    .filter(({finding}) => finding.severity !== 'info');
  const countOfId = (id: string) => firsts.filter(({finding}) => finding.id === id).length;
  const [first] = firsts.toSorted(
    ({finding: one}, {finding: other}) =>
      Number(other.severity === 'error') - Number(one.severity === 'error') ||
      countOfId(other.id) - countOfId(one.id),
  );
  if (first === undefined) return undefined;
  const {endpoint, finding} = first;
  const on = countOfId(finding.id);
  // One endpoint is named; a single one only where the connection to it is the matter.
  if (on > 1) return {finding, where: `on ${on} of ${endpoints.length} endpoints: `};
  const isNamed = endpoints.length > 1 || finding.hop === 'https';
  return {finding, where: isNamed ? `${endpoint}: ` : ''};
}

function worstOfRest({findings = [], apisixSsls}: CertificatesReport): Worst | undefined {
  const ofSsls = (apisixSsls?.entries ?? []).flatMap(entry => entry.findings);
  const all: readonly SslFinding[] = [...findings, ...ofSsls];
  const finding =
    all.find(({severity}) => severity === 'error') ??
    all.find(({severity}) => severity === 'warning');
  return finding && {finding, where: ''};
}

function quietHeadline({endpoints}: CertificatesReport, width: number): Line[] {
  const asked = endpoints.filter(({member}) => member?.isListed !== true);
  const undecided = asked.filter(({observed}) =>
    Object.values(observed).some(({verdict}) => verdict !== 'ok'),
  );
  if (undecided.length > 0) {
    return hanging(' ? ', 'could not tell: not every call was answered', width, 'unknown');
  }
  const answering = endpoints.filter(({observed}) => observed.https.verdict === 'ok');
  const where = countOf(answering.length, 'endpoint');
  const silent = endpoints.length - answering.length;
  const rest = silent === 0 ? '' : `; ${countOf(silent, 'member')} not reached from here`;
  const text = `nothing wrong on ${where}: HTTPS, the gateway and gRPC answer${rest}`;
  return hanging(` ${MARKS.ok} `, text, width, 'ok');
}

function firstSentence(text: string): string {
  return /^.*?\.(?= [A-Z]|$)/s.exec(text)?.[0] ?? text;
}
