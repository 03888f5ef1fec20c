// The way to one endpoint, layer by layer, until its API answers or a layer fails: name, port, TLS and
// certificates, /version, gRPC beside it, and the hop from the gateway to its own server.
import {judgeCertificates} from '../doctor/judge-certificates.ts';
import {judgeName, judgeTcp} from '../doctor/judge-connection.ts';
import type {EndpointPages, PageResult} from '../doctor/probe-facts.ts';
import {apiPrefixOf, parseServerVersion} from '../etcd/server-version.ts';
import type {EndpointCertificates} from '../tls/certificates-report.ts';
import {checkCertificates} from './certificates-check.ts';
import {createDoctorCalls} from './doctor-calls.ts';
import {connectToAll, lookUpName} from './doctor-first-steps.ts';
import {type DoctorRun, tell, tellSkipped, type Visit} from './doctor-visit.ts';

/** Requests of the certificate check: /version, gRPC, gateway, and up to three looks at TLS. */
const PLAIN_REQUESTS = 3;
const TLS_REQUESTS = 6;

export async function reachEndpoint(run: DoctorRun, visit: Visit): Promise<void> {
  const {endpoint} = visit;
  const timeoutMs = run.context.settings.dialTimeoutMs.value;
  const limits = {timeoutMs, signal: run.signal};
  const name = await lookUpName(endpoint, limits);
  if (name !== undefined) tell(run, visit, judgeName(name, run.context, endpoint.url));
  if (name !== undefined && 'code' in name.system) {
    return tellSkipped(
      run,
      visit,
      ['tcp-connect', 'tls', 'version', 'grpc', 'gateway'],
      'no address',
    );
  }
  const addresses = name !== undefined && 'addresses' in name.system ? name.system.addresses : [];
  const tcp = judgeTcp(await connectToAll(endpoint, addresses, limits), endpoint.url);
  tell(run, visit, tcp);
  if (tcp.check.status !== 'pass') {
    return tellSkipped(run, visit, ['tls', 'version', 'grpc', 'gateway'], 'no connection');
  }
  visit.isConnected = true;
  return lookInside(run, visit);
}

async function lookInside(run: DoctorRun, visit: Visit): Promise<void> {
  const {endpoint, client} = visit;
  const {settings} = run.context;
  const count = endpoint.tls ? TLS_REQUESTS : PLAIN_REQUESTS;
  for (let sent = 0; sent < count; sent++) run.count();
  const one = {value: [endpoint], origin: settings.endpoints.origin};
  const [report, version] = await Promise.all([
    checkCertificates({
      settings: {...settings, endpoints: one},
      tls: run.tls,
      createClient: run.createClient,
      now: run.now,
      signal: run.signal,
      ...(run.warnDays !== undefined && {warnDays: run.warnDays}),
    }),
    createDoctorCalls({client, apiPrefix: '', signal: run.signal, count: run.count}).page(
      '/version',
    ),
  ]);
  const [seen] = report.endpoints;
  if (seen === undefined) return;
  visit.certificates = seen;
  const pages = await morePages(run, visit, seen, version);
  const ahead = clockAhead(version, run.now());
  const proxy = proxyOf(version);
  if (proxy !== undefined) visit.proxy = proxy;
  tell(
    run,
    visit,
    ...judgeCertificates({
      seen,
      pages,
      isTls: endpoint.tls,
      isApisix: run.context.isApisix,
      ...(ahead !== undefined && {clockAheadSeconds: ahead}),
    }),
  );
  const known = seen.etcdVersion === undefined ? undefined : parseServerVersion(seen.etcdVersion);
  visit.apiPrefix = apiPrefixOf(known);
  // A gateway that was only looked at with verification off is not asked for more.
  const {gateway, https} = seen.observed;
  visit.gatewayWorks = gateway.verdict === 'ok' && https.verdict === 'ok';
}

// Only where something is odd: a healthy endpoint is asked for nothing more.
async function morePages(
  run: DoctorRun,
  {client}: Visit,
  {observed, findings}: EndpointCertificates,
  version: PageResult,
): Promise<EndpointPages> {
  const calls = createDoctorCalls({client, apiPrefix: '', signal: run.signal, count: run.count});
  const isOther = observed.https.verdict === 'fail' && 'status' in version;
  if (isOther) return {version, proxyHealth: await calls.page('/proxy/health')};
  const isMissing = findings.some(({id}) => id === 'gw-disabled' || id === 'gw-not-etcd');
  return isMissing ? {version, members: await calls.page('/members')} : {version};
}

function clockAhead(page: PageResult, nowMs: number): number | undefined {
  if (!('headers' in page)) return undefined;
  const serverMs = Date.parse(page.headers.date ?? '');
  return Number.isNaN(serverMs) ? undefined : (serverMs - nowMs) / 1000;
}

// etcd names no server.
function proxyOf(page: PageResult): string | undefined {
  if (!('headers' in page)) return undefined;
  return page.headers.server ?? page.headers.via;
}
