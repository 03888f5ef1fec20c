// Watches over HTTPS, opened and left alone, as many gateways together do.
import https from 'node:https';

/** Resolves with the way to end them, once all are sent and the first ones are answered. */
export async function manyWatches(port: number, count: number): Promise<() => Promise<void>> {
  const body = JSON.stringify({create_request: {key: 'YQ==', range_end: 'Yg=='}});
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
    request.end(body);
    return request;
  });
  // Beyond 250 none is answered: those below are waited for.
  await Promise.all(
    requests.slice(0, 200).map(
      request =>
        new Promise(resolve => {
          request.once('response', resolve);
          request.once('close', resolve);
        }),
    ),
  );
  return async () => {
    for (const request of requests) request.destroy();
  };
}
