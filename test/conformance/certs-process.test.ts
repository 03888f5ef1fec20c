// `certs --etcd-pid` on a real etcd: its command line and variables are found, the prediction is what
// the running etcd does, and files that were replaced under it are noticed.
import assert from 'node:assert/strict';
import {copyFileSync, mkdtempSync, rmSync, utimesSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {runCertsFiles} from '../../source/commands/certs-files.ts';
import {scenarioFile} from '../support/certificate-scenarios.ts';
import {testEachEtcd} from '../support/each-etcd.ts';
import {startEtcd} from '../support/real-etcd.ts';

await testEachEtcd('certs --etcd-pid predicts from a running etcd', async build => {
  const home = mkdtempSync(join(tmpdir(), 'etcdscope-pid-'));
  const file = (name: string) => join(home, name);
  const names = ['server.crt', 'server.key', 'client-ca.crt', 'ca.crt', 'client.crt', 'client.key'];
  for (const name of names) copyFileSync(scenarioFile('srv-eku-server', name), file(name));
  const etcd = await startEtcd({
    build,
    tls: {
      cert: file('server.crt'),
      key: file('server.key'),
      trustedCa: file('client-ca.crt'),
      clientCertAuth: true,
    },
  });
  try {
    const before = await predict(etcd.pid(), build.version, file);
    assert.equal(Object.values(before.verdict).join(' '), 'ok ok fail ok');
    assert.deepEqual(complaints(before), ['tls-server-eku']);
    const later = new Date(Date.now() + 60_000);
    copyFileSync(scenarioFile('srv-eku-both', 'server.crt'), file('server.crt'));
    for (const name of ['server.crt', 'client-ca.crt']) utimesSync(file(name), later, later);
    const after = await predict(etcd.pid(), build.version, file);
    assert.equal(Object.values(after.verdict).join(' '), 'ok ok ok ok');
    assert.deepEqual(complaints(after).toSorted(), [
      'tls-ca-changed-on-disk',
      'tls-files-changed-on-disk',
    ]);
  } finally {
    await etcd.close();
    rmSync(home, {recursive: true, force: true});
  }
});

type Report = {
  readonly verdict: Readonly<Record<string, string>>;
  readonly findings: readonly {readonly id: string; readonly severity: string}[];
};

function complaints({findings}: Report): readonly string[] {
  return findings.filter(({severity}) => severity !== 'info').map(({id}) => id);
}

async function predict(
  pid: number,
  version: string,
  file: (name: string) => string,
): Promise<Report> {
  const values = {
    cacert: file('ca.crt'),
    cert: file('client.crt'),
    key: file('client.key'),
    'etcd-pid': String(pid),
    'etcd-version': version,
  };
  const settings = Object.entries(values).map(
    ([name, value]) => [name, {value, origin: {source: 'flag', name}}] as const,
  );
  let output = '';
  await runCertsFiles({
    commandLine: {values: new Map(settings)},
    write: text => {
      output += text;
    },
    say: line => assert.fail(line),
    writeOut: 'json',
    width: 80,
    ascii: false,
    nowMs: Date.now(),
  });
  return JSON.parse(output);
}
