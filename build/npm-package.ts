// The npm package: the bundle for a Node that is there already, without dependencies and without
// Node. `npx etcdscope` runs it.
import {execFileSync} from 'node:child_process';
import {chmodSync, copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {bundle} from './bundle.ts';
import type {ExecutableParts} from './executable.ts';
import {copyPages, releaseDocuments} from './release-documents.ts';
import {licensesText} from './third-party-licenses.ts';

/** Undici, which has the highest demand of the packages inside. */
const oldestNode = '22.19.0';

/** What was made, a line each; the tarball lies in `folder`. */
export async function makeNpmPackage(
  parts: ExecutableParts,
  folder: string,
): Promise<readonly string[]> {
  const contents = join(parts.workFolder, 'npm');
  rmSync(contents, {recursive: true, force: true});
  mkdirSync(join(contents, 'bin'), {recursive: true});
  mkdirSync(folder, {recursive: true});
  await bundle(parts.entry, join(contents, 'lib'), parts.identity, 'module');
  writeDocuments(parts, contents);
  writeFileSync(join(contents, 'package.json'), `${JSON.stringify(manifest(parts), null, 2)}\n`);
  const start = join(contents, 'bin', 'etcdscope.js');
  copyFileSync(new URL('../packaging/npm/etcdscope.js', import.meta.url), start);
  chmodSync(start, 0o755);
  const words = ['pack', contents, '--silent', '--pack-destination', folder];
  const printed = execFileSync('npm', words, {encoding: 'utf8', cwd: folder});
  return [`npm         ${join(folder, printed.trim().split('\n').at(-1) ?? '')}`];
}

function manifest({root, identity}: ExecutableParts) {
  const own = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return {
    name: identity.name,
    version: identity.version,
    description: own.description,
    keywords: ['etcd', 'apisix', 'tui', 'watch', 'certificates', 'grpc-gateway'],
    license: own.license,
    ...(own.repository !== undefined && {repository: own.repository}),
    type: 'commonjs',
    bin: {etcdscope: 'bin/etcdscope.js'},
    man: ['./etcdscope.1'],
    engines: {node: `>=${oldestNode}`},
  };
}

function writeDocuments({root, identity, packages}: ExecutableParts, contents: string): void {
  const own = readFileSync(join(root, 'LICENSE'), 'utf8');
  const licenses = licensesText(own, packages);
  const documents = releaseDocuments({root, version: identity.version, licenses});
  for (const name of ['etcdscope.1', 'THIRD-PARTY-LICENSES.txt'] as const) {
    writeFileSync(join(contents, name), documents[name]);
  }
  copyPages(root, contents);
}
