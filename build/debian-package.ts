// The Debian package: the Linux x64 executable with manual page, completions, copyright and
// changelog, put together by dpkg-deb. packaging/debian has its texts.
import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {buildExecutable, type ExecutableParts} from './executable.ts';
import {platforms} from './platforms.ts';
import {releaseDocuments} from './release-documents.ts';
import {releaseNotes} from './release-notes.ts';
import {releaseTime} from './release-time.ts';

const texts = new URL('../packaging/debian/', import.meta.url);

/** What was made, a line each; the package lies in `folder`. */
export async function makeDebianPackage(
  parts: ExecutableParts,
  folder: string,
): Promise<readonly string[]> {
  const platform = platforms.find(({name}) => name === 'linux-x64');
  if (platform === undefined) {
    throw new Error('no Linux x64 among the platforms');
  }
  const contents = join(parts.workFolder, 'debian');
  rmSync(contents, {recursive: true, force: true});
  mkdirSync(folder, {recursive: true});
  const executable = join(contents, 'usr', 'bin', 'etcdscope');
  const {licenses} = await buildExecutable(parts, platform, executable);
  writeContents(parts, contents, licenses);
  const file = join(folder, `etcdscope_${parts.identity.version}_amd64.deb`);
  const words = ['--root-owner-group', '-Zxz', '-z9', '--build', contents, file];
  const environment = {...process.env, SOURCE_DATE_EPOCH: String(releaseTime(parts.root))};
  execFileSync('dpkg-deb', words, {env: environment, stdio: ['ignore', 'ignore', 'inherit']});
  return [`deb         ${file}, ${(statSync(file).size / 1e6).toFixed(1)} MB`];
}

function writeContents(parts: ExecutableParts, contents: string, licenses: string): void {
  const {root, identity} = parts;
  const documents = releaseDocuments({root, version: identity.version, licenses});
  const share = (path: string) => join('usr', 'share', path);
  const files: Readonly<Record<string, string | Buffer>> = {
    [share('man/man1/etcdscope.1.gz')]: compressed(documents['etcdscope.1']),
    [share('bash-completion/completions/etcdscope')]: documents['completions/etcdscope.bash'],
    [share('zsh/vendor-completions/_etcdscope')]: documents['completions/_etcdscope'],
    [share('fish/vendor_completions.d/etcdscope.fish')]: documents['completions/etcdscope.fish'],
    [share('doc/etcdscope/THIRD-PARTY-LICENSES.gz')]: compressed(licenses),
    [share('doc/etcdscope/changelog.gz')]: compressed(changelog(parts)),
    [share('doc/etcdscope/copyright')]: readFileSync(new URL('copyright', texts)),
    [share('lintian/overrides/etcdscope')]: readFileSync(new URL('lintian-overrides', texts)),
    'DEBIAN/control': control(parts, contents),
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(contents, path)), {recursive: true});
    writeFileSync(join(contents, path), text);
  }
  writeFileSync(join(contents, 'DEBIAN', 'md5sums'), md5Sums(contents));
}

/** What dpkg --verify compares with; deb-md5sums(5). */
function md5Sums(contents: string): string {
  const paths = globSync('usr/**', {cwd: contents}).filter(path =>
    statSync(join(contents, path)).isFile(),
  );
  const sum = (path: string) =>
    createHash('md5')
      .update(readFileSync(join(contents, path)))
      .digest('hex');
  return paths
    .sort()
    .map(path => `${sum(path)}  ${path}\n`)
    .join('');
}

function control({root, identity}: ExecutableParts, contents: string): string {
  const kilobytes = Math.ceil(statSync(join(contents, 'usr/bin/etcdscope')).size / 1024);
  return readFileSync(new URL('control', texts), 'utf8')
    .replace('@VERSION@', identity.version)
    .replace('@MAINTAINER@', maintainer(root))
    .replace('@KILOBYTES@', String(kilobytes));
}

/** DEBFULLNAME and DEBEMAIL, as Debian's own tools have it, else who made the commit. */
function maintainer(root: string): string {
  const {DEBFULLNAME: name, DEBEMAIL: address} = process.env;
  return name !== undefined && address !== undefined
    ? `${name} <${address}>`
    : execFileSync('git', ['-C', root, 'log', '-1', '--format=%an <%ae>'], {
        encoding: 'utf8',
      }).trim();
}

/** deb-changelog(5), with the notes of this version as its one entry. */
function changelog({root, identity}: ExecutableParts): string {
  const text = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
  const version = text.includes(`## [${identity.version}]`) ? identity.version : 'Unreleased';
  const items = releaseNotes(text, version)
    .split('\n')
    .filter(line => line.startsWith('- '))
    .map(line => wrapped(line.slice(2)));
  const date = new Date(releaseTime(root) * 1000).toUTCString().replace('GMT', '+0000');
  const head = `etcdscope (${identity.version}) unstable; urgency=medium`;
  return `${head}\n\n${items.join('\n')}\n\n -- ${maintainer(root)}  ${date}\n`;
}

function wrapped(text: string): string {
  const lines = text.match(/\S.{0,70}\S(?=\s|$)|\S+/g) ?? [];
  return lines.map((line, index) => `${index === 0 ? '  * ' : '    '}${line}`).join('\n');
}

function compressed(text: string): Buffer {
  return gzipSync(text, {level: 9});
}
