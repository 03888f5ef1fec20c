// A running etcd out of /proc, and files that are not what they should be.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {mkdirSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {after, test} from 'node:test';
import {UsageError} from '../../source/config/usage-error.ts';
import {readSeenFile} from '../../source/io/etcd-files.ts';
import {readEtcdProcess} from '../../source/io/etcd-process.ts';
import {PEM_BYTES_MAX} from '../../source/tls/pem-blocks.ts';
import {temporaryFolder} from '../support/temporary-folder.ts';

const home = temporaryFolder({after});

const pid = (value: string) => ({value, origin: {source: 'flag', name: 'etcd-pid'} as const});

test('command line, variables, directory and start are read', () => {
  const place = join(home, 'proc', '17');
  mkdirSync(place, {recursive: true});
  writeFileSync(join(place, 'cmdline'), '/usr/bin/etcd\0--cert-file\0a b.crt\0');
  writeFileSync(join(place, 'environ'), 'ETCD_KEY_FILE=k=1\0HOME=/\0');
  symlinkSync('/var/lib/etcd', join(place, 'cwd'));
  writeFileSync(join(place, 'stat'), `17 (etcd) x) S ${'1 '.repeat(18)}500 0 0`);
  writeFileSync(join(home, 'proc', 'stat'), 'cpu 1\nbtime 1000\n');
  const read = readEtcdProcess(pid('17'), join(home, 'proc'));
  assert.deepEqual(read.args, ['/usr/bin/etcd', '--cert-file', 'a b.crt']);
  assert.equal(read.variables.ETCD_KEY_FILE, 'k=1');
  assert.equal(read.directory, '/var/lib/etcd');
  assert.equal(read.startedMs, 1_005_000);
});

for (const value of ['0', '-1', 'etcd', '99999999999', '', '4194305']) {
  test(`--etcd-pid ${JSON.stringify(value)} is bad usage with one line`, () => {
    assert.throws(
      () => readEtcdProcess(pid(value), join(home, 'proc')),
      (error: unknown) => error instanceof UsageError && !error.message.includes('\n'),
    );
  });
}

test('what is no regular file is not waited for', () => {
  execFileSync('mkfifo', [join(home, 'pipe')]);
  assert.match(readSeenFile('pipe', home).error ?? '', /no regular file/);
  assert.match(readSeenFile('.', home).error ?? '', /directory/);
  assert.match(readSeenFile('/dev/zero').error ?? '', /no regular file/);
  assert.match(readSeenFile('nothing', home).error ?? '', /no such file/);
});

test('a file over the limit is said to be too large', () => {
  writeFileSync(join(home, 'large'), Buffer.alloc(PEM_BYTES_MAX + 1));
  assert.match(readSeenFile('large', home).error ?? '', /more than/);
});
