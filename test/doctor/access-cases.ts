// Failures of authentication and permission, and of the gateway's own settings.
import type {DoctorCase, Stage} from './doctor-case.ts';
import {call, clusterOf, enableAuth, etcdOf, fillAsApisix} from './plain-etcd.ts';

export const accessCases: readonly DoctorCase[] = [
  {name: 'authentication is on, no user', expects: 'auth-required', onEach: true, arrange: noUser},
  {name: 'another password', expects: 'auth-bad-password', onEach: true, arrange: badPassword},
  {name: 'a user that nobody knows', expects: 'auth-bad-password', arrange: unknownUser},
  {
    name: 'a user, but authentication is off',
    expects: 'auth-not-enabled',
    onEach: true,
    arrange: notEnabled,
  },
  {
    name: 'a role for another prefix',
    expects: 'auth-forbidden-range',
    onEach: true,
    arrange: otherPrefix,
  },
  {
    name: 'a role on /apisix/ where APISIX reads /apisix',
    expects: 'auth-forbidden-range',
    onEach: true,
    arrange: withSlash,
  },
  {name: 'slow logins', expects: 'auth-storm', versions: /^3\.[45]\./, arrange: slowLogin},
  {
    name: 'the gateway is off',
    expects: 'gw-disabled',
    versions: /^3\.[45]\./,
    onEach: true,
    arrange: gatewayOff,
  },
  {name: 'the gateway is off at one of two', expects: 'gw-partial', arrange: gatewayPartlyOff},
];

async function authenticated(stage: Stage, rolePrefix: string): Promise<string> {
  const etcd = await etcdOf(stage);
  await fillAsApisix(etcd);
  await enableAuth(etcd, {rolePrefix});
  return etcd.url;
}

async function noUser(stage: Stage): Promise<readonly string[]> {
  return ['/apisix/', '--endpoints', await authenticated(stage, '/apisix')];
}

async function badPassword(stage: Stage): Promise<readonly string[]> {
  const url = await authenticated(stage, '/apisix');
  return ['/apisix/', '--endpoints', url, '--user', 'apisix:wrong'];
}

async function unknownUser(stage: Stage): Promise<readonly string[]> {
  const url = await authenticated(stage, '/apisix');
  return ['/apisix/', '--endpoints', url, '--user', 'nobody:secret'];
}

async function notEnabled(stage: Stage): Promise<readonly string[]> {
  const etcd = await etcdOf(stage);
  await fillAsApisix(etcd);
  return ['/apisix/', '--endpoints', etcd.url, '--user', 'apisix:secret'];
}

async function otherPrefix(stage: Stage): Promise<readonly string[]> {
  const url = await authenticated(stage, '/other/');
  return ['/apisix/', '--endpoints', url, '--user', 'apisix:secret'];
}

async function withSlash(stage: Stage): Promise<readonly string[]> {
  const url = await authenticated(stage, '/apisix/');
  return ['/apisix/', '--endpoints', url, '--user', 'apisix:secret'];
}

async function slowLogin(stage: Stage): Promise<readonly string[]> {
  const etcd = await etcdOf(stage, {extraFlags: ['--bcrypt-cost', '16']});
  const user = {name: 'root', password: 'root'};
  await call(etcd, '/auth/user/add', user);
  await call(etcd, '/auth/role/add', {name: 'root'});
  await call(etcd, '/auth/user/grant', {user: 'root', role: 'root'});
  await call(etcd, '/auth/enable', {});
  return ['--endpoints', etcd.url, '--user', 'root:root', '--command-timeout', '20s'];
}

async function gatewayOff(stage: Stage): Promise<readonly string[]> {
  const etcd = await etcdOf(stage, {extraFlags: ['--enable-grpc-gateway=false']});
  return ['--endpoints', etcd.url];
}

// Two clusters would be another failure, so it is two members of one.
async function gatewayPartlyOff(stage: Stage): Promise<readonly string[]> {
  const cluster = await clusterOf(stage, {
    size: 2,
    flagsOf: index => (index === 1 ? ['--enable-grpc-gateway=false'] : []),
  });
  return ['--endpoints', cluster.urls.join(',')];
}
