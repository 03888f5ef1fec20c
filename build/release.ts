// npm run build -- --all: the executables of every platform, each in an archive with its documents
// and its bill of materials, the npm and the Debian package, and SHA256SUMS over all of them.
import {execFileSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {archive} from './archive.ts';
import {billOfMaterials} from './bill-of-materials.ts';
import {makeDebianPackage} from './debian-package.ts';
import {type BuildResult, buildExecutable, type ExecutableParts} from './executable.ts';
import {readExecutable} from './executable-format.ts';
import {makeNpmPackage} from './npm-package.ts';
import {type Platform, platforms} from './platforms.ts';
import {writeReleaseDocuments} from './release-documents.ts';
import {releaseTime} from './release-time.ts';

type Made = {readonly platform: Platform; readonly folder: string; readonly result: BuildResult};

/** What was made, a line each. */
export async function makeRelease(
  parts: ExecutableParts,
  dist: string,
): Promise<readonly string[]> {
  const folder = join(dist, 'release');
  rmSync(folder, {recursive: true, force: true});
  mkdirSync(folder, {recursive: true});
  const made: Made[] = [];
  for (const platform of platforms) {
    made.push(await makeFolder(parts, platform, folder));
  }
  const seconds = releaseTime(parts.root);
  const archived: string[] = [];
  for (const pair of [made.slice(0, 2), made.slice(2, 4), made.slice(4)]) {
    // Each takes one core and 700 MB for a minute or more.
    const lines = pair.map(async each => {
      return describe(each, await archive(each.folder, each.platform, seconds));
    });
    archived.push(...(await Promise.all(lines)));
  }
  const packages = [
    ...(await makeNpmPackage(parts, folder)),
    ...(await makeDebianPackage(parts, folder)),
  ];
  writeSums(folder);
  return [...archived, ...packages, `sums        ${join(folder, 'SHA256SUMS')}`];
}

async function makeFolder(
  parts: ExecutableParts,
  platform: Platform,
  release: string,
): Promise<Made> {
  const {root, identity} = parts;
  const stem = `${identity.name}-${identity.version}-${platform.label}`;
  const folder = join(release, stem);
  const result = await buildExecutable(parts, platform, join(folder, platform.fileName));
  const {version} = identity;
  writeReleaseDocuments({root, version, licenses: result.licenses}, folder);
  const bill = billOfMaterials(parts, {
    platform,
    nodeVersion: result.nodeVersion,
    nodeLibraries: librariesOf(result.runnableNode),
  });
  writeFileSync(join(folder, 'sbom.cdx.json'), bill);
  writeFileSync(join(release, `${stem}.cdx.json`), bill);
  return {platform, folder, result};
}

function librariesOf(node: string): Readonly<Record<string, string>> {
  const words = ['-p', 'JSON.stringify(process.versions)'];
  return JSON.parse(execFileSync(node, words, {encoding: 'utf8'}));
}

function describe({platform, result}: Made, {bytes}: {readonly bytes: number}): string {
  const {isSigned} = readExecutable(readFileSync(result.output));
  const signed = platform.format === 'mach-o' ? `, ${isSigned ? 'ad-hoc' : 'not'} signed` : '';
  const run = result.cache.startsWith('none') ? 'not run here' : 'runs here';
  const sizes = `${megabytes(result.bytes)}, ${megabytes(bytes)} as .tar.xz`;
  return `${platform.label.padEnd(11)} ${sizes}, Node ${result.nodeVersion}, ${run}${signed}`;
}

/** In the form that sha256sum --check reads. */
function writeSums(folder: string): void {
  const lines = readdirSync(folder)
    .filter(name => statSync(join(folder, name)).isFile())
    .sort()
    .map(name => `${sha256(join(folder, name))}  ${name}\n`);
  writeFileSync(join(folder, 'SHA256SUMS'), lines.join(''));
}

function sha256(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
