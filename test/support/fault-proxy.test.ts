// The proxy itself: what it passes on is unchanged, and each fault does to a connection what it says.
import assert from 'node:assert/strict';
import net from 'node:net';
import test from 'node:test';
import {type FaultProxy, startFaultProxy} from './fault-proxy.ts';
import {listenOnLoopback} from './loopback-port.ts';
import {createPseudoRandom} from './pseudo-random.ts';

const sent = Buffer.from(Array.from({length: 3_000}, (_, index) => index % 251));

test('bytes arrive as they were sent, whole, split and late', async () => {
  await withProxy(async (proxy, dial) => {
    await proxy.set({kind: 'passes'});
    assert.deepEqual(await dial().toEnd(), sent);
    await proxy.set({kind: 'splits', singleBytesMax: 500});
    const divided = dial();
    assert.deepEqual(await divided.toEnd(), sent);
    assert.ok(divided.chunks.length > 10, `${divided.chunks.length} chunks`);
    await proxy.set({kind: 'delays', delayMs: 5});
    assert.deepEqual(await dial().toEnd(), sent);
    assert.equal(proxy.cuts(), 0);
  });
});

test('a clean cut delivers so many bytes and then the end', async () => {
  await withProxy(async (proxy, dial) => {
    await proxy.set({kind: 'cuts', afterBytes: () => 1_234, resets: false});
    assert.deepEqual(await dial().toEnd(), sent.subarray(0, 1_234));
    assert.equal(proxy.cuts(), 1);
  });
});

test('a reset ends a connection with ECONNRESET', async () => {
  await withProxy(async (proxy, dial) => {
    await proxy.set({kind: 'cuts', afterBytes: () => 0, resets: true});
    await assert.rejects(dial().toEnd(), {code: 'ECONNRESET'});
    await proxy.set({kind: 'black-holes'});
    const open = dial();
    const ended = assert.rejects(open.toEnd(), {code: 'ECONNRESET'});
    while (proxy.cutAll(true) === 0) await new Promise(setImmediate);
    await ended;
  });
});

test('nobody listens while it refuses, and somebody does afterwards', async () => {
  await withProxy(async (proxy, dial) => {
    await proxy.set({kind: 'refuses'});
    await assert.rejects(dial().toEnd(), {code: 'ECONNREFUSED'});
    await proxy.set({kind: 'passes'});
    assert.deepEqual(await dial().toEnd(), sent);
  });
});

test('a swallowed connection stays open and silent, also when the fault is lifted', async () => {
  await withProxy(async (proxy, dial) => {
    await proxy.set({kind: 'black-holes'});
    const swallowed = dial();
    while (proxy.swallowed() === 0) await new Promise(setImmediate);
    await proxy.set({kind: 'passes'});
    assert.deepEqual(await dial().toEnd(), sent);
    assert.equal(swallowed.chunks.length, 0);
    assert.equal(swallowed.socket.readableEnded, false);
    swallowed.socket.destroy();
  });
});

test('connections are dropped by what they open with', async () => {
  await withProxy(async (proxy, dial) => {
    proxy.dropWhere(first => first.toString().startsWith('unwanted'));
    assert.deepEqual(await dial('wanted').toEnd(), sent);
    assert.equal((await dial('unwanted').toEnd()).length < sent.length, true);
  });
});

type Dialed = {
  readonly socket: net.Socket;
  readonly chunks: readonly Buffer[];
  toEnd(): Promise<Buffer>;
};

/** The server says the same to everyone, once it is spoken to, and ends. */
async function withProxy(
  body: (proxy: FaultProxy, dial: (opening?: string) => Dialed) => Promise<void>,
): Promise<void> {
  const server = net.createServer(socket => {
    socket.on('error', () => {});
    socket.once('data', () => socket.end(sent));
  });
  const targetPort = await listenOnLoopback(server);
  const proxy = await startFaultProxy({targetPort, random: createPseudoRandom(1)});
  try {
    await body(proxy, opening => dialed(proxy.port, opening));
  } finally {
    await proxy.close();
    server.close();
  }
}

function dialed(port: number, opening = 'hello'): Dialed {
  const socket = net.connect({host: '127.0.0.1', port});
  const chunks: Buffer[] = [];
  const ended = new Promise<Buffer>((resolve, reject) => {
    socket.on('data', chunk => chunks.push(chunk));
    socket.once('end', () => resolve(Buffer.concat(chunks)));
    socket.once('error', reject);
    socket.once('close', () => resolve(Buffer.concat(chunks)));
  });
  ended.catch(() => {});
  socket.write(opening);
  return {socket, chunks, toEnd: () => ended};
}
