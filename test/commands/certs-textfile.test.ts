// --textfile beside the other output, with one check for both.
import assert from 'node:assert/strict';
import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import {runCerts} from '../../source/commands/certs.ts';
import {runCertsFiles} from '../../source/commands/certs-files.ts';
import {writeTextfile} from '../../source/io/textfile-write.ts';
import {scenarioFile} from '../support/certificate-scenarios.ts';
import {checkOptions} from '../support/check-one-endpoint.ts';
import {startFakeEtcd} from '../support/fake-etcd-tls.ts';

test('the file has what was printed', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'etcdscope-certs-'));
  const name = join(directory, 'etcdscope.prom');
  const gateway = {status: 503, body: '{"code":14,"message":"connection closed"}'};
  const server = await startFakeEtcd({scenario: 'srv-eku-server', requestCert: true, gateway});
  let output = '';
  try {
    const code = await runCerts({
      ...checkOptions({port: server.port, scenario: 'srv-eku-server'}),
      write: text => {
        output += text;
      },
      saveTextfile: text =>
        writeTextfile({value: name, origin: {source: 'flag', name: 'textfile'}}, text),
      writeOut: 'json',
      warnDays: 30,
      width: 80,
    });
    assert.equal(code, 2);
    const text = await readFile(name, 'utf8');
    const endpoint = `https://127.0.0.1:${server.port}`;
    assert.ok(text.includes(`hop_up{endpoint="${endpoint}",hop="gateway"} 0\n`), text);
    assert.ok(text.includes(`{endpoint="${endpoint}",id="tls-server-eku",severity="error"} 1\n`));
    assert.equal(JSON.parse(output).endpoints[0].observed.gateway, 'fail');
  } finally {
    await server.close();
    await rm(directory, {recursive: true, force: true});
  }
});

test('a check from files writes what the rules predict, and never that a hop is up', async () => {
  const file = (name: string) => scenarioFile('srv-eku-server', name);
  const values = {
    cacert: file('ca.crt'),
    cert: file('client.crt'),
    key: file('client.key'),
    'etcd-version': '3.5.30',
  };
  const own = ['--cert-file', file('server.crt'), '--key-file', file('server.key')];
  let text = '';
  const code = await runCertsFiles({
    commandLine: {
      values: new Map(
        Object.entries(values).map(([name, value]) => [
          name,
          {value, origin: {source: 'flag', name}},
        ]),
      ),
      rest: [...own, '--client-cert-auth', '--trusted-ca-file', file('client-ca.crt')],
    },
    write: () => undefined,
    say: () => undefined,
    saveTextfile: async given => {
      text = given;
    },
    writeOut: 'json',
    width: 80,
    ascii: false,
    nowMs: Date.parse('2027-06-01T00:00:00Z'),
  });
  assert.equal(code, 2);
  const labels = 'endpoint="127.0.0.1",hop=';
  assert.ok(text.includes(`etcdscope_certs_predicted_ok{${labels}"gateway"} 0\n`), text);
  assert.ok(text.includes(`etcdscope_certs_predicted_ok{${labels}"grpc"} 1\n`));
  assert.match(text, /etcdscope_certs_finding\{.*id="tls-server-eku",severity="error"\} 1\n/);
  assert.match(text, /etcdscope_certs_not_after_seconds\{.*role="trusted_root"/);
  assert.doesNotMatch(text, /hop_up/);
});
