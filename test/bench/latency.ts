// How long after a put is acknowledged its line stands on stdout: etcdscope against `etcdctl watch`,
// both watching the same puts, and each alone. Below zero: the line came before the acknowledgement,
// which is possible, since etcd notifies watchers while it answers. One process writes and reads all
// lines, so one clock times it. The first two seconds' puts do not count, for either.
import {setTimeout as delay} from 'node:timers/promises';
import {executablePath} from '../support/executable.ts';
import {type BenchEtcd, describeEtcd, withEtcd} from './bench-etcd.ts';
import {type GatewayWriter, openGatewayWriter} from './gateway-writer.ts';
import {median} from './measure.ts';
import {countText, milliseconds} from './measured-text.ts';
import type {BenchOptions, TableRow} from './table.ts';
import {openWatcher, type Watcher} from './watcher-lines.ts';

type Round = {readonly etcd: BenchEtcd; readonly writer: GatewayWriter; readonly seconds: number};
type Name = 'etcdctl' | 'etcdscope';
type Quantiles = {readonly p50: number; readonly p99: number};
type Delays = {readonly sinceSent: Quantiles; readonly sinceAcknowledged: Quantiles};
type PutTimes = {readonly sentMs: number; readonly acknowledgedMs: number};

const putsPerSecond = 500;
const warmUpSeconds = 2;
const prefix = '/latency/';
const ratioMax = 2;

export function latency({short}: BenchOptions): Promise<readonly TableRow[]> {
  return withEtcd(async etcd => {
    const writer = openGatewayWriter(etcd);
    const round = {etcd, writer, seconds: short ? 4 : 10};
    const taken: Array<Record<'together' | 'apart', Record<Name, Delays>>> = [];
    for (let count = 0; count < (short ? 1 : 3); count++) {
      const together = await measure(round, ['etcdctl', 'etcdscope']);
      const apart = {
        ...(await measure(round, ['etcdctl'])),
        ...(await measure(round, ['etcdscope'])),
      };
      taken.push({together, apart});
    }
    writer.close();
    const rounds = `${taken.length} times ${countText(putsPerSecond * round.seconds)} puts`;
    return [
      describeEtcd(etcd),
      {what: `put acknowledged to line printed, ${putsPerSecond} puts/s, ${rounds}`, value: ''},
      ...rowsOf(
        'watching together',
        taken.map(each => each.together),
      ),
      ...rowsOf(
        'watching alone',
        taken.map(each => each.apart),
      ),
    ];
  });
}

/** Medians over the rounds. */
function rowsOf(how: string, rounds: ReadonlyArray<Record<Name, Delays>>): readonly TableRow[] {
  const over = (name: Name, since: keyof Delays, which: keyof Quantiles) =>
    median(rounds.map(each => each[name][since][which]));
  const text = (name: Name, since: keyof Delays) => {
    const [p50, p99] = [over(name, since, 'p50'), over(name, since, 'p99')];
    return `p50 ${milliseconds(p50)}  p99 ${milliseconds(p99)}`;
  };
  const ratio = (since: keyof Delays) =>
    over('etcdscope', since, 'p99') / over('etcdctl', since, 'p99');
  return [
    {what: `etcdctl watch -w json, ${how}`, value: text('etcdctl', 'sinceAcknowledged')},
    {what: `etcdscope watch -w json, ${how}`, value: text('etcdscope', 'sinceAcknowledged')},
    {what: '  p99 against etcdctl', value: '', ratio: ratio('sinceAcknowledged'), atMost: ratioMax},
    {what: '  since the put was sent, etcdctl', value: text('etcdctl', 'sinceSent')},
    {what: '  since the put was sent, etcdscope', value: text('etcdscope', 'sinceSent')},
    {what: '  p99 of that against etcdctl', value: '', ratio: ratio('sinceSent')},
  ];
}

async function measure(round: Round, names: readonly Name[]): Promise<Record<Name, Delays>> {
  const watchers = names.map(name => ({name, watcher: watch(name, round.etcd)}));
  try {
    const all = watchers.map(each => each.watcher);
    await untilAllWatch(round.writer, all);
    await putSteadily(round, warmUpSeconds);
    const acknowledged = await putSteadily(round, round.seconds);
    const missing = () => all.some(watcher => [...acknowledged.keys()].some(lacks(watcher)));
    for (let waits = 0; waits < 50 && missing(); waits++) await delay(100);
    return Object.fromEntries(
      watchers.map(({name, watcher}) => [name, delaysOf(name, watcher, acknowledged)]),
    ) as Record<Name, Delays>;
  } finally {
    await Promise.all(watchers.map(({watcher}) => watcher.close()));
  }
}

function watch(name: Name, etcd: BenchEtcd): Watcher {
  return name === 'etcdscope'
    ? openWatcher(executablePath, ['watch', prefix, '--endpoints', etcd.url, '-w', 'json'])
    : openWatcher(etcd.build.etcdctlPath, [
        `--endpoints=${etcd.url}`,
        'watch',
        '--prefix',
        prefix,
        '--write-out=json',
      ]);
}

function lacks(watcher: Watcher): (key: string) => boolean {
  const seen = watcher.times();
  return key => !seen.has(key);
}

/** A watch is open once it prints a put that was made after it was asked for. */
async function untilAllWatch(writer: GatewayWriter, watchers: readonly Watcher[]): Promise<void> {
  for (let count = 0; count < 200; count++) {
    await writer.put({key: `${prefix}ready`, value: `${count}`});
    await delay(50);
    if (watchers.every(watcher => watcher.times().has(`${prefix}ready`))) return;
  }
  throw new Error('a watcher printed nothing within 10 s');
}

/** When each key was put and that acknowledged. Puts are due at fixed times, however slow the answers. */
async function putSteadily(
  {writer}: Round,
  seconds: number,
): Promise<ReadonlyMap<string, PutTimes>> {
  const acknowledged = new Map<string, PutTimes>();
  const puts: Promise<void>[] = [];
  const run = `${prefix}${process.hrtime.bigint()}/`;
  const startedMs = performance.now();
  const total = seconds * putsPerSecond;
  while (puts.length < total) {
    const due = Math.floor(((performance.now() - startedMs) / 1000) * putsPerSecond) + 1;
    while (puts.length < Math.min(due, total)) puts.push(put(`${run}${puts.length}`));
    await delay(1);
  }
  await Promise.all(puts);
  return acknowledged;

  async function put(key: string): Promise<void> {
    const sentMs = performance.now();
    await writer.put({key, value: 'x'.repeat(100)});
    acknowledged.set(key, {sentMs, acknowledgedMs: performance.now()});
  }
}

function delaysOf(
  name: Name,
  watcher: Watcher,
  acknowledged: ReadonlyMap<string, PutTimes>,
): Delays {
  const times = watcher.times();
  const lost = [...acknowledged.keys()].filter(key => !times.has(key)).length;
  if (lost > 0) throw new Error(`${name} printed no line for ${lost} of ${acknowledged.size} puts`);
  const since = (start: keyof PutTimes) =>
    quantiles([...acknowledged].map(([key, put]) => (times.get(key) ?? Number.NaN) - put[start]));
  return {sinceSent: since('sentMs'), sinceAcknowledged: since('acknowledgedMs')};
}

function quantiles(values: readonly number[]): Quantiles {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? Number.NaN;
  return {p50: at(0.5), p99: at(0.99)};
}
