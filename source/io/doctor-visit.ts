// What is known of one endpoint while the doctor runs, and how a check's result gets there: each is
// told as it comes, and what a failed layer keeps from being tried is told as skipped.
import type {Endpoint} from '../config/settings.ts';
import type {Check, CheckId, DoctorFinding} from '../doctor/doctor-report.ts';
import type {AtRevision} from '../doctor/judge-members.ts';
import {type Judged, skipped} from '../doctor/judged.ts';
import type {DoctorContext} from '../doctor/probe-facts.ts';
import type {RangeResponse, StatusResponse} from '../etcd/messages.ts';
import type {EndpointCertificates} from '../tls/certificates-report.ts';
import type {DoctorCalls} from './doctor-calls.ts';
import type {GatewayClient} from './gateway-client.ts';
import type {TlsMaterial} from './tls-material.ts';

export type DoctorRun = {
  readonly context: DoctorContext;
  readonly tls: TlsMaterial;
  readonly createClient: (endpoint: Endpoint) => GatewayClient;
  readonly signal: AbortSignal;
  readonly isDeep: boolean;
  readonly warnDays?: number;
  readonly count: () => void;
  /** Told of every check as it is done. */
  readonly onCheck: (check: Check, endpoint: string | undefined) => void;
  readonly now: () => number;
  readonly findings: DoctorFinding[];
  readonly checks: Check[];
};

export type Visit = {
  readonly endpoint: Endpoint;
  readonly isGiven: boolean;
  readonly memberName?: string;
  readonly client: GatewayClient;
  readonly checks: Check[];
  certificates?: EndpointCertificates;
  apiPrefix: string;
  /** Who says to be the sender of answers, where that is no etcd: nginx, a balancer. */
  proxy?: string;
  isConnected: boolean;
  /** The API answers, if only by a refusal of etcd's own. */
  gatewayWorks: boolean;
  calls?: DoctorCalls;
  token?: string;
  status?: StatusResponse;
  first?: RangeResponse;
  readSeconds?: number;
  /** A read by agreement came back. */
  hasQuorum: boolean;
  quotaBytes?: number;
  compactRevision?: number;
  atRevision?: AtRevision;
};

export function createVisit(run: DoctorRun, endpoint: Endpoint, memberName?: string): Visit {
  return {
    endpoint,
    isGiven: memberName === undefined,
    ...(memberName !== undefined && {memberName}),
    client: run.createClient(endpoint),
    checks: [],
    apiPrefix: '/v3',
    isConnected: false,
    gatewayWorks: false,
    hasQuorum: false,
  };
}

export function tell(
  run: DoctorRun,
  visit: Visit | undefined,
  ...results: readonly Judged[]
): void {
  for (const {check, findings} of results) {
    const isListed = visit !== undefined && !visit.isGiven;
    const told = isListed ? softened(check, findings) : {check, findings};
    const marked = visit === undefined ? told.check : following(told.check, visit.checks);
    (visit?.checks ?? run.checks).push(marked);
    run.findings.push(...told.findings);
    run.onCheck(marked, visit?.endpoint.url);
  }
}

// What fails, or can't be told, behind a layer that has failed.
function following(check: Check, earlier: readonly Check[]): Check {
  const causedBy = earlier.find(({status}) => status === 'fail')?.failure;
  const follows = check.status === 'fail' || check.status === 'unknown';
  return follows && causedBy !== undefined ? {...check, causedBy} : check;
}

export function tellSkipped(
  run: DoctorRun,
  visit: Visit,
  ids: readonly CheckId[],
  reason: string,
): void {
  const failed = visit.checks.find(({status}) => status === 'fail');
  for (const id of ids) {
    const {check} = skipped(id, reason);
    const causedBy = failed?.failure;
    tell(run, visit, {
      check: causedBy === undefined ? check : {...check, causedBy},
      findings: [],
    });
  }
}

const REACH = new Set(['name', 'tcp-connect', 'version']);

// A member that only the list names may well be reached from where it matters: not from here is no
// fault, and no unanswered question either.
function softened(check: Check, findings: readonly DoctorFinding[]): Judged {
  const isReach = REACH.has(check.id) && check.failure?.startsWith('net-') === true;
  if (!isReach) return {check, findings};
  const {failure: _failure, ...rest} = check;
  return {
    check: {...rest, status: 'skipped', summary: `not reached from here: ${check.summary}`},
    findings: findings.map(each => ({...each, severity: 'info'})),
  };
}
