// The certificate check of a whole cluster: the endpoints that were given, the members that are not
// among them, and the certificates that APISIX keeps in etcd. A user's name and password go to given
// endpoints only, and only when etcd asks for them.
import {WARN_DAYS_DEFAULT} from '../config/flag-values.ts';
import type {Member} from '../etcd/messages.ts';
import {apiPrefixOf, parseServerVersion} from '../etcd/server-version.ts';
import type {ApisixSslsReport} from '../tls/apisix-ssl-report.ts';
import type {
  CertificatesReport,
  EndpointCertificates,
  Finding,
} from '../tls/certificates-report.ts';
import {memberDifferences} from '../tls/member-differences.ts';
import {askedMember, unaskedMember, withMoreFindings} from '../tls/member-report.ts';
import {printableText} from '../tls/printable-text.ts';
import {userRefused} from '../tls/user-refused.ts';
import {readApisixSsls, sslsPrefixOf} from './apisix-ssls.ts';
import {type CertificatesCheckOptions, checkCertificates} from './certificates-check.ts';
import {
  askMembersByGrpc,
  isTrusted,
  type MemberEndpoint,
  memberEndpoints,
  memberNameOf,
} from './member-endpoints.ts';
import {CallError, createSyncCalls, type GatewayTarget, type SyncCalls} from './sync-calls.ts';
import {askUserNames} from './user-names.ts';

export type ClusterCheckOptions = CertificatesCheckOptions & {
  /** What is looked at; APISIX's certificates lie under it. Default: /apisix/. */
  readonly prefix?: string;
  /** Told one line a request (--debug). */
  readonly debug?: (line: string) => void;
  /** Calls whose owner logs in: then the check never does. It reads on them and leaves them open. */
  readonly calls?: SyncCalls;
  /** The given endpoints, as soon as they are checked: members out of reach take their time. */
  readonly onGiven?: (report: CertificatesReport) => void;
};

/** Never rejects because of a server: what went wrong is in the report. */
export async function checkCluster(options: ClusterCheckOptions): Promise<CertificatesReport> {
  const report = await checkCertificates(options);
  options.onGiven?.(report);
  const calls = options.calls ?? createSyncCalls(options);
  try {
    const ways = waysIn(report.endpoints, options.signal);
    const access = await openAccess(calls, ways, options);
    const list = await listMembers(options, {calls, ways, report});
    const [given, others] = await Promise.all([
      markGiven(report.endpoints, list),
      checkOthers(options, list),
    ]);
    const endpoints = [...given, ...others].map(one => withMoreFindings(one, access.userNames));
    return {
      ...report,
      endpoints,
      findings: [...access.findings, ...memberDifferences(endpoints)],
      ...(list.unread !== undefined && {membersUnread: list.unread}),
      ...(access.ssls !== undefined && {apisixSsls: access.ssls}),
    };
  } finally {
    if (options.calls === undefined) calls.close();
  }
}

/** Given endpoints whose gateway answers, by index. */
function waysIn(
  endpoints: readonly EndpointCertificates[],
  signal = new AbortController().signal,
): readonly GatewayTarget[] {
  return endpoints.flatMap(({observed, findings, etcdVersion}, endpointIndex) => {
    const needsUser = findings.some(({id}) => id === 'auth-user-required');
    if (observed.gateway.verdict !== 'ok' && !needsUser) return [];
    const version = etcdVersion === undefined ? undefined : parseServerVersion(etcdVersion);
    return [{endpointIndex, apiPrefix: apiPrefixOf(version), signal}];
  });
}

type Access = {
  readonly ssls?: ApisixSslsReport;
  /** Of etcd's users, as far as they are known; [] while authentication is off. */
  readonly userNames: readonly string[];
  readonly findings: readonly Finding[];
};

async function openAccess(
  calls: SyncCalls,
  [way]: readonly GatewayTarget[],
  options: ClusterCheckOptions,
): Promise<Access> {
  if (way === undefined) return {userNames: [], findings: []};
  const findings: Finding[] = [];
  let asksForUser = false;
  const {settings, now, warnDays = WARN_DAYS_DEFAULT} = options;
  const ssls = await readApisixSsls({
    prefix: sslsPrefixOf(options.prefix ?? ''),
    context: {nowMs: now(), warnDays},
    async range(request) {
      try {
        return await calls.range(way, request);
      } catch (error) {
        if (!(error instanceof CallError) || error.failure.kind !== 'token-missing') throw error;
        asksForUser = true;
        const mayLogIn = options.calls === undefined && settings.user !== undefined;
        if (!mayLogIn || calls.token !== undefined) throw error;
        await logIn(calls, way, {settings, findings});
        return calls.range(way, request);
      }
    },
  });
  const userNames = asksForUser ? await knownUsers(calls, way, options) : [];
  return {userNames, findings, ...(ssls !== undefined && {ssls})};
}

async function logIn(
  calls: SyncCalls,
  way: GatewayTarget,
  {settings, findings}: Pick<ClusterCheckOptions, 'settings'> & {readonly findings: Finding[]},
): Promise<void> {
  try {
    await calls.login(way);
  } catch (error) {
    if (error instanceof CallError && error.failure.kind === 'wrong-password') {
      const user = printableText(settings.user?.value ?? '', 100);
      findings.push(userRefused(user, printableText(error.failure.message, 200)));
    }
    throw error;
  }
}

async function knownUsers(
  calls: SyncCalls,
  {endpointIndex, apiPrefix, signal}: GatewayTarget,
  {settings, createClient}: ClusterCheckOptions,
): Promise<readonly string[]> {
  const endpoint = settings.endpoints.value[endpointIndex];
  const known = ['root', ...(settings.user === undefined ? [] : [settings.user.value])];
  if (endpoint === undefined || calls.token === undefined) return known;
  const client = createClient(endpoint);
  try {
    const listed = await askUserNames({client, apiPrefix, token: calls.token, signal});
    return [...new Set([...known, ...listed])];
  } finally {
    await client.close();
  }
}

type Members = {
  readonly members: readonly Member[];
  /** Id of the member that answered, by the index of the given endpoint. */
  readonly answeredIds: ReadonlyMap<number, string>;
  readonly unread?: string;
};

const UNREAD = 'no endpoint told the list of members: only what was given is checked';

async function listMembers(
  options: ClusterCheckOptions,
  parts: {calls: SyncCalls; ways: readonly GatewayTarget[]; report: CertificatesReport},
): Promise<Members> {
  const {calls, ways, report} = parts;
  const answeredIds = new Map<number, string>();
  let members: readonly Member[] = [];
  const details = await Promise.all(ways.map(way => calls.details(way)));
  for (const [at, {status, members: found}] of details.entries()) {
    if (members.length === 0) members = found;
    const index = ways[at]?.endpointIndex;
    if (status !== undefined && index !== undefined) answeredIds.set(index, status.header.memberId);
  }
  const silent = report.endpoints.flatMap((endpoint, index) =>
    !answeredIds.has(index) && isTrusted(endpoint) ? [index] : [],
  );
  for (const [index, list] of await Promise.all(silent.map(index => byGrpc(options, index)))) {
    if (list === undefined) continue;
    if (members.length === 0) members = list.members;
    answeredIds.set(index, list.memberId);
  }
  // Where nothing answers at all, that is what is to be said.
  const isMissed =
    members.length === 0 && report.endpoints.some(({observed}) => observed.https.verdict === 'ok');
  return {members, answeredIds, ...(isMissed && {unread: UNREAD})};
}

async function byGrpc({settings, tls, signal}: ClusterCheckOptions, index: number) {
  const endpoint = settings.endpoints.value[index];
  if (endpoint === undefined) return [index, undefined] as const;
  const timeoutMs = settings.commandTimeoutMs.value;
  const list = await askMembersByGrpc({endpoint, tls, timeoutMs, ...(signal && {signal})});
  return [index, list] as const;
}

function markGiven(
  endpoints: readonly EndpointCertificates[],
  {members, answeredIds}: Members,
): readonly EndpointCertificates[] {
  return endpoints.map((endpoint, index) => {
    const member = members.find(({id}) => id === answeredIds.get(index));
    return member === undefined
      ? endpoint
      : {...endpoint, member: {name: memberNameOf(member), isListed: false}};
  });
}

async function checkOthers(
  options: ClusterCheckOptions,
  {members, answeredIds}: Members,
): Promise<readonly EndpointCertificates[]> {
  const {settings} = options;
  const given = settings.endpoints.value;
  const others = memberEndpoints({members, given, answeredIds: new Set(answeredIds.values())});
  const dialed = others.flatMap(({target}) => ('endpoint' in target ? [target.endpoint] : []));
  if (others.length === 0) return [];
  const report = await checkCertificates({
    ...options,
    settings: {...settings, endpoints: {value: dialed, origin: settings.endpoints.origin}},
  });
  const byUrl = new Map(report.endpoints.map(endpoint => [endpoint.endpoint, endpoint]));
  return others.map(other => reportOf(other, byUrl));
}

function reportOf(
  {memberName, url, target}: MemberEndpoint,
  byUrl: ReadonlyMap<string, EndpointCertificates>,
): EndpointCertificates {
  const member = {name: memberName, isListed: true};
  if ('reason' in target) return unaskedMember({url, member, reason: target.reason});
  const seen = byUrl.get(url);
  return seen === undefined
    ? unaskedMember({url, member, reason: 'the check was interrupted'})
    : askedMember({...seen, member});
}
