// The watch's connection against a server that sends its bytes as it is told: in one piece, a byte at
// a time, cut off, or with something wrong behind what was right.
import assert from 'node:assert/strict';
import {once} from 'node:events';
import net, {type AddressInfo} from 'node:net';
import {test} from 'node:test';
import type {Failure} from '../../source/etcd/gateway-error.ts';
import type {WatchPart} from '../../source/etcd/messages.ts';
import {openWatchConnection} from '../../source/io/watch-connection.ts';

const events = 130;
const created = '{"result":{"header":{"revision":"1"},"created":true}}\n';
const lines = [created, ...Array.from({length: events}, (_, at) => eventLine(at + 2))];
const answerHead = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n';
const answer = `${answerHead}${lines.map(chunk).join('')}`;
const revisions = Array.from({length: events}, (_, at) => at + 2);

test('events arrive in order, however their bytes were cut on the way', async () => {
  for (const pieces of [[answer], halves(answer), answer.match(/[\s\S]{1,97}/g) ?? []]) {
    const {calls, failure} = await watchedFrom([...pieces, '0\r\n\r\n']);
    assert.deepEqual(revisionsOf(calls.flat()), revisions);
    assert.equal(failure.message, 'the server ended the watch');
  }
});

test('what one read brings is handed over together, and none of it late', async () => {
  const {calls} = await watchedFrom([`${answer}0\r\n\r\n`]);
  assert.deepEqual(revisionsOf(calls.flat()), revisions);
  // One call a response would be 131; the connection may cut what was sent at once.
  assert.ok(calls.length < lines.length / 4, `${calls.length} calls`);
});

test('what was right comes before the news that something behind it is wrong', async () => {
  const wrongs: ReadonlyArray<readonly [string, Failure['kind']]> = [
    [chunk('<html>'), 'not-etcd'],
    [chunk('{"error":{"grpc_code":14,"message":"etcdserver: no leader"}}\n'), 'no-leader'],
    ['zz\r\n', 'not-etcd'],
  ];
  for (const [wrong, kind] of wrongs) {
    const {calls, failure} = await watchedFrom([answer + wrong + chunk(eventLine(999))]);
    assert.deepEqual(revisionsOf(calls.flat()), revisions, wrong);
    assert.notEqual(failure.message, '', wrong);
    if (!wrong.startsWith('zz')) assert.equal(failure.kind, kind, wrong);
  }
});

test('a connection that is cut inside an event has handed over those before it', async () => {
  const {calls, failure} = await watchedFrom([answer, chunk(eventLine(999)).slice(0, 40)]);
  assert.deepEqual(revisionsOf(calls.flat()), revisions);
  assert.equal(failure.kind, 'network');
});

test('nothing is handed over any more once it was closed, not even of the same read', async () => {
  const seen: WatchPart[] = [];
  const server = await serve([`${answer}0\r\n\r\n`]);
  const closed = Promise.withResolvers<void>();
  const connection = openWatchConnection({
    ...about(server.port),
    onParts(parts) {
      seen.push(...parts);
      if (revisionsOf(seen).length === 0) return;
      connection.close();
      // What the same read still held would have come by then.
      setImmediate(closed.resolve);
    },
    onEnd: failure => closed.reject(new Error(failure.message)),
  });
  await closed.promise.finally(server.close);
  assert.ok(revisionsOf(seen).length < events, `${revisionsOf(seen).length} events`);
});

function eventLine(revision: number): string {
  const header = {cluster_id: '1', member_id: '2', revision: String(revision), raft_term: '2'};
  const kv = {key: 'YQ==', create_revision: '2', mod_revision: String(revision), version: '1'};
  return `${JSON.stringify({result: {header, events: [{kv: {...kv, value: 'dg=='}}]}})}\n`;
}

function chunk(text: string): string {
  return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
}

function halves(text: string): readonly string[] {
  const middle = Math.floor(text.length / 2);
  return [text.slice(0, middle), text.slice(middle)];
}

function revisionsOf(parts: readonly WatchPart[]): readonly number[] {
  return parts.flatMap(part => part.events.map(event => event.kv.modRevision));
}

function about(port: number) {
  const endpoint = {url: `http://127.0.0.1:${port}`, host: '127.0.0.1', port, tls: false};
  const tls = {ca: undefined, caSource: '', insecureSkipVerify: false};
  return {endpoint, tls, dialTimeoutMs: 5000, path: '/v3/watch', body: {}, duplex: true};
}

async function watchedFrom(
  pieces: readonly string[],
): Promise<{readonly calls: ReadonlyArray<readonly WatchPart[]>; readonly failure: Failure}> {
  const server = await serve(pieces);
  const calls: Array<readonly WatchPart[]> = [];
  const ended = Promise.withResolvers<Failure>();
  const onEnd = ended.resolve;
  openWatchConnection({...about(server.port), onParts: parts => calls.push(parts), onEnd});
  return {failure: await ended.promise.finally(server.close), calls};
}

/** Sends the pieces one after another, each as soon as the one before has left, and ends. */
async function serve(pieces: readonly string[]): Promise<{readonly port: number; close(): void}> {
  const server = net.createServer(socket => {
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.once('data', async () => {
      for (const piece of pieces) await new Promise(sent => socket.write(piece, sent));
      socket.end();
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const {port} = server.address() as AddressInfo;
  return {port, close: () => void server.close()};
}
