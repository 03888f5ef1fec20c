// The unary calls that the sync engine asks for, one client an endpoint. Holds the tokens, which
// go nowhere else. Every function throws CallError with the failure in the server's words.
import type {ConnectionSettings, Endpoint} from '../config/settings.ts';
import {asObject, decodeMembers, decodeStatus, decodeVersion} from '../etcd/decode.ts';
import {type Failure, failureOfAnswer} from '../etcd/gateway-error.ts';
import type {KeyRange} from '../etcd/key-range.ts';
import type {Member, RangeResponse, StatusResponse} from '../etcd/messages.ts';
import {createKeyPacker} from '../etcd/packed-keys.ts';
import {readRangeBody} from '../etcd/range-body.ts';
import {measureRangeBody, type RangeSize} from '../etcd/range-size.ts';
import {encodeAuthenticate, encodeRange, type RangeRequest} from '../etcd/requests.ts';
import {createHttp1Client, type Http1Client, type Http1Request} from './http1-client.ts';
import {failureOfError} from './network-failure.ts';
import type {PageMemory} from './page-memory.ts';
import type {TlsMaterial} from './tls-material.ts';

export type SyncCalls = {
  /** etcdserver of /version. */
  version(target: CallTarget): Promise<string>;
  /** A page that does not pass through the gateway, as text; another status than 200 throws. */
  plainPage(target: CallTarget, path: string): Promise<string>;
  /** Keeps the token for the calls after it. */
  login(target: GatewayTarget): Promise<void>;
  /** With `memory`, the keys are packed into a piece of it: see etcd/packed-keys.ts. */
  range(target: GatewayTarget, request: RangeRequest, memory?: PageMemory): Promise<RangeResponse>;
  /** How much a range holds, read in one answer of which nothing is kept. */
  size(target: GatewayTarget, range: KeyRange): Promise<RangeSize>;
  /** For the screen only: what a version or a role forbids is left out. */
  details(target: GatewayTarget): Promise<Details>;
  /** What the endpoint gave, else the newest that any gave: members of a cluster share them. */
  tokenOf(endpointIndex: number): string | undefined;
  /** The newest. */
  readonly token: string | undefined;
  /** Whether there is a user to log in. */
  readonly mayLogIn: boolean;
  close(): void;
};

type Details = {readonly status?: StatusResponse; readonly members: readonly Member[]};
type CallTarget = {readonly endpointIndex: number; readonly signal: AbortSignal};
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
  const clients = new Map<number, Http1Client>();
  const tokens = new Map<number, string>();
  let newestToken: string | undefined;
  const tokenOf = (endpointIndex: number) => tokens.get(endpointIndex) ?? newestToken;

  function clientOf(endpointIndex: number): Http1Client {
    const known = clients.get(endpointIndex);
    if (known !== undefined) return known;
    const client = createHttp1Client({
      ...options,
      endpoint: settings.endpoints.value[endpointIndex] as Endpoint,
      dialTimeoutMs: settings.dialTimeoutMs.value,
      commandTimeoutMs: settings.commandTimeoutMs.value,
    });
    clients.set(endpointIndex, client);
    return client;
  }

  function post<T>(
    target: GatewayTarget,
    path: string,
    body: object,
    decoder: (body: Buffer) => T,
  ): Promise<T> {
    const {signal, apiPrefix} = target;
    const request = {path: `${apiPrefix}${path}`, body, signal};
    const client = clientOf(target.endpointIndex);
    const token = tokenOf(target.endpointIndex);
    return answerOf(client, token === undefined ? request : {...request, token}, decoder);
  }

  return {
    async version({endpointIndex, signal}) {
      const request = {path: '/version', signal};
      return (await answerOf(clientOf(endpointIndex), request, json(decodeVersion))).etcdserver;
    },
    async plainPage({endpointIndex, signal}, path) {
      return answerOf(clientOf(endpointIndex), {path, signal}, body => body.toString('utf8'));
    },
    async login(target) {
      const {user, password} = settings;
      // etcd 3.3 and 3.4 refuse the login itself when it bears a token that they don't know.
      tokens.delete(target.endpointIndex);
      newestToken = undefined;
      try {
        const request = encodeAuthenticate(user?.value ?? '', password?.value ?? '');
        newestToken = await post(target, '/auth/authenticate', request, json(decodeToken));
        if (newestToken !== undefined) tokens.set(target.endpointIndex, newestToken);
      } catch (error) {
        // As clientv3: a user given to a cluster without authentication does no harm.
        if (!(error instanceof CallError && error.failure.kind === 'auth-not-enabled')) throw error;
      }
    },
    range: (target, request, memory) =>
      post(target, '/kv/range', encodeRange(request), body => {
        const piece = memory?.take(body.length);
        return readRangeBody(body, piece && (() => createKeyPacker(piece)));
      }),
    size: (target, range) => post(target, '/kv/range', encodeRange(range), measureRangeBody),
    async details(target) {
      const ask = async <T>(path: string, decoder: (body: unknown) => T) => {
        try {
          return await post(target, path, {}, json(decoder));
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
    tokenOf,
    get token() {
      return newestToken;
    },
    mayLogIn: settings.user !== undefined,
    close() {
      for (const client of clients.values()) client.close();
    },
  };
}

async function answerOf<T>(
  client: Http1Client,
  request: Http1Request,
  decoder: (body: Buffer) => T,
): Promise<T> {
  try {
    return await client.request(request, (status, body) => {
      if (status !== 200) throw new CallError(failureOfAnswer(status, body.toString('utf8')));
      return decode(body, decoder);
    });
  } catch (error) {
    if (error instanceof CallError) throw error;
    throw new CallError(failureOfError(error), {cause: error});
  }
}

function json<T>(decoder: (body: unknown) => T): (body: Buffer) => T {
  return body => decoder(JSON.parse(body.toString('utf8')));
}

function decodeToken(body: unknown): string | undefined {
  const {token} = asObject(body, 'a login response');
  return typeof token === 'string' ? token : undefined;
}

function decode<T>(body: Buffer, decoder: (body: Buffer) => T): T {
  try {
    return decoder(body);
  } catch (error) {
    throw new CallError({kind: 'not-etcd', message: (error as Error).message}, {cause: error});
  }
}
