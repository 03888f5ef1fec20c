// A check from files as text: the four answers with their reasons, the findings, then the chains. No
// line is wider than asked.

import type {CertificateFacts} from '../tls/certificates-report.ts';
import type {SetupReport} from '../tls/setup-report.ts';
import {chainTree} from './certificates-chain-lines.ts';
import {findingLines} from './certificates-finding-lines.ts';
import {asciiLine, hanging, verdictSpan} from './certificates-marks.ts';
import {cutLine, padText} from './display-width.ts';
import {type Line, span} from './lines.ts';
import {printable} from './printable.ts';

const WIDTH_MIN = 20;

const QUESTIONS = {
  start: 'would etcd start with these files?',
  https: 'would an HTTPS client get an answer?',
  gateway: 'would the HTTP API reach its own gRPC server?',
  grpc: 'would etcdctl work?',
} as const;

export function certificatesSetupLines(
  report: SetupReport,
  width: number,
  options: {readonly ascii?: boolean} = {},
): Line[] {
  const room = Math.max(WIDTH_MIN, width);
  const sections = [
    answerLines(report, room),
    ...report.findings.map(finding => findingLines(finding, room)),
    chainSection(
      'server certificate (--cert-file)',
      report.chain,
      ['serverAuth', 'clientAuth'],
      room,
    ),
    chainSection(
      'gateway certificate (--client-cert-file)',
      report.gatewayChain,
      ['clientAuth'],
      room,
    ),
    chainSection('client certificate', report.client, ['clientAuth'], room),
  ];
  const lines = sections
    .filter(section => section.length > 0)
    .flatMap((section, at) => (at === 0 ? section : [[], ...section]))
    .map(line => cutLine(line, width));
  return options.ascii === true ? lines.map(asciiLine) : lines;
}

function answerLines(
  {host, etcdVersion, build, verdict, reasons}: SetupReport,
  width: number,
): Line[] {
  const about = [
    etcdVersion === undefined ? 'etcd 3.3 to 3.5' : `etcd ${printable(etcdVersion)}`,
    build ?? '',
    `dialed as ${printable(host)}`,
    'predicted from files, nothing was asked',
  ];
  const answers = (['start', 'https', 'gateway', 'grpc'] as const).flatMap((hop): Line[] => {
    const reason = reasons[hop];
    return [
      [span(`   ${padText(hop, 9)}`), verdictSpan(verdict[hop], 11), span(QUESTIONS[hop], 'dim')],
      ...(reason === undefined ? [] : hanging(' '.repeat(23), printable(reason), width)),
    ];
  });
  return [
    ...hanging(' ', about.filter(text => text !== '').join(' · '), width, 'heading'),
    ...answers,
  ];
}

function chainSection(
  title: string,
  chain: readonly CertificateFacts[],
  wanted: readonly string[],
  width: number,
): Line[] {
  if (chain.length === 0) return [];
  return [[span(` ${title}`, 'heading')], ...chainTree(chain, width, wanted)];
}
