// Whether the user gets in and may read: the login, one read by the member itself, one by agreement.
import {describeFailure, type Failure} from '../etcd/gateway-error.ts';
import type {RangeResponse, StatusResponse} from '../etcd/messages.ts';
import {finding} from './catalogue.ts';
import type {CheckId} from './doctor-report.ts';
import {type Found, type Judged, judged, passed, skipped, unknown} from './judged.ts';
import type {CallResult, DoctorContext} from './probe-facts.ts';

/** A bcrypt of the default cost takes a tenth of this. */
const LOGIN_SLOW_SECONDS = 1.5;

export function judgeLogin(
  login: CallResult<string | undefined>,
  context: DoctorContext,
  endpoint: string,
): Judged {
  if (login.kind === 'not-asked') return skipped('authenticate', login.reason);
  const {seconds} = login;
  const user = context.settings.user?.value ?? '';
  if (login.kind === 'answered') {
    const slow = finding('auth-storm', {
      severity: 'warning',
      endpoint,
      summary: `a login takes ${seconds.toFixed(1)} s: with many workers etcd is kept busy by logins`,
      evidence: [`POST /auth/authenticate: ${seconds.toFixed(2)} s`],
    });
    const found = seconds > LOGIN_SLOW_SECONDS ? [slow] : [];
    return judged('authenticate', found, `logged in as ${user}`, {seconds});
  }
  const found = refusalOf(login.failure, {endpoint, user, isApisix: context.isApisix});
  return found === undefined
    ? unknown('authenticate', describeFailure(login.failure), {seconds})
    : judged('authenticate', [found], 'authentication is off', {seconds});
}

function refusalOf(
  failure: Failure,
  {endpoint, user, isApisix}: {endpoint: string; user: string; isApisix: boolean},
): Found | undefined {
  const evidence = [describeFailure(failure)];
  switch (failure.kind) {
    case 'wrong-password':
      return finding('auth-bad-password', {
        severity: 'error',
        endpoint,
        summary: `etcd refuses user ${user}: unknown, or another password`,
        evidence,
      });
    case 'auth-not-enabled':
      return finding('auth-not-enabled', {
        severity: isApisix ? 'error' : 'warning',
        endpoint,
        summary: `user ${user} is set, but authentication is off in etcd: APISIX fails on every request then`,
        evidence,
      });
    default:
      return accessFinding(failure, {endpoint, what: 'the login', severity: 'error'});
  }
}

type About = {
  readonly endpoint: string;
  readonly what: string;
  readonly severity: Found['severity'];
  readonly range?: string;
};

/** What a refusal of etcd means for access; undefined: it is about something else. */
export function accessFinding(failure: Failure, about: About): Found | undefined {
  const {endpoint, what, severity, range = ''} = about;
  const given = {severity, endpoint, evidence: [describeFailure(failure)]};
  switch (failure.kind) {
    case 'token-missing':
      return finding('auth-required', {
        ...given,
        summary: `authentication is on and no user is given: ${what} is refused`,
      });
    case 'token-invalid':
      return finding('auth-token-invalid', {
        ...given,
        summary: `the token of this login is not known here: ${what} is refused`,
      });
    case 'permission-denied':
      return finding('auth-forbidden-range', {
        ...given,
        summary: `the role may not read ${range === '' ? 'the whole range' : range}`,
        evidence: [...given.evidence, ...(range === '' ? [] : [`asked for: ${range}`])],
      });
    case 'common-name-refused':
      return finding('tls-cn-auth', {
        ...given,
        summary:
          'authentication is on and the client certificate has a CN: every HTTP call is refused',
      });
    case 'no-leader':
      return finding('etcd-no-leader', {...given, summary: `no leader: ${what} can't be done`});
    default:
      return stateFinding(failure, about, given);
  }
}

function stateFinding(
  {message}: Failure,
  {what}: About,
  given: Pick<Found, 'severity' | 'evidence'> & {endpoint: string},
): Found | undefined {
  if (message.includes('not supported for learner')) {
    return finding('etcd-learner', {
      ...given,
      summary: 'this member is a learner: it serves no clients',
    });
  }
  if (message.includes('too many requests')) {
    return finding('etcd-overload', {...given, summary: `etcd is overloaded: ${what} is refused`});
  }
  if (message.includes('leader changed') || message.includes('previous leader failure')) {
    return finding('etcd-leader-changed', {...given, summary: `the leader changed during ${what}`});
  }
  if (message.includes('corrupt cluster')) {
    return finding('etcd-corrupt', {...given, summary: 'etcd found its members to differ'});
  }
  return undefined;
}

/** `what`: words for the call; `range`: as printed, [from, to). */
export function judgeRead(
  id: CheckId,
  read: CallResult<RangeResponse>,
  about: {readonly endpoint: string; readonly what: string; readonly range: string},
): Judged {
  if (read.kind === 'not-asked') return skipped(id, read.reason);
  const {seconds} = read;
  if (read.kind === 'answered') return passed(id, `${about.what}: answered`, {seconds});
  const found = accessFinding(read.failure, {...about, severity: 'error'});
  return found === undefined
    ? unanswered(id, read.failure, about, seconds)
    : judged(id, [found], '', {seconds});
}

function unanswered(
  id: CheckId,
  failure: Failure,
  {what, endpoint}: {what: string; endpoint: string},
  seconds: number,
): Judged {
  if (failure.kind !== 'not-etcd') return unknown(id, describeFailure(failure), {seconds});
  const found = finding('http-html', {
    severity: 'error',
    endpoint,
    summary: `a proxy answers ${what}, not etcd`,
    evidence: [describeFailure(failure)],
  });
  return judged(id, [found], '', {seconds});
}

/** The member's own word about itself, which needs no quorum. */
export function judgeStatus(status: CallResult<StatusResponse>, endpoint: string): Judged {
  if (status.kind === 'not-asked') return skipped('status', status.reason);
  const {seconds} = status;
  if (status.kind === 'refused') {
    const {failure} = status;
    // 3.5.28 to 3.5.31 and 3.6.9 to 3.6.11 tell it to root only.
    if (failure.kind === 'permission-denied' || failure.kind === 'token-missing') {
      return skipped('status', `not told to this user: ${failure.message}`);
    }
    return unknown('status', describeFailure(failure), {seconds});
  }
  const {leader, isLearner, header, raftTerm} = status.value;
  const role = isLearner ? 'learner' : leader === header.memberId ? 'leader' : 'follower';
  if (isLearner) {
    const found = finding('etcd-learner', {
      severity: 'error',
      endpoint,
      summary:
        'this member is a learner: it serves no reads, watches or logins, though /health is fine',
      evidence: ['status: isLearner'],
    });
    return judged('status', [found], '', {seconds});
  }
  const found = backlog(endpoint, status.value);
  return judged('status', found, `${role}, term ${raftTerm}`, {seconds});
}

/** etcd refuses requests itself at 5,000 (ErrTooManyRequests). */
const BACKLOG_ENTRIES = 2_000;

function backlog(
  endpoint: string,
  {raftIndex, raftAppliedIndex}: StatusResponse,
): readonly Found[] {
  if (raftAppliedIndex === undefined || raftIndex - raftAppliedIndex < BACKLOG_ENTRIES) return [];
  return [
    finding('etcd-overload', {
      severity: 'warning',
      endpoint,
      summary: `this member has ${raftIndex - raftAppliedIndex} entries agreed on that it has not applied`,
      evidence: [`raftIndex ${raftIndex}, raftAppliedIndex ${raftAppliedIndex}`],
    }),
  ];
}
