// Joins Node and our files into one executable (nodejs.org/api/single-executable-applications.html).
// Nothing is unpacked when it starts: assets are read where they lie in the mapped file.
import {execFileSync} from 'node:child_process';
import {readFileSync, renameSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {join} from 'node:path';

const postject = createRequire(import.meta.url).resolve('postject/dist/cli.js');
// Node looks for this very string to know that something was injected.
const fuse = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

/**
 * The heap's young half would grow to tens of megabytes under a steady stream of events and never
 * shrink. The code cache has to be made with the same flags: V8 compares them.
 */
export const nodeFlags: readonly string[] = ['--max-semi-space-size=2'];

export type SingleExecutable = {
  /** The stripped copy of Node: becomes the executable. */
  readonly node: string;
  readonly loader: string;
  readonly assets: Readonly<Record<string, string>>;
  readonly workFolder: string;
  readonly output: string;
};

export function makeSingleExecutable(parts: SingleExecutable): void {
  const blob = makeBlob(parts);
  if (process.platform === 'darwin') {
    execFileSync('codesign', ['--remove-signature', parts.node]);
  }
  const segment = process.platform === 'darwin' ? ['--macho-segment-name', 'NODE_SEA'] : [];
  const words = [parts.node, 'NODE_SEA_BLOB', blob, '--sentinel-fuse', fuse, ...segment];
  execFileSync(process.execPath, [postject, ...words], {stdio: ['ignore', 'pipe', 'pipe']});
  if (process.platform === 'darwin') {
    execFileSync('codesign', ['--sign', '-', parts.node]);
  }
  refuseUninjected(parts.node);
  renameSync(parts.node, parts.output);
}

function makeBlob({node, loader, assets, workFolder}: SingleExecutable): string {
  const blob = join(workFolder, 'sea.blob');
  const config = join(workFolder, 'sea.json');
  const settings = {
    main: loader,
    output: blob,
    assets,
    disableExperimentalSEAWarning: true,
    useSnapshot: false,
    useCodeCache: false,
    execArgv: nodeFlags,
    // Otherwise NODE_OPTIONS of the host reaches into the tool.
    execArgvExtension: 'none',
  };
  writeFileSync(config, JSON.stringify(settings));
  execFileSync(node, ['--experimental-sea-config', config], {stdio: ['ignore', 'pipe', 'pipe']});
  return blob;
}

function refuseUninjected(file: string): void {
  if (!readFileSync(file).includes(`${fuse}:1`)) {
    throw new Error(`${file}: postject did not set Node's fuse`);
  }
}
