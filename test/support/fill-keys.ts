// Fills a real etcd with keys over its own HTTP API, a hundred puts a transaction.
import http from 'node:http';
import type {RunningEtcd} from './real-etcd.ts';

type FillOptions = {
  readonly prefix: string;
  readonly keys: number;
  readonly valueBytes: number;
  /** Transactions under way at once. Default 8. */
  readonly concurrency?: number;
};

const putsPerTransaction = 100;

export async function fillKeys(etcd: RunningEtcd, options: FillOptions): Promise<void> {
  const agent = new http.Agent({keepAlive: true, maxSockets: options.concurrency ?? 8});
  const apiPrefix = etcd.build.version.startsWith('3.3.') ? '/v3beta' : '/v3';
  let next = 0;
  const work = async () => {
    while (next < options.keys) {
      const first = next;
      next += putsPerTransaction;
      const body = transaction(options, first, Math.min(options.keys, next));
      await post(new URL(`${apiPrefix}/kv/txn`, etcd.url), body, agent);
    }
  };
  await Promise.all(Array.from({length: options.concurrency ?? 8}, work));
  agent.destroy();
}

function transaction({prefix, valueBytes}: FillOptions, first: number, end: number): string {
  const success = [];
  for (let index = first; index < end; index++) {
    const key = `${prefix}${String(index).padStart(8, '0')}`;
    const value = `{"n":${index},"pad":"`.padEnd(valueBytes - 2, 'x');
    const encode = (text: string) => Buffer.from(text).toString('base64');
    success.push({request_put: {key: encode(key), value: encode(`${value}"}`)}});
  }
  return JSON.stringify({success});
}

function post(url: URL, body: string, agent: http.Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = {accept: 'application/json', 'content-length': Buffer.byteLength(body)};
    const request = http.request(url, {method: 'POST', agent, headers}, response => {
      response.resume();
      response.on('end', () =>
        response.statusCode === 200
          ? resolve()
          : reject(new Error(`${url.href} answered ${response.statusCode}`)),
      );
    });
    request.on('error', reject);
    request.end(body);
  });
}
