// The rules against certificates made for this test: what etcd of four versions, etcdctl and Node 24
// did with each is in test/fixtures/made-certificates.json (run.ts --made --live measures it again).
// Usages, dates, keys, chains, names, constraints, files and flags that no fixture has.
import assert from 'node:assert/strict';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {writeMadeScenario} from '../certs-matrix/made-files.ts';
import {madeScenarios} from '../certs-matrix/made-scenarios.ts';
import {type Measured, readMeasured} from '../certs-matrix/made-truth.ts';
import {predictScenario} from '../certs-matrix/scenario-setup.ts';

let measured: Measured = {};
let home = '';

before(async () => {
  measured = await readMeasured();
  home = await mkdtemp(join(tmpdir(), 'etcdscope-made-'));
});

after(() => rm(home, {recursive: true, force: true}));

for (const [name, scenario] of Object.entries(madeScenarios)) {
  test(`${name} is judged as etcd, etcdctl and Node did`, async () => {
    const directory = join(home, name);
    const definition = await writeMadeScenario(scenario, directory);
    const truth = Object.entries(measured[name] ?? {});
    assert.equal(truth.length, 4, 'measured with four versions');
    for (const [version, words] of truth) {
      const predicted = predictScenario(definition, directory, version);
      const answers = [predicted.start, predicted.https, predicted.gateway, predicted.grpc];
      // - was not asked: etcd did not start, or let nobody near the gateway.
      const verdicts = words
        .split(' ')
        .map((word, at) => (word === '-' ? '-' : answers[at]?.verdict))
        .join(' ');
      const reasons = answers.map(({reason = ''}) => reason).join(' | ');
      assert.equal(verdicts, words, `${version}: ${reasons}`);
    }
  });
}
