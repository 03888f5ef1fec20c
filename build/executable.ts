// The steps from source to dist/etcdscope, and what there is to say about the result.
import {spawnSync} from 'node:child_process';
import {mkdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {transformSync} from 'esbuild';
import {prepareBaseNode} from './base-node.ts';
import {bundle} from './bundle.ts';
import {makeCodeCache} from './code-cache.ts';
import {identify, versionLine} from './identity.ts';
import {makeSingleExecutable} from './single-executable.ts';

export type BuildOptions = {
  readonly root: string;
  readonly entry: string;
  readonly output: string;
  readonly workFolder: string;
};

export type BuildResult = {
  readonly output: string;
  readonly bytes: number;
  readonly bundleBytes: number;
  readonly version: string;
  /** accepted, rejected, or why there is none. */
  readonly cache: string;
  readonly notStripped: string | undefined;
};

export async function buildExecutable(options: BuildOptions): Promise<BuildResult> {
  const {root, output, workFolder} = options;
  rmSync(workFolder, {recursive: true, force: true});
  mkdirSync(workFolder, {recursive: true});
  mkdirSync(join(output, '..'), {recursive: true});
  const identity = identify(root);
  const bundled = await bundle(options.entry, workFolder, identity);
  writeFileSync(join(workFolder, 'metafile.json'), JSON.stringify(bundled.metafile));
  const base = prepareBaseNode(root, join(workFolder, 'node'));
  const cacheFile = join(workFolder, 'etcdscope.cache');
  const cache = await makeCodeCache(base.file, bundled.file, cacheFile);
  if (!cache.made) {
    writeFileSync(cacheFile, '');
  }
  const version = versionLine(identity, base.version);
  const loader = writeLoader(workFolder, version);
  const assets = {bundle: bundled.file, cache: cacheFile};
  makeSingleExecutable({node: base.file, loader, assets, workFolder, output});
  return {
    output,
    bytes: statSync(output).size,
    bundleBytes: bundled.bytes,
    version,
    cache: cache.made ? `${cacheVerdict(output)}, ${cache.bytes} bytes` : cache.reason,
    notStripped: base.notStripped,
  };
}

function writeLoader(workFolder: string, version: string): string {
  const file = join(workFolder, 'loader.cjs');
  const text = readFileSync(new URL('./loader.cjs', import.meta.url), 'utf8');
  const define = {__VERSION_LINE__: JSON.stringify(version)};
  writeFileSync(file, transformSync(text, {define, minify: true, platform: 'node'}).code);
  return file;
}

/** Asks the executable itself, since only it has the flags and the build that count. */
function cacheVerdict(executable: string): string {
  const {stderr} = spawnSync(executable, ['--help'], {
    env: {...process.env, ETCDSCOPE_LOADER: 'report'},
    encoding: 'utf8',
  });
  return /^code cache: (\w+)$/m.exec(stderr)?.[1] ?? 'made, and the executable does not say';
}
