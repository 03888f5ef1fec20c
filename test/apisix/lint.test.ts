// Every trap of config-traps.ts is found in its place, said without a password and with something to do;
// files without a trap have no finding.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {ApisixFinding} from '../../source/apisix/apisix-connection.ts';
import {readConfig} from '../../source/apisix/read-config.ts';
import {cleanFiles, type Trap, traps} from './config-traps.ts';

for (const trap of traps) {
  test(trap.claim, () => {
    const findings = findingsOf(trap);
    const [id, severity, line, column] = trap.finding;
    const told = findings.map(each => [each.id, each.severity, each.line ?? 0, each.column ?? 0]);
    assert.ok(
      told.some(each => each.join() === [id, severity, line, column].join()),
      JSON.stringify(findings, undefined, 1),
    );
    const text = findings
      .filter(each => each.id === id)
      .map(({summary, evidence, remedy}) => [summary, ...evidence, remedy].join('\n'))
      .join('\n');
    assert.match(text, trap.says ?? /./);
    for (const {remedy} of findings) assert.match(remedy, /^[A-Z].*\S$|^export |^apisix /);
    assert.doesNotMatch(JSON.stringify(findings), /hunter2|1234567/, 'a password is repeated');
  });
}

for (const [what, text] of Object.entries(cleanFiles)) {
  test(`no finding: ${what}`, () => {
    assert.deepEqual(findingsOf({text, version: '3.14.0'}), []);
  });
}

function findingsOf({
  text,
  version,
  variables = {},
}: Pick<Trap, 'text' | 'version' | 'variables'>): readonly ApisixFinding[] {
  const reading = readConfig({
    user: {file: 'config.yaml', text: `${text.join('\n')}\n`},
    home: '/usr/local/apisix',
    ...(version !== undefined && {version}),
    variables,
  });
  return reading.ok ? reading.connection.findings : reading.findings;
}
