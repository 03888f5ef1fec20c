// The doctor's reads of one endpoint, each with its time, and counted. A refusal is a result like any
// other. Nothing here writes: the login and the question for alarms are sent once a run at most, by
// the caller's care.
import type {Alarm, CallResult, PageResult} from '../doctor/probe-facts.ts';
import {asObject, decodeMembers, decodeRange, decodeStatus} from '../etcd/decode.ts';
import {failureOfAnswer} from '../etcd/gateway-error.ts';
import type {Member, RangeResponse, StatusResponse} from '../etcd/messages.ts';
import {
  alarmQuestion,
  encodeAuthenticate,
  encodeHashQuestion,
  encodeRange,
  type RangeRequest,
} from '../etcd/requests.ts';
import type {CallOptions, GatewayClient} from './gateway-client.ts';
import {failureOfError} from './network-failure.ts';
import {untilAborted} from './until-aborted.ts';

export type DoctorCalls = {
  page(path: string): Promise<PageResult>;
  range(request: RangeRequest, call?: CallLimits): Promise<CallResult<RangeResponse>>;
  status(): Promise<CallResult<StatusResponse>>;
  members(): Promise<CallResult<readonly Member[]>>;
  alarms(): Promise<CallResult<readonly Alarm[]>>;
  /** Of the member's own data at a revision; from 3.5 on. */
  hash(revision: number): Promise<CallResult<{hash: number; compactRevision: number}>>;
  login(user: string, password: string): Promise<CallResult<string | undefined>>;
};

type CallLimits = Pick<CallOptions, 'timeoutMs' | 'bodyBytesMax'>;

type DoctorCallsOptions = {
  readonly client: GatewayClient;
  /** /v3 or /v3beta. */
  readonly apiPrefix: string;
  readonly token?: string;
  readonly signal: AbortSignal;
  /** Called once a request. */
  readonly count: () => void;
};

const PAGE_BYTES_MAX = 4 * 1024 * 1024;
/** Pages are a few megabytes; what is asked for at once is counted before. */
const ANSWER_BYTES_MAX = 256 * 1024 * 1024;

export function createDoctorCalls(options: DoctorCallsOptions): DoctorCalls {
  const {client, signal, token} = options;
  const post = async <T>(
    path: string,
    body: object,
    decode: (body: unknown) => T,
    limits: CallLimits = {},
  ): Promise<CallResult<T>> => {
    options.count();
    const started = performance.now();
    const seconds = () => (performance.now() - started) / 1000;
    try {
      const call = {
        bodyBytesMax: ANSWER_BYTES_MAX,
        ...limits,
        signal,
        ...(token !== undefined && {token}),
      };
      const sent = client.post(`${options.apiPrefix}${path}`, body, call);
      const answer = await untilAborted(sent, signal);
      const {status} = answer;
      const text = answer.body.toString('utf8');
      return status === 200
        ? {kind: 'answered', value: decode(JSON.parse(text)), seconds: seconds()}
        : {kind: 'refused', failure: failureOfAnswer(status, text), seconds: seconds()};
    } catch (error) {
      return {kind: 'refused', failure: failureOfDecoding(error), seconds: seconds()};
    }
  };
  return {
    page: path => askPage(options, path),
    range: (request, limits) => post('/kv/range', encodeRange(request), decodeRange, limits),
    status: () => post('/maintenance/status', {}, decodeStatus),
    members: () => post('/cluster/member/list', {}, decodeMembers),
    alarms: () => post('/maintenance/alarm', alarmQuestion, decodeAlarms),
    hash: revision => post('/maintenance/hashkv', encodeHashQuestion(revision), decodeHash),
    login: (user, password) =>
      post('/auth/authenticate', encodeAuthenticate(user, password), body => {
        const given = asObject(body, 'a login response').token;
        return typeof given === 'string' ? given : undefined;
      }),
  };
}

async function askPage(options: DoctorCallsOptions, path: string): Promise<PageResult> {
  options.count();
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  const {signal} = options;
  try {
    const call = {signal, bodyBytesMax: PAGE_BYTES_MAX};
    const {status, headers, body} = await untilAborted(options.client.get(path, call), signal);
    const texts = Object.entries(headers).map(([name, value]) => [name, String(value ?? '')]);
    return {
      status,
      headers: Object.fromEntries(texts),
      body: body.toString('utf8'),
      seconds: seconds(),
    };
  } catch (error) {
    return {failure: failureOfError(error), seconds: seconds()};
  }
}

function failureOfDecoding(error: unknown) {
  const isDecoding =
    error instanceof SyntaxError || (error instanceof Error && error.name === 'DecodeError');
  return isDecoding
    ? ({kind: 'not-etcd', message: (error as Error).message} as const)
    : failureOfError(error);
}

function decodeAlarms(body: unknown): readonly Alarm[] {
  const {alarms} = asObject(body, 'an alarm response');
  if (!Array.isArray(alarms)) return [];
  return alarms.map(each => {
    const {memberID, alarm} = asObject(each, 'an alarm');
    const isId = typeof memberID === 'string' && /^\d{1,20}$/.test(memberID);
    return {
      memberId: isId ? BigInt(memberID).toString(16) : '0',
      alarm: typeof alarm === 'string' ? alarm : 'NONE',
    };
  });
}

function decodeHash(body: unknown): {hash: number; compactRevision: number} {
  const object = asObject(body, 'a hash response');
  return {hash: Number(object.hash ?? 0), compactRevision: Number(object.compact_revision ?? 0)};
}
