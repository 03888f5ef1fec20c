// npm run build: makes dist/etcdscope, one executable file for this platform, and says what it made.
// --all makes those of every platform, packed for a release; --npm and --deb make the packages.
// The steps are in build/, one subject a file.
import {join} from 'node:path';
import {buildExecutable, prepareParts} from './build/executable.ts';
import {hostPlatform} from './build/platforms.ts';

const root = import.meta.dirname;
const dist = join(root, 'dist');
const makers = {
  '--all': async parts => (await import('./build/release.ts')).makeRelease(parts, dist),
  '--npm': async parts => (await import('./build/npm-package.ts')).makeNpmPackage(parts, dist),
  '--deb': async parts =>
    (await import('./build/debian-package.ts')).makeDebianPackage(parts, dist),
};

process.exitCode = await main(process.argv.slice(2));

async function main(words) {
  const started = process.hrtime.bigint();
  const unknown = words.find(word => !Object.hasOwn(makers, word));
  if (unknown !== undefined) {
    process.stderr.write(`build: ${unknown}? There is ${Object.keys(makers).join(', ')}\n`);
    return 3;
  }
  const parts = await prepareParts({
    root,
    entry: join(root, 'source', 'cli.ts'),
    workFolder: join(root, '.cache', 'build'),
  });
  const lines = words.length === 0 ? await makeExecutable(parts) : [];
  for (const word of words) {
    lines.push(...(await makers[word](parts)));
  }
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  process.stdout.write(`${[...lines, `took        ${seconds.toFixed(1)} s`].join('\n')}\n`);
  return 0;
}

async function makeExecutable(parts) {
  const platform = hostPlatform();
  const result = await buildExecutable(parts, platform, join(dist, platform.fileName));
  return [
    `${result.output}  ${megabytes(result.bytes)}`,
    `version     ${result.version}`,
    `bundle      ${megabytes(result.bundleBytes)}`,
    `code cache  ${result.cache}`,
    `symbols     ${result.notStripped ?? 'stripped'}`,
  ];
}

function megabytes(bytes) {
  return `${(bytes / 1e6).toFixed(2)} MB`;
}
