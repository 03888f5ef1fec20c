// Authentication by user and password, on real etcd and on the embedded gateway: who is refused, in
// which words, and how a token is shown.
import assert from 'node:assert/strict';
import test from 'node:test';
import {startGateway} from '../../source/demo/gateway.ts';
import {testEachEtcd} from '../support/each-etcd.ts';
import {startEtcd} from '../support/real-etcd.ts';
import {
  apiPrefixOf,
  byRelease,
  describeTested,
  embeddedVersions,
  expectedFor,
  refused,
} from './behaviour.ts';
import {createProbe, type Headers, type Probe, type RawAnswer} from './probe.ts';

const user = {name: 'root', password: 'correct horse'};
const range = {key: 'YQ=='};

// Above the tests: they begin while the await below looks for real etcds.
const canceled = (reason: string) => ({
  watch_id: '-1',
  created: true,
  canceled: true,
  cancel_reason: `rpc error: code = ${reason}`,
});
const watchRefused = (reason: string) =>
  byRelease(({minor}) =>
    canceled(minor < 4 ? 'PermissionDenied desc = etcdserver: permission denied' : reason),
  );
const authFailed = 'etcdserver: authentication failed, invalid user ID or password';

const expected = {
  wrongPassword: refused(400, 3, authFailed),
  nobody: refused(400, 3, authFailed),
  none: refused(400, 3, 'etcdserver: user name is empty'),
  unknown: refused(401, 16, 'etcdserver: invalid auth token'),
  authorization: 200,
  metadata: 200,
  bearer: 401,
  watchWithout: watchRefused('InvalidArgument desc = etcdserver: user name is empty'),
  watchUnknown: watchRefused('Unauthenticated desc = etcdserver: invalid auth token'),
  watchWith: {created: true},
  health: 200,
};

for (const version of embeddedVersions) {
  test(`the embedded gateway asks for a token as etcd ${version}`, async () => {
    const gateway = await startGateway({version, users: {[user.name]: user.password}});
    try {
      await checkTokens(gateway.url, version);
    } finally {
      await gateway.close();
    }
  });
}

await testEachEtcd('a real member asks for a token as expected', async build => {
  const etcd = await startEtcd({build});
  try {
    const apiPrefix = apiPrefixOf(describeTested(build.version));
    const probe = createProbe({url: etcd.url, apiPrefix});
    await enableAuth(probe);
    probe.close();
    await checkTokens(etcd.url, build.version);
  } finally {
    await etcd.close();
  }
});

async function enableAuth(probe: Probe): Promise<void> {
  const steps: readonly (readonly [string, unknown])[] = [
    ['/auth/user/add', user],
    ['/auth/role/add', {name: 'root'}],
    ['/auth/user/grant', {user: 'root', role: 'root'}],
    ['/auth/enable', {}],
  ];
  for (const [path, body] of steps) {
    const {status, text} = await probe.post(path, body);
    assert.equal(status, 200, `${path} answered ${text}`);
  }
}

async function checkTokens(url: string, version: string): Promise<void> {
  const release = describeTested(version);
  const probe = createProbe({url, apiPrefix: apiPrefixOf(release)});
  try {
    const actual = await askWithTokens(probe);
    const behaviour = {claim: '', act: async () => {}, expected};
    assert.deepEqual(actual, expectedFor(behaviour, release));
  } finally {
    probe.close();
  }
}

async function askWithTokens(probe: Probe): Promise<Record<string, unknown>> {
  const {text} = await probe.post('/auth/authenticate', user);
  const token: string = JSON.parse(text).token;
  const ask = async (headers: Headers) => plain(await probe.post('/kv/range', range, headers));
  const wrong = {...user, password: 'wrong'};
  return {
    wrongPassword: plain(await probe.post('/auth/authenticate', wrong)),
    nobody: plain(await probe.post('/auth/authenticate', {name: 'nobody', password: 'x'})),
    none: await ask({}),
    unknown: await ask({authorization: 'nope.1'}),
    authorization: (await ask({authorization: token})).status,
    metadata: (await ask({'grpc-metadata-token': token})).status,
    bearer: (await ask({authorization: `Bearer ${token}`})).status,
    watchWithout: await firstFrame(probe, {}),
    watchUnknown: await firstFrame(probe, {authorization: 'nope.1'}),
    watchWith: await firstFrame(probe, {authorization: token}),
    health: (await probe.request('GET', '/health')).status,
  };
}

function plain({status, text}: RawAnswer): {status: number; body: unknown} {
  return {status, body: JSON.parse(text)};
}

async function firstFrame(probe: Probe, headers: Headers): Promise<unknown> {
  const watch = probe.watch([{create_request: range}], {headers});
  const frame = await watch.next();
  watch.close();
  const {header: _, ...rest} = (frame?.result ?? {}) as Record<string, unknown>;
  return rest;
}
