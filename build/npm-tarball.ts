// Packages of other platforms, which npm ci leaves out: fetched by npm itself, checked against the
// pinned integrity and unpacked below .cache/npm, once.
import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {existsSync, mkdirSync, readFileSync, renameSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import type {PinnedPackage} from './platforms.ts';

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

/** The package's folder; throws when npm can't get it or its bytes are others than those pinned. */
export function fetchPackage(root: string, pinned: PinnedPackage): string {
  const {name, version, integrity} = pinned;
  const folder = join(root, '.cache', 'npm', `${name}-${version}`);
  if (existsSync(folder)) {
    return folder;
  }
  const unpacked = `${folder}.${process.pid}`;
  mkdirSync(unpacked, {recursive: true});
  try {
    const words = ['pack', `${name}@${version}`, '--silent', '--pack-destination', unpacked];
    const printed = execFileSync(npm, words, {encoding: 'utf8', shell: npm !== 'npm'});
    const tarball = join(unpacked, printed.trim().split('\n').at(-1) ?? '');
    refuseOtherBytes(tarball, integrity);
    execFileSync('tar', ['-xzf', tarball, '-C', unpacked, '--strip-components=1']);
    rmSync(tarball);
    renameSync(unpacked, folder);
  } finally {
    rmSync(unpacked, {recursive: true, force: true});
  }
  return folder;
}

/** Throws unless the file's SHA-512 is the one in `integrity`. */
export function refuseOtherBytes(file: string, integrity: string): void {
  const found = `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`;
  if (found !== integrity) {
    throw new Error(`${file} is not the pinned package: ${found} instead of ${integrity}`);
  }
}
