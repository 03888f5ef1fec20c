// npm run test:doctor: every failure on real servers, what `doctor -w json` calls it, as a table; exit
// code 1 unless every row is right, healthy set-ups included. --short runs a case that is for every
// version on one of them; words run the cases that hold one of them; --etcd=3.4 on that version only;
// --text prints what a person sees.
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {startCommand} from '../support/command.ts';
import {type EtcdBuild, listEtcds, listUnavailableEtcds} from '../support/etcd-packages.ts';
import {inTime} from '../support/in-time.ts';
import {accessCases} from './access-cases.ts';
import {certificateCases} from './certificate-cases.ts';
import {configurationCases} from './configuration-cases.ts';
import {dataCases} from './data-cases.ts';
import type {DoctorCase, Stage} from './doctor-case.ts';
import {healthyCases} from './healthy-cases.ts';
import {networkCases} from './network-cases.ts';
import {type Row, tableText} from './result-table.ts';
import {stateCases} from './state-cases.ts';

const cases: readonly DoctorCase[] = [
  ...networkCases,
  ...certificateCases,
  ...accessCases,
  ...dataCases,
  ...stateCases,
  ...configurationCases,
  ...healthyCases,
];

/** Most of a case is starting servers; two cores carry so many at once. */
const lanes = 2;
const caseMsMax = 120_000;
const printsText = process.argv.includes('--text');
const exitCodes: Readonly<Record<string, number>> = {pass: 0, warn: 1, fail: 2, unknown: 3};

type Task = {readonly doctorCase: DoctorCase; readonly build: EtcdBuild};

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // Leaving by exit() kills what runs and removes what was made.
  process.once(signal, () => process.exit(130));
}
process.exit(await main(process.argv.slice(2)));

async function main(words: readonly string[]): Promise<number> {
  const wanted = words.filter(word => !word.startsWith('--'));
  const isShort = words.includes('--short');
  const only = words.find(word => word.startsWith('--etcd='))?.slice('--etcd='.length);
  for (const {release, reason} of await listUnavailableEtcds()) {
    process.stdout.write(`skipped: etcd of ${release}: ${reason}\n`);
  }
  const builds = (await listEtcds()).filter(({version}) => version.startsWith(only ?? ''));
  const tasks = cases
    .filter(
      ({name, expects}) =>
        wanted.length === 0 || wanted.some(word => name.includes(word) || expects === word),
    )
    .flatMap((each, at) => tasksOf(each, builds, isShort ? at : undefined));
  if (tasks.length === 0) {
    process.stderr.write('doctor: no case to run: no real etcd, or no case of this name\n');
    return 1;
  }
  const rows = await runAll(tasks);
  const failures = new Set(
    rows
      .filter(({verdict, expects}) => verdict === 'right' && expects !== 'pass')
      .map(({expects}) => expects),
  );
  process.stdout.write(`\n${tableText(rows)}\n\n${failures.size} distinct failures named right\n`);
  return rows.some(({verdict}) => verdict === 'WRONG') ? 1 : 0;
}

// In the short form, cases for every version meet the versions in turn.
function tasksOf(
  doctorCase: DoctorCase,
  builds: readonly EtcdBuild[],
  turn: number | undefined,
): readonly Task[] {
  const {versions = /./, onEach} = doctorCase;
  const fitting = builds.filter(({version}) => versions.test(version));
  const newest = fitting.toSorted((one, other) =>
    one.version.localeCompare(other.version, 'en', {numeric: true}),
  );
  const chosen =
    onEach !== true
      ? newest.slice(-1)
      : turn === undefined
        ? fitting
        : fitting.slice(turn % fitting.length).slice(0, 1);
  return chosen.map(build => ({doctorCase, build}));
}

async function runAll(tasks: readonly Task[]): Promise<readonly Row[]> {
  const rows: Row[] = [];
  let next = 0;
  const work = async () => {
    while (next < tasks.length) {
      const at = next++;
      const row = await runTask(tasks[at] as Task);
      rows[at] = row;
      const {name, version, verdict, found, notes} = row;
      process.stdout.write(`${verdict}  ${name} (etcd ${version}): ${found} ${notes}\n`);
    }
  };
  await Promise.all(Array.from({length: lanes}, work));
  return rows;
}

async function runTask({doctorCase, build}: Task): Promise<Row> {
  const {name, expects} = doctorCase;
  const about = {name, expects, version: build.version};
  const reason = await doctorCase.skip?.();
  if (reason !== undefined) {
    return {...about, found: '', seconds: 0, verdict: 'skipped', notes: reason};
  }
  const directory = await mkdtemp(join(tmpdir(), 'etcdscope-doctor-'));
  const closing: (() => unknown)[] = [];
  const env = {HOME: directory, XDG_STATE_HOME: ''};
  const stage: Stage = {
    build,
    path: file => join(directory, file),
    async write(file, text) {
      await writeFile(join(directory, file), text, {mode: 0o600});
      return join(directory, file);
    },
    defer: close => void closing.push(close),
    runDoctor: async args => void (await ask(args, env)),
  };
  try {
    const args = await inTime(doctorCase.arrange(stage), caseMsMax);
    const {id, seconds, notes} = await inTime(ask(args, env), caseMsMax);
    if (printsText) await printText(args, env);
    return {...about, found: id, seconds, verdict: id === expects ? 'right' : 'WRONG', notes};
  } catch (error) {
    const notes = error instanceof Error ? error.message.slice(0, 300) : String(error);
    return {...about, found: 'nothing', seconds: 0, verdict: 'WRONG', notes};
  } finally {
    for (const close of closing.reverse()) await close();
    await rm(directory, {recursive: true, force: true});
  }
}

async function printText(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const command = startCommand(['doctor', ...args], {...env, LANG: 'C.UTF-8'});
  const code = await command.ended;
  process.stdout.write(`\n$ etcdscope doctor ${args.join(' ')}\n${command.lines.join('\n')}\n`);
  process.stdout.write(`exit code ${code}\n\n`);
}

type Answer = {readonly id: string; readonly seconds: number; readonly notes: string};

async function ask(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Answer> {
  const command = startCommand(['doctor', ...args, '-w', 'json'], env);
  const code = await command.ended;
  const [line = ''] = command.lines;
  if (line === '') throw new Error(`no answer, exit ${code}: ${command.errors.join(' ')}`);
  const {verdict, cause, seconds, findings} = JSON.parse(line) as Report;
  const others = findings.filter(
    ({id, severity, caused_by}) =>
      severity !== 'info' && id !== cause?.id && caused_by === undefined,
  );
  const extra = others.map(({id}) => `also ${id}`).join(', ');
  if (exitCodes[verdict] !== code) throw new Error(`verdict ${verdict}, but exit ${code}`);
  if (command.errors.length > 0) throw new Error(`on stderr: ${command.errors.join(' ')}`);
  return {id: cause?.id ?? verdict, seconds, notes: extra};
}

type Report = {
  readonly verdict: string;
  readonly cause?: {readonly id: string};
  readonly seconds: number;
  readonly findings: readonly {
    readonly id: string;
    readonly severity: string;
    readonly caused_by?: string;
  }[];
};
