// Watches over HTTPS, opened and left alone, as many gateways together do.
import https from 'node:https';

/** What the gateway of etcd 3.3 carries over TLS; a few less, for its own calls. */
const ANSWERED_MIN = 240;

/** Resolves with the way to end them, once as many are answered as can be. */
export async function manyWatches(port: number, count: number): Promise<() => void> {
  const body = JSON.stringify({create_request: {key: 'YQ==', range_end: 'Yg=='}});
  const {promise: isFull, resolve} = Promise.withResolvers<void>();
  let answered = 0;
  const requests = Array.from({length: count}, () => {
    const request = https.request({
      host: '127.0.0.1',
      port,
      path: '/v3beta/watch',
      method: 'POST',
      agent: false,
      rejectUnauthorized: false,
      headers: {'content-type': 'application/json', accept: 'application/json'},
    });
    request.on('error', () => undefined);
    request.on('response', () => {
      answered++;
      if (answered === ANSWERED_MIN) resolve();
    });
    request.end(body);
    return request;
  });
  await isFull;
  return () => {
    for (const request of requests) request.destroy();
  };
}
