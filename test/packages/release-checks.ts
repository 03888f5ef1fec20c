// What must be true of the files that `npm run build -- --all` leaves in dist/release. What this
// machine can run is run; the rest is looked at, and its claim says so.
import assert from 'node:assert/strict';
import {execFileSync, spawnSync} from 'node:child_process';
import {mkdtempSync, readdirSync, readFileSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {runnerOf} from '../../build/executable.ts';
import {readExecutable} from '../../build/executable-format.ts';
import {type Platform, platforms} from '../../build/platforms.ts';

export type ReleaseCheck = {readonly claim: string; readonly check: () => void};

const compressedBytesMax = 28e6;
const executableBytesMax = 115e6;

/** `folder` is dist/release. */
export function releaseChecks(folder: string): readonly ReleaseCheck[] {
  const sums = {
    claim: 'SHA256SUMS names every file of the release, and each has its sum',
    check: () => checkSums(folder),
  };
  return [sums, ...platforms.flatMap(platform => platformChecks(folder, platform))];
}

function platformChecks(folder: string, platform: Platform): readonly ReleaseCheck[] {
  const {label, format, machine, fileName} = platform;
  const stem = stemOf(folder, label);
  const executable = join(folder, stem, fileName);
  const runner = runnerOf(platform, executable);
  const run = (words: readonly string[]) => {
    const [command = '', ...first] = runner;
    return execFileSync(command, [...first, ...words], {encoding: 'utf8', timeout: 120_000});
  };
  const ran: readonly ReleaseCheck[] = [
    {claim: 'says its version', check: () => assert.match(run(['--version']), /^etcdscope \d/)},
    {claim: 'prints its licences', check: () => assert.match(run(['licenses']), /OpenSSL/)},
    {claim: 'prints its help', check: () => assert.match(run(['sync', '--help']), /--dump FILE/)},
  ];
  const looked: readonly ReleaseCheck[] = [
    {
      claim: `is a ${format} file for ${machine} with the blob in it`,
      check: () => {
        const found = readExecutable(readFileSync(executable));
        assert.deepEqual(
          {...found, isSigned: false},
          {format, machine, hasBlob: true, isSigned: false},
        );
      },
    },
    ...(format === 'mach-o'
      ? [{claim: 'has an ad-hoc signature', check: () => assert.ok(isSigned(executable))}]
      : []),
    ...(format === 'pe'
      ? [{claim: 'has no signature left', check: () => assert.ok(!isSigned(executable))}]
      : []),
    {claim: 'has its documents in the archive', check: () => checkArchive(folder, platform)},
    {claim: 'has a bill of materials', check: () => checkBill(join(folder, `${stem}.cdx.json`))},
    ...(format === 'elf' ? elfChecks(folder, platform) : []),
  ];
  const how = runner.length === 0 ? 'NOT RUN HERE' : runner.length > 1 ? 'emulated' : 'run';
  const all = runner.length === 0 ? looked : [...looked, ...ran];
  return all.map(({claim, check}) => ({claim: `${label} (${how}) ${claim}`, check}));
}

function isSigned(executable: string): boolean {
  return readExecutable(readFileSync(executable)).isSigned;
}

function elfChecks(folder: string, {label, fileName}: Platform): readonly ReleaseCheck[] {
  const stem = stemOf(folder, label);
  const bytes = (name: string) => statSync(join(folder, name)).size;
  return [
    {
      claim: `is at most ${executableBytesMax / 1e6} MB, ${compressedBytesMax / 1e6} MB as .tar.xz`,
      check: () => {
        assert.ok(bytes(join(stem, fileName)) <= executableBytesMax);
        assert.ok(bytes(`${stem}.tar.xz`) <= compressedBytesMax, `${bytes(`${stem}.tar.xz`)}`);
      },
    },
  ];
}

function checkArchive(folder: string, {label, fileName}: Platform): void {
  const stem = stemOf(folder, label);
  const listed = execFileSync('tar', ['-tJf', join(folder, `${stem}.tar.xz`)], {encoding: 'utf8'});
  const names = listed.split('\n').map(name => name.slice(stem.length + 1));
  const expected = [
    fileName,
    'etcdscope.1',
    'LICENSE',
    'README.md',
    'docs/reference.md',
    'THIRD-PARTY-LICENSES.txt',
    'sbom.cdx.json',
    'completions/etcdscope.bash',
    'completions/_etcdscope',
    'completions/etcdscope.fish',
  ];
  assert.deepEqual(
    expected.filter(name => !names.includes(name)),
    [],
  );
}

function checkBill(file: string): void {
  const bill = JSON.parse(readFileSync(file, 'utf8'));
  const names: readonly string[] = bill.components.map(({name}: {name: string}) => name);
  assert.equal(bill.bomFormat, 'CycloneDX');
  for (const name of ['ink', 'react', 'undici', 'node']) assert.ok(names.includes(name), name);
  for (const name of ['typescript', 'esbuild', 'protobufjs'])
    assert.ok(!names.includes(name), name);
  const node = bill.components.find(({name}: {name: string}) => name === 'node');
  assert.ok(node.components.some(({name}: {name: string}) => name === 'openssl'));
}

function checkSums(folder: string): void {
  const sums = readFileSync(join(folder, 'SHA256SUMS'), 'utf8');
  const files = readdirSync(folder).filter(
    name => name !== 'SHA256SUMS' && statSync(join(folder, name)).isFile(),
  );
  assert.deepEqual([...sums.matchAll(/ {2}(.+)$/gm)].map(([, name]) => name).sort(), files.sort());
  const checked = spawnSync('sha256sum', ['--check', '--quiet', 'SHA256SUMS'], {cwd: folder});
  assert.equal(checked.status, 0, String(checked.stdout));
}

/** Of the folder and of everything named after it: etcdscope-0.1.0-linux-x64. */
function stemOf(folder: string, label: string): string {
  const found = readdirSync(folder).find(name => name.endsWith(`-${label}.tar.xz`));
  assert.ok(found !== undefined, `no archive for ${label} in ${folder}`);
  return found.replace('.tar.xz', '');
}

/** A folder that is gone after `use`. */
export function inScratchFolder(use: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'etcdscope-packages-'));
  try {
    use(folder);
  } finally {
    rmSync(folder, {recursive: true, force: true});
  }
}
