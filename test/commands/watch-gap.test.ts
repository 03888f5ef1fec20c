// `etcdscope watch -w json` on real etcd, behind something that loses or repeats what etcd says: a
// lost event is said, with its proof and what a new sync finds; a repeated one is never told twice.
import assert from 'node:assert/strict';
import {type RunningCommand, startCommand} from '../support/command.ts';
import {testEachEtcd} from '../support/each-etcd.ts';
import {startFrameProxy} from '../support/frame-proxy.ts';
import {type EtcdBuild, etcdctl, startEtcd} from '../support/real-etcd.ts';

type Line = Readonly<Record<string, unknown>>;

/** Of the key whose second put is lost or repeated. */
const key = '/apisix/routes/1';

await testEachEtcd('an event that is lost on the way is said, with its proof', async build => {
  await withLines(
    build,
    line => (isSecondPut(line) ? [] : [line]),
    async ({put, watch}) => {
      await put(key, 'one');
      await put(key, 'two');
      await put(key, 'three');
      const gap = read(await watch.waitForLine('gap', line => read(line).phase === 'gap'));
      assert.match(String(gap.reason), /^\/apisix\/routes\/1 at revision 4: .* changed 2 times/);
      assert.deepEqual(gap.accounts, {
        counted: 3,
        applied: 2,
        differences: 0,
        unseen: 0,
        missing: 1,
        doubled: 0,
      });
      await watch.waitForLine('sync', line => read(line).phase === 'resynced');
      await put('/apisix/last', 'x');
      await watch.waitForLine('last put', line => line.includes('/apisix/last'));
      assert.deepEqual(changes(watch), ['2 one', '4 three', '5 x']);
    },
  );
});

await testEachEtcd(
  'an event that comes twice is told once, and everything adds up',
  async build => {
    await withLines(
      build,
      line => (isSecondPut(line) ? [line, line] : [line]),
      async ({put, watch}) => {
        await put(key, 'one');
        await put(key, 'two');
        await put(key, 'three');
        await put('/apisix/last', 'x');
        await watch.waitForLine('last put', line => line.includes('/apisix/last'));
        assert.deepEqual(changes(watch), ['2 one', '3 two', '4 three', '5 x']);
        assert.equal(
          watch.lines.some(line => read(line).phase === 'gap'),
          false,
        );
      },
    );
  },
);

await testEachEtcd('where every key is watched, no revision is without an event', async build => {
  const etcd = await startEtcd({build});
  const ctl = (...words: string[]) => etcdctl(build, words, {endpoint: etcd.url});
  const watch = startCommand(['watch', '--endpoints', etcd.url, '-w', 'json']);
  try {
    await watch.waitForLine('watch', line => read(line).phase === 'watching');
    await ctl('put', 'a', '1');
    const lease = /lease (\w+) granted/.exec(await ctl('lease', 'grant', '300'))?.[1] ?? '';
    await ctl('put', 'leased', '1', `--lease=${lease}`);
    await ctl('del', 'not-there');
    await ctl('role', 'add', 'reader');
    await etcdctl(build, ['txn'], {endpoint: etcd.url, input: '\nget a\n\n\n'});
    await etcdctl(build, ['txn'], {endpoint: etcd.url, input: '\nput b 1\ndel a\n\n\n'});
    await ctl('lease', 'revoke', lease);
    await ctl('compact', '4');
    await ctl('put', 'last', '1');
    await watch.waitForLine('last put', line => read(line).key === 'last');
    const told = watch.lines.map(read).filter(({origin}) => origin === 'watch');
    assert.deepEqual([...new Set(told.map(line => line.mod_revision))], [2, 3, 4, 5, 6]);
    assert.equal(
      watch.lines.some(line => read(line).phase === 'gap'),
      false,
    );
  } finally {
    await watch.stop();
    await etcd.close();
  }
});

function isSecondPut(line: string): boolean {
  return line.includes('"version":"2"');
}

type Session = {
  readonly put: (key: string, value: string) => Promise<unknown>;
  readonly watch: RunningCommand;
};

async function withLines(
  build: EtcdBuild,
  change: (line: string) => readonly string[],
  body: (session: Session) => Promise<void>,
): Promise<void> {
  const etcd = await startEtcd({build});
  const proxy = await startFrameProxy(etcd.url, change);
  const watch = startCommand(['watch', '/apisix/', '--endpoints', proxy.url, '-w', 'json']);
  try {
    await watch.waitForLine('watch', line => read(line).phase === 'watching');
    await body({
      put: (name, value) => etcdctl(build, ['put', name, value], {endpoint: etcd.url}),
      watch,
    });
  } finally {
    await watch.stop();
    await proxy.close();
    await etcd.close();
  }
}

function read(line: string): Line {
  return JSON.parse(line);
}

function changes({lines}: RunningCommand): readonly string[] {
  return lines
    .map(read)
    .flatMap(line => (line.origin === 'watch' ? [`${line.mod_revision} ${line.value}`] : []));
}
