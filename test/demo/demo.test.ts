// The demo as a client meets it: three members over mTLS, one of them with the article's fault.
import assert from 'node:assert/strict';
import {once} from 'node:events';
import test from 'node:test';
import tls from 'node:tls';
import {type Demo, type DemoOptions, startDemo} from '../../source/demo/demo.ts';
import {createProbe} from '../conformance/probe.ts';

const everything = {key: 'AA==', range_end: 'AA==', count_only: true};

async function withDemo(options: DemoOptions, body: (demo: Demo) => Promise<void>): Promise<void> {
  const demo = await startDemo(options);
  try {
    await body(demo);
  } finally {
    await demo.stop();
  }
}

function probeOf(demo: Demo, member: number) {
  return createProbe({url: demo.endpoints[member] ?? '', apiPrefix: '/v3', tls: demo});
}

test('three members share one store; the gateway of the renewed one answers 503', () =>
  withDemo({traffic: false}, async demo => {
    const seen = [];
    for (const member of [0, 1, 2]) {
      const probe = probeOf(demo, member);
      const {status, text} = await probe.post('/kv/range', everything);
      const health = await probe.request('GET', '/health');
      seen.push([status, Number(JSON.parse(text).count), health.status]);
      probe.close();
    }
    assert.deepEqual(seen, [
      [200, 206, 200],
      [200, 206, 200],
      [503, Number.NaN, 200],
    ]);
  }));

test('the members are m1 to m3, with the URLs they listen on', () =>
  withDemo({traffic: false}, async demo => {
    const probe = probeOf(demo, 0);
    const {members} = JSON.parse((await probe.post('/cluster/member/list', {})).text);
    probe.close();
    const named = members.map((one: {name: string; clientURLs: string[]}) => [
      one.name,
      ...one.clientURLs,
    ]);
    assert.deepEqual(
      named,
      ['m1', 'm2', 'm3'].map((name, at) => [name, demo.endpoints[at]]),
    );
  }));

test('server certificates hold for the loopback address', () =>
  withDemo({traffic: false}, async demo => {
    for (const endpoint of demo.endpoints) {
      const {hostname, port} = new URL(endpoint);
      const {ca, cert, key} = demo;
      const socket = tls.connect({host: hostname, port: Number(port), ca, cert, key});
      await once(socket, 'secureConnect');
      assert.equal(socket.authorized, true);
      socket.destroy();
    }
  }));

test('traffic reaches a watch on one member whatever member it is', () =>
  withDemo({}, async demo => {
    const probe = probeOf(demo, 1);
    const watch = probe.watch([{create_request: {key: 'AA==', range_end: 'AA=='}}]);
    await watch.next();
    const frame = (await watch.next())?.result as {events?: unknown[]} | undefined;
    probe.close();
    assert.ok((frame?.events?.length ?? 0) > 0);
  }));

test('a signal stops the demo', async () => {
  const controller = new AbortController();
  const demo = await startDemo({signal: controller.signal});
  controller.abort();
  await demo.stop();
  const probe = probeOf(demo, 0);
  await assert.rejects(probe.request('GET', '/health'), {code: 'ECONNREFUSED'});
  probe.close();
});
