// npm run test:certs: every scenario of test/fixtures/certs, predicted from its files for four etcd
// versions and held against what was measured (truth.json). Prints the matrix and ends with 1 unless
// everything is right. With --live real etcd runs each (--short: twenty of them). --made takes the
// scenarios made by made-*.ts instead, --only=REGEXP those of that name.
import {rm} from 'node:fs/promises';
import {resolve} from 'node:path';
import {runLive} from './live.ts';
import {writeMadeTruth} from './made-truth.ts';
import {predictScenario, readTruth, type Scenario, versions} from './scenario-setup.ts';
import {type Mark, markOf, questions} from './scoring.ts';

const words = process.argv.slice(2);
const write = (line: string) => process.stdout.write(`${line}\n`);

/** One of each kind, and those of the article. */
const SHORT =
  /^(srv-eku-(server|both|none|any)|trust-a-server-b-clients|trust-same-dn-other-key|srv-expired|cli-wrong-ca|cli-eku-server|int-eku-server|chain-missing-int-(server-trusted-has-it|server-clients-have-it)|alg-sha1-leaf|alg-p224|crl-server|flag-client-cert-file|flag-allowed-hostname-both|flag-split-http-plain-eku-server|flag-gateway-off|flag-auto-tls|key-mismatch|san-cn-only-name|auth-cn-client-root)$/;

const isMade = words.includes('--made');
const only = new RegExp(words.find(word => word.startsWith('--only='))?.slice(7) ?? '');
const isWanted = (name: string) =>
  only.test(name) && (!words.includes('--short') || SHORT.test(name));
const measured = resolve(import.meta.dirname, '../fixtures/certs');
const {directory, truth} = isMade
  ? await writeMadeTruth(isWanted)
  : {directory: measured, truth: readTruth(measured)};
const scenarios = Object.entries(truth).filter(([name]) => isWanted(name));

function printMatrix(): boolean {
  const counts = new Map<string, number>();
  const complaints: string[] = [];
  write(`${'start https gateway grpc'.padEnd(44)} ${versions.join('    ')}`);
  for (const [name, scenario] of scenarios) {
    const cells = versions.map(version => cell(name, scenario, version, counts, complaints));
    write(`${name.padEnd(44)} ${cells.join('      ')}`);
  }
  for (const complaint of complaints) write(`WRONG ${complaint}`);
  write('+ right   X wrong   ? unknown   . not scored');
  for (const question of questions) {
    write(versions.map(version => summary(question, version, counts)).join('   '));
  }
  return complaints.length === 0;
}

const SIGNS: Readonly<Record<Mark, string>> = {
  right: '+',
  unknown: '?',
  'not-scored': '.',
  wrong: 'X',
};

function cell(
  name: string,
  scenario: Scenario,
  version: string,
  counts: Map<string, number>,
  complaints: string[],
): string {
  const outcome = scenario.etcd[version];
  if (outcome === undefined) return '....';
  const predicted = predictScenario(scenario, resolve(directory, name), version);
  return questions
    .map(question => {
      const mark = markOf(name, scenario, outcome, predicted, question);
      const key = `${question} ${version} ${mark}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
      if (mark === 'wrong' || mark === 'unknown') {
        const {verdict, reason = ''} = predicted[question];
        complaints.push(`${name} ${version} ${question}: predicted ${verdict} (${reason})`);
      }
      return SIGNS[mark];
    })
    .join('');
}

function summary(question: string, version: string, counts: ReadonlyMap<string, number>): string {
  const of = (mark: Mark) => counts.get(`${question} ${version} ${mark}`) ?? 0;
  return `${question} ${version}: ${of('right')} right, ${of('wrong')} wrong, ${of('unknown')} unknown`;
}

try {
  const isLive = words.includes('--live');
  const isRight = isLive ? await runLive({scenarios, directory, write}) : printMatrix();
  process.exitCode = isRight ? 0 : 1;
} finally {
  if (isMade) await rm(directory, {recursive: true, force: true});
}
