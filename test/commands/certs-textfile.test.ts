// --textfile beside the other output, with one check for both.
import assert from 'node:assert/strict';
import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import {writeTextfile} from '../../source/io/textfile-write.ts';
import {scenarioFile} from '../support/certificate-scenarios.ts';
import {printedFileCheck, printedLiveCheck} from '../support/printed-checks.ts';

test('the file has what was printed', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'etcdscope-certs-'));
  const name = join(directory, 'etcdscope.prom');
  try {
    const {code, output, endpoint} = await printedLiveCheck({
      writeOut: 'json',
      saveTextfile: text =>
        writeTextfile({value: name, origin: {source: 'flag', name: 'textfile'}}, text),
    });
    assert.equal(code, 2);
    const text = await readFile(name, 'utf8');
    assert.ok(text.includes(`hop_up{endpoint="${endpoint}",hop="gateway"} 0\n`), text);
    assert.ok(text.includes(`{endpoint="${endpoint}",id="tls-server-eku",severity="error"} 1\n`));
    assert.equal(JSON.parse(output).endpoints[0].observed.gateway, 'fail');
  } finally {
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
  const {code} = await printedFileCheck({
    values,
    rest: [...own, '--client-cert-auth', '--trusted-ca-file', file('client-ca.crt')],
    saveTextfile: async given => {
      text = given;
    },
  });
  assert.equal(code, 2);
  const labels = 'endpoint="127.0.0.1",hop=';
  assert.ok(text.includes(`etcdscope_certs_predicted_ok{${labels}"gateway"} 0\n`), text);
  assert.ok(text.includes(`etcdscope_certs_predicted_ok{${labels}"grpc"} 1\n`));
  assert.match(text, /etcdscope_certs_finding\{.*id="tls-server-eku",severity="error"\} 1\n/);
  assert.match(text, /etcdscope_certs_not_after_seconds\{.*role="trusted_root"/);
  assert.doesNotMatch(text, /hop_up/);
});
