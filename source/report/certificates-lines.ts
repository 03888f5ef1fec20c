// The certificate check as text: first what is wrong and what to do, in at most five lines, then a
// table where there are several endpoints, then each endpoint with its two paths, findings and chain.
// Meaning is in words and glyphs; colour comes second. No line is wider than asked.
import type {CertificatesReport, EndpointCertificates, Finding} from './certificates.ts';
import {chainTree} from './certificates-chain-lines.ts';
import {asciiLine, hanging, MARKS, verdictSpan} from './certificates-marks.ts';
import {pathPicture} from './certificates-picture.ts';
import {cutLine, cutMiddle, padText} from './display-width.ts';
import {type Line, type Role, type Span, span} from './lines.ts';
import {countOf, durationText} from './number-text.ts';
import {printable} from './printable.ts';

export type CertificatesLinesOptions = {
  /** For terminals without Unicode. Default false. */
  readonly ascii?: boolean;
};

const WIDTH_MIN = 20;

export function certificatesLines(
  report: CertificatesReport,
  width: number,
  options: CertificatesLinesOptions = {},
): Line[] {
  const room = Math.max(WIDTH_MIN, width);
  const sections = [
    headline(report, room),
    ...(report.endpoints.length > 1 ? [endpointTable(report.endpoints, room)] : []),
    ...report.endpoints.map(endpoint => endpointSection(endpoint, room)),
    clientSection(report, room),
  ];
  const lines = sections
    .filter(section => section.length > 0)
    .flatMap((section, at) => (at === 0 ? section : [[], ...section]));
  const cut = lines.map(line => cutLine(line, width));
  return options.ascii === true ? cut.map(asciiLine) : cut;
}

const HEADLINE_LINES_MAX = 5;

function headline(report: CertificatesReport, width: number): Line[] {
  const worst = worstFinding(report.endpoints);
  if (worst === undefined) return quietHeadline(report, width);
  const {finding} = worst;
  const where = whereText(worst, report.endpoints.length);
  const role: Role = finding.severity === 'error' ? 'error' : 'warning';
  const what = hanging(` ${MARKS[finding.severity]} `, `${where}${finding.summary}`, width, role);
  const todo = hanging(` ${MARKS.remedy} `, firstSentence(finding.remedy), width, 'strong');
  return [...what.slice(0, Math.max(1, HEADLINE_LINES_MAX - todo.length)), ...todo].slice(
    0,
    HEADLINE_LINES_MAX,
  );
}

function quietHeadline({endpoints}: CertificatesReport, width: number): Line[] {
  const undecided = endpoints.filter(({observed}) =>
    Object.values(observed).some(({verdict}) => verdict !== 'ok'),
  );
  if (undecided.length > 0) {
    return hanging(' ? ', 'could not tell: not every call was answered', width, 'unknown');
  }
  const where = countOf(endpoints.length, 'endpoint');
  const text = `nothing wrong on ${where}: HTTPS, the gateway and gRPC answer`;
  return hanging(` ${MARKS.ok} `, text, width, 'ok');
}

// The most severe one; among equals the one that most endpoints share.
function worstFinding(endpoints: readonly EndpointCertificates[]): Worst | undefined {
  const firsts = endpoints
    .flatMap(({endpoint, findings}) => findings.slice(0, 1).map(finding => ({endpoint, finding})))
    .filter(({finding}) => finding.severity !== 'info');
  const countOfId = (id: string) => firsts.filter(({finding}) => finding.id === id).length;
  const [first] = firsts.toSorted(
    ({finding: one}, {finding: other}) =>
      Number(other.severity === 'error') - Number(one.severity === 'error') ||
      countOfId(other.id) - countOfId(one.id),
  );
  return first && {...first, on: countOfId(first.finding.id)};
}

type Worst = {readonly finding: Finding; readonly endpoint: string; readonly on: number};

// One endpoint is named; a single one only where the connection to it is the matter.
function whereText({finding, endpoint, on}: Worst, endpoints: number): string {
  if (on > 1) return `on ${on} of ${endpoints} endpoints: `;
  return endpoints > 1 || finding.hop === 'https' ? `${endpoint}: ` : '';
}

function firstSentence(text: string): string {
  return /^.*?\.(?= [A-Z]|$)/s.exec(text)?.[0] ?? text;
}

function endpointTable(endpoints: readonly EndpointCertificates[], width: number): Line[] {
  const longest = Math.max(...endpoints.map(({endpoint}) => endpoint.length), 8);
  const namesFinding = width >= FINDING_COLUMN_WIDTH_MIN;
  const nameWidth = Math.max(12, Math.min(longest, width - (namesFinding ? 54 : 34)));
  const header = `${padText(' endpoint', nameWidth + 3)}${['https', 'gateway', 'grpc'].map(hop => padText(hop, 10)).join('')}`;
  return [
    [span(header, 'dim')],
    ...endpoints.map(
      ({endpoint, observed, findings}): Line => [
        span(` ${padText(cutMiddle(printable(endpoint), nameWidth), nameWidth)}  `),
        ...[observed.https, observed.gateway, observed.grpc].map(({verdict}) =>
          verdictSpan(verdict, 10),
        ),
        span(namesFinding ? firstId(findings) : '', 'dim'),
      ],
    ),
  ];
}

const FINDING_COLUMN_WIDTH_MIN = 76;

function firstId(findings: readonly Finding[]): string {
  return findings.find(({severity}) => severity !== 'info')?.id ?? '';
}

function endpointSection(endpoint: EndpointCertificates, width: number): Line[] {
  return [
    ...identityLines(endpoint, width),
    [],
    ...pathPicture(endpoint, width),
    [],
    ...callLines(endpoint, width),
    ...predictionLines(endpoint, width),
    ...endpoint.findings.flatMap(finding => [[], ...findingLines(finding, width)]),
    ...chainSection(endpoint, width),
    ...acceptedSection(endpoint, width),
  ];
}

function identityLines({endpoint, etcdVersion, tls}: EndpointCertificates, width: number): Line[] {
  const asked = tls?.clientCertificateRequested;
  const parts = [
    etcdVersion === undefined ? '' : `etcd ${printable(etcdVersion)}`,
    tls?.protocol ?? '',
    tls === undefined ? '' : tls.cipher,
    tls === undefined ? '' : asked === undefined ? '' : askedText(asked),
  ].filter(part => part !== '');
  return [
    [span(` ${printable(endpoint)}`, 'heading')],
    ...(parts.length === 0 ? [] : hanging('   ', parts.join(' · '), width, 'dim')),
  ];
}

function askedText(asked: boolean): string {
  return asked ? 'asks for client certificates' : 'asks for no client certificate';
}

function callLines({observed}: EndpointCertificates, width: number): Line[] {
  return (['https', 'gateway', 'grpc'] as const).flatMap(hop => {
    const {verdict, summary, seconds} = observed[hop];
    const took = seconds === undefined ? '' : ` (${tookText(seconds)})`;
    const lead = `   ${padText(hop, 9)}`;
    return replaceLead(hanging(`${lead}${' '.repeat(11)}`, summary + took, width), [
      span(lead),
      verdictSpan(verdict, 11),
    ]);
  });
}

function tookText(seconds: number): string {
  return seconds < 1 ? `${Math.max(1, Math.round(seconds * 1000))} ms` : durationText(seconds);
}

function replaceLead(lines: Line[], lead: readonly Span[]): Line[] {
  return lines.map((line, at) => (at === 0 ? [...lead, ...line.slice(1)] : line));
}

function predictionLines({verdict, reasons = {}}: EndpointCertificates, width: number): Line[] {
  const hops = ['start', 'https', 'gateway', 'grpc'] as const;
  const words = hops.map(hop => `${hop} ${verdict[hop]}`).join(' · ');
  const why = hops.flatMap(hop => {
    const reason = reasons[hop];
    return reason === undefined ? [] : hanging(`${' '.repeat(12)}${hop}: `, reason, width, 'dim');
  });
  return [...hanging(`   ${padText('rules', 9)}`, words, width, 'dim'), ...why];
}

function findingLines(finding: Finding, width: number): Line[] {
  const role: Role =
    finding.severity === 'error' ? 'error' : finding.severity === 'warning' ? 'warning' : 'plain';
  const reference = finding.reference === undefined ? '' : `  (${finding.reference})`;
  return [
    [
      span(` ${MARKS[finding.severity]} `, role),
      span(finding.id, 'strong'),
      span(`  ${finding.severity}, ${finding.hop}${reference}`, 'dim'),
    ],
    ...hanging('   ', finding.summary, width, role),
    ...finding.evidence.flatMap(evidence => hanging('     ', evidence, width)),
    ...hanging(`   ${MARKS.remedy} `, finding.remedy, width),
  ];
}

function chainSection({chain, tls}: EndpointCertificates, width: number): Line[] {
  if (chain.length === 0) return [];
  const asked = tls?.clientCertificateRequested === true;
  return [
    [],
    [span(' certificate of the server, as sent', 'heading')],
    ...chainTree(chain, width, asked ? ['serverAuth', 'clientAuth'] : ['serverAuth']),
  ];
}

const CA_NAMES_MAX = 12;

function acceptedSection({tls}: EndpointCertificates, width: number): Line[] {
  if (tls?.acceptableCas === undefined || tls.clientCertificateRequested !== true) return [];
  const names = tls.acceptableCas;
  const more = names.length - CA_NAMES_MAX;
  return [
    [],
    [span(' accepts client certificates issued by', 'heading')],
    ...(names.length === 0 ? hanging('   ', 'no CA is named', width, 'dim') : []),
    ...names.slice(0, CA_NAMES_MAX).flatMap(name => hanging('   ', name, width)),
    ...(more > 0 ? hanging('   ', `and ${more} more`, width, 'dim') : []),
  ];
}

function clientSection({client}: CertificatesReport, width: number): Line[] {
  if (client.length === 0) return [];
  return [
    [span(' our client certificate', 'heading')],
    ...chainTree(client, width, ['clientAuth']),
  ];
}
