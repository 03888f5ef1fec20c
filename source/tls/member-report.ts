// Members that nobody gave as an endpoint, as the report says them: one that can't be reached from
// here is unknown, since it may well be reached from where it matters. And what is said of every
// endpoint once more than its own answers is known.
import type {
  EndpointCertificates,
  Finding,
  HopObservation,
  MemberMark,
} from './certificates-report.ts';
import {bySeverity} from './severity.ts';
import {userNameFindings} from './user-name-findings.ts';
import {weakServerFindings} from './weak-algorithms.ts';

/** The connection's own failures (connection-findings.ts). */
const UNREACHABLE = new Set(['net-refused', 'net-dns', 'net-timeout', 'net-no-answer']);

export function askedMember(endpoint: EndpointCertificates): EndpointCertificates {
  if (!endpoint.findings.some(({id}) => UNREACHABLE.has(id))) return endpoint;
  const {https, gateway, grpc} = endpoint.observed;
  return {
    ...endpoint,
    observed: {https: unknownOf(https), gateway: unknownOf(gateway), grpc: unknownOf(grpc)},
    findings: endpoint.findings.map(outOfReach),
  };
}

/** A URL that can't be dialed from here, or should not be. */
export function unaskedMember(options: {
  readonly url: string;
  readonly member: MemberMark;
  readonly reason: string;
}): EndpointCertificates {
  const {url, member, reason} = options;
  const hop = {verdict: 'unknown', summary: `not asked: ${reason}`} as const;
  return {
    endpoint: url,
    member,
    verdict: {start: 'unknown', https: 'unknown', gateway: 'unknown', grpc: 'unknown'},
    observed: {https: hop, gateway: hop, grpc: hop},
    chain: [],
    findings: [
      {
        id: 'member-not-asked',
        severity: 'info',
        hop: 'https',
        summary: `not checked: ${reason}`,
        evidence: [url],
        remedy: 'Set --advertise-client-urls of this member to URLs that clients reach it under.',
      },
    ],
  };
}

/** What needs more than the endpoint itself: user names, and findings that give way to worse ones. */
export function withMoreFindings(
  endpoint: EndpointCertificates,
  userNames: readonly string[],
): EndpointCertificates {
  const more = [...userNameFindings(endpoint, userNames), ...weakServerFindings(endpoint)];
  if (more.length === 0) return endpoint;
  return {...endpoint, findings: [...endpoint.findings, ...more].toSorted(bySeverity)};
}

function outOfReach(finding: Finding): Finding {
  if (!UNREACHABLE.has(finding.id)) return finding;
  const summary = finding.summary.replace('not reachable', 'not reachable from here');
  return {...finding, severity: 'info', summary: `not checked: ${summary}`};
}

function unknownOf(hop: HopObservation): HopObservation {
  return {...hop, verdict: 'unknown'};
}
