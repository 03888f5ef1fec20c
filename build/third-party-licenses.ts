// The licences of everything that is shipped: our own, Node's (with V8, OpenSSL, ICU and the others
// that it is built from) and those of the packages that esbuild took into the bundle.
import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Metafile} from 'esbuild';

export type BundledPackage = {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** The texts of its licence files. */
  readonly texts: readonly string[];
};

/** Published without a licence file; the holder is the one named in the sources. */
const mitHolders: Readonly<Record<string, string>> = {
  'yoga-layout': 'Copyright (c) Meta Platforms, Inc. and affiliates.',
};

/** Throws when a package is without licence text. */
export function bundledPackages(root: string, {inputs}: Metafile): readonly BundledPackage[] {
  const folders = Object.keys(inputs).flatMap(
    path => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0] ?? [],
  );
  return [...new Set(folders)]
    .map(folder => readPackage(join(root, folder)))
    .sort((a, b) => (`${a.name}@${a.version}` < `${b.name}@${b.version}` ? -1 : 1));
}

/** `node` is absent where it is not inside: in the npm package. */
export function licensesText(
  own: string,
  packages: readonly BundledPackage[],
  node?: {readonly version: string; readonly license: string},
): string {
  const chapters = [
    {title: 'etcdscope (Apache-2.0)', texts: [own]},
    ...packages.map(({name, version, license, texts}) => ({
      title: `${name} ${version} (${license})`,
      texts,
    })),
    ...(node === undefined
      ? []
      : [{title: `Node.js ${node.version}, and what it is built from`, texts: [node.license]}]),
  ];
  const contents = chapters.map(({title}) => `  ${title}`).join('\n');
  const body = chapters.map(
    ({title, texts}) => `${'='.repeat(80)}\n${title}\n${'='.repeat(80)}\n\n${texts.join('\n\n')}\n`,
  );
  return [`Licences of everything inside etcdscope\n\n${contents}\n`, ...body].join('\n');
}

function readPackage(folder: string): BundledPackage {
  const {name, version, license} = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const files = readdirSync(folder).filter(file => /^(licen[cs]e|notice|copying)/i.test(file));
  // meow has its own dependencies inside its files, and their licences in a list of its own.
  const inside = join('build', 'licenses.md');
  const all = existsSync(join(folder, inside)) ? [...files, inside] : files;
  const texts = all.map(file => readFileSync(join(folder, file), 'utf8').trim());
  const holder = mitHolders[name];
  if (texts.length > 0) {
    return {name, version, license, texts};
  }
  if (holder === undefined || license !== 'MIT') {
    throw new Error(`${name} ${version} (${license}) is in the bundle and has no licence file`);
  }
  return {name, version, license, texts: [mitText(holder)]};
}

function mitText(holder: string): string {
  return `MIT License

${holder}

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.`;
}
