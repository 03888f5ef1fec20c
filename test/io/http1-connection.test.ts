// A connection that has more to read than there is time for: what is asserted is how much is read
// before others have their turn, never how long anything takes.
import assert from 'node:assert/strict';
import {once} from 'node:events';
import net, {type AddressInfo} from 'node:net';
import {test} from 'node:test';
import {openHttp1Connection} from '../../source/io/http1-connection.ts';

const bodyBytes = 24 * 1024 * 1024;
/** Longer than a turn may take. */
const handlingMs = 10;

test('reading gives way to keys and timers once a turn is over, however much has arrived', async () => {
  const {port, close} = await listen();
  let inThisTurn = 0;
  let most = 0;
  let bytes = 0;
  const nextTurn = () => {
    inThisTurn = 0;
  };
  await new Promise<void>((resolve, reject) => {
    const endpoint = {url: `http://127.0.0.1:${port}`, host: '127.0.0.1', port, tls: false};
    const connection = openHttp1Connection({endpoint, tls: noTls, dialTimeoutMs: 5000});
    connection.start('GET / HTTP/1.1\r\nhost: test\r\n\r\n', {
      onHead() {},
      onBody(part) {
        if (inThisTurn === 0) setImmediate(nextTurn);
        inThisTurn += 1;
        most = Math.max(most, inThisTurn);
        bytes += part.length;
        busyFor(handlingMs);
      },
      onEnd() {
        connection.destroy();
        resolve();
      },
      onError: reject,
    });
  }).finally(close);
  assert.equal(bytes, bodyBytes);
  assert.equal(most, 1);
});

test('a connection that was paused in its turn stays paused', async () => {
  const {port, close} = await listen();
  let bytes = 0;
  const ended = Promise.withResolvers<void>();
  const endpoint = {url: `http://127.0.0.1:${port}`, host: '127.0.0.1', port, tls: false};
  const connection = openHttp1Connection({endpoint, tls: noTls, dialTimeoutMs: 5000});
  const paused = Promise.withResolvers<void>();
  connection.start('GET / HTTP/1.1\r\nhost: test\r\n\r\n', {
    onHead() {},
    onBody(part) {
      bytes += part.length;
      busyFor(handlingMs);
      connection.pause();
      paused.resolve();
    },
    onEnd: () => ended.resolve(),
    onError: ended.reject,
  });
  await paused.promise;
  const atPause = bytes;
  for (let turn = 0; turn < 20; turn += 1) await new Promise(resolve => setImmediate(resolve));
  assert.equal(bytes, atPause);
  connection.destroy();
  close();
});

const noTls = {ca: undefined, caSource: '', insecureSkipVerify: false};

function busyFor(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

/** Answers every connection with all of the body at once. */
async function listen(): Promise<{readonly port: number; close(): void}> {
  const server = net.createServer(socket => {
    socket.on('error', () => {});
    socket.once('data', () => {
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${bodyBytes}\r\n\r\n`);
      socket.write(Buffer.alloc(bodyBytes, 'x'));
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const {port} = server.address() as AddressInfo;
  return {port, close: () => void server.close()};
}
