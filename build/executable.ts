// The steps from source to an executable, and what there is to say about the result. The bundle is
// the same for every platform and made once (prepareParts); the rest is made for each.
import {spawnSync} from 'node:child_process';
import {mkdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {transformSync} from 'esbuild';
import {type BaseNode, prepareBaseNode} from './base-node.ts';
import {type Bundle, bundle} from './bundle.ts';
import {type CodeCache, makeCodeCache} from './code-cache.ts';
import {type Identity, identify, versionLine} from './identity.ts';
import {hostPlatform, type Platform} from './platforms.ts';
import {makeSingleExecutable} from './single-executable.ts';
import {type BundledPackage, bundledPackages, licensesText} from './third-party-licenses.ts';

type PartsOptions = {
  readonly root: string;
  readonly entry: string;
  readonly workFolder: string;
};

export type ExecutableParts = PartsOptions & {
  readonly identity: Identity;
  readonly bundled: Bundle;
  readonly packages: readonly BundledPackage[];
};

export type BuildResult = {
  readonly output: string;
  readonly bytes: number;
  readonly bundleBytes: number;
  readonly version: string;
  /** accepted, rejected, or why there is none. */
  readonly cache: string;
  readonly notStripped: string | undefined;
  readonly nodeVersion: string;
  /** A Node of that version that runs here. */
  readonly runnableNode: string;
  /** Of everything inside. */
  readonly licenses: string;
};

export async function prepareParts(options: PartsOptions): Promise<ExecutableParts> {
  const {root, entry, workFolder} = options;
  rmSync(workFolder, {recursive: true, force: true});
  mkdirSync(workFolder, {recursive: true});
  const identity = identify(root);
  const bundled = await bundle(entry, workFolder, identity);
  writeFileSync(join(workFolder, 'metafile.json'), JSON.stringify(bundled.metafile));
  return {...options, identity, bundled, packages: bundledPackages(root, bundled.metafile)};
}

export async function buildExecutable(
  parts: ExecutableParts,
  platform: Platform,
  output: string,
): Promise<BuildResult> {
  const {root, identity, bundled, packages} = parts;
  const workFolder = join(parts.workFolder, platform.name);
  mkdirSync(workFolder, {recursive: true});
  mkdirSync(join(output, '..'), {recursive: true});
  const base = prepareBaseNode(root, platform, join(workFolder, 'node'));
  const runner = runnerOf(platform, base.file);
  const cacheFile = join(workFolder, 'etcdscope.cache');
  const cache = await makeCodeCache(runner, bundled.file, cacheFile);
  if (!cache.made) {
    writeFileSync(cacheFile, '');
  }
  const version = versionLine(identity, base.version);
  const licenses = licensesText(readFileSync(join(root, 'LICENSE'), 'utf8'), packages, base);
  const licensesFile = join(workFolder, 'licenses.txt');
  writeFileSync(licensesFile, licenses);
  makeSingleExecutable({
    platform,
    node: base.file,
    runnable: base.runnable,
    loader: writeLoader(workFolder, version),
    assets: {bundle: bundled.file, cache: cacheFile, licenses: licensesFile},
    workFolder,
    output,
  });
  const made = {output, bytes: statSync(output).size, bundleBytes: bundled.bytes, version};
  return {...made, ...factsOf(base, cache, [...runner.slice(0, -1), output]), licenses};
}

function factsOf(base: BaseNode, cache: CodeCache, runner: readonly string[]) {
  return {
    cache: cache.made ? `${cacheVerdict(runner)}, ${cache.bytes} bytes` : cache.reason,
    notStripped: base.notStripped,
    nodeVersion: base.version,
    runnableNode: base.runnable,
  };
}

/** How a Node of the platform is run here: as it is, under an emulator, or (empty) not at all. */
export function runnerOf(platform: Platform, node: string): readonly string[] {
  if (platform === hostPlatform()) {
    return [node];
  }
  const emulator = ['qemu-aarch64-static', '-L', '/usr/aarch64-linux-gnu'] as const;
  const emulates = platform.name === 'linux-arm64' && process.platform === 'linux';
  const works =
    emulates && spawnSync(emulator[0], [...emulator.slice(1), node, '--version']).status === 0;
  return works ? [...emulator, node] : [];
}

function writeLoader(workFolder: string, version: string): string {
  const file = join(workFolder, 'loader.cjs');
  const text = readFileSync(new URL('./loader.cjs', import.meta.url), 'utf8');
  const define = {__VERSION_LINE__: JSON.stringify(version)};
  writeFileSync(file, transformSync(text, {define, minify: true, platform: 'node'}).code);
  return file;
}

/** Asks the executable itself, since only it has the flags and the build that count. */
function cacheVerdict([command = '', ...words]: readonly string[]): string {
  const {stderr} = spawnSync(command, [...words, '--help'], {
    env: {...process.env, ETCDSCOPE_LOADER: 'report'},
    encoding: 'utf8',
  });
  return /^code cache: (\w+)$/m.exec(stderr)?.[1] ?? 'made, and the executable does not say';
}
