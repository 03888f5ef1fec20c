// Set-ups in which nothing is wrong, of every version: the doctor may find nothing.
import {fillKeys} from '../support/fill-keys.ts';
import {freePort} from '../support/free-port.ts';
import {findNginx, startNginx, whyNoNginx} from '../support/nginx.ts';
import type {DoctorCase, Stage} from './doctor-case.ts';
import {mutualArguments, tlsArguments} from './etcd-certificates.ts';
import {call, clusterOf, enableAuth, etcdOf, fillAsApisix} from './plain-etcd.ts';
import {addLearner} from './state-cases.ts';

export const healthyCases: readonly DoctorCase[] = [
  healthy('healthy: plain, empty', plainEmpty),
  healthy('healthy: plain, as APISIX leaves it', plain),
  healthy('healthy: any keys, no PREFIX', anyKeys),
  healthy('healthy: by name', byName),
  healthy('healthy: TLS', tlsArguments),
  healthy('healthy: mutual TLS', mutualArguments),
  healthy('healthy: authentication', authenticated),
  healthy('healthy: authentication, root', asRoot),
  healthy('healthy: three members', threeMembers),
  healthy('healthy: three members, one given', oneGiven),
  healthy('healthy: compacted', compacted),
  healthy('healthy: asked twice', askedTwice),
  {...healthy('healthy: with a learner', withLearner), versions: /^3\.[45]\./},
  {...healthy('healthy: HTTP on its own port', splitPorts), versions: /^3\.5\./},
  {...healthy('healthy: 12 MB', muchData), versions: /^3\.[45]\./},
  {...healthy('healthy: nginx that passes streams', behindNginx), skip: whyNoNginx},
];

function healthy(name: string, arrange: DoctorCase['arrange']): DoctorCase {
  return {name, expects: 'pass', onEach: true, arrange};
}

async function plainEmpty(stage: Stage): Promise<readonly string[]> {
  return ['--endpoints', (await etcdOf(stage)).url];
}

async function plain(stage: Stage): Promise<readonly string[]> {
  const etcd = await etcdOf(stage);
  await fillAsApisix(etcd);
  return ['/apisix/', '--endpoints', etcd.url];
}

async function anyKeys(stage: Stage): Promise<readonly string[]> {
  const etcd = await etcdOf(stage);
  await fillKeys(etcd, {prefix: '/registry/pods/', keys: 500, valueBytes: 200});
  return ['--endpoints', etcd.url];
}

async function byName(stage: Stage): Promise<readonly string[]> {
  const etcd = await etcdOf(stage);
  await fillAsApisix(etcd);
  return ['/apisix', '--endpoints', `localhost:${etcd.port}`];
}

async function authenticated(stage: Stage): Promise<readonly string[]> {
  const etcd = await etcdOf(stage);
  await fillAsApisix(etcd);
  await enableAuth(etcd, {rolePrefix: '/apisix'});
  return ['/apisix/', '--endpoints', etcd.url, '--user', 'apisix:secret'];
}

async function asRoot(stage: Stage): Promise<readonly string[]> {
  const etcd = await etcdOf(stage);
  await fillAsApisix(etcd);
  await enableAuth(etcd, {rolePrefix: '/apisix'});
  return ['--endpoints', etcd.url, '--user', 'root:root'];
}

async function threeMembers(stage: Stage): Promise<readonly string[]> {
  const cluster = await clusterOf(stage);
  await fillAsApisix(cluster.member(0));
  return ['/apisix/', '--endpoints', cluster.urls.join(',')];
}

async function oneGiven(stage: Stage): Promise<readonly string[]> {
  const cluster = await clusterOf(stage);
  await fillAsApisix(cluster.member(0));
  return ['/apisix/', '--endpoints', cluster.member(2).url];
}

async function compacted(stage: Stage): Promise<readonly string[]> {
  const etcd = await etcdOf(stage);
  await fillAsApisix(etcd);
  await call(etcd, '/kv/compaction', {revision: '15'});
  return ['/apisix/', '--endpoints', etcd.url];
}

async function askedTwice(stage: Stage): Promise<readonly string[]> {
  const args = await plain(stage);
  await stage.runDoctor(args);
  return args;
}

async function withLearner(stage: Stage): Promise<readonly string[]> {
  const cluster = await clusterOf(stage, {size: 1});
  await addLearner(stage, cluster);
  return ['--endpoints', cluster.member(0).url];
}

async function splitPorts(stage: Stage): Promise<readonly string[]> {
  const port = await freePort();
  const grpc = `http://127.0.0.1:${await freePort()}`;
  await etcdOf(stage, {
    clientPort: port,
    extraFlags: [
      ...['--listen-client-urls', grpc, '--advertise-client-urls', grpc],
      ...['--listen-client-http-urls', `http://127.0.0.1:${port}`],
    ],
  });
  return ['--endpoints', `http://127.0.0.1:${port}`];
}

async function muchData(stage: Stage): Promise<readonly string[]> {
  const etcd = await etcdOf(stage);
  await fillAsApisix(etcd);
  await fillKeys(etcd, {prefix: '/apisix/upstreams/', keys: 12_000, valueBytes: 1_000});
  return ['/apisix/', '--endpoints', etcd.url];
}

async function behindNginx(stage: Stage): Promise<readonly string[]> {
  const etcd = await etcdOf(stage);
  await fillAsApisix(etcd);
  const nginx = await findNginx();
  if ('reason' in nginx) throw new Error(nginx.reason);
  const directives = 'proxy_buffering off; proxy_http_version 1.1; proxy_read_timeout 1h;';
  const running = await startNginx(nginx, etcd.port, directives);
  stage.defer(() => running.close());
  return ['/apisix/', '--endpoints', `http://127.0.0.1:${running.port}`];
}
