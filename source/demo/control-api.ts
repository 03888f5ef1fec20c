// A Control API as APISIX has it: GET /v1/routes and its kin, each connection answered by one of several
// workers in turn. What a worker has loaded is given by the caller; also the tests' double.
import http from 'node:http';
import type {AddressInfo} from 'node:net';

/** As config_etcd keeps it. */
export type LoadedItem = {
  readonly key: string;
  readonly value: unknown;
  readonly modifiedIndex: number | string;
  readonly createdIndex?: number;
};

/** The kinds that a worker tells, as in etcd: routes, services, upstreams, plugin_metadata. */
export type ControlWorker = Readonly<Record<string, readonly LoadedItem[]>>;

type ControlApiOptions = {
  /** Asked again for every request. */
  readonly workers: () => readonly ControlWorker[];
  /** The Server header; openresty's own where absent, which tells no version. */
  readonly server?: string;
};

type RunningControlApi = {
  readonly host: string;
  readonly port: number;
  /** Requests so far. */
  readonly requests: number;
  close(): Promise<void>;
};

export async function startControlApi(options: ControlApiOptions): Promise<RunningControlApi> {
  let connections = 0;
  let requests = 0;
  const workerOf = new WeakMap<object, number>();
  const server = http.createServer((request, response) => {
    requests++;
    request.resume();
    const workers = options.workers();
    const worker = workers[(workerOf.get(request.socket) ?? 0) % Math.max(1, workers.length)];
    const body = worker === undefined ? undefined : answerTo(request, worker);
    response.setHeader('server', options.server ?? 'openresty');
    if (body === undefined) {
      response.writeHead(404, {'content-type': 'text/html'}).end(notFoundPage);
    } else {
      response.writeHead(200, {'content-type': 'application/json'}).end(body);
    }
  });
  server.on('connection', socket => workerOf.set(socket, connections++));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return {
    host: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    get requests() {
      return requests;
    },
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const kindOf: Readonly<Record<string, string>> = {
  '/v1/routes': 'routes',
  '/v1/services': 'services',
  '/v1/upstreams': 'upstreams',
  '/v1/plugin_metadatas': 'plugin_metadata',
};

function answerTo({method, url}: http.IncomingMessage, worker: ControlWorker): string | undefined {
  const kind = kindOf[url ?? ''];
  const items = kind === undefined ? undefined : worker[kind];
  if (method !== 'GET' || items === undefined) return undefined;
  // cjson writes an empty Lua table as an object, and metadata come as their values alone.
  if (items.length === 0) return '{}';
  return JSON.stringify(kind === 'plugin_metadata' ? items.map(({value}) => value) : items);
}

const notFoundPage =
  '<html>\r\n<head><title>404 Not Found</title></head>\r\n<body>\r\n<center><h1>404 Not Found</h1></center>\r\n<hr><center>openresty</center>\r\n</body>\r\n</html>\r\n';
