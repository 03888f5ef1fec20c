// A watching process whose lines are kept with the time at which each was whole on its stdout. What
// the lines say is read later, so that reading does not delay the next time taken. Understands the
// JSON of `etcdscope watch` and of `etcdctl watch`.
import {type ChildProcess, spawn} from 'node:child_process';
import {once} from 'node:events';
import {neutralEnvironment} from '../support/executable.ts';

export type Watcher = {
  /** performance.now() of the first line that has the key, by key. */
  times(): ReadonlyMap<string, number>;
  close(): Promise<void>;
};

type Chunk = {readonly text: string; readonly ms: number};

const newline = 0x0a;

export function openWatcher(command: string, args: readonly string[]): Watcher {
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {...neutralEnvironment(), ETCDCTL_API: '3'},
  });
  const chunks: Chunk[] = [];
  const known = new Map<string, number>();
  let rest: Buffer = Buffer.alloc(0);
  child.stdout.on('data', (chunk: Buffer) => {
    const ms = performance.now();
    const end = chunk.lastIndexOf(newline) + 1;
    if (end > 0) {
      chunks.push({text: Buffer.concat([rest, chunk.subarray(0, end)]).toString('utf8'), ms});
    }
    rest = end > 0 ? chunk.subarray(end) : Buffer.concat([rest, chunk]);
  });
  return {
    times() {
      for (const {text, ms} of chunks.splice(0)) {
        for (const key of text.split('\n').flatMap(keysOf)) if (!known.has(key)) known.set(key, ms);
      }
      return known;
    },
    close: () => end(child),
  };
}

function keysOf(line: string): readonly string[] {
  if (line === '') return [];
  const {key, Events} = JSON.parse(line) as {
    key?: string;
    Events?: ReadonlyArray<{kv: {key: string}}>;
  };
  const keys = (Events ?? []).map(({kv}) => Buffer.from(kv.key, 'base64').toString('utf8'));
  return key === undefined ? keys : [key];
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}
