// Failures of certificates, keys and TLS, each with certificates made for it.
import {execFile} from 'node:child_process';
import tls from 'node:tls';
import {promisify} from 'node:util';
import {createCertificateAuthority} from '../../source/demo/certificates.ts';
import {listenOnLoopback} from '../support/loopback-port.ts';
import {altNames, makeCertificate, usages} from '../support/made-certificates.ts';
import type {DoctorCase, Stage} from './doctor-case.ts';
import {client, madeServer, mutual, server, serverFiles, tlsEtcd} from './etcd-certificates.ts';
import {manyWatches} from './many-watches.ts';
import {etcdOf} from './plain-etcd.ts';

export const certificateCases: readonly DoctorCase[] = [
  {name: 'http:// to a TLS port', expects: 'tls-plain-to-tls', onEach: true, arrange: plainToTls},
  {
    name: 'https:// to a plain port',
    expects: 'tls-tls-to-plain',
    onEach: true,
    arrange: tlsToPlain,
  },
  {name: 'only TLS 1.1', expects: 'tls-version', arrange: oldTls},
  {name: 'an unknown CA', expects: 'tls-ca-unknown', arrange: unknownCa},
  {name: 'another name', expects: 'tls-host-mismatch', arrange: otherName},
  {name: 'a name in the CN only', expects: 'tls-cn-only', arrange: nameInCn},
  {name: 'an expired server', expects: 'tls-srv-expired', arrange: expiredServer},
  {name: 'a server that expires soon', expects: 'tls-srv-expires-soon', arrange: expiresSoon},
  {name: 'a server not valid yet', expects: 'tls-notyet', arrange: notYet},
  {name: 'a self-signed server', expects: 'tls-self-leaf', arrange: selfSigned},
  {name: '--auto-tls', expects: 'tls-self-leaf', versions: /^3\.5\./, arrange: autoTls},
  {name: 'a private root in the chain', expects: 'tls-self-chain', arrange: rootInChain},
  {name: 'no client certificate', expects: 'tls-client-missing', onEach: true, arrange: noClient},
  {name: 'a client of another CA', expects: 'tls-client-ca', onEach: true, arrange: otherCaClient},
  {name: 'an expired client', expects: 'tls-client-expired', onEach: true, arrange: expiredClient},
  {name: 'a client for servers', expects: 'tls-client-eku', onEach: true, arrange: serverClient},
  {
    name: 'a server without clientAuth',
    expects: 'tls-server-eku',
    onEach: true,
    arrange: serverEku,
  },
  {
    name: "the server's CA is not trusted by etcd",
    expects: 'tls-server-clientca',
    onEach: true,
    arrange: splitCas,
  },
  {
    name: '--client-cert-allowed-hostname',
    expects: 'tls-server-allowed',
    versions: /^3\.[45]\./,
    onEach: true,
    arrange: allowedName,
  },
  {
    name: 'a client with a CN, authentication on',
    expects: 'tls-cn-auth',
    versions: /^3\.[45]\./,
    onEach: true,
    arrange: commonName,
  },
  {name: 'a key of another pair', expects: 'tls-key-mismatch', arrange: otherKey},
  {name: 'an encrypted key', expects: 'tls-key-encrypted', arrange: encryptedKey},
  {name: 'a key file that is none', expects: 'tls-key-bad', arrange: noKey},
  {name: 'a certificate file that is gone', expects: 'tls-file-unreadable', arrange: goneFile},
  {name: 'a CA file that is a key', expects: 'tls-ca-emptyfile', arrange: keyAsCa},
  {name: '260 watches over TLS', expects: 'net-h2-250', versions: /^3\.3\./, arrange: fullGateway},
];

async function plainToTls(stage: Stage): Promise<readonly string[]> {
  const url = await tlsEtcd(stage, await serverFiles(stage));
  return ['--endpoints', url.replace('https:', 'http:')];
}

async function tlsToPlain(stage: Stage): Promise<readonly string[]> {
  const {url} = await etcdOf(stage);
  return ['--endpoints', url.replace('http:', 'https:')];
}

async function oldTls(stage: Stage): Promise<readonly string[]> {
  const ca = await createCertificateAuthority('doctor CA');
  const old = tls.createServer({
    ...(await ca.issue(server)),
    minVersion: 'TLSv1.1',
    maxVersion: 'TLSv1.1',
    ciphers: 'DEFAULT:@SECLEVEL=0',
  });
  old.on('tlsClientError', () => undefined);
  const port = await listenOnLoopback(old);
  stage.defer(() => void old.close());
  return [
    '--endpoints',
    `https://127.0.0.1:${port}`,
    '--cacert',
    await stage.write('ca.crt', ca.ca),
  ];
}

async function unknownCa(stage: Stage): Promise<readonly string[]> {
  const url = await tlsEtcd(stage, await serverFiles(stage));
  const other = await createCertificateAuthority('another CA');
  return ['--endpoints', url, '--cacert', await stage.write('other.crt', other.ca)];
}

async function otherName(stage: Stage): Promise<readonly string[]> {
  const files = await serverFiles(stage, {...server, dnsNames: ['etcd.test'], ipAddresses: []});
  return ['--endpoints', await tlsEtcd(stage, files), '--cacert', files.ca];
}

async function nameInCn(stage: Stage): Promise<readonly string[]> {
  const files = await serverFiles(stage, {commonName: 'localhost', usages: server.usages});
  const url = (await tlsEtcd(stage, files)).replace('127.0.0.1', 'localhost');
  return ['--endpoints', url, '--cacert', files.ca];
}

async function expiresSoon(stage: Stage): Promise<readonly string[]> {
  const files = await serverFiles(stage, {...server, validDays: 10});
  return ['--endpoints', await tlsEtcd(stage, files), '--cacert', files.ca];
}

async function expiredServer(stage: Stage): Promise<readonly string[]> {
  const {files} = await madeServer(stage, {notAfter: '2025-01-01T00:00:00Z'});
  return ['--endpoints', await tlsEtcd(stage, files), '--cacert', files.ca];
}

async function notYet(stage: Stage): Promise<readonly string[]> {
  const {files} = await madeServer(stage, {notBefore: '2040-01-01T00:00:00Z'});
  return ['--endpoints', await tlsEtcd(stage, files), '--cacert', files.ca];
}

async function selfSigned(stage: Stage): Promise<readonly string[]> {
  const leaf = await makeCertificate({
    subject: 'CN=etcd',
    extensions: [altNames([{type: 'ip', value: '127.0.0.1'}])],
  });
  const cert = await stage.write('server.crt', leaf.pem);
  const key = await stage.write('server.key', leaf.keyPem);
  const other = await createCertificateAuthority('another CA');
  const url = await tlsEtcd(stage, {cert, key});
  return ['--endpoints', url, '--cacert', await stage.write('other.crt', other.ca)];
}

async function autoTls(stage: Stage): Promise<readonly string[]> {
  const {ca} = await serverFiles(stage);
  const etcd = await etcdOf(stage, {tls: {cert: '', key: ''}, extraFlags: ['--auto-tls']});
  return ['--endpoints', etcd.url, '--cacert', ca];
}

async function rootInChain(stage: Stage): Promise<readonly string[]> {
  const {files} = await madeServer(stage, {}, (leaf, root) => leaf.pem + root.pem);
  const other = await createCertificateAuthority('another CA');
  const url = await tlsEtcd(stage, files);
  return ['--endpoints', url, '--cacert', await stage.write('other.crt', other.ca)];
}

function noClient(stage: Stage) {
  return mutual(stage, {});
}

function serverEku(stage: Stage) {
  return mutual(stage, {shown: client, leaf: {...server, usages: ['serverAuth']}});
}

function serverClient(stage: Stage) {
  return mutual(stage, {shown: {commonName: '', usages: ['serverAuth']}});
}

function allowedName(stage: Stage) {
  return mutual(stage, {
    shown: {...client, dnsNames: ['gateway.test']},
    flags: ['--client-cert-allowed-hostname', 'gateway.test'],
  });
}

async function otherCaClient(stage: Stage): Promise<readonly string[]> {
  const other = await createCertificateAuthority('another CA');
  const pair = await other.issue(client);
  const cert = await stage.write('client.crt', pair.cert);
  const args = await mutual(stage, {});
  return [...args, '--cert', cert, '--key', await stage.write('client.key', pair.key)];
}

async function expiredClient(stage: Stage): Promise<readonly string[]> {
  const {root, files} = await madeServer(stage, {});
  const made = await makeCertificate({
    subject: 'CN=client',
    issuer: root,
    extensions: [usages('clientAuth')],
    notAfter: '2025-01-01T00:00:00Z',
  });
  const etcd = await etcdOf(stage, {
    tls: {...files, trustedCa: files.ca, clientCertAuth: true},
  });
  const cert = await stage.write('client.crt', made.pem);
  const key = await stage.write('client.key', made.keyPem);
  return ['--endpoints', etcd.url, '--cacert', files.ca, '--cert', cert, '--key', key];
}

async function splitCas(stage: Stage): Promise<readonly string[]> {
  const files = await serverFiles(stage);
  const clients = await createCertificateAuthority('CA of clients');
  const pair = await clients.issue(client);
  const etcd = await etcdOf(stage, {
    tls: {
      ...files,
      trustedCa: await stage.write('clients.crt', clients.ca),
      clientCertAuth: true,
    },
  });
  const cert = await stage.write('client.crt', pair.cert);
  const key = await stage.write('client.key', pair.key);
  return ['--endpoints', etcd.url, '--cacert', files.ca, '--cert', cert, '--key', key];
}

// Authentication is switched on over gRPC: with a CN, HTTP refuses from then on.
async function commonName(stage: Stage): Promise<readonly string[]> {
  const args = await mutual(stage, {shown: {...client, commonName: 'apisix'}});
  const etcdctl = (...words: readonly string[]) =>
    promisify(execFile)(stage.build.etcdctlPath, [...args, ...words], {env: {ETCDCTL_API: '3'}});
  await etcdctl('user', 'add', 'root:root');
  await etcdctl('user', 'grant-role', 'root', 'root').catch(() => etcdctl('role', 'add', 'root'));
  await etcdctl('user', 'grant-role', 'root', 'root');
  await etcdctl('auth', 'enable');
  return [...args, '--user', 'root:root'];
}

async function otherKey(stage: Stage): Promise<readonly string[]> {
  const args = await mutual(stage, {shown: client});
  const ca = await createCertificateAuthority('another CA');
  const {key} = await ca.issue(client);
  return [...args.slice(0, -1), await stage.write('another.key', key)];
}

async function encryptedKey(stage: Stage): Promise<readonly string[]> {
  const args = await mutual(stage, {shown: client});
  const file = stage.path('encrypted.key');
  const words = ['pkey', '-in', args.at(-1) ?? '', '-aes256', '-passout', 'pass:x', '-out', file];
  await promisify(execFile)('openssl', words);
  return [...args.slice(0, -1), file];
}

async function noKey(stage: Stage): Promise<readonly string[]> {
  const args = await mutual(stage, {shown: client});
  return [...args.slice(0, -1), await stage.write('none.key', 'not a key\n')];
}

async function goneFile(stage: Stage): Promise<readonly string[]> {
  const args = await mutual(stage, {shown: client});
  return args.map(each => (each.endsWith('client.crt') ? stage.path('gone.crt') : each));
}

async function keyAsCa(stage: Stage): Promise<readonly string[]> {
  const files = await serverFiles(stage);
  return ['--endpoints', await tlsEtcd(stage, files), '--cacert', files.key];
}

async function fullGateway(stage: Stage): Promise<readonly string[]> {
  const files = await serverFiles(stage);
  const etcd = await etcdOf(stage, {tls: {cert: files.cert, key: files.key}});
  stage.defer(await manyWatches(etcd.port, 260));
  return ['--endpoints', etcd.url, '--cacert', files.ca];
}
