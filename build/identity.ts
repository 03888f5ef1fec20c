// Which build this is: the package's version and the commit it was made from.
import {execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';

export type Identity = {
  readonly name: string;
  readonly version: string;
  /** Abbreviated hash, with +dirty when the tree had changes; unknown outside git. */
  readonly commit: string;
};

export function identify(root: string): Identity {
  const {name, version}: {name: string; version: string} = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  return {name, version, commit: commitOf(root)};
}

/** What --version prints; the Node version is the one that the executable is made from. */
export function versionLine({name, version, commit}: Identity, nodeVersion: string): string {
  return `${name} ${version} (Node ${nodeVersion}, commit ${commit})`;
}

function commitOf(root: string): string {
  const hash = git(root, ['rev-parse', '--short=7', 'HEAD']);
  if (hash === undefined) {
    return 'unknown';
  }
  return git(root, ['status', '--porcelain']) === '' ? hash : `${hash}+dirty`;
}

/** undefined: no git, not a repository, or no commit yet. */
function git(root: string, words: readonly string[]): string | undefined {
  try {
    return execFileSync('git', ['-C', root, ...words], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch (error) {
    if (error instanceof Error) {
      return undefined;
    }
    throw error;
  }
}
