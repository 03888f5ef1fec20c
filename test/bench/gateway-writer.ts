// Writes to an etcd over keep-alive HTTP connections, without waiting for one answer before the next
// request is sent; the caller decides how many are under way.
import http from 'node:http';
import type {BenchEtcd} from './bench-etcd.ts';
import {base64} from './bench-etcd.ts';

type Put = {readonly key: string; readonly value: string};

export type GatewayWriter = {
  /** Resolves with the revision; the time of that is when the answer was read to its end. */
  put(put: Put): Promise<number>;
  /** At most 128. */
  putAll(puts: readonly Put[]): Promise<number>;
  compact(revision: number): Promise<void>;
  close(): void;
};

const connectionsMax = 32;

export function openGatewayWriter(etcd: BenchEtcd): GatewayWriter {
  const agent = new http.Agent({keepAlive: true, maxSockets: connectionsMax});
  const post = async (path: string, body: object) =>
    revisionOf(await send(`${etcd.apiUrl}${path}`, JSON.stringify(body), agent));
  return {
    put: put => post('/kv/put', encode(put)),
    putAll: puts => post('/kv/txn', {success: puts.map(put => ({request_put: encode(put)}))}),
    async compact(revision) {
      await post('/kv/compaction', {revision});
    },
    close: () => agent.destroy(),
  };
}

function encode({key, value}: Put): object {
  return {key: base64(key), value: base64(value)};
}

function revisionOf(answer: string): number {
  const {header} = JSON.parse(answer) as {header: {revision: string}};
  return Number(header.revision);
}

function send(url: string, body: string, agent: http.Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = {accept: 'application/json', 'content-length': Buffer.byteLength(body)};
    const request = http.request(url, {method: 'POST', agent, headers}, response => {
      let answer = '';
      response.setEncoding('utf8');
      response.on('data', chunk => {
        answer += chunk;
      });
      response.on('error', reject);
      response.on('end', () =>
        response.statusCode === 200
          ? resolve(answer)
          : reject(new Error(`${url} answered ${response.statusCode}: ${answer}`)),
      );
    });
    request.on('error', reject);
    request.setNoDelay(true);
    request.end(body);
  });
}
