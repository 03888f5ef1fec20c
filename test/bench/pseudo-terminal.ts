// A command on a pseudo-terminal of 120x40, its output as it is written. util-linux's script makes
// the terminal, so no native package is needed; its own start is part of every time measured.

import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import type {Readable} from 'node:stream';
import {setTimeout as delay} from 'node:timers/promises';
import {neutralEnvironment} from '../support/executable.ts';
import {shellWord} from '../support/shell-word.ts';

export type OnTerminal = {
  /** Milliseconds from the start until the output held `text`; throws when it ends without. */
  untilOutput(text: string): Promise<number>;
  /** performance.now() at which what comes from now on held `text`; throws where it never does. */
  nextOutput(text: string): Promise<number>;
  /** Milliseconds from the start to the end. */
  untilExit(): Promise<number>;
  type(keys: string): void;
  /** Milliseconds from typing until what is written holds `text`. */
  answerMs(keys: string, text: string): Promise<number>;
  /** Bytes written to the terminal so far. */
  bytes(): number;
  /** Of the command itself; only after it wrote something. */
  pid(): number;
  /** Presses q; kills what does not end of it. */
  quit(): Promise<void>;
};

/** No answer takes that long, however busy the machine is. */
const outputMsMax = 30_000;
/** An interface's own way out takes a few milliseconds. */
const exitMsMax = 10_000;
/** Characters kept to find a text that was cut in two, and to say what was there instead. */
const seenMax = 2000;
/** What follows Esc sooner is Alt and that key. */
const afterEscMs = 500;

export function onTerminal(command: string, args: readonly string[]): OnTerminal {
  const started = performance.now();
  const inner = `stty cols 120 rows 40; exec ${[command, ...args].map(shellWord).join(' ')}`;
  const child = spawn('script', ['--quiet', '--flush', '--command', inner, '/dev/null'], {
    env: {...neutralEnvironment(), TERM: 'xterm-256color', LANG: 'C.UTF-8', SHELL: '/bin/sh'},
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const exit = once(child, 'exit');
  let bytes = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  return {
    untilOutput: async text => (await outputHolds(child.stdout, text)) - started,
    nextOutput: text => outputHolds(child.stdout, text),
    untilExit: async () => exit.then(() => performance.now() - started),
    type: keys => child.stdin.write(keys),
    async answerMs(keys, text) {
      const typed = performance.now();
      const seen = outputHolds(child.stdout, text);
      child.stdin.write(keys);
      return (await seen) - typed;
    },
    bytes: () => bytes,
    pid: () => firstChildOf(child.pid ?? 0),
    async quit() {
      if (child.exitCode !== null) return;
      const {pid = 0} = child;
      const kill = setTimeout(() => process.kill(firstChildOf(pid), 'SIGKILL'), exitMsMax);
      await delay(afterEscMs);
      child.stdin.write('q');
      await exit;
      clearTimeout(kill);
    },
  };
}

function outputHolds(output: Readable, text: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let seen = '';
    const done = (): void => {
      clearTimeout(limit);
      output.off('data', look);
      output.off('end', fail);
    };
    const look = (chunk: Buffer): void => {
      seen = seen.slice(-seenMax) + chunk.toString('latin1');
      if (seen.includes(text)) {
        done();
        resolve(performance.now());
      }
    };
    const fail = (): void => {
      done();
      reject(new Error(`the output ended or stood still without ${text}: ${JSON.stringify(seen)}`));
    };
    const limit = setTimeout(fail, outputMsMax);
    output.on('data', look);
    output.once('end', fail);
  });
}

function firstChildOf(pid: number): number {
  const child = Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ')[0]);
  if (!(child > 0)) {
    throw new Error(`process ${pid} has no child`);
  }
  return child;
}
