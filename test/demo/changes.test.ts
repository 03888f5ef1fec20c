// The demo's changes, without its clock: every one is a change, and the configuration stays sound.
import assert from 'node:assert/strict';
import test from 'node:test';
import {createApisixData} from '../../source/demo/apisix-data.ts';
import {createCertificateAuthority} from '../../source/demo/certificates.ts';
import {
  type ChangeContext,
  makeChange,
  rollOut,
  rotateCertificate,
  syncBurst,
} from '../../source/demo/changes.ts';
import {prefixInterval} from '../../source/demo/key-interval.ts';
import {createRandom} from '../../source/demo/random.ts';
import {createStore} from '../../source/demo/store.ts';
import {base64Of, keyOf} from '../../source/demo/text-bytes.ts';

async function createContext(seed: number): Promise<ChangeContext> {
  const authority = await createCertificateAuthority('test CA');
  const issued = await authority.issue({commonName: 'api.shop.example'});
  const certificates = [1, 2].map(() => ({...issued, serverName: 'api.shop.example'}));
  const store = createStore();
  const data = createApisixData({prefix: '/apisix/', seed, nowSeconds: 1000, certificates});
  for (const {key, value} of data) {
    store.write(writer => writer.put({key: keyOf(key), value: base64Of(value)}));
  }
  return {store, prefix: '/apisix/', random: createRandom(seed), authority, nowSeconds: () => 2000};
}

test('five hundred changes leave sound JSON and a bounded number of routes', async () => {
  const context = await createContext(3);
  const before = context.store.revision();
  for (let at = 0; at < 500; at++) await makeChange(context);
  assert.ok(context.store.revision() >= before + 500);
  const {records} = context.store.read(prefixInterval('/apisix/routes/'));
  assert.ok(records.length <= 161, `${records.length} routes`);
  for (const {value} of records) {
    const text = Buffer.from(value, 'base64').toString();
    if (text !== 'init_dir') assert.equal(JSON.parse(text).uri.startsWith('/'), true);
  }
});

test('a sync of many routes is one revision, a rollout is four', async () => {
  const {store, ...rest} = await createContext(4);
  const before = store.revision();
  syncBurst({store, ...rest});
  const [burst] = store.commitsFrom(before + 1);
  assert.equal(burst?.events.length, 42);
  rollOut({store, ...rest});
  assert.equal(store.revision(), before + 5);
});

test('a rotated certificate is a new one for the same name', async () => {
  const context = await createContext(5);
  const before = context.store.revision();
  await rotateCertificate(context);
  const [event] = context.store.commitsFrom(before + 1)[0]?.events ?? [];
  const [old, now] = [event?.prevKv, event?.kv].map(record =>
    JSON.parse(Buffer.from(record?.value ?? '', 'base64').toString()),
  );
  assert.deepEqual(now.snis, old.snis);
  assert.notEqual(now.cert, old.cert);
  assert.notEqual(now.key, old.key);
});
