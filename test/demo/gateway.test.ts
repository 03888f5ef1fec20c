// What the embedded gateway can do beyond being an etcd: faults on demand, and gRPC on the same port.
import assert from 'node:assert/strict';
import test from 'node:test';
import grpc from '@grpc/grpc-js';
import {createCertificateAuthority} from '../../source/demo/certificates.ts';
import {type Gateway, type GatewayOptions, startGateway} from '../../source/demo/gateway.ts';
import {createProbe, type Probe} from '../conformance/probe.ts';

const watchAll = {create_request: {key: 'AA==', range_end: 'AA=='}};

async function withGateway(
  options: GatewayOptions,
  body: (gateway: Gateway, probe: Probe) => Promise<void>,
): Promise<void> {
  const gateway = await startGateway(options);
  const probe = createProbe({url: gateway.url, apiPrefix: '/v3'});
  try {
    await body(gateway, probe);
  } finally {
    probe.close();
    await gateway.close();
  }
}

test('dropped watches end, and the port goes on listening', () =>
  withGateway({}, async (gateway, probe) => {
    const watch = probe.watch([watchAll]);
    await watch.next();
    assert.equal(gateway.watchCount(), 1);
    gateway.dropWatches();
    assert.equal(await watch.next(), undefined);
    assert.equal(gateway.put('a', '1'), 2);
    assert.equal((await probe.request('GET', '/health')).status, 200);
    assert.equal(gateway.watchCount(), 0);
  }));

test('a stopped gateway refuses connections, and starts again on its port with its data', () =>
  withGateway({}, async (gateway, probe) => {
    gateway.put('a', '1');
    await gateway.stop();
    await assert.rejects(probe.request('GET', '/health'), {code: 'ECONNREFUSED'});
    gateway.put('b', '1');
    await gateway.start();
    const all = {key: 'AA==', range_end: 'AA==', count_only: true};
    assert.equal(JSON.parse((await probe.post('/kv/range', all)).text).count, '2');
  }));

test('controls answer the revision, and deletes and compactions reach watches', () =>
  withGateway({}, async (gateway, probe) => {
    assert.deepEqual([gateway.put('a', '1'), gateway.del('a'), gateway.del('a')], [2, 3, 3]);
    gateway.compact(3);
    const watch = probe.watch([{create_request: {key: 'YQ==', start_revision: '2'}}]);
    await watch.next();
    const frame = await watch.next();
    const result = frame?.result as {compact_revision?: string} | undefined;
    assert.equal(result?.compact_revision, '3');
  }));

test('upstream builds of 3.5 answer in the first generation', () =>
  withGateway({version: '3.5.33', generation: 'v1'}, async (_gateway, probe) => {
    const {status, text} = await probe.post('/kv/range', {});
    const message = 'etcdserver: key is not provided';
    assert.deepEqual([status, text], [400, JSON.stringify({error: message, code: 3, message})]);
  }));

test('a second hop that fails leaves gRPC and plain pages alone', async () => {
  const authority = await createCertificateAuthority('test CA');
  const server = await authority.issue({
    commonName: 'm1',
    usages: ['serverAuth'],
    dnsNames: ['localhost'],
    ipAddresses: ['127.0.0.1'],
  });
  const client = await authority.issue({commonName: 'client', usages: ['clientAuth']});
  const gateway = await startGateway({tls: {...server, clientCa: authority.ca}});
  const probe = createProbe({
    url: gateway.url,
    apiPrefix: '/v3',
    tls: {ca: authority.ca, ...client},
  });
  try {
    assert.equal((await probe.post('/kv/range', {key: 'YQ=='})).status, 503);
    assert.equal((await probe.request('GET', '/version')).status, 200);
    const [ca, key, cert] = [authority.ca, client.key, client.cert].map(pem => Buffer.from(pem));
    const credentials = grpc.credentials.createSsl(ca ?? null, key, cert);
    assert.equal(await callGrpc(gateway.port, credentials, 'Maintenance/Status'), grpc.status.OK);
  } finally {
    probe.close();
    await gateway.close();
  }
});

test('gRPC in the clear knows the status and nothing else', () =>
  withGateway({}, async gateway => {
    const credentials = grpc.credentials.createInsecure();
    const codes = ['Maintenance/Status', 'KV/Range'].map(method =>
      callGrpc(gateway.port, credentials, method),
    );
    assert.deepEqual(await Promise.all(codes), [grpc.status.OK, grpc.status.UNIMPLEMENTED]);
  }));

/** The code that one call ends with; an answered status also has to hold the version. */
function callGrpc(
  port: number,
  credentials: grpc.ChannelCredentials,
  method: string,
): Promise<grpc.status> {
  const client = new grpc.Client(`127.0.0.1:${port}`, credentials, {
    'grpc.ssl_target_name_override': 'localhost',
  });
  const bytes = (value: Buffer) => value;
  return new Promise(resolve => {
    const path = `/etcdserverpb.${method}`;
    client.makeUnaryRequest(path, bytes, bytes, Buffer.alloc(0), (error, value) => {
      client.close();
      if (error === null && value?.includes('3.5.30')) resolve(grpc.status.OK);
      else resolve(error?.code ?? grpc.status.UNKNOWN);
    });
  });
}
