// The live check against servers in this process: what is asked, what is never sent, and that every
// kind of answer and of silence ends in a verdict.
import assert from 'node:assert/strict';
import net from 'node:net';
import {test} from 'node:test';
import {checkCertificates} from '../../source/io/certificates-check.ts';
import type {EndpointCertificates} from '../../source/tls/certificates-report.ts';
import {checkOptions, type EndpointUnderTest} from '../support/check-one-endpoint.ts';
import {type FakeEtcdOptions, startFakeEtcd, startPlainEtcd} from '../support/fake-etcd-tls.ts';
import {listenOnLoopback} from '../support/loopback-port.ts';

const selfDialFails = {status: 503, body: '{"code":14,"message":"connection closed"}'};

type Row = {
  readonly claim: string;
  readonly server: FakeEtcdOptions;
  readonly client?: Partial<EndpointUnderTest>;
  /** https, gateway, grpc. */
  readonly observed: string;
  readonly findings: readonly string[];
};

const rows: readonly Row[] = [
  {
    claim: 'all well with mutual TLS',
    server: {scenario: 'srv-eku-both', requestCert: true},
    observed: 'ok ok ok',
    findings: [],
  },
  {
    claim: 'the case of the article',
    server: {scenario: 'srv-eku-server', requestCert: true, gateway: selfDialFails},
    observed: 'ok fail ok',
    findings: ['tls-server-eku'],
  },
  {
    claim: 'the case of the article on a server that speaks only TLS 1.3',
    server: {
      scenario: 'srv-eku-server',
      requestCert: true,
      gateway: selfDialFails,
      minVersion: 'TLSv1.3',
    },
    observed: 'ok fail ok',
    findings: ['tls-server-eku'],
  },
  {
    claim: 'serverAuth alone without client authentication is no fault',
    server: {scenario: 'srv-eku-server'},
    observed: 'ok ok ok',
    findings: [],
  },
  {
    claim: 'a missing client certificate, refused after the handshake',
    server: {scenario: 'srv-eku-both', requestCert: true},
    client: {withoutClient: true},
    observed: 'fail unknown fail',
    findings: ['tls-client-missing'],
  },
  {
    claim: 'a name that the certificate does not hold, with the gateway looked at all the same',
    server: {scenario: 'srv-eku-both', requestCert: true},
    client: {serverName: 'other.test'},
    observed: 'fail ok fail',
    findings: ['tls-host-mismatch'],
  },
  {
    claim: 'a CA that is not trusted',
    server: {scenario: 'srv-eku-both', requestCert: true},
    client: {scenario: 'trust-self-signed-client-ca-b'},
    observed: 'fail unknown fail',
    findings: ['tls-self-chain', 'tls-client-ca'],
  },
  {
    claim: 'a gRPC status of etcd itself is an answer',
    server: {scenario: 'srv-eku-both', requestCert: true, grpcStatus: 7},
    observed: 'ok ok ok',
    findings: [],
  },
  {
    claim: 'etcd 3.3 is asked under its own prefix',
    server: {scenario: 'srv-eku-both', requestCert: true, version: '3.3.25'},
    observed: 'ok ok ok',
    findings: [],
  },
];

for (const row of rows) {
  test(row.claim, async () => {
    const server = await startFakeEtcd(row.server);
    try {
      const under = {port: server.port, scenario: row.server.scenario, ...row.client};
      const result = await checkOne(under);
      assert.equal(observedText(result), row.observed, JSON.stringify(result.observed));
      assert.deepEqual(
        result.findings.map(({id}) => id),
        row.findings,
        JSON.stringify(result.findings),
      );
      assert.deepEqual(server.authorizations, []);
      const prefix = row.server.version === '3.3.25' ? '/v3beta' : '/v3';
      for (const request of server.requests) {
        assert.match(
          request,
          new RegExp(
            `^(GET /version|POST ${prefix}/kv/range|POST /etcdserverpb.Maintenance/Status)$`,
          ),
        );
      }
    } finally {
      await server.close();
    }
  });
}

test('the chain is shown as sent, with what the server accepts', async () => {
  const server = await startFakeEtcd({scenario: 'int-plain', requestCert: true});
  try {
    const result = await checkOne({port: server.port, scenario: 'int-plain'});
    assert.deepEqual(
      result.chain.map(({role, subject}) => `${role} ${subject}`),
      [
        'leaf CN=etcd-server,O=certs.test',
        'intermediate CN=certs.test Intermediate CA,O=certs.test',
      ],
    );
    assert.deepEqual(result.tls?.acceptableCas, ['CN=certs.test Root CA,O=certs.test']);
    assert.equal(result.tls?.clientCertificateRequested, true);
    assert.equal(result.tls?.alpn, 'h2');
    assert.equal(result.etcdVersion, '3.5.30');
  } finally {
    await server.close();
  }
});

test('plain HTTP on http:// works, and says that it is not protected', async () => {
  const server = await startPlainEtcd();
  try {
    const result = await checkOne({port: server.port, scenario: 'srv-eku-both', scheme: 'http'});
    // A plain HTTP/1.1 server has no gRPC.
    assert.equal(observedText(result), 'ok ok fail');
    assert.deepEqual(idsOf(result), ['grpc-unreachable', 'no-tls']);
    assert.deepEqual(server.authorizations, []);
  } finally {
    await server.close();
  }
});

test('plain HTTP on https:// is said to be that', async () => {
  const server = await startPlainEtcd();
  try {
    const result = await checkOne({port: server.port, scenario: 'srv-eku-both'});
    assert.deepEqual(idsOf(result), ['tls-tls-to-plain']);
  } finally {
    await server.close();
  }
});

test('TLS on http:// is said to be that', async () => {
  const server = await startFakeEtcd({scenario: 'srv-eku-both', requestCert: true});
  try {
    const result = await checkOne({port: server.port, scenario: 'srv-eku-both', scheme: 'http'});
    assert.deepEqual(idsOf(result), ['tls-plain-to-tls']);
  } finally {
    await server.close();
  }
});

test('a port that nobody listens on is named with its reason', async () => {
  const server = await startPlainEtcd();
  await server.close();
  const result = await checkOne({port: server.port, scenario: 'srv-eku-both'});
  assert.deepEqual(idsOf(result), ['net-refused']);
  assert.equal(observedText(result), 'fail unknown fail');
});

test('an interrupted check of a silent server ends without a verdict that is well', async () => {
  const server = net.createServer(socket => socket.on('error', () => {}));
  const sockets: net.Socket[] = [];
  server.on('connection', socket => sockets.push(socket));
  const port = await listenOnLoopback(server);
  try {
    const options = checkOptions({port, scenario: 'srv-eku-both'});
    const controller = new AbortController();
    server.once('connection', () => controller.abort());
    const report = await checkCertificates({...options, signal: controller.signal});
    const [result] = report.endpoints;
    assert.ok(result);
    assert.notEqual(result.observed.https.verdict, 'ok');
    assert.notEqual(result.observed.gateway.verdict, 'ok');
    assert.notEqual(result.observed.grpc.verdict, 'ok');
  } finally {
    for (const socket of sockets) socket.destroy();
    server.close();
  }
});

async function checkOne(under: EndpointUnderTest): Promise<EndpointCertificates> {
  const {endpoints} = await checkCertificates(checkOptions(under));
  const [result] = endpoints;
  assert.ok(result);
  return result;
}

function observedText({observed}: EndpointCertificates): string {
  return [observed.https, observed.gateway, observed.grpc].map(({verdict}) => verdict).join(' ');
}

function idsOf({findings}: EndpointCertificates): readonly string[] {
  return findings.map(({id}) => id);
}
