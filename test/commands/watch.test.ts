// `etcdscope watch -w json` on real etcd: what etcdctl writes appears once, in order, with the
// contract's fields, also across kills and compaction.
import assert from 'node:assert/strict';
import {type RunningCommand, startCommand} from '../support/command.ts';
import {testEachEtcd} from '../support/each-etcd.ts';
import {type EtcdBuild, etcdctl, type RunningEtcd, startEtcd} from '../support/real-etcd.ts';

type Change = {
  type: 'put' | 'delete';
  key: string;
  value?: string;
  prev_value?: string;
  create_revision?: number;
  mod_revision: number;
  version?: number;
  lease?: string;
  time: string;
  origin: string;
};
type Status = {type: 'status'; phase: string; [field: string]: unknown};

await testEachEtcd(
  'puts, deletes and transactions appear once, in order, with every field',
  async build => {
    await withWatch(build, ['--prev-kv'], async ({etcd, ctl, watch}) => {
      await ctl('put', '/apisix/routes/1', '{"uri":"/a"}');
      await ctl('put', '/apisix/routes/1', '{"uri":"/b"}');
      await ctl('put', '/elsewhere', 'not ours');
      const lease = /lease (\w+) granted/.exec(await ctl('lease', 'grant', '300'))?.[1] as string;
      await ctl('put', '/apisix/leased', 'x', `--lease=${lease}`);
      const txn = '\nput /apisix/a 1\nput /apisix/b 2\ndel /apisix/routes/1\n\n\n';
      await etcdctl(build, ['txn'], {endpoint: etcd.url, input: txn});
      await ctl('put', '/apisix/last', '');
      await watch.waitForLine('last put', line => line.includes('/apisix/last'));
      assert.deepEqual(
        changesOf(watch).map(({time, ...change}) => {
          assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
          return change;
        }),
        [
          put('/apisix/routes/1', '{"uri":"/a"}', [2, 2, 1]),
          {...put('/apisix/routes/1', '{"uri":"/b"}', [2, 3, 2]), prev_value: '{"uri":"/a"}'},
          {...put('/apisix/leased', 'x', [5, 5, 1]), lease: lease.replace(/^0+/, '')},
          put('/apisix/a', '1', [6, 6, 1]),
          put('/apisix/b', '2', [6, 6, 1]),
          {
            type: 'delete',
            key: '/apisix/routes/1',
            mod_revision: 6,
            prev_value: '{"uri":"/b"}',
            origin: 'watch',
          },
          put('/apisix/last', '', [7, 7, 1]),
        ],
      );
    });
  },
);

await testEachEtcd(
  'a member that is killed and started again loses nothing and repeats nothing',
  async build => {
    await withWatch(build, [], async ({etcd, ctl, watch}) => {
      for (let round = 0; round < 3; round++) {
        await ctl('put', `/apisix/${round}/before`, 'x');
        await etcd.kill();
        await watch.waitForLine('loss', line => statusIn(line)?.phase === 'disconnected');
        await etcd.restart();
        await ctl('put', `/apisix/${round}/after`, 'x');
        await watch.waitForLine('put after it', line => line.includes(`/apisix/${round}/after`));
      }
      assert.deepEqual(
        changesOf(watch).map(({key, mod_revision}) => [key, mod_revision]),
        [0, 1, 2].flatMap(round => [
          [`/apisix/${round}/before`, 2 + round * 2],
          [`/apisix/${round}/after`, 3 + round * 2],
        ]),
      );
      const phases = statusesOf(watch).map(({phase}) => phase);
      assert.equal(phases.filter(phase => phase === 'resumed').length, 3);
    });
  },
);

await testEachEtcd(
  'history compacted during an outage is named and its differences are handed on',
  async build => {
    await withWatch(build, [], async ({etcd, ctl, watch}) => {
      await ctl('put', '/apisix/kept', '1');
      await ctl('put', '/apisix/gone', '1');
      await watch.waitForLine('second put', line => line.includes('/apisix/gone'));
      watch.child.kill('SIGSTOP');
      await etcd.kill();
      await etcd.restart();
      await ctl('del', '/apisix/gone');
      await ctl('put', '/apisix/new', '1');
      await ctl('put', '/apisix/new', '2');
      await ctl('compaction', '6');
      await ctl('put', '/apisix/new', '3');
      watch.child.kill('SIGCONT');
      await watch.waitForLine('new value', line => line.includes('"value":"3"'));
      const compacted = statusesOf(watch).find(({phase}) => phase === 'compacted');
      assert.deepEqual(
        [compacted?.lost_from, compacted?.lost_to, compacted?.compact_revision],
        [4, 6, 6],
      );
      const after = changesOf(watch)
        .slice(2)
        .map(({type, key, value, origin, mod_revision}) => [
          type,
          key,
          value,
          mod_revision,
          origin,
        ]);
      assert.deepEqual(after, [
        ['put', '/apisix/new', '2', 6, 'resync'],
        ['delete', '/apisix/gone', undefined, 6, 'resync'],
        ['put', '/apisix/new', '3', 7, 'watch'],
      ]);
    });
  },
);

await testEachEtcd(
  '--rev replays history, --initial gives what exists, --until-rev ends with 0',
  async build => {
    const etcd = await startEtcd({build});
    const ctl = (...args: string[]) => etcdctl(build, args, {endpoint: etcd.url});
    try {
      await ctl('put', '/apisix/a', '1');
      await ctl('put', '/apisix/a', '2');
      await ctl('put', '/other', '1');
      const json = ['-w', 'json', '--endpoints', etcd.url, '--until-rev', '4'];
      const replay = startCommand(['watch', '/apisix/', '--rev', '2', ...json]);
      assert.equal(await replay.ended, 0, replay.errors.join('\n'));
      assert.deepEqual(
        changesOf(replay).map(({value, origin}) => [value, origin]),
        [
          ['1', 'watch'],
          ['2', 'watch'],
        ],
      );
      const initial = startCommand(['watch', '/apisix/', '--initial', ...json]);
      assert.equal(await initial.ended, 0, initial.errors.join('\n'));
      assert.deepEqual(
        changesOf(initial).map(({value, origin}) => [value, origin]),
        [['2', 'initial']],
      );
      await ctl('put', '/apisix/\u00fc', '\u20ac');
      await etcdctl(build, ['put', '/apisix/z'], {endpoint: etcd.url, input: 'line\n\u001b[2J'});
      const text = startCommand(
        ['watch', '/apisix/', '--rev', '5', '--endpoints', etcd.url, '--until-rev', '6'],
        {LANG: 'C.UTF-8'},
      );
      assert.equal(await text.ended, 0);
      assert.ok(
        text.lines.some(line => line.includes('\\x1b[2J')),
        text.lines.join('\n'),
      );
      assert.ok(text.lines.every(line => !line.includes('\u001b')));
    } finally {
      await etcd.close();
    }
  },
);

type Watching = {
  readonly etcd: RunningEtcd;
  readonly ctl: (...args: string[]) => Promise<string>;
  readonly watch: RunningCommand;
};

async function withWatch(
  build: EtcdBuild,
  flags: readonly string[],
  body: (watching: Watching) => Promise<void>,
): Promise<void> {
  const etcd = await startEtcd({build});
  const watch = startCommand([
    'watch',
    '/apisix/',
    '-w',
    'json',
    '--endpoints',
    etcd.url,
    ...flags,
  ]);
  try {
    await watch.waitForLine('watch', line => statusIn(line)?.phase === 'watching');
    await body({etcd, watch, ctl: (...args) => etcdctl(build, args, {endpoint: etcd.url})});
    assert.equal(await watch.stop(), 143);
    assert.deepEqual(watch.errors, []);
  } finally {
    watch.child.kill('SIGKILL');
    await etcd.close();
  }
}

function put(
  key: string,
  value: string,
  [create, mod, version]: readonly [number, number, number],
) {
  return {
    type: 'put',
    key,
    value,
    create_revision: create,
    mod_revision: mod,
    version,
    origin: 'watch',
  };
}

function changesOf(watch: RunningCommand): Change[] {
  return watch.lines.map(line => JSON.parse(line)).filter(({type}) => type !== 'status');
}

function statusesOf(watch: RunningCommand): Status[] {
  return watch.lines.map(line => JSON.parse(line)).filter(({type}) => type === 'status');
}

function statusIn(line: string): Status | undefined {
  const parsed = JSON.parse(line) as {type: string};
  return parsed.type === 'status' ? (parsed as Status) : undefined;
}
