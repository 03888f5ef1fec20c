// `certs --etcd-pid` on a real etcd: its command line and variables are found, the prediction is what
// the running etcd does, and files that were replaced under it are noticed.
import assert from 'node:assert/strict';
import {copyFileSync, mkdtempSync, rmSync, utimesSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {mutualTls, scenarioFile} from '../support/certificate-scenarios.ts';
import {testEachEtcd} from '../support/each-etcd.ts';
import {printedFileCheck} from '../support/printed-checks.ts';
import {startEtcd} from '../support/real-etcd.ts';

await testEachEtcd('certs --etcd-pid predicts from a running etcd', async build => {
  const home = mkdtempSync(join(tmpdir(), 'etcdscope-pid-'));
  const file = (name: string) => join(home, name);
  const names = ['server.crt', 'server.key', 'client-ca.crt', 'ca.crt', 'client.crt', 'client.key'];
  for (const name of names) copyFileSync(scenarioFile('srv-eku-server', name), file(name));
  const etcd = await startEtcd({build, tls: mutualTls(file)});
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
  const {output, said} = await printedFileCheck({values, nowMs: Date.now()});
  assert.deepEqual(said, []);
  return JSON.parse(output);
}
