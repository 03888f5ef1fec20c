// npm run test:faults: every fault on real clusters, the watcher's lines held against what etcd
// recorded, as a table; exit code 1 unless every row is right. --short runs each slow case on one
// version and fewer rounds; words run the cases that hold one of them; --seed=N as another run was.
import {existsSync} from 'node:fs';
import {type EtcdBuild, listEtcds, listUnavailableEtcds} from '../support/etcd-packages.ts';
import {executablePath} from '../support/executable.ts';
import {inTime} from '../support/in-time.ts';
import {createPseudoRandom} from '../support/pseudo-random.ts';
import {authCases} from './auth-cases.ts';
import {compactionCases} from './compaction-cases.ts';
import type {CaseContext, FaultCase} from './fault-case.ts';
import {memberCases} from './member-cases.ts';
import {nginxCases} from './nginx-cases.ts';
import {restoreCases} from './restore-cases.ts';
import {type Row, tableText} from './row-table.ts';
import {wireCases} from './wire-cases.ts';

const cases: readonly FaultCase[] = [
  ...wireCases,
  ...memberCases,
  ...compactionCases,
  ...restoreCases,
  ...authCases,
  ...nginxCases,
];

/** Most of a case is waiting; two cores carry so many at once without being late themselves. */
const lanes = 2;
const caseMsMax = 300_000;

type Options = {
  readonly isShort: boolean;
  readonly seed: number;
  readonly words: readonly string[];
  readonly versions: readonly string[];
};

type Task = {readonly faultCase: FaultCase; readonly build: EtcdBuild};

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // Leaving by exit() kills what runs and removes what was made.
  process.once(signal, () => process.exit(130));
}
process.exit(await main(process.argv.slice(2)));

async function main(words: readonly string[]): Promise<number> {
  const options = readOptions(words);
  if (options === undefined) {
    return refuse('usage: run.ts [--short] [--seed=N] [--etcd=VERSION] [WORD...]', 3);
  }
  const executable = process.env.ETCDSCOPE_EXECUTABLE ?? executablePath;
  if (!existsSync(executable)) {
    return refuse(`${executable} is missing: run npm run build first`, 3);
  }
  for (const {release, reason} of await listUnavailableEtcds()) {
    process.stdout.write(`skipped: etcd of ${release}: ${reason}\n`);
  }
  const tasks = chooseTasks(options, onePerMinor(await listEtcds()));
  if (tasks.length === 0) return refuse('no case to run: no real etcd, or no case of this name', 1);
  process.stdout.write(`${tasks.length} cases, seed ${options.seed}\n`);
  const rows = await runAll(tasks, options);
  process.stdout.write(`\n${tableText(rows)}\n`);
  return rows.every(({verdict}) => verdict !== 'WRONG') ? 0 : 1;
}

function readOptions(words: readonly string[]): Options | undefined {
  const flags = words.filter(word => word.startsWith('--'));
  const textOf = (name: string) => flags.find(flag => flag.startsWith(`${name}=`))?.split('=')[1];
  const known = flags.every(flag => flag === '--short' || /^--(seed|etcd)=./.test(flag));
  const seed = Number(textOf('--seed') ?? Date.now() % 1_000_000);
  if (!known || !Number.isSafeInteger(seed)) return undefined;
  return {
    isShort: flags.includes('--short'),
    seed,
    words: words.filter(word => !word.startsWith('--')),
    versions: textOf('--etcd')?.split(',') ?? [],
  };
}

function onePerMinor(builds: readonly EtcdBuild[]): readonly EtcdBuild[] {
  const minors = new Map(builds.map(build => [build.version.replace(/\.\d+$/, ''), build]));
  return [...minors.values()];
}

// A slow case goes to the versions in turn, so that each meets some of them.
function chooseTasks(options: Options, builds: readonly EtcdBuild[]): readonly Task[] {
  const {words, versions, isShort} = options;
  const wanted = builds.filter(
    ({version}) => versions.length === 0 || versions.some(start => version.startsWith(start)),
  );
  let turn = 0;
  return cases
    .filter(({name}) => words.length === 0 || words.some(word => name.includes(word)))
    .flatMap(faultCase => {
      const all = wanted.map(build => ({faultCase, build}));
      if (!isShort) return all;
      const one = all[(faultCase.isQuick === true ? turn++ : wanted.length - 1) % wanted.length];
      return one === undefined ? [] : [one];
    });
}

async function runAll(tasks: readonly Task[], options: Options): Promise<readonly Row[]> {
  const rows: Row[] = [];
  let next = 0;
  const work = async () => {
    while (next < tasks.length) {
      const at = next++;
      const row = await runTask(tasks[at] as Task, options);
      rows[at] = row;
      report(row);
    }
  };
  await Promise.all(Array.from({length: lanes}, work));
  return rows;
}

async function runTask({faultCase, build}: Task, options: Options): Promise<Row> {
  const {name} = faultCase;
  const about = {name, version: build.version};
  const reason = await faultCase.skip?.(build);
  if (reason !== undefined) {
    return {...about, seconds: 0, result: undefined, problems: [reason], verdict: 'skipped'};
  }
  const context: CaseContext = {
    build,
    random: createPseudoRandom(options.seed),
    rounds: (short, long) => (options.isShort ? short : long),
  };
  const startedMs = performance.now();
  const since = () => (performance.now() - startedMs) / 1000;
  try {
    const result = await inTime(faultCase.run(context), caseMsMax);
    const {verdict} = result;
    const problems = [...result.problems, ...verdict.problems];
    const isRight = problems.length === 0;
    return {...about, seconds: since(), result, problems, verdict: isRight ? 'right' : 'WRONG'};
  } catch (error) {
    const problems = [error instanceof Error ? error.message : String(error)];
    return {...about, seconds: since(), result: undefined, problems, verdict: 'WRONG'};
  }
}

function report({name, version, seconds, verdict, problems}: Row): void {
  process.stdout.write(`${verdict}  ${name} (etcd ${version}), ${seconds.toFixed(1)} s\n`);
  for (const problem of problems) process.stdout.write(`  ${problem}\n`);
}

function refuse(reason: string, code: number): number {
  process.stderr.write(`faults: ${reason}\n`);
  return code;
}
