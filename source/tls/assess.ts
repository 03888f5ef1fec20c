// From what was seen of an endpoint to what is said about it: the four predictions, what the calls
// showed, and the findings. Pure: everything it needs, the time included, is in its arguments.
import {chainFacts} from './certificate-facts.ts';
import type {EndpointCertificates, Finding, HopVerdicts, TlsFacts} from './certificates-report.ts';
import {clientFindings} from './client-findings.ts';
import {connectionFindings} from './connection-findings.ts';
import {type EndpointFacts, gatherFacts} from './endpoint-facts.ts';
import {ownExpiryFindings, serverExpiryFindings} from './expiry-findings.ts';
import {gatewayFindings} from './gateway-findings.ts';
import type {CheckContext, EndpointObservations} from './observations.ts';
import {type Prediction, predict} from './predict.ts';
import {printableText} from './printable-text.ts';
import {serverFindings} from './server-findings.ts';
import {bySeverityThenHop} from './severity.ts';

export function assess(seen: EndpointObservations, context: CheckContext): EndpointCertificates {
  const facts = gatherFacts(seen, context);
  const prediction = predict(facts);
  const tls = tlsFacts(facts);
  return {
    endpoint: seen.url,
    ...(seen.etcdVersion !== undefined && {etcdVersion: seen.etcdVersion}),
    ...prediction,
    observed: facts.observed,
    ...(tls !== undefined && {tls}),
    chain: chainFacts(seen.chain, context.nowMs),
    findings: findingsOf(facts, prediction),
  };
}

function findingsOf(facts: EndpointFacts, prediction: Prediction): readonly Finding[] {
  const {seen, context} = facts;
  const connection = connectionFindings(facts);
  const found: readonly Finding[] = [
    ...connection,
    ...clientFindings(facts),
    ...serverFindings(facts),
    ...gatewayFindings(facts),
    ...grpcFindings(facts, connection.length > 0),
    ...serverExpiryFindings(seen.chain, context),
    ...ownExpiryFindings(context),
    ...chainFindings(facts),
    ...plainFindings(facts),
  ];
  return [...found, ...differenceFindings(facts, prediction, found)].toSorted(inOrder);
}

/** The order in which a call passes them: the earliest fault is the cause. */
const inOrder = bySeverityThenHop(['https', 'client', 'gateway', 'grpc', 'server']);

// A gRPC call that fails while HTTPS works: a listener or proxy that has no HTTP/2, or a limit.
function grpcFindings({seen, observed}: EndpointFacts, isUnreachable: boolean): Finding[] {
  if (seen.grpc.kind !== 'failed' || isUnreachable || observed.https.verdict !== 'ok') return [];
  return [
    {
      id: 'grpc-unreachable',
      severity: 'error',
      hop: 'grpc',
      summary: 'HTTPS works, but a direct gRPC call (as etcdctl makes it) fails',
      evidence: [observed.grpc.summary],
      remedy:
        'Check whether this is an HTTP-only listener (--listen-client-http-urls) or a proxy without HTTP/2.',
    },
  ];
}

function chainFindings({seen}: EndpointFacts): Finding[] {
  return seen.chainProblems.map(problem => ({
    id: 'tls-chain-unreadable',
    severity: 'warning',
    hop: 'server',
    summary: `a certificate that the server sent can't be read: ${printableText(problem, 160)}`,
    evidence: [],
    remedy: 'Check the certificates in the --cert-file of etcd.',
  }));
}

function plainFindings({seen}: EndpointFacts): Finding[] {
  if (seen.isTls || seen.version.kind !== 'answered') return [];
  return [
    {
      id: 'no-tls',
      severity: 'info',
      hop: 'https',
      summary: 'no TLS on this endpoint: anybody on the way can read and change everything',
      evidence: [seen.url],
      remedy: 'Nothing to do where the network is trusted; else give etcd https:// client URLs.',
    },
  ];
}

const COMPARED = ['https', 'gateway', 'grpc'] as const;

// Rules and reality differ, and no other finding says why: that itself is a diagnosis.
function differenceFindings(
  facts: EndpointFacts,
  {verdict, reasons}: Prediction,
  found: readonly Finding[],
): Finding[] {
  return COMPARED.filter(hop => differs(verdict, facts, hop) && !isSaid(found, hop)).map(hop => ({
    id: 'verdict-differs',
    severity: 'warning',
    hop,
    summary: `${hop}: the rules say ${verdict[hop]}, a real call says ${facts.observed[hop].verdict}`,
    evidence: [...(reasons[hop] === undefined ? [] : [reasons[hop]]), facts.observed[hop].summary],
    remedy:
      'Likely: a certificate replaced on disk since etcd connected, a flag that can not be seen from outside (--client-cert-file), or several listeners.',
  }));
}

function differs(
  verdict: HopVerdicts,
  {observed}: EndpointFacts,
  hop: (typeof COMPARED)[number],
): boolean {
  const seen = observed[hop].verdict;
  return verdict[hop] !== 'unknown' && seen !== 'unknown' && verdict[hop] !== seen;
}

function isSaid(found: readonly Finding[], hop: Finding['hop']): boolean {
  return found.some(
    finding =>
      finding.severity !== 'info' &&
      !finding.id.endsWith('-expires-soon') &&
      (finding.hop === hop || finding.hop === 'client' || finding.hop === 'https'),
  );
}

function tlsFacts({seen, requested}: EndpointFacts): TlsFacts | undefined {
  const handshake = seen.probe?.handshake ?? seen.anonymousProbe?.handshake;
  const flight = seen.flight?.kind === 'flight' ? seen.flight : undefined;
  if (handshake === undefined && flight === undefined) return undefined;
  return {
    protocol: handshake?.protocol ?? 'TLSv1.2',
    cipher: handshake?.cipher ?? `0x${(flight?.cipherSuite ?? 0).toString(16)}`,
    ...(flight?.alpn !== undefined && {alpn: flight.alpn}),
    ...(requested !== undefined && {clientCertificateRequested: requested}),
    ...(seen.acceptableCas !== undefined && {
      acceptableCas: seen.acceptableCas.map(({text}) => text),
    }),
  };
}
