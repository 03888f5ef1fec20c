// TLS with client certificates: what the gateway's second hop makes of the server certificate, HTTP/2
// beside HTTP/1.1 on one port, and who gets in. Certificates are made here and thrown away.
import assert from 'node:assert/strict';
import {once} from 'node:events';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import http2 from 'node:http2';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import test from 'node:test';
import {
  createCertificateAuthority,
  type IssuedCertificate,
} from '../../source/demo/certificates.ts';
import {startGateway} from '../../source/demo/gateway.ts';
import {testEachEtcd} from '../support/each-etcd.ts';
import {type EtcdBuild, startEtcd} from '../support/real-etcd.ts';
import {apiPrefixOf, describeTested, embeddedVersions} from './behaviour.ts';
import {createProbe, type ProbeTarget} from './probe.ts';

type Credentials = IssuedCertificate & {readonly ca: string};
type Server = {readonly url: string; readonly close: () => Promise<void>};
type Start = (server: IssuedCertificate, client: Credentials) => Promise<Server>;

const scenarios = [
  {name: 'serverAuth only', usages: ['serverAuth'], gateway: 503},
  {name: 'both usages', usages: ['serverAuth', 'clientAuth'], gateway: 200},
  {name: 'no usage extension', usages: undefined, gateway: 200},
] as const;

const authority = await createCertificateAuthority('conformance CA');
const client = {
  ca: authority.ca,
  ...(await authority.issue({commonName: 'client', usages: ['clientAuth']})),
};

for (const version of embeddedVersions) {
  test(`the embedded gateway over TLS is as etcd ${version}`, async () => {
    const start: Start = (server, {ca}) => startGateway({version, tls: {...server, clientCa: ca}});
    await checkScenarios(start, version);
  });
}

await testEachEtcd('a real member over TLS is as expected', async build => {
  await checkScenarios(
    (server, credentials) => startReal(build, server, credentials),
    build.version,
  );
});

async function checkScenarios(start: Start, version: string): Promise<void> {
  const apiPrefix = apiPrefixOf(describeTested(version));
  for (const {name, usages, gateway} of scenarios) {
    const server = await start(await issueServer(usages), client);
    try {
      const target = {url: server.url, apiPrefix, tls: client};
      assert.deepEqual(await ask(target), expectedAnswers(gateway), name);
      if (gateway === 200)
        assert.deepEqual(await progressOverHttp2(target), ['created', 'progress']);
      await assert.rejects(askWithoutCertificate(target), name);
    } finally {
      await server.close();
    }
  }
}

function expectedAnswers(gateway: 200 | 503): unknown {
  const code = gateway === 503 ? 14 : undefined;
  return {
    version: 200,
    health: 200,
    range: {status: gateway, code},
    watch: {status: gateway, code},
  };
}

/**
 * Over a broken second hop a watch is refused like any call, with a body that is no stream. The text
 * is left out: real members say "bad certificate", "broken pipe", "connection closed" or "connection
 * reset by peer", as the race between the gateway and its server goes.
 */
async function ask(target: ProbeTarget): Promise<unknown> {
  const probe = createProbe(target);
  try {
    const range = await probe.post('/kv/range', {key: 'YQ=='});
    const {code} = JSON.parse(range.text);
    const watch = probe.watch([{create_request: {key: 'YQ=='}}], {endBody: true});
    const response = await watch.response();
    const frame = await watch.next();
    return {
      version: (await probe.request('GET', '/version')).status,
      health: (await probe.request('GET', '/health')).status,
      range: {status: range.status, code},
      watch: {status: response.statusCode, code: frame?.code},
    };
  } finally {
    probe.close();
  }
}

async function askWithoutCertificate({url, apiPrefix}: ProbeTarget): Promise<void> {
  const probe = createProbe({url, apiPrefix, tls: {ca: client.ca}});
  try {
    await probe.request('GET', '/version');
  } finally {
    probe.close();
  }
}

async function progressOverHttp2({url, apiPrefix}: ProbeTarget): Promise<readonly string[]> {
  const connection = http2.connect(url, client);
  try {
    const stream = connection.request({':method': 'POST', ':path': `${apiPrefix}/watch`});
    const lines = createInterface({input: stream});
    const next = async () => JSON.parse(String((await once(lines, 'line'))[0])).result;
    stream.write('{"create_request":{"key":"YQ=="}}\n');
    const created = await next();
    stream.write('{"progress_request":{}}\n');
    const progress = await next();
    return [
      created.created === true ? 'created' : JSON.stringify(created),
      progress.watch_id === '-1' ? 'progress' : JSON.stringify(progress),
    ];
  } finally {
    connection.destroy();
  }
}

function issueServer(
  usages: readonly ('serverAuth' | 'clientAuth')[] | undefined,
): Promise<IssuedCertificate> {
  const names = {dnsNames: ['localhost'], ipAddresses: ['127.0.0.1']};
  const extension = usages === undefined ? {} : {usages};
  return authority.issue({commonName: 'etcd-server', ...names, ...extension});
}

async function startReal(
  build: EtcdBuild,
  server: IssuedCertificate,
  {ca, cert, key}: Credentials,
): Promise<Server> {
  const directory = await mkdtemp(join(tmpdir(), 'etcdscope-tls-'));
  const write = async (name: string, text: string) => {
    await writeFile(join(directory, name), text);
    return join(directory, name);
  };
  const etcd = await startEtcd({
    build,
    tls: {
      cert: await write('server.crt', server.cert),
      key: await write('server.key', server.key),
      trustedCa: await write('ca.crt', ca),
      clientCertAuth: true,
      clientCert: await write('client.crt', cert),
      clientKey: await write('client.key', key),
    },
  });
  const close = async () => {
    await etcd.close();
    await rm(directory, {recursive: true});
  };
  return {url: etcd.url, close};
}
