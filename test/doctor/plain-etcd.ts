// Etcds and clusters for the cases: started, filled, changed over their own API, closed with the case.
import {setTimeout as delay} from 'node:timers/promises';
import {type Cluster, type StartClusterOptions, startCluster} from '../support/cluster.ts';
import {gatewayPost} from '../support/gateway-post.ts';
import {type RunningEtcd, type StartEtcdOptions, startEtcd} from '../support/real-etcd.ts';
import type {Stage} from './doctor-case.ts';

export async function etcdOf(
  stage: Stage,
  options: Omit<StartEtcdOptions, 'build'> = {},
): Promise<RunningEtcd> {
  const etcd = await startEtcd({build: stage.build, ...options});
  stage.defer(() => etcd.close());
  return etcd;
}

export async function clusterOf(
  stage: Stage,
  options: Omit<StartClusterOptions, 'build'> = {},
): Promise<Cluster> {
  const cluster = await startCluster({build: stage.build, ...options});
  stage.defer(() => cluster.close());
  await Promise.all(cluster.urls.map(untilVersionIsDecided));
  return cluster;
}

/** The leader decides the cluster's version a moment after it was elected. */
async function untilVersionIsDecided(url: string): Promise<void> {
  for (let waitedMs = 0; waitedMs < 20_000; waitedMs += 100) {
    const text = await fetch(`${url}/version`).then(answer => answer.text());
    if (!text.includes('not_decided')) return;
    await delay(100);
  }
  throw new Error(`${url} has no cluster version`);
}

type Place = {readonly url: string; readonly build: Stage['build']};

export function call(etcd: Place, path: string, body: object, token?: string) {
  const api = etcd.build.version.startsWith('3.3.') ? '/v3beta' : '/v3';
  return gatewayPost({
    url: `${etcd.url}${api}${path}`,
    body,
    timeoutMs: 20_000,
    ...(token && {token}),
  });
}

export const base64 = (text: string) => Buffer.from(text).toString('base64');

export async function put(etcd: Place, key: string, value: string, token?: string): Promise<void> {
  await call(etcd, '/kv/put', {key: base64(key), value: base64(value)}, token);
}

const apisixDirectories = [
  'routes',
  'services',
  'upstreams',
  'consumers',
  'plugins',
  'plugin_metadata',
  'global_rules',
  'stream_routes',
  'plugin_configs',
  'consumer_groups',
  'secrets',
  'ssls',
  'protos',
];

/** As init_etcd and the Admin API leave it. */
export async function fillAsApisix(etcd: Place, token?: string, base = '/apisix'): Promise<void> {
  for (const name of apisixDirectories) await put(etcd, `${base}/${name}/`, 'init_dir', token);
  for (const id of ['1', '2', '3']) {
    const route = {id, uri: `/${id}`, upstream_id: '1'};
    await put(etcd, `${base}/routes/${id}`, JSON.stringify(route), token);
  }
  await put(etcd, `${base}/upstreams/1`, '{"id":"1","nodes":{"10.0.0.1:80":1}}', token);
  await put(etcd, `${base}/plugins`, '[{"name":"limit-count"}]', token);
}

type Users = {readonly rolePrefix: string; readonly permission?: string};

/** root with password root, and user apisix with password secret, whose role covers the prefix. */
export async function enableAuth(etcd: Place, users: Users): Promise<void> {
  const prefix = Buffer.from(users.rolePrefix);
  const end = Buffer.from(prefix);
  end[end.length - 1] = (end.at(-1) ?? 0) + 1;
  const perm = {
    permType: users.permission ?? 'READWRITE',
    key: prefix.toString('base64'),
    range_end: end.toString('base64'),
  };
  await call(etcd, '/auth/user/add', {name: 'root', password: 'root'});
  await call(etcd, '/auth/role/add', {name: 'root'});
  await call(etcd, '/auth/user/grant', {user: 'root', role: 'root'});
  await call(etcd, '/auth/user/add', {name: 'apisix', password: 'secret'});
  await call(etcd, '/auth/role/add', {name: 'gateway'});
  await call(etcd, '/auth/role/grant', {name: 'gateway', perm});
  await call(etcd, '/auth/user/grant', {user: 'apisix', role: 'gateway'});
  await call(etcd, '/auth/enable', {});
}
