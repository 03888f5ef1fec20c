// `etcdscope drift` on real etcd beside a Control API whose workers differ: all four states and their
// exit codes, for scripts and for people, found through APISIX's own configuration.
import assert from 'node:assert/strict';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';
import {type ControlWorker, startControlApi} from '../../source/demo/control-api.ts';
import {startCommand} from '../support/command.ts';
import {testEachEtcd} from '../support/each-etcd.ts';
import {
  type EtcdBuild,
  etcdctl,
  listEtcds,
  type RunningEtcd,
  startEtcd,
} from '../support/real-etcd.ts';

type Scene = {
  readonly etcd: RunningEtcd;
  /** What a worker has loaded; changed by the test. */
  workers: readonly ControlWorker[];
  /** Writes a resource; its mod_revision. */
  put(path: string, value?: string): Promise<number>;
  drift(...args: readonly string[]): Promise<{code: number; out: string; err: string}>;
};

await testEachEtcd('drift tells stale, missing and ghost, resource by resource', async build => {
  await withScene(build, async scene => {
    const first = await scene.put('routes/a');
    const fresh = await scene.put('routes/a');
    const service = await scene.put('services/s');
    await scene.put('routes/lost');
    await scene.put('routes/text', 'not json');
    const loaded = (revision: number, extra: readonly string[] = []): ControlWorker => ({
      routes: [item('routes/a', revision), ...extra.map(id => item(`routes/${id}`, first))],
      services: [item('services/s', service)],
      upstreams: [],
      plugin_metadata: [],
    });
    scene.workers = [loaded(fresh), loaded(first, ['gone'])];
    const {code, out, err} = await scene.drift('-w', 'json', '--samples', '4');
    assert.equal(code, 2, err);
    const told = JSON.parse(out);
    assert.equal(told.verdict, 'fail');
    assert.deepEqual([told.answers, told.views], [4, 2]);
    assert.match(told.cluster_id, /^[0-9a-f]{1,16}$/);
    assert.equal(told.prefix, '/shop/');
    const resources = told.resources.map((each: Record<string, unknown>) =>
      [
        each.kind,
        each.id,
        each.state,
        each.behind ?? each.reason ?? '',
        `${each.answers}/${each.of}`,
      ].join(' '),
    );
    assert.deepEqual(resources, [
      'routes lost missing  4/4',
      'routes text missing its value is no JSON 4/4',
      'routes gone ghost  2/4',
      `routes a stale ${fresh - first} 2/4`,
    ]);
    const services = told.kinds.find((each: {kind: string}) => each.kind === 'services');
    assert.deepEqual([services.in_etcd, services.in_step], [1, 1]);
    const text = await scene.drift();
    assert.match(text.out, /8 answers with 2 different pictures/);
    assert.match(text.out, new RegExp(`routes/a +stale by ${fresh - first} revision`));
    assert.match(text.out, /→ apisix reload/);
  });
});

await testNewestEtcd(
  'a gateway in step is exit code 0, one that is ahead of etcd 2',
  async build => {
    await withScene(build, async scene => {
      const revision = await scene.put('upstreams/u');
      const worker = (at: number): ControlWorker => ({
        routes: [],
        services: [],
        upstreams: [item('upstreams/u', at)],
      });
      scene.workers = [worker(revision)];
      const inStep = await scene.drift();
      assert.equal(inStep.code, 0, inStep.err);
      assert.match(inStep.out, /✓ APISIX has loaded what etcd holds/);
      scene.workers = [worker(revision + 5000)];
      const ahead = await scene.drift();
      assert.equal(ahead.code, 2);
      assert.match(ahead.out, /ahead: loaded [\d,]+, which etcd has not reached/);
      assert.match(ahead.out, /--bump-revision/);
    });
  },
);

await testNewestEtcd(
  'what can not be told is exit code 3, with the side that fails',
  async build => {
    await withScene(build, async scene => {
      const refused = await scene.drift('--control-api', '127.0.0.1:1');
      assert.equal(refused.code, 3);
      assert.match(refused.out, /control-refused/);
      const noEtcd = await scene.drift('--endpoints', '127.0.0.1:1');
      assert.equal(noEtcd.code, 3);
      assert.match(noEtcd.out, /etcd-unread[\s\S]*etcdscope doctor/);
      const bad = await scene.drift('--control-api', 'nonsense');
      assert.equal(bad.code, 3);
      assert.match(bad.err, /--control-api "nonsense": expected host:port/);
    });
  },
);

/** Where versions of etcd make no difference. */
async function testNewestEtcd(
  claim: string,
  body: (build: EtcdBuild) => Promise<void>,
): Promise<void> {
  const build = (await listEtcds()).at(-1);
  test(claim, {skip: build === undefined ? 'no real etcd can be had' : false}, async () => {
    if (build !== undefined) await body(build);
  });
}

function item(path: string, modifiedIndex: number) {
  return {key: `/shop/${path}`, value: {id: path.split('/')[1]}, modifiedIndex};
}

async function withScene(build: EtcdBuild, body: (scene: Scene) => Promise<void>): Promise<void> {
  const etcd = await startEtcd({build});
  const scene = {workers: [] as readonly ControlWorker[]};
  const api = await startControlApi({workers: () => scene.workers});
  const home = mkdtempSync(join(tmpdir(), 'etcdscope-apisix-'));
  const file = writeConfig(home, etcd.url, api.port);
  try {
    await body(
      Object.assign(scene, {
        etcd,
        async put(path: string, value = '{"id":"x"}') {
          const answer = await etcdctl(build, ['put', `/shop/${path}`, value, '-w', 'json'], {
            endpoint: etcd.url,
          });
          return Number(JSON.parse(answer).header.revision);
        },
        async drift(...args: readonly string[]) {
          const command = startCommand(['drift', `--apisix=${file}`, ...args], {LC_ALL: 'C.UTF-8'});
          const code = await command.ended;
          return {code, out: command.lines.join('\n'), err: command.errors.join('\n')};
        },
      }),
    );
  } finally {
    await api.close();
    await etcd.close();
    rmSync(home, {recursive: true});
  }
}

function writeConfig(home: string, url: string, port: number): string {
  mkdirSync(join(home, 'conf'));
  const file = join(home, 'conf', 'config.yaml');
  const lines = [
    'apisix:',
    '  control:',
    '    ip: 127.0.0.1',
    `    port: ${port}`,
    'deployment:',
    '  etcd:',
    '    host:',
    `      - "${url}"`,
    '    prefix: /shop',
  ];
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}
