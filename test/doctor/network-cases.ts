// Failures of the way to etcd and of what stands at its end: ports, names, proxies, balancers.
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import http from 'node:http';
import net, {type AddressInfo} from 'node:net';
import {setTimeout as delay} from 'node:timers/promises';
import {startFaultProxy} from '../support/fault-proxy.ts';
import {freePort} from '../support/free-port.ts';
import {findNginx, startNginx, whyNoNginx} from '../support/nginx.ts';
import {createPseudoRandom} from '../support/pseudo-random.ts';
import type {DoctorCase, Stage} from './doctor-case.ts';
import {clusterOf, etcdOf, fillAsApisix} from './plain-etcd.ts';

export const networkCases: readonly DoctorCase[] = [
  {name: 'nothing listens', expects: 'net-refused', arrange: nothingListens},
  {name: 'packets vanish', expects: 'net-timeout', arrange: blackHole},
  {name: 'a frozen member', expects: 'net-timeout', arrange: frozen},
  {name: 'a name that does not resolve', expects: 'net-dns', arrange: unknownName},
  {name: 'closed at once', expects: 'net-no-answer', arrange: closesAtOnce},
  {name: 'one member of three is down', expects: 'net-one-down', arrange: oneDown},
  {name: 'another web server', expects: 'not-etcd', arrange: webServer},
  {name: 'a host name outside --host-whitelist', expects: 'http-421', arrange: whitelist},
  {
    name: 'a balancer without a backend',
    expects: 'http-html',
    skip: whyNoNginx,
    arrange: badGateway,
  },
  {
    name: 'nginx buffers the watch',
    expects: 'proxy-buffered',
    skip: whyNoNginx,
    arrange: buffering,
  },
  {name: 'nginx ends idle streams', expects: 'proxy-idle-cut', skip: whyNoNginx, arrange: idleCut},
  {
    name: 'the port of --listen-client-urls beside HTTP urls',
    expects: 'grpc-only-port',
    versions: /^3\.5\./,
    arrange: grpcOnly,
  },
  {name: 'the port for peers', expects: 'peer-port', versions: /^3\.[45]\./, arrange: peerPort},
  {name: 'an etcd grpc-proxy', expects: 'grpc-proxy', onEach: true, arrange: grpcProxy},
];

async function nothingListens(): Promise<readonly string[]> {
  return ['--endpoints', `127.0.0.1:${await freePort()}`];
}

// A process that accepts nothing, and whose queue of connections is full: SYNs are dropped then, as a
// firewall does.
async function blackHole(stage: Stage): Promise<readonly string[]> {
  const port = await freePort();
  const script = `require('node:net').createServer().listen({port: ${port}, host: '127.0.0.1', backlog: 1})`;
  const child = spawn(process.execPath, ['-e', script], {stdio: 'ignore'});
  stage.defer(async () => {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  });
  await untilListening(port);
  child.kill('SIGSTOP');
  const waiting = Array.from({length: 8}, () => net.connect({host: '127.0.0.1', port}));
  for (const socket of waiting) socket.on('error', () => undefined);
  stage.defer(() => {
    for (const socket of waiting) socket.destroy();
  });
  await delay(500);
  return ['--endpoints', `127.0.0.1:${port}`, '--dial-timeout', '1s'];
}

async function frozen(stage: Stage): Promise<readonly string[]> {
  const etcd = await etcdOf(stage);
  process.kill(etcd.pid(), 'SIGSTOP');
  stage.defer(() => void process.kill(etcd.pid(), 'SIGCONT'));
  return ['--endpoints', etcd.url, '--command-timeout', '2s'];
}

async function unknownName(): Promise<readonly string[]> {
  return ['--endpoints', 'http://etcd.invalid:2379'];
}

async function closesAtOnce(stage: Stage): Promise<readonly string[]> {
  const server = net.createServer(socket => socket.on('error', () => undefined).destroy());
  return ['--endpoints', `127.0.0.1:${await listen(stage, server)}`];
}

async function webServer(stage: Stage): Promise<readonly string[]> {
  const server = http.createServer((_request, response) => response.end('It works!'));
  return ['--endpoints', `127.0.0.1:${await listen(stage, server)}`];
}

async function listen(stage: Stage, server: net.Server | http.Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stage.defer(() => {
    server.close();
    if (server instanceof http.Server) server.closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
}

async function oneDown(stage: Stage): Promise<readonly string[]> {
  const cluster = await clusterOf(stage);
  await cluster.member(1).kill();
  await cluster.leader();
  return ['--endpoints', cluster.urls.join(',')];
}

async function whitelist(stage: Stage): Promise<readonly string[]> {
  const etcd = await etcdOf(stage, {extraFlags: ['--host-whitelist', '127.0.0.1']});
  return ['--endpoints', `http://localhost:${etcd.port}`];
}

async function nginxBefore(stage: Stage, port: number, directives = ''): Promise<string> {
  const nginx = await findNginx();
  if ('reason' in nginx) throw new Error(nginx.reason);
  const running = await startNginx(nginx, port, directives);
  stage.defer(() => running.close());
  return `http://127.0.0.1:${running.port}`;
}

async function badGateway(stage: Stage): Promise<readonly string[]> {
  return ['--endpoints', await nginxBefore(stage, await freePort())];
}

async function buffering(stage: Stage): Promise<readonly string[]> {
  const etcd = await etcdOf(stage);
  await fillAsApisix(etcd);
  return ['/apisix/', '--endpoints', await nginxBefore(stage, etcd.port)];
}

async function idleCut(stage: Stage): Promise<readonly string[]> {
  const etcd = await etcdOf(stage);
  const directives = 'proxy_buffering off; proxy_http_version 1.1; proxy_read_timeout 2s;';
  return ['--endpoints', await nginxBefore(stage, etcd.port, directives), '--deep'];
}

async function grpcOnly(stage: Stage): Promise<readonly string[]> {
  const port = await freePort();
  const grpcPort = await freePort();
  await etcdOf(stage, {
    clientPort: port,
    extraFlags: [
      ...['--listen-client-urls', `http://127.0.0.1:${grpcPort}`],
      ...['--listen-client-http-urls', `http://127.0.0.1:${port}`],
    ],
  });
  return ['--endpoints', `http://127.0.0.1:${grpcPort}`];
}

async function peerPort(stage: Stage): Promise<readonly string[]> {
  const cluster = await clusterOf(stage, {size: 1});
  return ['--endpoints', cluster.member(0).peerUrl];
}

async function grpcProxy(stage: Stage): Promise<readonly string[]> {
  const etcd = await etcdOf(stage);
  const port = await freePort();
  const words = [
    'grpc-proxy',
    'start',
    '--endpoints',
    etcd.url,
    '--listen-addr',
    `127.0.0.1:${port}`,
  ];
  const child = spawn(stage.build.etcdPath, words, {stdio: 'ignore'});
  stage.defer(async () => {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  });
  await untilListening(port);
  await untilAnswering(`http://127.0.0.1:${port}/metrics`);
  return ['--endpoints', `http://127.0.0.1:${port}`];
}

async function untilListening(port: number): Promise<void> {
  for (let waitedMs = 0; waitedMs < 10_000; waitedMs += 50) {
    const socket = net.connect({host: '127.0.0.1', port});
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isOpen) return;
    await delay(50);
  }
  throw new Error(`nothing listens on ${port}`);
}

// The proxy listens before it answers, and closes what it accepted too early.
async function untilAnswering(url: string): Promise<void> {
  for (let waitedMs = 0; waitedMs < 10_000; waitedMs += 50) {
    const isAnswered = await fetch(url)
      .then(answer => answer.arrayBuffer())
      .then(
        () => true,
        () => false,
      );
    if (isAnswered) return;
    await delay(50);
  }
  throw new Error(`nothing answers at ${url}`);
}

/** A way so slow that a full read of some megabytes takes many seconds. */
export async function slowWay(stage: Stage, port: number, delayMs: number): Promise<string> {
  const proxy = await startFaultProxy({targetPort: port, random: createPseudoRandom(1)});
  stage.defer(() => proxy.close());
  await proxy.set({kind: 'delays', delayMs});
  return proxy.url;
}
