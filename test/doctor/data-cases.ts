// Failures of what is stored and of reading it: prefixes, values, sizes, history.
import {rm} from 'node:fs/promises';
import {fillKeys} from '../support/fill-keys.ts';
import type {DoctorCase, Stage} from './doctor-case.ts';
import {slowWay} from './network-cases.ts';
import {base64, call, etcdOf, fillAsApisix, put} from './plain-etcd.ts';

export const dataCases: readonly DoctorCase[] = [
  {name: 'another prefix', expects: 'prefix-empty', onEach: true, arrange: otherPrefix},
  {name: 'a prefix with a slash at its end', expects: 'prefix-slash', arrange: doubleSlash},
  {name: '/apisix and /apisix-b in one etcd', expects: 'prefix-overlap', arrange: overlap},
  {name: 'data of APISIX 2', expects: 'data-2x', arrange: oldData},
  {name: 'a value that is no JSON', expects: 'bad-value', onEach: true, arrange: badValue},
  {name: 'a marker deleted', expects: 'marker-missing', arrange: markerGone},
  {name: 'more than 4 MiB', expects: 'msg-too-large', versions: /^3\.3\./, arrange: tooLarge},
  {name: 'a slow way and much data', expects: 'fullsync-slow', arrange: slowRead},
  {
    name: 'a revision that is compacted',
    expects: 'watch-compacted',
    onEach: true,
    arrange: compacted,
  },
  {name: 'a revision from before a restore', expects: 'rev-backwards', arrange: futureRevision},
  {name: 'restored since the last run', expects: 'rev-backwards', onEach: true, arrange: wentBack},
];

async function filled(stage: Stage, base?: string) {
  const etcd = await etcdOf(stage);
  await fillAsApisix(etcd, undefined, base);
  return etcd;
}

async function otherPrefix(stage: Stage): Promise<readonly string[]> {
  return ['/apisix-prod/', '--endpoints', (await filled(stage)).url];
}

async function doubleSlash(stage: Stage): Promise<readonly string[]> {
  return ['/apisix/', '--endpoints', (await filled(stage, '/apisix/')).url];
}

async function overlap(stage: Stage): Promise<readonly string[]> {
  const etcd = await filled(stage);
  await fillAsApisix(etcd, undefined, '/apisix-b');
  return ['/apisix/', '--endpoints', etcd.url];
}

async function oldData(stage: Stage): Promise<readonly string[]> {
  const etcd = await etcdOf(stage);
  for (const name of ['routes', 'upstreams', 'ssl', 'proto']) {
    await put(etcd, `/apisix/${name}/`, 'init_dir');
    await put(etcd, `/apisix/${name}/1`, '{"id":"1"}');
  }
  return ['/apisix/', '--endpoints', etcd.url];
}

async function badValue(stage: Stage): Promise<readonly string[]> {
  const etcd = await filled(stage);
  await put(etcd, '/apisix/routes/4', "{uri: '/no quotes'}");
  return ['/apisix/', '--endpoints', etcd.url];
}

async function markerGone(stage: Stage): Promise<readonly string[]> {
  const etcd = await filled(stage);
  await call(etcd, '/kv/deleterange', {key: base64('/apisix/routes/')});
  return ['/apisix/', '--endpoints', etcd.url];
}

async function tooLarge(stage: Stage): Promise<readonly string[]> {
  const etcd = await filled(stage);
  await fillKeys(etcd, {prefix: '/apisix/upstreams/', keys: 6_000, valueBytes: 1_000});
  return ['/apisix/', '--endpoints', etcd.url];
}

async function slowRead(stage: Stage): Promise<readonly string[]> {
  const etcd = await filled(stage);
  await fillKeys(etcd, {prefix: '/apisix/upstreams/', keys: 15_000, valueBytes: 1_000});
  return ['/apisix/', '--endpoints', await slowWay(stage, etcd.port, 150)];
}

async function compacted(stage: Stage): Promise<readonly string[]> {
  const etcd = await filled(stage);
  await call(etcd, '/kv/compaction', {revision: '10'});
  return ['/apisix/', '--endpoints', etcd.url, '--rev', '3'];
}

async function futureRevision(stage: Stage): Promise<readonly string[]> {
  const etcd = await filled(stage);
  return ['/apisix/', '--endpoints', etcd.url, '--rev', '81200'];
}

// The same name and token make the same cluster id: only the revision tells.
async function wentBack(stage: Stage): Promise<readonly string[]> {
  const etcd = await filled(stage);
  const args = ['/apisix/', '--endpoints', etcd.url];
  await stage.runDoctor(args);
  await etcd.kill();
  await rm(etcd.dataDir, {recursive: true, force: true});
  await etcd.restart();
  await put(etcd, '/apisix/routes/1', '{"id":"1"}');
  return args;
}
