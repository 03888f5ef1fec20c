// A whole run of the doctor: the endpoints side by side, each layer after the other, then what is asked
// once of the cluster. Only reads; one login and one question for alarms at most. What it concludes is
// doctor/diagnosis.ts's.
import type {ConnectionSettings, Endpoint} from '../config/settings.ts';
import {diagnose} from '../doctor/diagnosis.ts';
import type {Check, DoctorReport} from '../doctor/doctor-report.ts';
import {judgeLogin} from '../doctor/judge-access.ts';
import {judgeMembers, type MemberFacts} from '../doctor/judge-members.ts';
import {judgeSpace} from '../doctor/judge-state.ts';
import type {Judged} from '../doctor/judged.ts';
import type {DoctorContext} from '../doctor/probe-facts.ts';
import {versionReports} from '../doctor/version-reports.ts';
import type {Member} from '../etcd/messages.ts';
import {memberDifferences} from '../tls/member-differences.ts';
import {askAtRevision, askEndpoint} from './doctor-ask.ts';
import {createDoctorCalls, type DoctorCalls} from './doctor-calls.ts';
import {askKeySpace} from './doctor-key-space.ts';
import type {Environment} from './doctor-memory.ts';
import {reachEndpoint} from './doctor-reach.ts';
import {createVisit, type DoctorRun, tell, tellSkipped, type Visit} from './doctor-visit.ts';
import {askHistory, watchEndpoint} from './doctor-watching.ts';
import type {GatewayClient} from './gateway-client.ts';
import {memberEndpoints} from './member-endpoints.ts';
import type {TlsMaterial} from './tls-material.ts';

export type DoctorOptions = {
  readonly context: DoctorContext;
  readonly tls: TlsMaterial;
  readonly createClient: (endpoint: Endpoint) => GatewayClient;
  /** Checks that need no network, done already: configuration and files. */
  readonly earlier: readonly Judged[];
  readonly isDeep: boolean;
  /** Hard end of all probes. */
  readonly timeoutMs: number;
  /** From where a watch is tried too (--rev). */
  readonly askedRevision?: number;
  readonly warnDays?: number;
  readonly environment: Environment;
  readonly onCheck?: (check: Check, endpoint: string | undefined) => void;
  readonly now: () => number;
  readonly signal: AbortSignal;
};

/** Never rejects because of a server: what went wrong is in the report. */
export async function runDoctorProbes(options: DoctorOptions): Promise<DoctorReport> {
  const started = performance.now();
  const deadline = AbortSignal.timeout(options.timeoutMs);
  let requests = 0;
  const run: DoctorRun = {
    ...options,
    signal: AbortSignal.any([options.signal, deadline]),
    count: () => requests++,
    onCheck: options.onCheck ?? (() => undefined),
    findings: [],
    checks: [],
  };
  const visits = options.context.settings.endpoints.value.map(each => createVisit(run, each));
  const listed: Visit[] = [];
  try {
    tell(run, undefined, ...options.earlier);
    await loadFirst();
    await examine(run, {options, visits, listed});
  } finally {
    await Promise.all([...visits, ...listed].map(({client}) => client.close()));
  }
  const seconds = (performance.now() - started) / 1000;
  return reportOf(run, {visits: [...visits, ...listed], requests, seconds});
}

// Before anything is timed: loading them between two answers would be counted as the server's time.
async function loadFirst(): Promise<void> {
  await Promise.all([
    import('../tls/assess.ts'),
    import('../tls/parse-certificate.ts'),
    import('../tls/certificate-signature.ts'),
    import('@grpc/grpc-js'),
  ]);
}

type Parts = {readonly options: DoctorOptions; readonly visits: Visit[]; readonly listed: Visit[]};

async function examine(run: DoctorRun, {options, visits, listed}: Parts): Promise<void> {
  await Promise.all(visits.map(visit => reachEndpoint(run, visit)));
  await logIn(run, visits);
  await Promise.all(visits.map(visit => askEndpoint(run, visit)));
  const best = visits.find(({hasQuorum}) => hasQuorum) ?? visits.find(({first}) => first);
  const members = await listMembers(visits);
  listed.push(...otherVisits(run, visits, members));
  await Promise.all(listed.map(visit => reachEndpoint(run, visit)));
  const revision = best?.hasQuorum === true ? best.first?.header.revision : undefined;
  const readers = visits.filter(({first}) => first !== undefined);
  if (revision !== undefined && readers.length > 1) {
    await Promise.all(readers.map(visit => askAtRevision(run, visit, revision)));
  }
  const all = [...visits, ...listed];
  const certificates = all.flatMap(visit => visit.certificates ?? []);
  tell(
    run,
    undefined,
    judgeMembers({
      members: memberFacts(all),
      list: members,
      certificateDifferences: memberDifferences(certificates),
    }),
  );
  if (best?.calls === undefined) return;
  await askSpace(run, visits, best);
  // Without agreement a count may be of an old state, and a watch waits.
  if (best.hasQuorum) await askKeySpace(run, best, best.calls);
  await Promise.all(visits.map(visit => watchEndpoint(run, visit)));
  if (best.hasQuorum) await askHistory(run, best, options);
}

// Once a run, at the first endpoint that lets it through; the token counts for all of them.
async function logIn(run: DoctorRun, visits: readonly Visit[]): Promise<void> {
  const {settings} = run.context;
  const ready = visits.filter(({gatewayWorks}) => gatewayWorks);
  const [first] = ready;
  let token: string | undefined;
  let isRefused = false;
  if (first !== undefined && settings.user !== undefined) {
    const result = await callsOf(run, first).login(settings.user.value, passwordOf(settings));
    const judged = judgeLogin(result, run.context, first.endpoint.url);
    tell(run, first, judged);
    isRefused = judged.check.status === 'fail' && judged.check.failure !== 'auth-not-enabled';
    token = result.kind === 'answered' ? result.value : undefined;
  }
  for (const visit of visits) {
    if (!visit.gatewayWorks || isRefused) {
      const why = isRefused ? 'the login failed' : 'the API can not be asked';
      tellSkipped(run, visit, ['status', 'read', 'quorum', 'watch'], why);
      continue;
    }
    if (token !== undefined) visit.token = token;
    visit.calls = callsOf(run, visit);
  }
}

function passwordOf({password}: ConnectionSettings): string {
  return password?.value ?? '';
}

function callsOf(run: DoctorRun, {client, apiPrefix, token}: Visit): DoctorCalls {
  const {signal, count} = run;
  return createDoctorCalls({
    client,
    apiPrefix,
    signal,
    count,
    ...(token !== undefined && {token}),
  });
}

async function listMembers(visits: readonly Visit[]): Promise<readonly Member[]> {
  for (const {calls} of visits) {
    const list = await calls?.members();
    if (list?.kind === 'answered' && list.value.length > 0) return list.value;
  }
  return [];
}

function otherVisits(
  run: DoctorRun,
  visits: readonly Visit[],
  members: readonly Member[],
): readonly Visit[] {
  const answeredIds = new Set(visits.flatMap(visit => idOf(visit) ?? []));
  const given = visits.map(({endpoint}) => endpoint);
  const urls = new Set(given.map(({url}) => url));
  return memberEndpoints({members, given, answeredIds}).flatMap(({target, memberName}) =>
    'endpoint' in target && !urls.has(target.endpoint.url)
      ? [createVisit(run, target.endpoint, memberName)]
      : [],
  );
}

function idOf({status, first}: Visit): string | undefined {
  return status?.header.memberId ?? first?.header.memberId;
}

function memberFacts(visits: readonly Visit[]): readonly MemberFacts[] {
  return visits.map(visit => {
    const {endpoint, certificates, status, first, atRevision} = visit;
    const clusterId = status?.header.clusterId ?? first?.header.clusterId;
    const memberId = idOf(visit);
    const version = certificates?.etcdVersion;
    const failure = visit.checks.find(({status}) => status === 'fail')?.failure;
    return {
      endpoint: endpoint.url,
      isGiven: visit.isGiven,
      isLoopback: /^(localhost|127\.|::1)/.test(endpoint.host),
      isReached: visit.isConnected && certificates?.observed.https.verdict !== 'unknown',
      gatewayIsOff: visit.checks.some(({failure}) => failure === 'gw-disabled'),
      gatewayWorks: visit.gatewayWorks,
      ...(failure !== undefined && {failure}),
      ...(version !== undefined && {etcdVersion: version}),
      ...(status !== undefined && {status}),
      ...(clusterId !== undefined && {clusterId}),
      ...(memberId !== undefined && {memberId}),
      ...(atRevision !== undefined && {atRevision}),
    };
  });
}

async function askSpace(
  run: DoctorRun,
  visits: readonly Visit[],
  {calls, hasQuorum, first}: Visit,
): Promise<void> {
  // Alarms are told by agreement: without a quorum nobody answers.
  const alarms =
    calls === undefined || !hasQuorum
      ? ({kind: 'not-asked', reason: 'alarms are told by a majority only'} as const)
      : await calls.alarms();
  const revision = first?.header.revision;
  const members = visits.flatMap(({endpoint, status, quotaBytes}) =>
    status === undefined
      ? []
      : [
          {
            endpoint: endpoint.url,
            memberId: status.header.memberId,
            dbSizeBytes: status.dbSizeBytes,
            ...(status.dbSizeInUseBytes !== undefined && {
              dbSizeInUseBytes: status.dbSizeInUseBytes,
            }),
            ...(quotaBytes !== undefined && {quotaBytes}),
            errors: status.errors,
          },
        ],
  );
  const facts = {alarms, members, ...(revision !== undefined && {revision})};
  tell(run, undefined, judgeSpace(facts));
}

function reportOf(
  run: DoctorRun,
  {visits, requests, seconds}: {visits: readonly Visit[]; requests: number; seconds: number},
): DoctorReport {
  const asked = visits.filter(({isGiven}) => isGiven).flatMap(({checks}) => checks);
  const versions = visits.flatMap(({certificates}) => certificates?.etcdVersion ?? []);
  return {
    ...diagnose(run.findings, [...run.checks, ...asked]),
    endpoints: visits.map(({endpoint, certificates, memberName, isGiven, checks}) => {
      const etcdVersion = certificates?.etcdVersion;
      return {
        endpoint: endpoint.url,
        ...(etcdVersion !== undefined && {etcdVersion}),
        ...(memberName !== undefined && {member: {name: memberName, isListed: !isGiven}}),
        checks,
      };
    }),
    checks: run.checks,
    versions: versionReports(versions),
    requests,
    seconds,
    checkedTimeMs: run.now(),
  };
}
