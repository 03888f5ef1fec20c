// The certificate check as text: first what is wrong and what to do, in at most five lines, then a
// table where there are several endpoints, then each endpoint with its two paths, findings and chain,
// and what APISIX keeps in etcd.
// Meaning is in words and glyphs; colour comes second. No line is wider than asked.
import type {SslFinding} from '../tls/apisix-ssl-report.ts';
import type {CertificatesReport, EndpointCertificates} from '../tls/certificates-report.ts';
import {chainTree} from './certificates-chain-lines.ts';
import {findingLines} from './certificates-finding-lines.ts';
import {headline} from './certificates-headline.ts';
import {asciiLine, hanging, verdictSpan} from './certificates-marks.ts';
import {pathPicture} from './certificates-picture.ts';
import {sslSection, sslSummary} from './certificates-ssl-lines.ts';
import {endpointTable} from './certificates-table.ts';
import {cutLine, padText} from './display-width.ts';
import {type Line, type Span, span} from './lines.ts';
import {durationText} from './number-text.ts';
import {printable} from './printable.ts';

type CertificatesLinesOptions = {
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
  const {lines: first, said} = headline(report, room);
  const sections = [
    first,
    overview(report, room),
    ...(report.findings ?? []).map(finding => findingLines(finding, room, finding === said)),
    ...report.endpoints.map(endpoint => endpointSection(endpoint, room, said)),
    clientSection(report, room),
    report.apisixSsls === undefined ? [] : sslSection(report.apisixSsls, room),
  ];
  const lines = sections
    .filter(section => section.length > 0)
    .flatMap((section, at) => (at === 0 ? section : [[], ...section]));
  const cut = lines.map(line => cutLine(line, width));
  return options.ascii === true ? cut.map(asciiLine) : cut;
}

// What the members are together: side by side, what differs, and that APISIX's certificates are below.
function overview(report: CertificatesReport, width: number): Line[] {
  const {endpoints, membersUnread, apisixSsls} = report;
  return [
    ...(endpoints.length > 1 ? endpointTable(endpoints, width) : []),
    ...(membersUnread === undefined ? [] : hanging(' ? ', membersUnread, width, 'dim')),
    ...(apisixSsls === undefined ? [] : sslSummary(apisixSsls, width)),
  ];
}

// What is wrong and what to do stands on the first screen; what calls and rules said in full, below.
function endpointSection(
  endpoint: EndpointCertificates,
  width: number,
  said: SslFinding | undefined,
): Line[] {
  const isAsked = wasAsked(endpoint);
  return [
    ...identityLines(endpoint, width),
    ...(isAsked ? [[], ...pathPicture(endpoint, width)] : []),
    ...endpoint.findings.flatMap(finding => [
      [],
      ...findingLines(finding, width, finding === said),
    ]),
    [],
    ...(isAsked ? callLines(endpoint, width) : unaskedLines(endpoint, width)),
    ...predictionLines(endpoint, width),
    ...chainSection(endpoint, width),
    ...acceptedSection(endpoint, width),
  ];
}

// A picture of three question marks for one and the same reason says nothing.
function wasAsked({observed: {https, gateway, grpc}}: EndpointCertificates): boolean {
  return https.summary !== gateway.summary || https.summary !== grpc.summary;
}

function unaskedLines({observed}: EndpointCertificates, width: number): Line[] {
  const lead = `   ${padText('calls', 9)}`;
  const {summary, verdict} = observed.https;
  return replaceLead(hanging(`${lead}${' '.repeat(11)}`, summary, width), [
    span(lead),
    verdictSpan(verdict, 11),
  ]);
}

function identityLines(
  {endpoint, member, etcdVersion, tls}: EndpointCertificates,
  width: number,
): Line[] {
  const asked = tls?.clientCertificateRequested;
  const parts = [
    etcdVersion === undefined ? '' : `etcd ${printable(etcdVersion)}`,
    tls?.protocol ?? '',
    tls === undefined ? '' : tls.cipher,
    tls === undefined ? '' : asked === undefined ? '' : askedText(asked),
  ].filter(part => part !== '');
  return [
    [span(` ${printable(endpoint)}`, 'heading'), span(memberText(member), 'dim')],
    ...(parts.length === 0 ? [] : hanging('   ', parts.join(' · '), width, 'dim')),
  ];
}

function memberText(member: EndpointCertificates['member']): string {
  if (member === undefined) return '';
  const name = `  member ${printable(member.name)}`;
  return member.isListed ? `${name}, from the member list` : name;
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
  const lead = `   ${padText('rules', 9)}`;
  if (hops.every(hop => verdict[hop] === 'unknown')) {
    return hanging(lead, 'nothing was seen to predict from', width, 'dim');
  }
  const words = hops.map(hop => `${hop} ${verdict[hop]}`).join(' · ');
  const why = hops.flatMap(hop => {
    const reason = reasons[hop];
    return reason === undefined ? [] : hanging(`${' '.repeat(12)}${hop}: `, reason, width, 'dim');
  });
  return [...hanging(lead, words, width, 'dim'), ...why];
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
