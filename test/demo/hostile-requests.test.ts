// Whatever comes in, the gateway answers or stays silent: it never falls over.
import assert from 'node:assert/strict';
import {once} from 'node:events';
import net from 'node:net';
import test from 'node:test';
import {startGateway} from '../../source/demo/gateway.ts';
import {createRandom} from '../../source/demo/random.ts';
import {createProbe} from '../conformance/probe.ts';

const calls = ['/kv/range', '/kv/put', '/kv/deleterange', '/kv/txn', '/kv/compaction', '/watch'];
const fields = [
  'key',
  'range_end',
  'revision',
  'limit',
  'compare',
  'success',
  'request_put',
  'value',
];
const values = [
  'null',
  '-1',
  '1e99',
  '"9223372036854775808"',
  '"YQ=="',
  '"%"',
  '[]',
  '[null]',
  '[[]]',
  '{}',
  '{"key":{}}',
  '{"request_put":7}',
  'true',
  '"\\u0000\\ud800"',
];
const bodies = [
  '',
  '[]',
  '7',
  '"x"',
  'null',
  '{{{',
  '}',
  '\0',
  '['.repeat(50_000),
  '{"key":'.repeat(50_000),
];

test('any JSON and any other text is answered with a status of HTTP', async () => {
  const gateway = await startGateway();
  const probe = createProbe({url: gateway.url, apiPrefix: '/v3'});
  const random = createRandom(1);
  const pick = (list: readonly string[]) => list[random.below(list.length)] ?? '';
  try {
    for (const call of calls.filter(one => one !== '/watch')) {
      for (const body of bodies) await probe.post(call, body);
      for (let at = 0; at < 100; at++) {
        const members = [1, 2, 3].map(() => `"${pick(fields)}":${pick(values)}`);
        const {status} = await probe.post(call, `{${members.join()}}`);
        assert.ok(
          status === 200 || (status >= 400 && status < 500),
          `${members.join()}: ${status}`,
        );
      }
    }
    for (const body of [...bodies, ...values.map(value => `{"create_request":${value}}`)]) {
      probe.watch([body], {endBody: true});
    }
    assert.equal((await probe.request('GET', '/health')).status, 200);
  } finally {
    probe.close();
    await gateway.close();
  }
});

const openings = [
  '//[ HTTP/1.1',
  '/v3/../.. HTTP/1.1',
  '/%zz?%zz HTTP/1.1',
  'http://[/ HTTP/1.1',
  'nonsense',
];

for (const opening of openings) {
  test(`GET ${opening} does no harm`, async () => {
    const gateway = await startGateway();
    const probe = createProbe({url: gateway.url, apiPrefix: '/v3'});
    const socket = net.connect(gateway.port, '127.0.0.1');
    try {
      socket.write(`GET ${opening}\r\nHost: x\r\nConnection: close\r\n\r\n`);
      const [answer] = await once(socket, 'data');
      assert.match(String(answer), /^HTTP\/1\.1 40[04] /);
      assert.equal((await probe.request('GET', '/health')).status, 200);
    } finally {
      socket.destroy();
      probe.close();
      await gateway.close();
    }
  });
}
