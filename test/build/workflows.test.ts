// The workflows, read and not run: rights, pinned actions, scripts that exist, and what shellcheck
// says of every step where it is installed. Whether the runners do what is hoped only a run can tell.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {readdirSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {test} from 'node:test';
import {parse} from 'yaml';

type Step = {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
};
type Job = {
  readonly needs?: string | readonly string[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
};
type Workflow = {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
};

const root = resolve(import.meta.dirname, '..', '..');
const folder = join(root, '.github', 'workflows');
const {scripts} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const hasShellcheck = spawnSync('shellcheck', ['--version']).error === undefined;

for (const name of readdirSync(folder)) {
  const text = readFileSync(join(folder, name), 'utf8');
  const {permissions, jobs}: Workflow = parse(text);
  const steps = Object.values(jobs).flatMap(job => job.steps);
  const runs = steps.flatMap(({run}) => run ?? []);

  test(`${name}: jobs may only read, but for the one that publishes`, () => {
    assert.deepEqual(permissions, {contents: 'read'});
    const more = Object.entries(jobs).filter(([, job]) => job.permissions !== undefined);
    assert.deepEqual(
      more.map(([job, {permissions: own}]) => [job, own]),
      name === 'release.yml' ? [['publish', {contents: 'write'}]] : [],
    );
  });

  test(`${name}: actions are pinned by commit, and a checkout leaves no credentials behind`, () => {
    const lines = text.split('\n').filter(line => line.includes('uses:'));
    assert.ok(lines.length > 0);
    for (const line of lines) assert.match(line, /uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d/);
    for (const step of steps.filter(({uses}) => uses?.startsWith('actions/checkout@'))) {
      assert.equal(step.with?.['persist-credentials'], false);
    }
  });

  test(`${name}: what it runs and waits for is there`, () => {
    for (const [, script] of runs.join('\n').matchAll(/\bnpm run ([\w:]+)/g)) {
      assert.ok(script !== undefined && script in scripts, script);
    }
    for (const needed of Object.values(jobs).flatMap(({needs}) => needs ?? [])) {
      assert.ok(needed in jobs, needed);
    }
  });

  const skip = hasShellcheck ? false : 'shellcheck is not installed';
  test(`${name}: shellcheck has nothing to say`, {skip}, () => {
    for (const run of runs) {
      // As `shell: bash` starts it; expressions are put in before the shell sees the text.
      const input = `set -eo pipefail\n${run.replace(/\$\{\{.*?\}\}/g, 'expression')}`;
      const words = ['--shell', 'bash', '-'];
      const result = spawnSync('shellcheck', words, {input, encoding: 'utf8'});
      assert.equal(result.status, 0, result.stdout);
    }
  });
}
