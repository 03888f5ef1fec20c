// --textfile beside the other output, with one check for both.
import assert from 'node:assert/strict';
import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import {runCerts} from '../../source/commands/certs.ts';
import {writeTextfile} from '../../source/io/textfile-write.ts';
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
