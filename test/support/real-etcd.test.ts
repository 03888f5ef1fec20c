// The support itself: a real etcd starts, keeps its data over a kill, and goes away.
import assert from 'node:assert/strict';
import {existsSync} from 'node:fs';
import {testEachEtcd} from './each-etcd.ts';
import {etcdctl, startEtcd} from './real-etcd.ts';

await testEachEtcd('a member keeps its data over SIGKILL and a restart', async build => {
  const etcd = await startEtcd({build});
  try {
    await etcdctl(build, ['put', 'k', 'v'], {endpoint: etcd.url});
    await etcd.kill();
    await etcd.restart();
    const output = await etcdctl(build, ['get', 'k', '--print-value-only'], {endpoint: etcd.url});
    assert.equal(output, 'v\n');
  } finally {
    await etcd.close();
  }
  assert.equal(existsSync(etcd.logFile), false);
});
