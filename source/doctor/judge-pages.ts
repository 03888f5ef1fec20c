// What stands at an endpoint that does not answer as etcd's HTTP API does, told from its plain pages:
// a port for gRPC or for peers, a gRPC proxy, a balancer, an API under another path.
import {parseServerVersion} from '../etcd/server-version.ts';
import type {EndpointCertificates} from '../tls/certificates-report.ts';
import {printableText} from '../tls/printable-text.ts';
import {finding} from './catalogue.ts';
import type {Found} from './judged.ts';
import type {EndpointPages, PageAnswer, PageResult} from './probe-facts.ts';

type Seen = {readonly seen: EndpointCertificates; readonly pages: EndpointPages};

/** For a /version that is no etcd's, or did not come. */
export function explainNoEtcd(own: Found, {seen, pages}: Seen): Found {
  const {endpoint} = own;
  const given = {severity: 'error', endpoint, evidence: own.evidence} as const;
  if (!isHttp(pages.version) && (seen.observed.grpc.verdict === 'ok' || isGrpcAnswer(seen))) {
    return finding('grpc-only-port', {
      ...given,
      summary:
        'gRPC answers on this port, HTTP does not: HTTP is on the port of --listen-client-http-urls',
      evidence: [...own.evidence, `gRPC: ${seen.observed.grpc.summary}`],
    });
  }
  if (isHealth(pages.proxyHealth) || (isMissing(pages.version) && isGrpcAnswer(seen))) {
    return finding('grpc-proxy', {
      ...given,
      summary: 'this is an etcd grpc-proxy, not a member: it has no /version',
      evidence: [
        ...own.evidence,
        isHealth(pages.proxyHealth)
          ? 'GET /proxy/health answered 200'
          : `gRPC: ${seen.observed.grpc.summary}`,
      ],
    });
  }
  const html = [pages.version, pages.proxyHealth].find(isHtml);
  if (html !== undefined) return htmlFinding(html, given, '/version');
  if (own.id !== 'not-etcd') {
    return {
      ...own,
      summary:
        'the port takes connections, and nothing answers: a frozen process, a member that waits for the others of a new cluster, or a hole on the way',
      remedy:
        own.id === 'net-timeout'
          ? 'Look at the etcd process on that host (state T or D, disk) and the end of its log; then at firewalls on the way.'
          : own.remedy,
    };
  }
  return own;
}

/** For an API path that is not there, or answered by somebody else. */
export function explainNoGateway(own: Found, {seen, pages}: Seen): Found {
  const {endpoint} = own;
  const {etcdVersion} = seen;
  const given = {severity: 'error', endpoint, etcdVersion, evidence: own.evidence} as const;
  if (isJson(pages.members)) {
    return finding('peer-port', {
      ...given,
      summary: 'this is a port for peers, not for clients: /members answers, /v3 is not there',
      evidence: [...own.evidence, 'GET /members answered 200'],
    });
  }
  if (own.id === 'gw-not-etcd' && /<html|HTTP 5\d\d|HTTP 413/i.test(own.evidence.join(' '))) {
    return finding('http-html', {
      ...given,
      summary: `a proxy answers for etcd: ${own.evidence.join(' ')}`,
    });
  }
  return own.id === 'gw-disabled'
    ? {...finding('gw-disabled', {...given, summary: own.summary})}
    : own;
}

export type VersionPage = {readonly etcdserver?: string; readonly etcdcluster?: string};

/** What an etcd's own /version says beside its number. */
export function versionFindings(
  {etcdserver = '', etcdcluster = ''}: VersionPage,
  {endpoint, isApisix}: {readonly endpoint: string; readonly isApisix: boolean},
): readonly Found[] {
  const evidence = [`GET /version: etcdserver ${etcdserver}, etcdcluster ${etcdcluster}`].map(
    text => printableText(text, 160),
  );
  const given = {endpoint, etcdVersion: etcdserver, evidence} as const;
  if (etcdcluster === 'not_decided') {
    const summary = 'the cluster has never had a quorum: its version is not decided';
    return [finding('version-not-decided', {...given, severity: 'error', summary})];
  }
  const cluster = parseServerVersion(etcdcluster) ?? parseServerVersion(etcdserver);
  if (cluster === undefined || cluster.major !== 3 || cluster.minor >= 4) return [];
  if (isApisix) {
    const summary = `APISIX needs etcd 3.4.0 or newer, this cluster is ${etcdcluster}`;
    return [finding('etcd-old', {...given, severity: 'error', summary})];
  }
  const summary = `etcd ${etcdserver} has its HTTP API under ${cluster.minor === 3 ? '/v3beta' : '/v3alpha'}; APISIX asks for /v3 and needs 3.4`;
  return [finding('gw-prefix', {...given, severity: 'info', summary})];
}

function htmlFinding(
  page: PageAnswer,
  given: {severity: 'error'; endpoint: string | undefined},
  path: string,
): Found {
  const server = page.headers.server ?? page.headers.via;
  const by = server === undefined ? '' : ` (${printableText(server, 60)})`;
  return finding('http-html', {
    ...given,
    summary: `a proxy${by} answers for etcd with status ${page.status} and a page of HTML`,
    evidence: [`GET ${path} answered ${page.status}: ${printableText(page.body.trim(), 120)}`],
  });
}

// A learner, or a cluster that wants a user: refused, and by gRPC all the same.
function isGrpcAnswer({observed}: EndpointCertificates): boolean {
  return /answered/.test(observed.grpc.summary) && observed.https.verdict !== 'ok';
}

// A gRPC server answers 415, or what no HTTP/1.1 parser takes, and at once: silence is another fault.
function isHttp(page: PageResult | undefined): boolean {
  if (page === undefined) return false;
  return 'status' in page ? page.status !== 415 : page.failure.kind === 'timeout';
}

function isHealth(page: PageResult | undefined): boolean {
  return isOk(page) && page !== undefined && 'body' in page && /"health"/.test(page.body);
}

function isMissing(page: PageResult | undefined): boolean {
  return page !== undefined && 'status' in page && page.status === 404 && !isHtml(page);
}

function isOk(page: PageResult | undefined): boolean {
  return page !== undefined && 'status' in page && page.status === 200 && !isHtml(page);
}

function isJson(page: PageResult | undefined): boolean {
  return isOk(page) && page !== undefined && 'body' in page && /^\s*\[/.test(page.body);
}

function isHtml(page: PageResult | undefined): page is PageAnswer {
  return page !== undefined && 'body' in page && /^\s*<(!doctype )?html/i.test(page.body);
}
