// What a survey finds out on real etcd, with /metrics and without; and that it fails at nothing.
import assert from 'node:assert/strict';
import test from 'node:test';
import type {ConnectionSettings} from '../../source/config/settings.ts';
import {apiPrefixOf, parseServerVersion} from '../../source/etcd/server-version.ts';
import {lookAt} from '../../source/io/survey-calls.ts';
import {CallError, createSyncCalls, type SyncCalls} from '../../source/io/sync-calls.ts';
import {testEachEtcd} from '../support/each-etcd.ts';
import {type EtcdBuild, etcdctl, startEtcd} from '../support/real-etcd.ts';

const key = Buffer.from('/apisix/').toString('base64');
const rangeEnd = Buffer.from('/apisix0').toString('base64');
const attempt = 1;
const endpointIndex = 0;

await testEachEtcd('the compact revision is the same by metric and by reading', async build => {
  await withCalls(build, async (calls, port) => {
    const endpoint = `http://127.0.0.1:${port}`;
    const reading: SyncCalls = {...calls, plainPage: forbidden};
    const ask = async (by: SyncCalls, known: number, readable: number) => {
      const effect = {type: 'fetch-compact-revision', attempt, endpointIndex, key} as const;
      const fact = await lookAt(by, targetOf(build), {...effect, known, readable});
      return fact.type === 'compact-revision-received' && fact.compactRevision;
    };
    assert.deepEqual([await ask(calls, 0, 1), await ask(reading, 0, 1)], [0, 0]);
    for (let count = 0; count < 12; count++) {
      await etcdctl(build, ['put', `/apisix/${count % 5}`, 'x'], {endpoint});
    }
    await etcdctl(build, ['compact', '9'], {endpoint});
    assert.deepEqual([await ask(calls, 0, 13), await ask(reading, 0, 13)], [9, 9]);
    assert.equal(await ask(reading, 9, 13), 9);
    const effect = {type: 'count-keys', attempt, endpointIndex, key, rangeEnd, held: 5} as const;
    const counted = await lookAt(calls, targetOf(build), {...effect, revision: 13});
    assert.equal(counted.type === 'keys-counted' && counted.counted, 5);
    const compacted = await lookAt(calls, targetOf(build), {...effect, revision: 8});
    assert.equal(compacted.type === 'keys-counted' && compacted.counted, undefined);
  });
});

/** Calls of which a test allows some. */
const noCalls: SyncCalls = {
  version: forbidden,
  plainPage: forbidden,
  login: forbidden,
  range: forbidden,
  size: forbidden,
  details: forbidden,
  tokenOf: () => undefined,
  token: undefined,
  mayLogIn: true,
  close() {},
};

test('what can not be had is unknown, and no failure', async () => {
  const target = {endpointIndex, apiPrefix: '/v3', signal: new AbortController().signal};
  const about = {attempt, endpointIndex, key};
  const facts = [
    await lookAt(noCalls, target, {
      ...about,
      type: 'fetch-compact-revision',
      known: 0,
      readable: 9,
    }),
    await lookAt(noCalls, target, {...about, type: 'count-keys', rangeEnd, revision: 9, held: 1}),
    await lookAt(noCalls, target, {...about, type: 'probe-endpoint', limit: 1, keysOnly: true}),
  ];
  assert.deepEqual(facts, [
    {type: 'compact-revision-received', attempt, compactRevision: undefined},
    {type: 'keys-counted', attempt, revision: 9, held: 1, counted: undefined},
    {type: 'endpoint-probed', attempt, response: undefined},
  ]);
});

test('another endpoint is logged in to once, where its token is refused', async () => {
  const response = {
    header: {clusterId: 'c', memberId: 'm', revision: 9},
    kvs: [],
    more: false,
    count: 0,
  };
  for (const kind of ['token-missing', 'token-invalid'] as const) {
    let logins = 0;
    const calls: SyncCalls = {
      ...noCalls,
      version: async () => '3.5.30',
      async login() {
        logins++;
      },
      async range() {
        if (logins === 0) throw new CallError({kind, message: 'refused'});
        return response;
      },
    };
    const target = {endpointIndex, apiPrefix: '/v3', signal: new AbortController().signal};
    const effect = {attempt, endpointIndex, key, limit: 1, keysOnly: true} as const;
    const probe = () => lookAt(calls, target, {...effect, type: 'probe-endpoint'});
    assert.deepEqual(await probe(), {type: 'endpoint-probed', attempt, response});
    await probe();
    assert.equal(logins, 1);
  }
});

function forbidden(): Promise<never> {
  return Promise.reject(new CallError({kind: 'permission-denied', message: 'forbidden'}));
}

async function withCalls(
  build: EtcdBuild,
  body: (calls: SyncCalls, port: number) => Promise<void>,
): Promise<void> {
  const etcd = await startEtcd({build});
  const port = Number(new URL(etcd.url).port);
  const tls = {ca: [], caSource: 'none', insecureSkipVerify: false};
  const calls = createSyncCalls({settings: settingsOf(etcd.url, port), tls});
  try {
    await body(calls, port);
  } finally {
    calls.close();
    await etcd.close();
  }
}

function targetOf({version}: EtcdBuild) {
  const apiPrefix = apiPrefixOf(parseServerVersion(version));
  return {endpointIndex, apiPrefix, signal: new AbortController().signal};
}

function settingsOf(url: string, port: number): ConnectionSettings {
  const given = <T>(value: T) => ({value, origin: {source: 'default'} as const});
  return {
    endpoints: given([{url, tls: false, host: '127.0.0.1', port}]),
    insecureSkipTlsVerify: given(false),
    dialTimeoutMs: given(5_000),
    commandTimeoutMs: given(5_000),
    debug: false,
  };
}
