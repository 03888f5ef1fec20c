// The certificate check's findings of one endpoint as checks of the doctor: TLS, the plain HTTP part,
// the gateway and the way of etcdctl, each with what explains it, and what only the doctor's own
// pages tell apart: a peer port, a gRPC proxy, a balancer's HTML, a limit of streams.
import {hasFix, parseServerVersion} from '../etcd/server-version.ts';
import type {EndpointCertificates, Finding} from '../tls/certificates-report.ts';
import {RETRIES} from '../tls/gateway-findings.ts';
import {entryOf, finding} from './catalogue.ts';
import type {CheckId} from './doctor-report.ts';
import {explainNoEtcd, explainNoGateway, type VersionPage, versionFindings} from './judge-pages.ts';
import {type Found, type Judged, judged, passed, skipped, unknown} from './judged.ts';
import type {EndpointPages, PageResult} from './probe-facts.ts';

type CertificatesFacts = {
  readonly seen: EndpointCertificates;
  readonly pages: EndpointPages;
  readonly isTls: boolean;
  readonly isApisix: boolean;
  /** Seconds by which the server's clock is ahead of ours, as far as its answer tells. */
  readonly clockAheadSeconds?: number;
};

export function judgeCertificates(facts: CertificatesFacts): readonly Judged[] {
  const {seen, isTls} = facts;
  const found = seen.findings
    .filter(({id}) => id !== 'no-tls' && id !== 'verdict-differs' && !isSaidBetter(id, seen))
    .map(each => ({check: checkOf(each), found: namedFinding(each, facts)}));
  const of = (check: CheckId) => found.filter(each => each.check === check).map(each => each.found);
  return [
    isTls ? judgeTls(seen, of('tls')) : skipped('tls', 'plain HTTP'),
    judgeVersion(facts, of('version')),
    judgeGrpc(seen, of('grpc')),
    judgeGateway(facts, of('gateway')),
  ];
}

// A refused host name answers /version too, with a text.
function isSaidBetter(id: string, {findings}: EndpointCertificates): boolean {
  return id === 'not-etcd' && findings.some(other => other.id === 'http-421');
}

const CONNECTION_IDS = new Set(['not-etcd', 'http-421', 'net-no-answer', 'net-timeout']);

function checkOf({id, hop}: Finding): CheckId {
  if (CONNECTION_IDS.has(id) || id === 'tls-plain-to-tls') return 'version';
  if (id === 'grpc-only-port') return 'version';
  if (hop === 'gateway') return 'gateway';
  return id === 'grpc-unreachable' ? 'grpc' : 'tls';
}

// The catalogue's name and weight for what the certificate check found.
function namedFinding(given: Finding, facts: CertificatesFacts): Found {
  const found = renamed(given, facts);
  const entry = entryOf(found.id);
  if (entry === undefined) return found;
  const {reference = found.reference} = entry;
  return {
    ...found,
    // On an APISIX's own connection its settings are what is to be changed, not our flags.
    ...(facts.isApisix && OF_CLIENT.has(found.id) && {remedy: entry.remedy}),
    ...(found.reference === undefined && reference !== undefined && {reference}),
  };
}

const OF_CLIENT = new Set([
  'tls-ca-unknown',
  'tls-self-leaf',
  'tls-self-chain',
  'tls-host-mismatch',
  'tls-client-missing',
  'auth-required',
]);

function renamed(given: Finding, {seen, pages}: CertificatesFacts): Found {
  const own = {...withoutHop(given), endpoint: seen.endpoint};
  switch (given.id) {
    case 'net-no-answer':
    case 'net-timeout':
    case 'not-etcd':
      return explainNoEtcd(own, {seen, pages});
    case 'gw-disabled':
    case 'gw-not-etcd':
      return explainNoGateway(own, {seen, pages});
    case 'gw-unreachable-self':
      return seen.tls?.clientCertificateRequested === true ? allowedOrListed(own, seen) : own;
    case 'auth-user-required':
      return {...own, id: 'auth-required'};
    // A gateway is not touched by either; only etcdctl is.
    case 'grpc-unreachable':
      return {
        ...own,
        severity: 'info',
        summary: 'HTTP works here, a direct gRPC call (as etcdctl makes it) does not',
      };
    case 'tls-cn-only':
    case 'tls-go-refuses':
      return {...own, severity: 'warning'};
    default:
      return own;
  }
}

function withoutHop({hop: _hop, ...rest}: Finding): Omit<Finding, 'hop'> {
  return rest;
}

// By exclusion: its usage, dates and CA are fine, so it is turned away by a list of names or serials.
function allowedOrListed(own: Found, {etcdVersion}: EndpointCertificates): Found {
  const {evidence, endpoint} = own;
  return finding('tls-server-allowed', {
    severity: own.severity,
    endpoint,
    etcdVersion,
    summary:
      "the HTTP API is down inside etcd: its gateway was turned away by its own server, though the server certificate's usage, dates and CA are fine now; most likely --client-cert-allowed-hostname",
    evidence,
    remedy: `${RETRIES} Else look at etcd's flags: drop --client-cert-allowed-hostname; else the serial in --client-crl-file or a bad --client-cert-file. Its log says "rejected connection" from its own address.`,
  });
}

function judgeTls(seen: EndpointCertificates, found: readonly Found[]): Judged {
  const {tls} = seen;
  const asks = tls?.clientCertificateRequested === true ? ', asks for a client certificate' : '';
  const summary = tls === undefined ? 'no handshake seen' : `${tls.protocol}${asks}`;
  return found.length === 0 && tls === undefined
    ? unknown('tls', seen.observed.https.summary)
    : judged('tls', found, summary);
}

function judgeVersion(facts: CertificatesFacts, found: readonly Found[]): Judged {
  const {seen, isApisix, clockAheadSeconds = 0} = facts;
  const {summary, verdict, seconds} = seen.observed.https;
  const clock =
    Math.abs(clockAheadSeconds) < CLOCK_SECONDS
      ? []
      : [
          `clock: this host is ${Math.round(Math.abs(clockAheadSeconds))} s ${clockAheadSeconds > 0 ? 'behind' : 'ahead of'} etcd's`,
        ];
  const details = {evidence: clock, ...(seconds !== undefined && {seconds})};
  if (found.length > 0) return judged('version', found, summary, details);
  if (verdict === 'ok') {
    const own = versionFindings(versionPage(facts.pages.version), {
      endpoint: seen.endpoint,
      isApisix,
    });
    return judged('version', own, `etcd ${seen.etcdVersion ?? ''}`, details);
  }
  return unknown('version', summary, details);
}

const CLOCK_SECONDS = 30;

function versionPage(page: PageResult | undefined): VersionPage {
  if (page === undefined || !('body' in page)) return {};
  try {
    const value: unknown = JSON.parse(page.body);
    return typeof value === 'object' && value !== null ? (value as VersionPage) : {};
  } catch {
    return {}; // no JSON: then it is no etcd, and that is said already
  }
}

function judgeGrpc(seen: EndpointCertificates, found: readonly Found[]): Judged {
  const {summary, verdict, seconds} = seen.observed.grpc;
  const details = seconds === undefined ? {} : {seconds};
  if (found.length > 0 || verdict === 'ok') return judged('grpc', found, summary, details);
  return unknown('grpc', summary, details);
}

const STREAMS_FIXED_IN = ['3.4.20', '3.5.5'] as const;

function judgeGateway({seen, isTls}: CertificatesFacts, found: readonly Found[]): Judged {
  const {summary, verdict, seconds} = seen.observed.gateway;
  const details = seconds === undefined ? {} : {seconds};
  if (found.length > 0) return judged('gateway', found, summary, details);
  if (verdict === 'ok') {
    const isPlain = summary.endsWith('answered 200');
    return passed('gateway', isPlain ? summary : `it reaches etcd: ${summary}`, details);
  }
  const others = seen.observed;
  if (others.https.verdict === 'ok' && others.grpc.verdict === 'ok') {
    return judged('gateway', [hangingGateway(seen, isTls)], summary, details);
  }
  return unknown('gateway', summary, details);
}

// /version and gRPC answer, the gateway between them does not.
function hangingGateway(
  {endpoint, etcdVersion, observed}: EndpointCertificates,
  isTls: boolean,
): Found {
  const version = etcdVersion === undefined ? undefined : parseServerVersion(etcdVersion);
  const isLimited = isTls && version !== undefined && !hasFix(version, STREAMS_FIXED_IN);
  const evidence = [
    `GET /version: ${observed.https.summary}`,
    `gRPC: ${observed.grpc.summary}`,
    `gateway: ${observed.gateway.summary}`,
  ];
  const given = {severity: 'error', endpoint, etcdVersion, evidence} as const;
  return isLimited
    ? finding('net-h2-250', {
        ...given,
        summary: `the HTTP API hangs while /version and gRPC answer: over TLS, the gateway of etcd ${etcdVersion} is full at 250 streams`,
      })
    : finding('gw-unreachable-self', {
        ...given,
        summary: 'the HTTP API does not answer while /version and gRPC do',
      });
}
