// --apisix on real etcd: the certificate is for another name than the host's, clients need one of their
// own, and the login is in the file; nothing but the file says so.
import assert from 'node:assert/strict';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import {createCertificateAuthority} from '../../source/demo/certificates.ts';
import {startCommand} from '../support/command.ts';
import {gatewayPost} from '../support/gateway-post.ts';
import {listEtcds, startEtcd} from '../support/real-etcd.ts';

const serverName = 'etcd.shop.internal';
const build = (await listEtcds()).at(-1);
const skip = build === undefined ? 'no real etcd can be had' : false;

test("CA, client certificate, name and prefix are APISIX's", {skip}, async () => {
  if (build === undefined) return;
  const home = mkdtempSync(join(tmpdir(), 'etcdscope-apisix-'));
  const files = await writeCertificates(home);
  const {cert, key, ca, clientCert, clientKey} = files;
  const tls = {cert, key, trustedCa: ca, clientCertAuth: true, clientCert, clientKey};
  const etcd = await startEtcd({build, tls});
  try {
    const tlsBlock = [`      cert: ${clientCert}`, `      key: ${clientKey}`];
    const file = writeConfig(home, etcd.url, [...tlsBlock, `      sni: ${serverName}`]);
    const variables = {ETCDCTL_CACERT: '/nonexistent', ETCDCTL_ENDPOINTS: '127.0.0.1:1'};
    const synced = await run(['sync', `--apisix=${file}`, '-w', 'json'], variables);
    assert.equal(synced.code, 0, synced.err);
    assert.equal(JSON.parse(synced.out).prefix, '/shop/');
    assert.deepEqual(JSON.parse(synced.out).endpoints, [etcd.url]);

    const nameless = writeConfig(home, etcd.url, tlsBlock);
    const refused = await run(['sync', `--apisix=${nameless}`]);
    assert.equal(refused.code, 2);
    assert.match(refused.err, /does not match certificate/);

    const unverified = writeConfig(home, etcd.url, [...tlsBlock, '      verify: false']);
    const loud = await run(['sync', `--apisix=${unverified}`]);
    assert.equal(loud.code, 0, loud.err);
    assert.match(loud.err, /warning: .*config\.yaml:\d+:\d+: tls\.verify is false/);
  } finally {
    await etcd.close();
    rmSync(home, {recursive: true});
  }
});

test('user and password are those of the file', {skip}, async () => {
  if (build === undefined) return;
  const home = mkdtempSync(join(tmpdir(), 'etcdscope-apisix-'));
  const etcd = await startEtcd({build});
  try {
    const post = (path: string, body: object) => gatewayPost({url: `${etcd.url}/v3${path}`, body});
    await post('/auth/role/add', {name: 'root'});
    await post('/auth/user/add', {name: 'root', password: 'pa:ss word'});
    await post('/auth/user/grant', {user: 'root', role: 'root'});
    await post('/auth/enable', {});
    const login = ['    user: root', '    password: "pa:ss word"'];
    const file = writeConfig(home, etcd.url, [], login);
    const synced = await run(['sync', `--apisix=${file}`, '-w', 'json']);
    assert.equal(synced.code, 0, synced.err);
    const anonymous = await run(['sync', `--apisix=${writeConfig(home, etcd.url, [])}`]);
    assert.equal(anonymous.code, 2);
    assert.match(anonymous.err, /user name is empty/);
  } finally {
    await etcd.close();
    rmSync(home, {recursive: true});
  }
});

async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const command = startCommand(args, env);
  const code = await command.ended;
  return {code, out: command.lines.join('\n'), err: command.errors.join('\n')};
}

async function writeCertificates(home: string) {
  const authority = await createCertificateAuthority('shop CA');
  const usages = ['serverAuth', 'clientAuth'] as const;
  const server = await authority.issue({commonName: 'etcd', usages, dnsNames: [serverName]});
  const client = await authority.issue({commonName: '', usages: ['clientAuth']});
  const write = (name: string, text: string): string => {
    writeFileSync(join(home, name), text, {mode: 0o644});
    return join(home, name);
  };
  return {
    ca: write('ca.pem', authority.ca),
    cert: write('server.pem', server.cert),
    key: write('server.key', server.key),
    clientCert: write('client.pem', client.cert),
    clientKey: write('client.key', client.key),
  };
}

function writeConfig(
  home: string,
  url: string,
  tls: readonly string[],
  login: readonly string[] = [],
): string {
  mkdirSync(join(home, 'conf'), {recursive: true});
  const file = join(home, 'conf', 'config.yaml');
  const lines = [
    ...(tls.length > 0 ? ['apisix:', '  ssl:', '    ssl_trusted_certificate: ca.pem'] : []),
    'deployment:',
    '  etcd:',
    `    host: ["${url}"]`,
    '    prefix: /shop',
    ...login,
    ...(tls.length > 0 ? ['    tls:', ...tls] : []),
  ];
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}
