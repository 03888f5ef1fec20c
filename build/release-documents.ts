// What lies beside an executable: the manual page, the completion scripts, licences, README with its
// pages. Made from the flag table by the source itself, which Node runs as it is.
import {copyFileSync, globSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {bashCompletion} from '../source/report/completion-bash.ts';
import {fishCompletion} from '../source/report/completion-fish.ts';
import {zshCompletion} from '../source/report/completion-zsh.ts';
import {manualPage} from '../source/report/manual-page.ts';
import {releaseDate} from './release-time.ts';

type DocumentOptions = {
  readonly root: string;
  readonly version: string;
  readonly licenses: string;
};

/** Text by path: where a package wants them elsewhere, it takes them from here. */
export function releaseDocuments({root, version, licenses}: DocumentOptions) {
  return {
    'etcdscope.1': manualPage({version, date: releaseDate(root)}),
    'completions/etcdscope.bash': bashCompletion(),
    'completions/_etcdscope': zshCompletion(),
    'completions/etcdscope.fish': fishCompletion(),
    'THIRD-PARTY-LICENSES.txt': licenses,
  } as const;
}

export function writeReleaseDocuments(options: DocumentOptions, folder: string): void {
  mkdirSync(join(folder, 'completions'), {recursive: true});
  for (const [path, text] of Object.entries(releaseDocuments(options))) {
    writeFileSync(join(folder, path), text);
  }
  copyPages(options.root, folder);
}

/** README, what it links to, and the licence. */
export function copyPages(root: string, folder: string): void {
  mkdirSync(join(folder, 'docs'), {recursive: true});
  const own = ['README.md', 'LICENSE', 'CHANGELOG.md', 'SECURITY.md'];
  for (const name of [...own, ...globSync('docs/*', {cwd: root})]) {
    copyFileSync(join(root, name), join(folder, name));
  }
}
