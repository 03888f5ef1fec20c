// One call to an etcd gateway, for what tests do to a cluster themselves: a deadline, no retry, and
// an error with the server's words when the answer isn't 200.
import http from 'node:http';

type GatewayPost = {
  readonly url: string;
  readonly body: unknown;
  readonly token?: string;
  /** Default 5 s. */
  readonly timeoutMs?: number;
  readonly agent?: http.Agent;
};

export type GatewayAnswer = {readonly body: Readonly<Record<string, unknown>>};

class GatewayPostError extends Error {
  override readonly name = 'GatewayPostError';
}

export function gatewayPost(options: GatewayPost): Promise<GatewayAnswer> {
  const {url, token, timeoutMs = 5_000} = options;
  const text = JSON.stringify(options.body);
  return new Promise((resolve, reject) => {
    const fail = (reason: string) => reject(new GatewayPostError(`${url}: ${reason}`));
    const request = http.request(url, {
      method: 'POST',
      headers: headersOf(text, token),
      agent: options.agent ?? false,
      signal: AbortSignal.timeout(timeoutMs),
    });
    request.on('error', error => fail(error.message));
    request.on('response', response => {
      const chunks: Buffer[] = [];
      response.on('data', chunk => chunks.push(chunk));
      response.on('error', error => fail(error.message));
      response.on('end', () => {
        const answer = Buffer.concat(chunks).toString('utf8');
        if (response.statusCode === 200) return resolve({body: JSON.parse(answer)});
        return fail(`${response.statusCode} ${answer.trim()}`);
      });
    });
    request.end(text);
  });
}

function headersOf(text: string, token: string | undefined): http.OutgoingHttpHeaders {
  return {
    accept: 'application/json',
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    ...(token !== undefined && {authorization: token}),
  };
}
