// npm run test:certs: every scenario of test/fixtures/certs, predicted from its files for four etcd
// versions and held against what was measured (truth.json). Prints the matrix and ends with 1 unless
// everything is right. With --live real etcd runs each (--short: twenty of them).
import {resolve} from 'node:path';
import {runLive} from './live.ts';
import {predictScenario, readTruth, type Scenario, versions} from './scenario-setup.ts';
import {type Mark, markOf, questions} from './scoring.ts';

const directory = resolve(import.meta.dirname, '../fixtures/certs');
const words = process.argv.slice(2);
const write = (line: string) => process.stdout.write(`${line}\n`);

/** One of each kind, and those of the article. */
const SHORT =
  /^(srv-eku-(server|both|none|any)|trust-a-server-b-clients|trust-same-dn-other-key|srv-expired|cli-wrong-ca|cli-eku-server|int-eku-server|chain-missing-int-(server-trusted-has-it|server-clients-have-it)|alg-sha1-leaf|alg-p224|crl-server|flag-client-cert-file|flag-allowed-hostname-both|flag-split-http-plain-eku-server|flag-gateway-off|flag-auto-tls|key-mismatch|san-cn-only-name|auth-cn-client-root)$/;

const scenarios = Object.entries(readTruth(directory));

function live(): Promise<boolean> {
  const only = words.find(word => word.startsWith('--only='))?.slice('--only='.length);
  const chosen = scenarios.filter(
    ([name]) =>
      (!words.includes('--short') || SHORT.test(name)) &&
      (only === undefined || new RegExp(only).test(name)),
  );
  return runLive({scenarios: chosen, directory, write});
}

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

const isRight = words.includes('--live') ? await live() : printMatrix();
process.exitCode = isRight ? 0 : 1;
