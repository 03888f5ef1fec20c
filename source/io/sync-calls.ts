// The unary calls that the sync engine asks for, one client an endpoint. Holds the token, which
// goes nowhere else. Every function throws CallError with the failure in the server's words.
import type {ConnectionSettings, Endpoint} from '../config/settings.ts';
import {asObject, decodeMembers, decodeRange, decodeStatus, decodeVersion} from '../etcd/decode.ts';
import {type Failure, failureOfAnswer} from '../etcd/gateway-error.ts';
import type {Member, RangeResponse, StatusResponse} from '../etcd/messages.ts';
import {encodeAuthenticate, encodeRange, type RangeRequest} from '../etcd/requests.ts';
import {createGatewayClient, type GatewayClient} from './gateway-client.ts';
import {failureOfError} from './network-failure.ts';
import type {TextAnswer} from './text-call.ts';
import type {TlsMaterial} from './tls-material.ts';

export type SyncCalls = {
  /** etcdserver of /version. */
  version(target: CallTarget): Promise<string>;
  /** Keeps the token for the calls after it. */
  login(target: GatewayTarget): Promise<void>;
  range(target: GatewayTarget, request: RangeRequest): Promise<RangeResponse>;
  /** For the screen only: what a version or a role forbids is left out. */
  details(target: GatewayTarget): Promise<Details>;
  readonly token: string | undefined;
  close(): void;
};

export type Details = {readonly status?: StatusResponse; readonly members: readonly Member[]};
export type CallTarget = {readonly endpointIndex: number; readonly signal: AbortSignal};
export type GatewayTarget = CallTarget & {readonly apiPrefix: string};

export class CallError extends Error {
  override readonly name = 'CallError';
  readonly failure: Failure;
  constructor(failure: Failure, options?: ErrorOptions) {
    super(failure.message, options);
    this.failure = failure;
  }
}

export function createSyncCalls(options: {
  readonly settings: ConnectionSettings;
  readonly tls: TlsMaterial;
  readonly debug?: (line: string) => void;
}): SyncCalls {
  const {settings} = options;
  const clients = new Map<number, GatewayClient>();
  let token: string | undefined;

  function clientOf(endpointIndex: number): GatewayClient {
    const known = clients.get(endpointIndex);
    if (known !== undefined) return known;
    const client = createGatewayClient({
      ...options,
      endpoint: settings.endpoints.value[endpointIndex] as Endpoint,
      dialTimeoutMs: settings.dialTimeoutMs.value,
      commandTimeoutMs: settings.commandTimeoutMs.value,
    });
    clients.set(endpointIndex, client);
    return client;
  }

  function post(target: GatewayTarget, path: string, body: object): Promise<unknown> {
    const {signal, apiPrefix} = target;
    const client = clientOf(target.endpointIndex);
    const call = {signal, ...(token !== undefined && {token})};
    return answerOf(() => client.postForText(`${apiPrefix}${path}`, body, call));
  }

  return {
    async version({endpointIndex, signal}) {
      const client = clientOf(endpointIndex);
      const send = async () => {
        const {status, body} = await client.get('/version', {signal});
        return {status, text: body.toString('utf8')};
      };
      return decode(await answerOf(send), decodeVersion).etcdserver;
    },
    async login(target) {
      const {user, password} = settings;
      // etcd 3.3 and 3.4 refuse the login itself when it bears a token that they don't know.
      token = undefined;
      try {
        const request = encodeAuthenticate(user?.value ?? '', password?.value ?? '');
        const body = await post(target, '/auth/authenticate', request);
        const given = asObject(body, 'a login response').token;
        token = typeof given === 'string' ? given : undefined;
      } catch (error) {
        // As clientv3: a user given to a cluster without authentication does no harm.
        if (!(error instanceof CallError && error.failure.kind === 'auth-not-enabled')) throw error;
      }
    },
    async range(target, request) {
      return decode(await post(target, '/kv/range', encodeRange(request)), decodeRange);
    },
    async details(target) {
      const ask = async <T>(path: string, decoder: (body: unknown) => T) => {
        try {
          return decode(await post(target, path, {}), decoder);
        } catch (error) {
          options.debug?.(`${path}: ${(error as Error).message}`);
          return undefined;
        }
      };
      const [status, members] = await Promise.all([
        ask('/maintenance/status', decodeStatus),
        ask('/cluster/member/list', decodeMembers),
      ]);
      return {...(status && {status}), members: members ?? []};
    },
    get token() {
      return token;
    },
    close() {
      for (const client of clients.values()) void client.close();
    },
  };
}

async function answerOf(send: () => Promise<TextAnswer>): Promise<unknown> {
  let answer: TextAnswer;
  try {
    answer = await send();
  } catch (error) {
    throw new CallError(failureOfError(error), {cause: error});
  }
  if (answer.status !== 200) throw new CallError(failureOfAnswer(answer.status, answer.text));
  return decode(answer.text, JSON.parse);
}

function decode<From, To>(from: From, decoder: (from: From) => To): To {
  try {
    return decoder(from);
  } catch (error) {
    throw new CallError({kind: 'not-etcd', message: (error as Error).message}, {cause: error});
  }
}
