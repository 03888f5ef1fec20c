// One endpoint's HTTP side for checks: unary calls over undici. (A sync's pages and its watch go
// through http1-client.ts and watch-connection.ts.) Speaks HTTP/1.1, as APISIX does. Redirects are
// not followed: credentials go to the endpoint that was named and nowhere else.
import {Pool} from 'undici';
import type {Endpoint} from '../config/settings.ts';
import {createConnector} from './connector.ts';
import {requestHeaders} from './request-headers.ts';
import {createSilenceLimit} from './silence-limit.ts';
import type {TlsMaterial} from './tls-material.ts';

type GatewayClientOptions = {
  readonly endpoint: Endpoint;
  readonly tls: TlsMaterial;
  readonly dialTimeoutMs: number;
  readonly commandTimeoutMs: number;
  /** Told one line a request, credentials left out (--debug). */
  readonly debug?: (line: string) => void;
};

export type HttpAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
};

export type CallOptions = {
  /** etcd's token, sent as Authorization. */
  readonly token?: string;
  readonly signal?: AbortSignal;
  /** How long the answer may stay without a byte. Default: the command timeout. */
  readonly timeoutMs?: number;
  /** Default 1 GiB; more is an error, not memory. */
  readonly bodyBytesMax?: number;
};

export type GatewayClient = {
  readonly endpoint: Endpoint;
  /** GET of a plain path: /version, /health, /metrics. Any status is an answer; only no answer throws. */
  get(path: string, options?: CallOptions): Promise<HttpAnswer>;
  /** POST of JSON to a gateway path, prefix included: /v3/kv/range. */
  post(path: string, body: unknown, options?: CallOptions): Promise<HttpAnswer>;
  /** Ends what is under way. */
  close(): Promise<void>;
};

const connectionsMax = 64;
const bodyBytesMaxDefault = 1024 ** 3;

export function createGatewayClient(options: GatewayClientOptions): GatewayClient {
  const {endpoint} = options;
  const pool = new Pool(endpoint.url, {
    connect: createConnector(options),
    connections: connectionsMax,
    pipelining: 1,
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: 30_000,
  });
  const send = async (method: 'GET' | 'POST', path: string, body: unknown, call: CallOptions) => {
    const started = performance.now();
    const answer = await callOnce(pool, options, {method, path, body, call});
    const took = (performance.now() - started).toFixed(1);
    options.debug?.(
      `${method} ${endpoint.url}${path} ${answer.status} ${answer.body.length} B ${took} ms`,
    );
    return answer;
  };
  return {
    endpoint,
    get: (path, call = {}) => send('GET', path, undefined, call),
    post: (path, body, call = {}) => send('POST', path, body, call),
    close: () => pool.destroy(),
  };
}

async function callOnce(
  pool: Pool,
  options: GatewayClientOptions,
  request: {method: 'GET' | 'POST'; path: string; body: unknown; call: CallOptions},
): Promise<HttpAnswer> {
  const {call, method, path} = request;
  const limit = createSilenceLimit(call.timeoutMs ?? options.commandTimeoutMs, call.signal);
  try {
    const answer = await pool.request({
      method,
      path,
      signal: limit.signal,
      headers: {
        ...requestHeaders(options.endpoint, call.token),
        ...(method === 'POST' && {'content-type': 'application/json'}),
      },
      ...(method === 'POST' && {body: JSON.stringify(request.body)}),
    });
    limit.touch();
    const bytesMax = call.bodyBytesMax ?? bodyBytesMaxDefault;
    const body = await readAll(answer.body, bytesMax, limit.touch);
    return {status: answer.statusCode, headers: answer.headers, body};
  } finally {
    limit.end();
  }
}

async function readAll(
  source: AsyncIterable<Buffer>,
  bytesMax: number,
  touch: () => void,
): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of source) {
    touch();
    bytes += part.length;
    if (bytes > bytesMax) throw new Error(`the answer is over our limit of ${bytesMax} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts, bytes);
}
