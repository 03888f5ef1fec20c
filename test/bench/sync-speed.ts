// How long a full sync takes, and how much memory: etcdscope against one unpaged range by curl,
// against etcdctl over gRPC, and against the floor, which is curl reading the same number of pages
// eight at once without looking at them. Everything reads the same keys of the same etcd.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {executablePath} from '../support/executable.ts';
import {
  type BenchEtcd,
  base64,
  describeEtcd,
  type KeySpace,
  keyOf,
  prefixEnd,
  withFilledEtcd,
} from './bench-etcd.ts';
import {countText, secondsAndMegabytes} from './measured-text.ts';
import type {BenchOptions, TableRow} from './table.ts';
import {alternateRuns, type Run, type Runs, runToEnd} from './whole-run.ts';

type Contender = 'curl' | 'etcdctl' | 'floor' | 'etcdscope';
type Contenders = Readonly<Record<Contender, () => Promise<Run>>> & {readonly pages: number};
type Filled = {readonly etcd: BenchEtcd; readonly space: KeySpace};
type Limits = Readonly<Partial<Record<Contender, {atMost?: number; aim: number}>>>;

const parallelMax = 8;
const peakBytesMax = 150e6;
/** At 100,000 keys of 1 KB. */
const limits: Limits = {
  curl: {atMost: 0.65, aim: 0.5},
  etcdctl: {atMost: 1.5, aim: 1.1},
  floor: {aim: 1.3},
};

export async function syncSpeed({short}: BenchOptions): Promise<readonly TableRow[]> {
  const small = {prefix: '/bench/', keys: 10_000, valueBytes: 1024};
  const large = {prefix: '/bench/', keys: 100_000, valueBytes: 1024};
  return [
    ...(await compare(small, short ? 3 : 9, {})),
    ...(await compare(large, short ? 3 : 9, limits)),
    ...(await compareSizes(short)),
  ];
}

function compare(space: KeySpace, rounds: number, held: Limits): Promise<readonly TableRow[]> {
  return withFilledEtcd(space, async etcd => {
    const {pages, ...contenders} = await contendersFor({etcd, space});
    const runs = await alternateRuns(contenders, rounds);
    return [describeEtcd(etcd), ...comparisonRows(space, pages, runs, held)];
  });
}

/** The largest key space, and the time a key takes there against one of a tenth of it. */
function compareSizes(short: boolean): Promise<readonly TableRow[]> {
  const keys = short ? 200_000 : 1_000_000;
  const large = {prefix: '/bench/', keys, valueBytes: 200};
  const tenth = {...large, keys: keys / 10};
  return withFilledEtcd(large, etcd =>
    withFilledEtcd(tenth, async tenthEtcd => {
      const {pages, ...contenders} = await contendersFor({etcd, space: large});
      const runs = await alternateRuns(
        {...contenders, tenth: () => syncOnce({etcd: tenthEtcd, space: tenth})},
        short ? 2 : 5,
      );
      const perKey = runs.etcdscope.ms / large.keys / (runs.tenth.ms / tenth.keys);
      return [
        describeEtcd(etcd),
        ...comparisonRows(large, pages, runs, {}),
        {
          what: `  peak memory of etcdscope, ${spaceText(large)}`,
          value: '',
          ratio: runs.etcdscope.peakBytes / 1e6,
          unit: 'MB',
          atMost: peakBytesMax / 1e6,
        },
        {what: `etcdscope sync, ${spaceText(tenth)}`, value: secondsAndMegabytes(runs.tenth)},
        {what: '  per key, ten times the keys against it', value: '', ratio: perKey, atMost: 1.15},
      ];
    }),
  );
}

function comparisonRows(
  space: KeySpace,
  pages: number,
  runs: Readonly<Record<Contender, Runs>>,
  held: Limits,
): readonly TableRow[] {
  const text = spaceText(space);
  const against = (name: Exclude<Contender, 'etcdscope'>, what: string): TableRow => ({
    what: `  against ${what}`,
    value: '',
    ratio: runs.etcdscope.ms / runs[name].ms,
    ...held[name],
  });
  return [
    {what: `curl, one unpaged range, ${text}`, value: secondsAndMegabytes(runs.curl)},
    {what: `etcdctl get --prefix, ${text}`, value: secondsAndMegabytes(runs.etcdctl)},
    {what: `curl -Z, ${pages} pages, ${text}`, value: secondsAndMegabytes(runs.floor)},
    {what: `etcdscope sync, ${text}`, value: secondsAndMegabytes(runs.etcdscope)},
    against('curl', 'curl, one unpaged range'),
    against('etcdctl', 'etcdctl get --prefix'),
    against('floor', `the floor: curl -Z, ${parallelMax} pages at once`),
  ];
}

/** As many pages for the floor as etcdscope made of the same keys just before. */
async function contendersFor(filled: Filled): Promise<Contenders> {
  const {etcd, space} = filled;
  const {pages, revision} = await syncOnce(filled);
  const whole = {key: base64(space.prefix), range_end: base64(prefixEnd(space.prefix))};
  const bodies = pageBodies(space, pages, revision);
  const wholeBytes = (await curlRanges(etcd, [whole])).bytes;
  return {
    pages,
    curl: () => curlRanges(etcd, [whole]),
    etcdctl: () => {
      const args = [`--endpoints=${etcd.url}`, 'get', '--prefix', space.prefix];
      return runToEnd(etcd.build.etcdctlPath, args, 'ignore');
    },
    floor: async () => {
      const run = await curlRanges(etcd, bodies);
      const share = run.bytes / wholeBytes;
      if (!(share > 0.99 && share < 1.1)) throw new Error(`the floor read ${share} of the keys`);
      return run;
    },
    etcdscope: () => syncOnce(filled),
  };
}

async function syncOnce({etcd, space}: Filled) {
  const args = ['sync', space.prefix, '--endpoints', etcd.url, '-w', 'json'];
  const {stdout, ...run} = await runToEnd(executablePath, args);
  const summary = JSON.parse(stdout) as {keys: number; pages: number; revision: number};
  if (summary.keys !== space.keys) {
    throw new Error(`etcdscope sync read ${summary.keys} keys of ${space.keys}`);
  }
  return {...run, pages: summary.pages, revision: summary.revision};
}

function pageBodies(space: KeySpace, pages: number, revision: number): readonly object[] {
  const pageKeys = Math.ceil(space.keys / pages);
  return Array.from({length: Math.ceil(space.keys / pageKeys)}, (_, page) => {
    const next = (page + 1) * pageKeys;
    const end = next < space.keys ? keyOf(space, next) : prefixEnd(space.prefix);
    return {key: base64(keyOf(space, page * pageKeys)), range_end: base64(end), revision};
  });
}

/** Throws unless every answer is 200. The bodies are in a file that is written before. */
async function curlRanges(
  etcd: BenchEtcd,
  bodies: readonly object[],
): Promise<Run & {readonly bytes: number}> {
  const directory = mkdtempSync(join(tmpdir(), 'etcdscope-bench-'));
  const file = join(directory, 'requests');
  writeFileSync(file, bodies.map(body => curlRequest(etcd, body)).join('next\n'));
  const parallel = ['--parallel', '--parallel-immediate', '--parallel-max', `${parallelMax}`];
  const args = ['-q', '-s', '-S', ...(bodies.length > 1 ? parallel : []), '--config', file];
  try {
    const {stdout, ...run} = await runToEnd('curl', args);
    const answers = stdout.trim().split('\n');
    if (answers.length !== bodies.length || answers.some(line => !line.startsWith('200 '))) {
      throw new Error(`curl was answered ${stdout.slice(0, 200)}`);
    }
    const bytes = answers.reduce((sum, line) => sum + Number(line.slice(4)), 0);
    return {...run, bytes};
  } finally {
    rmSync(directory, {recursive: true, force: true});
  }
}

function curlRequest(etcd: BenchEtcd, body: object): string {
  return [
    `url = "${etcd.apiUrl}/kv/range"`,
    `data = ${JSON.stringify(JSON.stringify(body))}`,
    'output = "/dev/null"',
    'write-out = "%{http_code} %{size_download}\\n"',
    '',
  ].join('\n');
}

function spaceText({keys, valueBytes}: KeySpace): string {
  const bytes = valueBytes === 1024 ? '1 KB' : `${valueBytes} B`;
  return `${countText(keys)} keys of ${bytes}`;
}
