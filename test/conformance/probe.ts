// A client that hides nothing: sends exactly what a behaviour says and gives back status, headers and
// body, and watch frames one by one. Never retries and never waits for time: what doesn't come ends
// in the test's own limit.
import {once} from 'node:events';
import http from 'node:http';
import https from 'node:https';

export type ProbeTarget = {
  readonly url: string;
  /** Of the API: /v3 or /v3beta. */
  readonly apiPrefix: string;
  readonly tls?: {readonly ca: string; readonly cert?: string; readonly key?: string};
};

export type RawAnswer = {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
};

export type Frame = Record<string, unknown>;

export type RawWatch = {
  /** Writes an object, or text as it is, to the request's open body. */
  readonly send: (request: unknown) => void;
  readonly endBody: () => void;
  /** The next line, or undefined when the response ended. */
  readonly next: () => Promise<Frame | undefined>;
  readonly answered: () => boolean;
  readonly response: () => Promise<http.IncomingMessage>;
  /** The response has begun and not ended. */
  readonly isOpen: () => boolean;
  readonly close: () => void;
};

export type Probe = {
  readonly post: (path: string, body: unknown, headers?: Headers) => Promise<RawAnswer>;
  readonly request: (method: string, path: string, body?: string) => Promise<RawAnswer>;
  /** Opens a watch; objects go into the body, which stays open unless asked otherwise. */
  readonly watch: (requests: readonly unknown[], options?: WatchOptions) => RawWatch;
  readonly close: () => void;
};

export type Headers = Readonly<Record<string, string>>;

export type WatchOptions = {
  readonly connection?: 'close' | 'keep-alive';
  readonly endBody?: boolean;
  readonly headers?: Headers;
};

export function createProbe(target: ProbeTarget): Probe {
  const client = target.tls === undefined ? http : https;
  const agent = new client.Agent({keepAlive: true, ...target.tls});
  const watches = new Set<RawWatch>();
  const request = (method: string, path: string, body = '', headers: Headers = {}) =>
    exchange(client.request(`${target.url}${path}`, {method, agent, headers}), body);
  return {
    request,
    post: (path, body, headers) =>
      request('POST', `${target.apiPrefix}${path}`, asText(body), {...jsonHeaders, ...headers}),
    watch: (requests, options = {}) => {
      const watch = openWatch(target, options);
      watches.add(watch);
      for (const one of requests) watch.send(one);
      if (options.endBody === true) watch.endBody();
      return watch;
    },
    close: () => {
      for (const watch of watches) watch.close();
      agent.destroy();
    },
  };
}

const jsonHeaders = {accept: 'application/json', 'content-type': 'application/json'};

async function exchange(request: http.ClientRequest, body: string): Promise<RawAnswer> {
  request.end(body);
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8');
  return {status: response.statusCode ?? 0, headers: response.headers, text};
}

function openWatch(target: ProbeTarget, options: WatchOptions): RawWatch {
  const {connection = 'close', headers = {}} = options;
  const client = target.tls === undefined ? http : https;
  const request = client.request(`${target.url}${target.apiPrefix}/watch`, {
    method: 'POST',
    agent: new client.Agent({keepAlive: connection === 'keep-alive', ...target.tls}),
    headers: {...jsonHeaders, connection, 'transfer-encoding': 'chunked', ...headers},
  });
  const responded = once(request, 'response') as Promise<[http.IncomingMessage]>;
  // Closing a watch that never was answered is not a failure.
  responded.catch(() => {});
  request.on('error', () => {});
  let response: http.IncomingMessage | undefined;
  const lines = responded.then(([first]) => {
    response = first;
    return linesOf(first);
  });
  lines.catch(() => {});
  return {
    send: one => void request.write(typeof one === 'string' ? one : `${JSON.stringify(one)}\n`),
    endBody: () => void request.end(),
    next: async () => {
      const {value} = await (await lines).next();
      return value === undefined ? undefined : JSON.parse(value);
    },
    answered: () => response !== undefined,
    response: async () => (await responded)[0],
    isOpen: () => response !== undefined && !response.readableEnded && !response.destroyed,
    close: () => void request.destroy(),
  };
}

async function* linesOf(response: http.IncomingMessage): AsyncGenerator<string> {
  let rest = '';
  try {
    for await (const chunk of response.setEncoding('utf8')) {
      const lines = `${rest}${chunk}`.split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } catch {
    // Cut off: what came before was said.
    return;
  }
  if (rest !== '') yield rest;
}

function asText(body: unknown): string {
  return typeof body === 'string' ? body : JSON.stringify(body);
}
