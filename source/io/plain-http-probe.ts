// Does a port that was to speak TLS answer in plain HTTP? One GET /version without any header that
// matters; any HTTP answer will do.
import http from 'node:http';
import type {Endpoint} from '../config/settings.ts';

export function answersInPlainHttp(options: {
  readonly endpoint: Endpoint;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}): Promise<boolean> {
  const {host, port} = options.endpoint;
  return new Promise(resolve => {
    const request = http.get({
      host,
      port,
      path: '/version',
      agent: false,
      timeout: options.timeoutMs,
      ...(options.signal && {signal: options.signal}),
    });
    request.on('response', response => {
      // Node's own parser says HTTP; a TLS alert would have been a parse error.
      resolve(response.statusCode === 200);
      request.destroy();
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
    request.on('close', () => resolve(false));
  });
}
