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
