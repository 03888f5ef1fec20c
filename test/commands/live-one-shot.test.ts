// The read of everything at once beside the one by pages, on every real etcd: asked once a sync and
// only while the Sync pane is in front, refused where the gateway's own client takes 4 MiB at most.
import assert from 'node:assert/strict';
import http from 'node:http';
import type {AddressInfo} from 'node:net';
import {type TestContext, test} from 'node:test';
import {createSwitchingSource} from '../../source/commands/switching-source.ts';
import {parseEndpoints} from '../../source/config/values.ts';
import {startGateway} from '../../source/demo/gateway.ts';
import type {InterfaceSource} from '../../source/report/view-model.ts';
import {hasMessageLimit} from '../../source/sync/one-shot.ts';
import {testEachEtcd} from '../support/each-etcd.ts';
import {fillKeys} from '../support/fill-keys.ts';
import {startEtcd} from '../support/real-etcd.ts';

const options = {timeout: 60_000};
const prefix = {bytes: Buffer.from('/apisix/'), text: '/apisix/'};

await testEachEtcd('5 MB at once are refused before 3.4.17, and read since', async (build, t) => {
  const etcd = await startEtcd({build});
  t.after(() => etcd.close());
  await fillKeys(etcd, {prefix: '/apisix/routes/', keys: 5000, valueBytes: 1000});
  const {source, reaches} = sourceOf(t, etcd.url);
  await reaches(({view}) => view().phase.name === 'watching');
  source.paneShown('sync');
  await reaches(isTold);
  const {oneShot, progress} = source.view();
  const {keys, bytes} = {keys: progress.keysDone, bytes: progress.bytes};
  if (hasMessageLimit(build.version.replace(/\+.*/, '')) === true) {
    assert.ok(oneShot?.outcome === 'refused' && oneShot.isTooLarge);
    assert.match(oneShot.reason, /larger than max/);
  } else {
    assert.ok(oneShot?.outcome === 'answered');
    assert.deepEqual({keys: oneShot.keys, bytes: oneShot.bytes}, {keys, bytes});
  }
});

test('it is asked for in front of the Sync pane alone, once a sync', options, async t => {
  const gateway = await startGateway();
  t.after(() => gateway.close());
  for (let at = 0; at < 3; at++) gateway.put(`/apisix/routes/${at}`, '{"uri":"/"}');
  const proxy = await countingProxy(t, gateway.url);
  const {source, reaches} = sourceOf(t, proxy.url);
  await reaches(({view}) => view().phase.name === 'watching');
  source.paneShown('keys');
  assert.equal(proxy.wholeReads(), 0);
  source.paneShown('sync');
  await reaches(isTold);
  for (const pane of ['watch', 'sync', 'sync'] as const) source.paneShown(pane);
  gateway.put('/apisix/routes/9', '{"uri":"/"}');
  await reaches(({view}) => view().resources[0]?.keys === 4);
  assert.equal(proxy.wholeReads(), 1);
  source.lookAgain('sync');
  await reaches(({view}) => view().progress.syncsDone === 2);
  await reaches(isTold);
  assert.equal(proxy.wholeReads(), 2);
});

function isTold({view}: InterfaceSource): boolean {
  const {oneShot} = view();
  return oneShot !== undefined && oneShot.outcome !== 'asking';
}

function sourceOf(t: TestContext, url: string) {
  const setting = <T>(value: T) => ({value, origin: {source: 'default'} as const});
  const settings = {
    endpoints: setting(parseEndpoints(setting(url), false)),
    insecureSkipTlsVerify: setting(false),
    dialTimeoutMs: setting(2000),
    commandTimeoutMs: setting(5000),
    debug: false,
  };
  const tls = {ca: [], caSource: 'none', insecureSkipVerify: false};
  const context = {settings, tls, commandLine: {values: new Map()}} as never;
  const source = createSwitchingSource(context, prefix, false);
  t.after(() => source.close());
  const reaches = (isThere: (source: InterfaceSource) => boolean) =>
    new Promise<void>(resolve => {
      const check = () => {
        if (!isThere(source)) return;
        stop();
        resolve();
      };
      const stop = source.subscribe(check);
      check();
    });
  return {source, reaches};
}

/** Counts reads of the whole prefix without a limit that are not counts. */
async function countingProxy(t: TestContext, target: string) {
  let wholeReads = 0;
  const server = http.createServer((request, response) => {
    const {method, headers, url = '/'} = request;
    const onward = http.request(new URL(url, target), {method, headers}, answer => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part;
      onward.write(part);
    });
    request.on('end', () => {
      if (url.endsWith('/kv/range') && isWhole(body)) wholeReads += 1;
      onward.end();
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const {port} = server.address() as AddressInfo;
  return {url: `http://127.0.0.1:${port}`, wholeReads: () => wholeReads};
}

function isWhole(body: string): boolean {
  const request = JSON.parse(body) as Readonly<Record<string, unknown>>;
  const isPrefix = request.key === Buffer.from(prefix.text).toString('base64');
  return isPrefix && request.limit === undefined && request.count_only === undefined;
}
