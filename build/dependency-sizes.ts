// What each dependency adds to the bundle, with the packages that it brings along. As a program it
// prints CONTRIBUTING's table of dependencies with the sizes and licences of now; --write puts them in.
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import type {Metafile} from 'esbuild';
import {bundle} from './bundle.ts';

const root = resolve(import.meta.dirname, '..');
const tableRows = /(<!-- dependencies -->\n.*\n.*\n)([\s\S]*?)(<!-- end of dependencies -->)/;

if (import.meta.main) await main(process.argv.slice(2));

/** Bytes of the bundle by direct dependency. What several bring along counts for the first of them. */
export function dependencySizes(
  {inputs, outputs}: Metafile,
  dependencies: readonly string[],
): ReadonlyMap<string, number> {
  const bytesOf = new Map<string, number>();
  for (const output of Object.values(outputs)) {
    for (const [path, {bytesInOutput}] of Object.entries(output.inputs)) {
      bytesOf.set(path, bytesInOutput);
    }
  }
  const isOf = (path: string, name: string) => path.includes(`node_modules/${name}/`);
  const direct = (path: string) => dependencies.find(name => isOf(path, name));
  const taken = new Set<string>();
  const sizes = new Map<string, number>();
  for (const name of dependencies) {
    let bytes = 0;
    const waiting = Object.keys(inputs).filter(path => direct(path) === name);
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      if (taken.has(path)) continue;
      taken.add(path);
      bytes += bytesOf.get(path) ?? 0;
      const behind = (inputs[path]?.imports ?? []).filter(({external}) => external !== true);
      waiting.push(...behind.map(each => each.path).filter(next => direct(next) === undefined));
    }
    sizes.set(name, bytes);
  }
  return sizes;
}

/** The table's rows, largest first, with reasons and dates as they are in it. */
export function dependencyRows(document: string, sizes: ReadonlyMap<string, number>): string {
  const rows = tableRows.exec(document)?.[2] ?? '';
  const known = new Map(
    [...rows.matchAll(/^\| `([^`]+)` \| (.*?) \|(?: .*\|)? (\d{4}-\d{2}) \|$/gm)].map(
      ([, name = '', reason, date]) => [name, {reason, date}],
    ),
  );
  return [...sizes]
    .sort(([, one], [, other]) => other - one)
    .map(([name, bytes]) => {
      const {reason = 'no reason is given', date = '0000-00'} = known.get(name) ?? {};
      const size = `${Math.max(1, Math.round(bytes / 1000))} KB`;
      return `| \`${name}\` | ${reason} | ${size} | ${licenseOf(name)} | ${date} |\n`;
    })
    .join('');
}

/** Of this tree as it is. */
export async function bundledSizes(): Promise<ReadonlyMap<string, number>> {
  const {dependencies} = readJson('package.json') as {dependencies: Record<string, string>};
  const folder = mkdtempSync(join(tmpdir(), 'etcdscope-sizes-'));
  try {
    const identity = {name: 'etcdscope', version: '0.0.0', commit: 'unknown'};
    const {metafile} = await bundle(join(root, 'source', 'cli.ts'), folder, identity);
    return dependencySizes(metafile, Object.keys(dependencies));
  } finally {
    rmSync(folder, {recursive: true});
  }
}

async function main(words: readonly string[]): Promise<void> {
  const file = join(root, 'CONTRIBUTING.md');
  const document = readFileSync(file, 'utf8');
  const rows = dependencyRows(document, await bundledSizes());
  if (words.includes('--write')) {
    writeFileSync(
      file,
      document.replace(tableRows, (_, head, __, end) => head + rows + end),
    );
  } else process.stdout.write(rows);
}

function licenseOf(name: string): string {
  return String((readJson(`node_modules/${name}/package.json`) as {license?: string}).license);
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(join(root, path), 'utf8'));
}
