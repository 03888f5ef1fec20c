// How long it takes to read history: 100,000 events of 1 KB, written a hundred a transaction, from
// revision 1 to a file, by `etcdscope watch` and by curl. etcdscope's time ends with its process;
// curl never ends on such a stream, so its time ends when the file holds the last event's bytes.
// The file's size is looked at every 5 ms, with which also the time of the first event is found.
import {closeSync, createReadStream, mkdtempSync, openSync, rmSync, statSync} from 'node:fs';
import http from 'node:http';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {executablePath} from '../support/executable.ts';
import {type BenchEtcd, base64, describeEtcd, prefixEnd, withFilledEtcd} from './bench-etcd.ts';
import {countText, seconds, secondsAndMegabytes} from './measured-text.ts';
import type {BenchOptions, TableRow} from './table.ts';
import {alternateRuns, type Run, startMeasured} from './whole-run.ts';

type History = {
  readonly etcd: BenchEtcd;
  readonly directory: string;
  readonly lastRevision: number;
};

type Written = Run & {readonly file: string};

const space = {prefix: '/replay/', keys: 100_000, valueBytes: 1024};
const putsPerTransaction = 100;
const pollMs = 5;
/** Nothing but events makes a file longer than this: what comes before them is a line or two. */
const beforeEventsBytes = 1000;
const peakBytesMax = 200e6;

export function replay({short}: BenchOptions): Promise<readonly TableRow[]> {
  return withFilledEtcd(space, async etcd => {
    const directory = mkdtempSync(join(tmpdir(), 'etcdscope-bench-'));
    // An empty etcd is at revision 1.
    const history = {etcd, directory, lastRevision: 1 + space.keys / putsPerTransaction};
    try {
      return await compare(history, short ? 3 : 9);
    } finally {
      rmSync(directory, {recursive: true, force: true});
    }
  });
}

async function compare(history: History, rounds: number): Promise<readonly TableRow[]> {
  const bytes = await streamBytes(history);
  const runs = await alternateRuns(
    {curl: () => curl(history, bytes), etcdscope: () => etcdscope(history)},
    rounds,
  );
  const {curl: theirs, etcdscope: ours} = runs;
  const events = `${countText(space.keys)} events of 1 KB`;
  return [
    describeEtcd(history.etcd),
    {what: `curl to a file, ${events}`, value: secondsAndMegabytes(theirs)},
    {what: '  after the first event', value: seconds(theirs.afterFirstMs)},
    {what: `etcdscope watch -w json to a file, ${events}`, value: secondsAndMegabytes(ours)},
    {what: '  after the first event', value: seconds(ours.afterFirstMs)},
    {what: '  against curl', value: '', ratio: ours.ms / theirs.ms, atMost: 1.25, aim: 1.1},
    {
      what: '  peak memory',
      value: '',
      ratio: ours.peakBytes / 1e6,
      unit: 'MB',
      atMost: peakBytesMax / 1e6,
    },
  ];
}

async function curl({etcd, directory}: History, bytes: number): Promise<Run> {
  const url = `${etcd.apiUrl}/watch`;
  const args = ['-q', '-s', '-S', '-N', '--data', JSON.stringify(watchBody()), url];
  return writeFile('curl', args, {directory, bytes});
}

async function etcdscope({etcd, directory, lastRevision}: History): Promise<Run> {
  const until = ['--rev', '1', '--until-rev', `${lastRevision}`];
  const args = ['watch', space.prefix, '--endpoints', etcd.url, '-w', 'json', ...until];
  const {file, ...run} = await writeFile(executablePath, args, {directory});
  const puts = await countIn(file, '"type":"put"');
  if (puts !== space.keys) throw new Error(`etcdscope wrote ${puts} events of ${space.keys}`);
  return run;
}

/** Until it exits with 0, or with `bytes`: until that many are in the file; then it is ended. */
async function writeFile(
  command: string,
  args: readonly string[],
  {directory, bytes}: {readonly directory: string; readonly bytes?: number},
): Promise<Written> {
  const file = join(directory, 'output');
  const output = openSync(file, 'w');
  const {child, startedMs, peakBytes, ended} = startMeasured(command, args, [
    'ignore',
    output,
    'inherit',
  ]);
  closeSync(output);
  let firstMs = Number.NaN;
  let lastMs: number | undefined;
  const poll = setInterval(() => {
    const {size} = statSync(file);
    if (Number.isNaN(firstMs) && size > beforeEventsBytes) firstMs = performance.now();
    if (lastMs !== undefined || bytes === undefined || size < bytes) return;
    lastMs = performance.now();
    child.kill('SIGTERM');
  }, pollMs);
  const code = await ended;
  const endMs = lastMs ?? performance.now();
  clearInterval(poll);
  if (lastMs === undefined && code !== 0) throw new Error(`${command} ended with ${code}`);
  return {ms: endMs - startedMs, peakBytes: peakBytes(), afterFirstMs: endMs - firstMs, file};
}

/** Bytes of the answer up to the end of the last event's line; they are the same every time. */
function streamBytes({etcd}: History): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = http.request(`${etcd.apiUrl}/watch`, {method: 'POST', agent: false});
    request.on('error', reject);
    request.on('response', response => {
      const events = createCounter('"mod_revision"');
      let bytes = 0;
      response.on('error', reject);
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        events.add(chunk);
        if (events.count() < space.keys || chunk.at(-1) !== newline) return;
        response.off('error', reject);
        response.on('error', () => {}); // of the line below
        request.destroy();
        resolve(bytes);
      });
    });
    request.end(JSON.stringify(watchBody()));
  });
}

const newline = 0x0a;

function watchBody(): object {
  const range = {key: base64(space.prefix), range_end: base64(prefixEnd(space.prefix))};
  return {create_request: {...range, start_revision: 1}};
}

async function countIn(file: string, text: string): Promise<number> {
  const counter = createCounter(text);
  for await (const chunk of createReadStream(file)) counter.add(chunk as Buffer);
  return counter.count();
}

/** Counts a text in chunks of bytes that may end inside it. */
function createCounter(text: string) {
  let rest: Buffer = Buffer.alloc(0);
  let count = 0;
  return {
    add(chunk: Buffer) {
      const bytes = Buffer.concat([rest, chunk]);
      let found = bytes.indexOf(text);
      for (; found !== -1; found = bytes.indexOf(text, found + text.length)) count++;
      rest = bytes.subarray(Math.max(0, bytes.length - text.length + 1));
    },
    count: () => count,
  };
}
