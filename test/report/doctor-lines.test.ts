// The doctor's report as rows: the conclusion before the checks, no row wider than asked, nothing of a
// server raw, and what was not tried in one row.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Check, DoctorFinding, DoctorReport} from '../../source/doctor/doctor-report.ts';
import {displayWidth} from '../../source/report/display-width.ts';
import {createCheckRows} from '../../source/report/doctor-check-lines.ts';
import {doctorLines} from '../../source/report/doctor-lines.ts';
import {doctorPaneLines, remedyOfDoctor} from '../../source/report/doctor-pane-lines.ts';
import {plainText} from '../../source/report/lines.ts';

const endpoint = 'https://10.0.0.1:2379';
const control = String.fromCharCode(0x1b);

const check = (given: Partial<Check>): Check => ({
  id: 'tls',
  status: 'pass',
  summary: 'fine',
  evidence: [],
  ...given,
});

const cause: DoctorFinding = {
  id: 'gw-disabled',
  severity: 'error',
  check: 'gateway',
  endpoint,
  summary: `the API is off${control}[2J`,
  evidence: ['answered 404'],
  remedy: 'Set enable-grpc-gateway: true. Then restart it.',
  reference: 'apisix #2919',
};

const report: DoctorReport = {
  verdict: 'fail',
  cause,
  endpoints: [
    {
      endpoint,
      etcdVersion: '3.5.30',
      checks: [
        check({}),
        check({id: 'gateway', status: 'fail', failure: 'gw-disabled', summary: cause.summary}),
        check({id: 'read', status: 'skipped', summary: 'no API', causedBy: 'gw-disabled'}),
        check({id: 'quorum', status: 'skipped', summary: 'no API', causedBy: 'gw-disabled'}),
      ],
    },
  ],
  checks: [check({id: 'configuration', summary: 'flags'})],
  findings: [
    cause,
    {...cause, id: 'proxy-buffered', check: 'watch', causedBy: 'gw-disabled'},
    {...cause, id: 'tls-srv-expires-soon', severity: 'warning', check: 'tls'},
    {...cause, id: 'http-proxy-env', severity: 'info', check: 'configuration'},
  ],
  versions: [
    {
      version: '3.5.30',
      notes: [{reference: 'r', summary: 's', fixedIn: ['3.5.33']}],
      fixedBy: '3.5.33',
    },
  ],
  requests: 7,
  seconds: 1.2,
  checkedTimeMs: 0,
};

const textOf = (width: number) => doctorLines(report, width).map(plainText);

test('the cause, its evidence and what to do come before every check', () => {
  const rows = textOf(100);
  const at = (text: string) => rows.findIndex(row => row.includes(text));
  assert.ok(at('FAIL gw-disabled') === 0);
  assert.ok(at('answered 404') < at('→ Set enable-grpc-gateway'));
  assert.ok(at('→ Set enable-grpc-gateway') < at('✓ tls'));
});

test('a warning is told in full, a note in short, and what follows in one row', () => {
  const text = textOf(100).join('\n');
  assert.match(text, /! WARN tls-srv-expires-soon/);
  assert.match(text, /\[http-proxy-env\]/);
  assert.match(text, /proxy-buffered at \S+ follows from gw-disabled/);
});

test('what was not tried for one reason is one row', () => {
  const rows = textOf(100).filter(row => row.includes('not tried'));
  assert.equal(rows.length, 1);
  assert.match(rows[0] ?? '', /read, quorum \(no API, gw-disabled\)/);
});

test('no row is wider than asked, and nothing reaches the terminal raw', () => {
  for (const width of [20, 40, 60, 80, 120, 200]) {
    for (const row of textOf(width)) {
      assert.ok(displayWidth(row) <= width, `${width}: ${row}`);
      assert.ok(!row.includes(control), row);
    }
  }
});

test('without Unicode every row is ASCII', () => {
  const rows = doctorLines(report, 80, {ascii: true}).map(plainText);
  assert.deepEqual(
    rows.filter(row => /[^\x20-\x7e]/.test(row)),
    [],
  );
});

test('an endpoint is named in a row unless it is the only one that was given', () => {
  const rows = createCheckRows({width: 100, only: endpoint});
  const text = (url: string) => rows.add(check({}), url).map(plainText).join();
  assert.ok(!text(endpoint).includes(endpoint));
  assert.ok(text('https://10.0.0.2:2379').includes('10.0.0.2'));
});

test('the pane shows checks while it runs, then the conclusion, whose remedy can be copied', () => {
  const done = [{check: check({}), endpoint}];
  const running = doctorPaneLines({isRunning: true, done}, 80).map(plainText).join('\n');
  assert.match(running, /examining/);
  assert.match(running, /✓ tls/);
  const finished = {isRunning: false, done: [], report};
  assert.match(doctorPaneLines(finished, 80).map(plainText).join('\n'), /FAIL gw-disabled/);
  assert.equal(remedyOfDoctor(finished), cause.remedy);
  assert.match(doctorPaneLines({isRunning: false, done: []}, 80).map(plainText).join(), /Ctrl-R/);
  assert.match(doctorPaneLines(undefined, 80).map(plainText).join(), /recording/);
});
