// The interface's source against the embedded gateway: the key space that it shows, keys read on
// demand with their history, and the commands that take it to another prefix, revision or endpoint.
import assert from 'node:assert/strict';
import {type TestContext, test} from 'node:test';
import {createSwitchingSource} from '../../source/commands/switching-source.ts';
import {parseEndpoints} from '../../source/config/values.ts';
import {startGateway} from '../../source/demo/gateway.ts';
import type {InterfaceSource} from '../../source/report/view-model.ts';

const byDefault = {source: 'default'} as const;
const base64 = (text: string) => Buffer.from(text).toString('base64');

async function start(t: TestContext) {
  const gateway = await startGateway({});
  for (const value of ['{"uri":"/a"}', '{"uri":"/b"}', '{"uri":"/c"}']) {
    gateway.put('/apisix/routes/1', value);
  }
  gateway.put('/apisix/upstreams/1', '{"nodes":{}}');
  gateway.put('/elsewhere', 'x');
  const {port} = new URL(gateway.url);
  const endpoints = `${gateway.url},http://localhost:${port}`;
  const setting = <T>(value: T) => ({value, origin: byDefault});
  const settings = {
    endpoints: setting(parseEndpoints(setting(endpoints), false)),
    insecureSkipTlsVerify: setting(false),
    dialTimeoutMs: setting(2000),
    commandTimeoutMs: setting(5000),
    debug: false,
  };
  const tls = {ca: [], caSource: 'none', insecureSkipVerify: false};
  const prefix = {bytes: Buffer.from('/apisix/'), text: '/apisix/'};
  const context = {settings, tls, commandLine: {values: new Map()}} as never;
  const source = createSwitchingSource(context, prefix, false);
  t.after(async () => {
    source.close();
    await gateway.close();
  });
  const reaches = (isThere: (source: InterfaceSource) => boolean) =>
    new Promise<void>((resolve, reject) => {
      const check = () => {
        if (isThere(source)) {
          stop();
          resolve();
        }
      };
      const stop = source.subscribe(check);
      t.signal.addEventListener('abort', () => reject(t.signal.reason), {once: true});
      check();
    });
  await reaches(({view}) => view().phase.name === 'watching');
  return {gateway, source, reaches};
}

const options = {timeout: 60_000};

test('the keys are those of the prefix, and one is read with its history', options, async t => {
  const {source} = await start(t);
  const {keys} = source;
  assert.ok(keys !== undefined);
  assert.deepEqual([...keys.all()].sort(), ['/apisix/upstreams/1', '/apisix/routes/1'].map(base64));
  const newest = await keys.read(base64('/apisix/routes/1'), undefined);
  assert.ok(newest.type === 'found');
  assert.deepEqual([newest.kv.version, newest.kv.modRevision], [3, 4]);
  const older = await keys.read(base64('/apisix/routes/1'), 3);
  assert.equal(older.type === 'found' && older.kv.value, base64('{"uri":"/b"}'));
  assert.deepEqual(await keys.read(base64('/apisix/routes/1'), 1), {type: 'absent'});
  assert.deepEqual(await keys.read(base64('/no/such'), undefined), {type: 'absent'});
});

test('what is compacted and what is not to be had are told apart', options, async t => {
  const {source, gateway} = await start(t);
  gateway.compact(5);
  assert.deepEqual(await source.keys?.read(base64('/apisix/routes/1'), 3), {type: 'compacted'});
  await gateway.stop();
  const reading = await source.keys?.read(base64('/apisix/routes/1'), undefined);
  assert.equal(reading?.type, 'failed');
});

test(':prefix goes to other keys with a log of its own', options, async t => {
  const {source, reaches} = await start(t);
  const {log} = source;
  assert.equal((await source.command?.('prefix', '/else'))?.role, 'ok');
  await reaches(({view}) => view().phase.name === 'watching');
  assert.notEqual(source.log, log);
  assert.deepEqual([...(source.keys?.all() ?? [])], [base64('/elsewhere')]);
});

test(':rev gives the events from there on', options, async t => {
  const {source, reaches} = await start(t);
  await source.command?.('rev', '3');
  const revisions = () =>
    Array.from({length: source.log.end - source.log.first}, (_, at) => source.log.at(at))
      .filter(entry => entry !== undefined && entry.type !== 'status')
      .map(entry => ('modRevision' in entry ? entry.modRevision : 0));
  await reaches(() => revisions().length === 3);
  assert.deepEqual(revisions(), [3, 4, 5]);
});

test(':endpoint goes on at another one without losing rows or events', options, async t => {
  const {source, gateway, reaches} = await start(t);
  const {log} = source;
  gateway.put('/apisix/routes/2', 'before');
  await reaches(() => source.view().appliedRevision === gateway.store.revision());
  const answer = await source.command?.('endpoint', '2');
  assert.match(answer?.text ?? '', /^asking http:\/\/localhost:/);
  gateway.put('/apisix/routes/2', 'after');
  const values = () =>
    Array.from({length: source.log.end - source.log.first}, (_, at) => source.log.at(at)).flatMap(
      entry => (entry?.type === 'put' ? [Buffer.from(entry.value, 'base64').toString()] : []),
    );
  await reaches(() => values().includes('after'));
  assert.deepEqual(values(), ['before', 'after']);
  assert.equal(source.log, log);
});

test('what is no endpoint and no command is refused with what there is', options, async t => {
  const {source} = await start(t);
  const refused = await source.command?.('endpoint', '7');
  assert.match(refused?.text ?? '', /^:endpoint 7: expected one of 1 http.*, 2 http/);
  assert.equal((await source.command?.('delete', '/apisix/'))?.role, 'error');
});
