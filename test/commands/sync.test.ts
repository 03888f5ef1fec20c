// `etcdscope sync -w json` on real etcd: count, bytes and digest are those of `etcdctl get`.
import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {startCommand} from '../support/command.ts';
import {testEachEtcd} from '../support/each-etcd.ts';
import {fillKeys} from '../support/fill-keys.ts';
import {etcdctl, startEtcd} from '../support/real-etcd.ts';

const keyCount = 20_000;

await testEachEtcd(
  `${keyCount} keys: count, bytes, digest and dump equal those of etcdctl`,
  async build => {
    const etcd = await startEtcd({build});
    const file = join(tmpdir(), `etcdscope-dump-${process.pid}-${etcd.port}`);
    try {
      await fillKeys(etcd, {prefix: '/apisix/routes/', keys: keyCount, valueBytes: 300});
      await etcdctl(build, ['put', '/apisix2', 'a prefix is bytes'], {endpoint: etcd.url});
      const sync = startCommand([
        'sync',
        '/apisix',
        '-w',
        'json',
        '--dump',
        file,
        '--endpoints',
        etcd.url,
      ]);
      assert.equal(await sync.ended, 0, sync.errors.join('\n'));
      const summary = JSON.parse(sync.lines.join(''));
      const told = await etcdctl(build, ['get', '/apisix', '--prefix', '-w', 'json'], {
        endpoint: etcd.url,
      });
      const {kvs, header} = JSON.parse(told) as {kvs: readonly Kv[]; header: {revision: number}};
      const expected = digestOf(kvs);
      assert.equal(summary.keys, keyCount + 1);
      assert.equal(summary.revision, header.revision);
      assert.equal(summary.bytes, expected.bytes);
      assert.equal(summary.digest, expected.digest);
      assert.equal(summary.prefix, '/apisix');
      assert.match(summary.cluster_id, /^[0-9a-f]{1,16}$/);
      const dumped = readFileSync(file, 'utf8')
        .trimEnd()
        .split('\n')
        .map(line => JSON.parse(line));
      assert.deepEqual(
        dumped.map(({key, value, mod_revision}) => [key, value, mod_revision]),
        kvs.map(kv => [text(kv.key), text(kv.value), kv.mod_revision]),
      );
      // Without a dump pages are kept in another form (etcd/packed-keys.ts).
      const again = startCommand(['sync', '/apisix', '-w', 'json', '--endpoints', etcd.url]);
      assert.equal(await again.ended, 0, again.errors.join('\n'));
      const {digest, keys, bytes} = JSON.parse(again.lines.join(''));
      assert.deepEqual({digest, keys, bytes}, {...expected, keys: keyCount + 1});
    } finally {
      rmSync(file, {force: true});
      await etcd.close();
    }
  },
);

type Kv = {readonly key: string; readonly value?: string; readonly mod_revision: number};

// As the contract words it, written a second time on purpose.
function digestOf(kvs: readonly Kv[]): {bytes: number; digest: string} {
  const hash = createHash('sha256');
  let bytes = 0;
  for (const kv of kvs) {
    const key = Buffer.from(kv.key, 'base64');
    const value = Buffer.from(kv.value ?? '', 'base64');
    const numbers = Buffer.alloc(16);
    numbers.writeUInt32BE(key.length, 0);
    numbers.writeUInt32BE(value.length, 4);
    numbers.writeBigUInt64BE(BigInt(kv.mod_revision), 8);
    hash.update(numbers.subarray(0, 4)).update(key);
    hash.update(numbers.subarray(4, 8)).update(value);
    hash.update(numbers.subarray(8));
    bytes += key.length + value.length;
  }
  return {bytes, digest: `sha256:${hash.digest('hex')}`};
}

function text(base64 = ''): string {
  return Buffer.from(base64, 'base64').toString('utf8');
}
