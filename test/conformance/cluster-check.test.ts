// The check of a whole cluster against real etcd: the member list where every gateway is down, members
// that differ, and what APISIX keeps, with and without the permission to read it.
import assert from 'node:assert/strict';
import {testEachEtcd} from '../support/each-etcd.ts';
import {
  bothUsages,
  type EtcdWithCertificates,
  startEtcdWithCertificates,
} from '../support/etcd-with-certificates.ts';
import {freePort} from '../support/free-port.ts';
import type {EtcdBuild} from '../support/real-etcd.ts';

await testEachEtcd('the member list comes over gRPC where the gateway is down', build =>
  withEtcd(build, {usages: ['serverAuth']}, async world => {
    const {endpoints, membersUnread} = await world.check();
    assert.equal(membersUnread, undefined);
    assert.deepEqual(
      endpoints.map(({member, observed}) => [member?.name, observed.gateway.verdict]),
      [['m1', 'fail']],
    );
  }),
);

await testEachEtcd('without a quorum all of it is still told', build =>
  withEtcd(build, {}, async world => {
    await putSsls(world, 2);
    // One of two members is not there, and it has no client URL yet.
    const peer = `http://127.0.0.1:${await freePort()}`;
    await world.etcdctl('member', 'add', 'm2', `--peer-urls=${peer}`);
    const {endpoints, apisixSsls} = await world.check();
    assert.deepEqual(
      endpoints.map(({member}) => member?.name),
      ['m1'],
    );
    assert.deepEqual([apisixSsls?.unread, apisixSsls?.entries.length], [undefined, 2]);
  }),
);

await testEachEtcd('the certificates of APISIX are read and judged', build =>
  withEtcd(build, {}, async world => {
    await putSsls(world, 60);
    const {apisixSsls} = await world.check();
    assert.deepEqual([apisixSsls?.total, apisixSsls?.entries.length], [60, 60]);
    assert.equal(apisixSsls?.unread, undefined);
    const odd = apisixSsls?.entries.filter(({findings}) => findings.length > 0);
    assert.deepEqual(
      odd?.map(({id, findings}) => [id, ...findings.map(finding => finding.id)]),
      [['7', 'ssl-key-mismatch']],
    );
  }),
);

await testEachEtcd('a missing permission is said in the words of etcd and is no finding', build =>
  withEtcd(build, {}, async world => {
    await putSsls(world, 1);
    await enableUsers(world);
    world.client = await world.authority.issue({commonName: '', usages: ['clientAuth']});
    world.user = {name: 'guest', password: 'of-guest'};
    const denied = await world.check();
    assert.match(denied.apisixSsls?.unread ?? '', /permission denied/);
    assert.deepEqual(
      denied.endpoints.flatMap(({findings}) => findings.map(({id}) => id)),
      [],
    );
    world.user = {name: 'root', password: 'of-root'};
    const allowed = await world.check();
    assert.deepEqual(
      [allowed.apisixSsls?.unread, allowed.apisixSsls?.entries.length],
      [undefined, 1],
    );
    world.user = undefined;
    const anonymous = await world.check();
    assert.match(anonymous.apisixSsls?.unread ?? '', /user name is empty/);
  }),
);

await testEachEtcd(
  'a server certificate with the name of a user is said, once its users are known',
  build =>
    withEtcd(build, {commonName: 'guest'}, async world => {
      await enableUsers(world);
      world.client = await world.authority.issue({commonName: '', usages: ['clientAuth']});
      world.user = {name: 'root', password: 'of-root'};
      const {endpoints} = await world.check();
      assert.deepEqual(
        endpoints.flatMap(({findings}) => findings.map(({id, severity}) => `${severity} ${id}`)),
        ['warning tls-server-cn-user'],
      );
    }),
);

async function withEtcd(
  build: EtcdBuild,
  server: Partial<Parameters<EtcdWithCertificates['authority']['issue']>[0]>,
  body: (world: EtcdWithCertificates) => Promise<void>,
): Promise<void> {
  const world = await startEtcdWithCertificates({
    build,
    prepare: async ({authority, writePair}) =>
      writePair('server', await authority.issue({...bothUsages, ...server})),
  });
  try {
    await body(world);
  } finally {
    await world.close();
  }
}

async function putSsls(world: EtcdWithCertificates, count: number): Promise<void> {
  const pairs = await Promise.all(
    [1, 2].map(() => world.authority.issue({commonName: 'shop.test', dnsNames: ['shop.test']})),
  );
  const [one, other] = pairs;
  assert.ok(one && other);
  await world.etcdctl('put', '/apisix/ssls/', 'init_dir');
  for (let id = 1; id <= count; id++) {
    const entry = {id: String(id), snis: ['shop.test'], ...one, ...(id === 7 && {key: other.key})};
    await world.etcdctl('put', `/apisix/ssls/${id}`, JSON.stringify(entry));
  }
}

async function enableUsers(world: EtcdWithCertificates): Promise<void> {
  for (const name of ['root', 'guest']) await world.etcdctl('user', 'add', `${name}:of-${name}`);
  await world.etcdctl('user', 'grant-role', 'root', 'root');
  await world.etcdctl('auth', 'enable');
}
