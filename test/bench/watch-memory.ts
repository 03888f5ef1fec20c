// What `watch -w json` keeps in memory while millions of live events go by: resident bytes after
// 200,000 and after 2,000,000 of them, each time once it has come to rest. The keys are the same
// ten thousand all the time, so that only what is kept of events can grow. It ends by --until-rev,
// which proves that it got to the last one.
import {readFileSync} from 'node:fs';
import {setTimeout as delay} from 'node:timers/promises';
import {executablePath} from '../support/executable.ts';
import {type BenchEtcd, describeEtcd, withEtcd} from './bench-etcd.ts';
import {type GatewayWriter, openGatewayWriter} from './gateway-writer.ts';
import {median} from './measure.ts';
import {countText, megabytes} from './measured-text.ts';
import type {BenchOptions, TableRow} from './table.ts';
import {type MeasuredProcess, memoryOf, startMeasured} from './whole-run.ts';

const prefix = '/memory/';
const keys = 10_000;
const putsPerTransaction = 100;
const transactionsAtOnce = 4;
/** After so many the watcher is awaited and etcd told to compact, so that its files stay small. */
const transactionsKept = 2500;
const growthBytesMax = 10e6;
const restMs = 500;
const restsMax = 240;

export function watchMemory({short}: BenchOptions): Promise<readonly TableRow[]> {
  return withEtcd(async etcd => {
    const writer = openGatewayWriter(etcd);
    try {
      return await measure(etcd, writer, short ? [20_000, 200_000] : [200_000, 2_000_000]);
    } finally {
      writer.close();
    }
  });
}

async function measure(
  etcd: BenchEtcd,
  writer: GatewayWriter,
  [early, late]: readonly [number, number],
): Promise<readonly TableRow[]> {
  // An empty etcd is at revision 1; one more put ends the watch.
  const watcher = startWatch(etcd, 1 + late / putsPerTransaction + 1);
  const atStart = await residentAtRest(watcher);
  const write = (from: number, end: number) => writeEvents(writer, watcher, {from, end});
  await write(0, early);
  const afterEarly = await residentAtRest(watcher);
  await write(early, late);
  const afterLate = await residentAtRest(watcher);
  await writer.put({key: `${prefix}last`, value: ''});
  const code = await watcher.ended;
  if (code !== 0) throw new Error(`etcdscope watch ended with ${code}`);
  return [
    describeEtcd(etcd),
    {what: 'etcdscope watch -w json, resident before any event', value: megabytes(atStart)},
    {what: `  after ${countText(early)} live events`, value: megabytes(afterEarly)},
    {
      what: `  after ${countText(late)}, and how much more that is`,
      value: megabytes(afterLate),
      ratio: (afterLate - afterEarly) / 1e6,
      unit: 'MB',
      atMost: growthBytesMax / 1e6,
    },
    {what: '  highest in between', value: megabytes(watcher.peakBytes())},
  ];
}

/** From revision 1, at which nothing is there yet, so that no event can come before the watch. */
function startWatch(etcd: BenchEtcd, untilRevision: number): MeasuredProcess {
  const span = ['--rev', '1', '--until-rev', `${untilRevision}`];
  const args = ['watch', prefix, '--endpoints', etcd.url, '-w', 'json', ...span];
  return startMeasured(executablePath, args, ['ignore', 'ignore', 'inherit']);
}

async function writeEvents(
  writer: GatewayWriter,
  watcher: MeasuredProcess,
  {from, end}: {readonly from: number; readonly end: number},
): Promise<void> {
  const stride = transactionsKept * putsPerTransaction;
  for (let start = from; start < end; start += stride) {
    const revision = await writeTransactions(writer, start, Math.min(end, start + stride));
    await untilAtRest(watcher);
    await writer.compact(revision);
  }
}

/** Resolves with the revision of the last one. */
async function writeTransactions(
  writer: GatewayWriter,
  from: number,
  end: number,
): Promise<number> {
  let next = from;
  let revision = 0;
  const work = async () => {
    while (next < end) {
      const first = next;
      next += putsPerTransaction;
      const puts = Array.from({length: putsPerTransaction}, (_, index) => putOf(first + index));
      revision = Math.max(revision, await writer.putAll(puts));
    }
  };
  await Promise.all(Array.from({length: transactionsAtOnce}, work));
  return revision;
}

function putOf(event: number) {
  return {key: `${prefix}${event % keys}`, value: `{"weight":${event}}`};
}

async function residentAtRest(watcher: MeasuredProcess): Promise<number> {
  await untilAtRest(watcher);
  const samples: number[] = [];
  for (let count = 0; count < 5; count++) {
    samples.push(memoryOf(watcher.child.pid, 'VmRSS') ?? Number.NaN);
    await delay(200);
  }
  return median(samples);
}

/** Two spans in a row in which it used hardly any processor time. */
async function untilAtRest({child}: MeasuredProcess): Promise<void> {
  let quiet = 0;
  let before = ticksOf(child.pid);
  for (let rests = 0; rests < restsMax && quiet < 2; rests++) {
    await delay(restMs);
    const now = ticksOf(child.pid);
    quiet = now - before <= 1 ? quiet + 1 : 0;
    before = now;
  }
  if (quiet < 2) throw new Error(`etcdscope watch is still busy after ${restsMax * restMs} ms`);
}

/** Processor time in the kernel's ticks, which are 10 ms. Its name has no bracket or space. */
function ticksOf(pid: number | undefined): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ');
  return Number(fields[13]) + Number(fields[14]);
}
