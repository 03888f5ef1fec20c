// Joins Node and our files into one executable (nodejs.org/api/single-executable-applications.html).
// Nothing is unpacked when it starts: assets are read where they lie in the mapped file.
import {execFileSync} from 'node:child_process';
import {readFileSync, renameSync, writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {join, relative} from 'node:path';
import {readExecutable} from './executable-format.ts';
import {signedAdHoc} from './macos-signature.ts';
import type {Platform} from './platforms.ts';
import {withoutSignature} from './windows-signature.ts';

const postject = createRequire(import.meta.url).resolve('postject/dist/cli.js');
// Node looks for this very string to know that something was injected.
const fuse = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

/**
 * Memory of a process that sits open for hours; measured, none of them costs time. The code cache
 * has to be made with the same flags: V8 compares them.
 */
export const nodeFlags: readonly string[] = [
  // The heap's young half would grow to tens of megabytes under a stream of events, and stay.
  '--max-semi-space-size=2',
  // Collects what the start leaves behind; V8 would wait until the heap is several times as large.
  '--initial-old-space-size=8',
  // Each thread that compiles keeps the memory that it once used.
  '--v8-pool-size=1',
  // yoga's WebAssembly would be compiled a second time, in 10 MB that are never given back.
  '--liftoff-only',
];

type SingleExecutable = {
  readonly platform: Platform;
  /** The stripped copy of Node: becomes the executable. */
  readonly node: string;
  /** A Node of the same version that runs here. */
  readonly runnable: string;
  readonly loader: string;
  readonly assets: Readonly<Record<string, string>>;
  readonly workFolder: string;
  readonly output: string;
};

export function makeSingleExecutable(parts: SingleExecutable): void {
  const {platform, node} = parts;
  const blob = makeBlob(parts);
  const signs = platform.format === 'mach-o' && process.platform === 'darwin';
  if (signs) {
    execFileSync('codesign', ['--remove-signature', node]);
  }
  if (platform.format === 'pe') {
    writeFileSync(node, withoutSignature(readFileSync(node)));
  }
  const segment = platform.format === 'mach-o' ? ['--macho-segment-name', 'NODE_SEA'] : [];
  const words = [node, 'NODE_SEA_BLOB', blob, '--sentinel-fuse', fuse, ...segment];
  execFileSync(process.execPath, [postject, ...words], {stdio: ['ignore', 'pipe', 'pipe']});
  if (signs) {
    execFileSync('codesign', ['--sign', '-', node]);
  } else if (platform.format === 'mach-o') {
    writeFileSync(node, signedAdHoc(readFileSync(node), 'etcdscope'));
  }
  refuseUninjected(platform, node);
  renameSync(node, parts.output);
}

/** Node writes the loader's path as given into the blob: relative, it is the same everywhere. */
function makeBlob({runnable, loader, assets, workFolder}: SingleExecutable): string {
  const settings = {
    main: relative(workFolder, loader),
    output: 'sea.blob',
    assets,
    disableExperimentalSEAWarning: true,
    useSnapshot: false,
    useCodeCache: false,
    execArgv: nodeFlags,
    // Otherwise NODE_OPTIONS of the host reaches into the tool.
    execArgvExtension: 'none',
  };
  writeFileSync(join(workFolder, 'sea.json'), JSON.stringify(settings));
  const words = ['--experimental-sea-config', 'sea.json'];
  execFileSync(runnable, words, {cwd: workFolder, stdio: ['ignore', 'pipe', 'pipe']});
  return join(workFolder, 'sea.blob');
}

function refuseUninjected(platform: Platform, file: string): void {
  const bytes = readFileSync(file);
  if (!bytes.includes(`${fuse}:1`)) {
    throw new Error(`${file}: postject did not set Node's fuse`);
  }
  const {format, machine, hasBlob} = readExecutable(bytes);
  if (format !== platform.format || machine !== platform.machine || !hasBlob) {
    const found = `${format} ${machine} ${hasBlob ? 'with' : 'without'} a blob`;
    throw new Error(`${file}: expected ${platform.format} ${platform.machine}, found ${found}`);
  }
}
