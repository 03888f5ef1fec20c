// The Control API as it is and as it is not: workers in turn, kinds that old versions lack, another
// service at its port, nothing there, silence, an answer without end.
import assert from 'node:assert/strict';
import http from 'node:http';
import net, {type AddressInfo} from 'node:net';
import {test} from 'node:test';
import {startControlApi} from '../../source/demo/control-api.ts';
import {askControlApi} from '../../source/io/apisix-control.ts';
import {freePort} from '../support/free-port.ts';

const route = (id: string, modifiedIndex: number) => ({
  key: `/apisix/routes/${id}`,
  value: {id},
  modifiedIndex,
});

test('each connection shows one worker, in all kinds alike', async () => {
  const workers = [
    {routes: [route('a', 7)], upstreams: [], services: [], plugin_metadata: []},
    {routes: [], upstreams: [{...route('u', 3), key: '/apisix/upstreams/u'}], services: []},
  ];
  const api = await startControlApi({workers: () => workers, server: 'APISIX/3.9.1'});
  try {
    const asked = await ask(api, 2);
    assert.ok(asked.ok);
    assert.equal(asked.apisixVersion, '3.9.1');
    const told = asked.workers.map(worker => [...worker].map(([kind, ids]) => [kind, [...ids]]));
    assert.deepEqual(told, [
      [
        ['routes', [['a', 7]]],
        ['services', []],
        ['upstreams', []],
        ['plugin_metadata', []],
      ],
      [
        ['routes', []],
        ['services', []],
        ['upstreams', [['u', 3]]],
      ],
    ]);
  } finally {
    await api.close();
  }
});

type Other = {
  readonly claim: string;
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly fault: string;
  readonly says: RegExp;
};

const others: readonly Other[] = [
  {
    claim: 'the port of the gateway itself',
    status: 404,
    type: 'text/plain',
    body: '{"error_msg":"404 Route Not Found"}\n',
    fault: 'control-wrong-port',
    says: /node_listen/,
  },
  {
    claim: 'the Admin API',
    status: 401,
    type: 'application/json',
    body: '{"description":"wrong apikey","error_msg":"failed to check token"}',
    fault: 'control-wrong-port',
    says: /Admin API/,
  },
  {
    claim: 'the Prometheus exporter',
    status: 404,
    type: 'text/plain',
    body: '# HELP apisix_http_status HTTP\n# TYPE apisix_http_status counter\n',
    fault: 'control-wrong-port',
    says: /Prometheus/,
  },
  {
    claim: "a web server's page",
    status: 200,
    type: 'text/html; charset=utf-8',
    body: '<!doctype html><title>Welcome</title>',
    fault: 'control-wrong-port',
    says: /web server/,
  },
  {
    claim: "another service's 404",
    status: 404,
    type: 'text/html',
    body: '<html>404</html>',
    fault: 'control-not-found',
    says: /before 2\.10/,
  },
  {
    claim: 'JSON of something else',
    status: 200,
    type: 'application/json',
    body: '{"status":"UP"}',
    fault: 'control-wrong-port',
    says: /no list of resources/,
  },
  {
    claim: 'JSON that is cut',
    status: 200,
    type: 'application/json',
    body: '[{"key":"/apisix/routes/1","modified',
    fault: 'control-wrong-port',
    says: /no JSON/,
  },
  {
    claim: 'an error of nginx',
    status: 502,
    type: 'text/html',
    body: '<html>Bad Gateway</html>',
    fault: 'control-wrong-port',
    says: /web server/,
  },
];

for (const {claim, status, type, body, fault, says} of others) {
  test(`${claim} is no Control API, and is named`, async () => {
    const server = http.createServer((_, response) => {
      response.writeHead(status, {'content-type': type}).end(body);
    });
    await withServer(server, async place => {
      const asked = await ask(place, 1);
      assert.ok(!asked.ok);
      assert.equal(asked.fault.id, fault);
      assert.match(asked.fault.summary, says);
    });
  });
}

test('nothing that listens is said to be switched off', async () => {
  const asked = await ask({host: '127.0.0.1', port: await freePort()}, 1);
  assert.ok(!asked.ok);
  assert.equal(asked.fault.id, 'control-refused');
});

test('a server that stays silent is given up', async () => {
  const sockets = new Set<net.Socket>();
  const server = net.createServer(socket => sockets.add(socket));
  await withServer(server, async place => {
    const asked = await ask(place, 1, 200);
    for (const socket of sockets) socket.destroy();
    assert.ok(!asked.ok);
    assert.equal(asked.fault.id, 'control-timeout');
  });
});

test('what speaks no HTTP is said so', async () => {
  const server = net.createServer(socket => {
    socket.resume().end('SSH-2.0-OpenSSH_9.2\r\n');
  });
  await withServer(server, async place => {
    const asked = await ask(place, 1);
    assert.ok(!asked.ok);
    assert.equal(asked.fault.id, 'control-wrong-port');
  });
});

test('twenty thousand routes of a kilobyte are read', async () => {
  const plugins = {note: 'x'.repeat(1000)};
  const routes = Array.from({length: 20_000}, (_, at) => ({
    ...route(String(at), at + 1),
    value: {id: String(at), plugins},
  }));
  const api = await startControlApi({workers: () => [{routes}]});
  try {
    const asked = await ask(api, 1);
    assert.ok(asked.ok);
    assert.equal(asked.workers[0]?.get('routes')?.size, 20_000);
    assert.equal(asked.workers[0]?.get('routes')?.get('19999'), 20_000);
  } finally {
    await api.close();
  }
});

test('an answer without end is cut off', async () => {
  const chunk = Buffer.alloc(8 * 1024 * 1024, ' ');
  const server = http.createServer((_, response) => {
    response.writeHead(200, {'content-type': 'application/json'});
    const more = () => {
      while (!response.destroyed && response.write(chunk)) {}
    };
    response.on('drain', more);
    more();
  });
  await withServer(server, async place => {
    const asked = await ask(place, 1, 30_000);
    assert.ok(!asked.ok);
    assert.equal(asked.fault.id, 'control-too-large');
  });
});

function ask(api: {readonly host: string; readonly port: number}, samples: number, ms = 5000) {
  return askControlApi({api: {host: api.host, port: api.port}, samples, timeoutMs: ms});
}

async function withServer(
  server: http.Server | net.Server,
  body: (place: {host: string; port: number}) => Promise<void>,
): Promise<void> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  try {
    await body({host: '127.0.0.1', port: (server.address() as AddressInfo).port});
  } finally {
    if ('closeAllConnections' in server) server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  }
}
