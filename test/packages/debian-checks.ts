// The Debian package: what dpkg and lintian say of it, and that what it installs works.
import assert from 'node:assert/strict';
import {execFileSync, spawnSync} from 'node:child_process';
import {existsSync, readdirSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {inScratchFolder, type ReleaseCheck} from './release-checks.ts';

export function debianChecks(folder: string): readonly ReleaseCheck[] {
  const name = readdirSync(folder).find(each => each.endsWith('_amd64.deb')) ?? '';
  const file = join(folder, name);
  return [
    {claim: 'deb: lintian has no error and no warning', check: () => checkLintian(file)},
    {claim: 'deb: dpkg reads its control file', check: () => checkControl(file)},
    {
      claim: 'deb: what it installs works, and the manual page is read',
      check: () => checkFiles(file),
    },
  ];
}

function checkLintian(file: string): void {
  const words = ['--fail-on', 'error,warning', '--allow-root', file];
  const result = spawnSync('lintian', words, {encoding: 'utf8'});
  assert.equal(result.error, undefined, 'lintian is not installed');
  assert.equal(`${result.stdout}${result.stderr}`, '');
  assert.equal(result.status, 0);
}

function checkControl(file: string): void {
  const control = execFileSync('dpkg-deb', ['--field', file], {encoding: 'utf8'});
  assert.match(control, /^Package: etcdscope$/m);
  assert.match(control, /^Depends: libc6 \(>= 2\.28\), /m);
  assert.doesNotMatch(control, /@[A-Z]+@/);
}

function checkFiles(file: string): void {
  inScratchFolder(folder => {
    execFileSync('dpkg-deb', ['--extract', file, folder]);
    const executable = join(folder, 'usr', 'bin', 'etcdscope');
    const version = execFileSync(executable, ['--version'], {encoding: 'utf8'});
    assert.match(version, /^etcdscope \d/);
    assert.equal(statSync(executable).mode & 0o777, 0o755);
    const page = join(folder, 'usr/share/man/man1/etcdscope.1.gz');
    assert.match(execFileSync('zcat', [page], {encoding: 'utf8'}), /^\.TH ETCDSCOPE 1 /);
    for (const path of [
      'bash-completion/completions/etcdscope',
      'zsh/vendor-completions/_etcdscope',
    ]) {
      assert.ok(existsSync(join(folder, 'usr/share', path)), path);
    }
  });
}
