// V8's code cache for the bundle, made by running the demo to its first frame in the Node that the
// executable is made from: functions that ran are compiled, so the executable need not. A cache is
// valid for one Node on one platform; without one the executable starts slower and works the same.
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {fileURLToPath} from 'node:url';
import {nodeFlags} from './single-executable.ts';

const warmUp = fileURLToPath(new URL('./warm-up.cjs', import.meta.url));

export type CodeCache =
  | {readonly made: true; readonly file: string; readonly bytes: number}
  | {readonly made: false; readonly reason: string};

/** `runner` is what starts the Node: itself, or an emulator before it; empty where it can't run. */
export async function makeCodeCache(
  runner: readonly string[],
  bundleFile: string,
  cacheFile: string,
): Promise<CodeCache> {
  const [command, ...words] = runner;
  if (command === undefined) {
    return {made: false, reason: 'none: this platform does not run here'};
  }
  // Its own environment: CI and NO_COLOR in ours would keep Ink from drawing.
  const child = spawn(command, [...words, ...nodeFlags, warmUp, bundleFile, cacheFile], {
    env: {PATH: process.env.PATH, HOME: tmpdir(), TERM: 'xterm-256color'},
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const stderr: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => stderr.push(text));
  const [code] = await once(child, 'close');
  if (code !== 0) {
    return {made: false, reason: shortened(stderr.join('')) || `warm-up ended with ${code}`};
  }
  return {made: true, file: cacheFile, bytes: statSync(cacheFile).size};
}

/** A fault inside the bundle quotes its line, which is the whole minified file. */
function shortened(text: string): string {
  const lines = text
    .trim()
    .split('\n')
    .filter(line => line.length < 300);
  return lines.slice(0, 8).join('\n');
}
