// The client for pages against a server of raw bytes: connections used again, ended, cut and silent.
import assert from 'node:assert/strict';
import {once} from 'node:events';
import net from 'node:net';
import test from 'node:test';
import {createHttp1Client, type Http1Client} from '../../source/io/http1-client.ts';
import {failureOfError} from '../../source/io/network-failure.ts';

type Limits = {readonly commandTimeoutMs?: number; readonly bodyBytesMax?: number};
type Handler = (request: string, socket: net.Socket, connection: number) => void;

const ok = (body: string, more = '') =>
  `HTTP/1.1 200 OK\r\n${more}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

test('one connection serves one call after the other, and two at once need two', async () => {
  await withServer(
    (request, socket, connection) => socket.write(ok(`${connection} ${request.split(' ')[1]}`)),
    async ({ask}) => {
      assert.equal(await ask('/a'), '1 /a');
      assert.equal(await ask('/b'), '1 /b');
      const both = await Promise.all([ask('/c'), ask('/d')]);
      assert.deepEqual(both.toSorted(), ['1 /c', '2 /d']);
    },
  );
});

test('a body is sent with its length, and a token as Authorization', async () => {
  let seen = '';
  await withServer(
    (request, socket) => {
      seen = request;
      socket.write(ok('{}'));
    },
    async ({client}) => {
      const request = {path: '/v3/kv/range', body: {key: 'ä'}, token: 't.1', signal: never()};
      await client.request(request, () => undefined);
      assert.match(seen, /^POST \/v3\/kv\/range HTTP\/1\.1\r\n/);
      assert.match(seen, /\r\naccept: application\/json\r\n/);
      assert.match(seen, /\r\nauthorization: t\.1\r\n/);
      assert.match(seen, /\r\ncontent-length: 12\r\n/);
      assert.ok(seen.endsWith('\r\n\r\n{"key":"Ã¤"}'), seen);
    },
  );
});

test('a header that would end itself is refused, not sent', async () => {
  await withServer(
    (_request, socket) => socket.write(ok('')),
    async ({client}) => {
      const request = {path: '/', token: 'a\r\nx: y', signal: never()};
      await assert.rejects(
        client.request(request, () => 0),
        /the header authorization can't be sent/,
      );
    },
  );
});

test('an answer of many pieces, larger than the memory at first, is whole', async () => {
  const body = 'x'.repeat(3_000_000);
  await withServer(
    (_request, socket) => socket.write(ok(body)),
    async ({ask}) => {
      assert.equal(await ask('/a'), body);
      assert.equal((await ask('/b')).length, body.length);
    },
  );
});

test('an answer that says close is followed by another connection', async () => {
  await withServer(
    (_request, socket, connection) => socket.end(ok(`${connection}`, 'connection: close\r\n')),
    async ({ask}) => {
      assert.equal(await ask('/a'), '1');
      assert.equal(await ask('/b'), '2');
    },
  );
});

test('a kept connection that the server ends as it is used again costs nothing', async () => {
  await withServer(
    (request, socket, connection) => {
      if (connection === 1 && request.startsWith('GET /b')) socket.destroy();
      else socket.write(ok(`${connection}`));
    },
    async ({ask}) => {
      assert.equal(await ask('/a'), '1');
      assert.equal(await ask('/b'), '2');
    },
  );
});

const failures: ReadonlyArray<readonly [string, Handler, string]> = [
  ['no answer at all', (_request, socket) => socket.end(), 'the server closed the connection'],
  [
    'half an answer',
    (_request, socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhe'),
    'the server closed the connection in the middle of an answer',
  ],
  [
    'a reset',
    (_request, socket) => socket.resetAndDestroy(),
    'connection reset by the server (ECONNRESET)',
  ],
  [
    'another protocol',
    (_request, socket) => socket.write('SSH-2.0-x\r\n'),
    '"SSH-2.0-x" is no HTTP/1.1 answer',
  ],
  ['silence', () => undefined, 'no answer within 0.2 s'],
  [
    'more than the limit',
    (_request, socket) => socket.write(ok('x'.repeat(200))),
    'the answer is over our limit of 100 bytes',
  ],
];

for (const [name, handler, message] of failures) {
  test(`${name}: ${message}`, async () => {
    const limits = name === 'silence' ? {commandTimeoutMs: 200} : {bodyBytesMax: 100};
    await withServer(
      handler,
      async ({ask}) => {
        const said = await ask('/a').catch(error => failureOfError(error).message);
        assert.equal(said, message);
      },
      limits,
    );
  });
}

test('nobody listens: refused, in words', async () => {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  const client = clientOf(port);
  const asked = client.request({path: '/', signal: never()}, () => 'an answer');
  const message = await asked.catch(error => failureOfError(error).message);
  assert.match(message, /^connection refused/);
  client.close();
});

test('giving up and closing both end a call under way, and its connection', async () => {
  const ended: Array<Promise<unknown>> = [];
  let asked = Promise.withResolvers<void>();
  await withServer(
    (_request, socket) => {
      ended.push(once(socket, 'close'));
      asked.resolve();
    },
    async ({client}) => {
      const stop = new AbortController();
      const first = client.request({path: '/a', signal: stop.signal}, () => 0);
      await asked.promise;
      stop.abort(new Error('enough'));
      await assert.rejects(first, /enough/);
      asked = Promise.withResolvers<void>();
      const second = client.request({path: '/b', signal: never()}, () => 0);
      await asked.promise;
      client.close();
      await assert.rejects(second, /closed/);
      await Promise.all(ended);
      assert.equal(ended.length, 2);
    },
  );
});

async function withServer(
  handler: Handler,
  use: (parts: {client: Http1Client; ask: (path: string) => Promise<string>}) => Promise<void>,
  limits: Limits = {},
): Promise<void> {
  const sockets = new Set<net.Socket>();
  let connections = 0;
  const server = net.createServer(socket => {
    const connection = ++connections;
    sockets.add(socket);
    socket.on('error', () => undefined); // the client's way of ending it
    socket.on('data', data => handler(data.toString('latin1'), socket, connection));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = clientOf((server.address() as net.AddressInfo).port, limits);
  const ask = (path: string) =>
    client.request({path, signal: never()}, (_status, body) => body.toString('latin1'));
  try {
    await use({client, ask});
  } finally {
    client.close();
    server.close();
    await once(server, 'close');
  }
}

function clientOf(port: number, limits: Limits = {}): Http1Client {
  return createHttp1Client({
    endpoint: {host: '127.0.0.1', port, tls: false, url: `http://127.0.0.1:${port}`},
    tls: {ca: undefined, caSource: '', insecureSkipVerify: false},
    dialTimeoutMs: 10_000,
    commandTimeoutMs: 10_000,
    ...limits,
  });
}

function never(): AbortSignal {
  return new AbortController().signal;
}
