// What is said of a comparison of APISIX with etcd, at several widths and of hostile names; what the
// pane says before and while there is one.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {DriftReport} from '../../source/apisix/drift-report.ts';
import {createClock} from '../../source/report/clock-text.ts';
import {displayWidth} from '../../source/report/display-width.ts';
import {driftLines, driftPaneLines} from '../../source/report/drift-lines.ts';
import {plainText} from '../../source/report/lines.ts';
import {driftReport} from '../support/drift-report.ts';

const {fault, ...differing} = driftReport;
const kinds = differing.comparison?.kinds ?? [];
const unknown: DriftReport = {
  verdict: 'unknown',
  controlApi: 'http://127.0.0.1:9090',
  answers: 0,
  rejected: [],
  ...(fault && {fault}),
  bugs: driftReport.bugs,
  checkedTimeMs: 0,
};

test('a difference is said first, then where, then what to do', () => {
  const text = textOf(differing);
  const places = [
    '✗ APISIX differs from etcd: 1 stale',
    'etcd http://a:1, /apisix/ at revision 9',
    'APISIX 3.9.0 at http://127.0.0.1:9090, 1 answer, all alike',
    'routes/a',
    'stale by 1 revision (loaded 1, etcd 2)  in every answer; r',
    '→ ',
    'known bugs of APISIX 3.9.0',
  ].map(part => text.indexOf(part));
  assert.ok(!places.includes(-1), text);
  assert.deepEqual(
    places,
    [...places].sort((a, b) => a - b),
  );
});

test('in step is one good line, without bugs and remedies', () => {
  const comparison = {kinds, resources: [], views: 1};
  const text = textOf({...differing, verdict: 'pass', comparison, rejected: []});
  assert.match(text, /^ ✓ APISIX has loaded what etcd holds/);
  assert.doesNotMatch(text, /→|known bugs/);
});

test('what could not be told is said with its reason and what to do, never as good', () => {
  const text = textOf(unknown);
  assert.match(text, /^ \? could not be told/);
  assert.match(text, /control-refused[\s\S]*→ r/);
  assert.doesNotMatch(text, /✓/);
});

test('a kind without revisions has a question mark for in step', () => {
  const [kind] = kinds;
  assert.ok(kind);
  const metadata = {...kind, kind: 'plugin_metadata' as const, stale: 0, unknown: 1};
  const comparison = {kinds: [metadata], resources: [], views: 1};
  const text = textOf({...differing, verdict: 'pass', comparison});
  assert.match(text, /unknown\n +plugin_metadata +1 +1 +\?( +0){4} +1\n/);
});

test('no line is wider than the screen, and no name of a resource reaches it raw', () => {
  const [first] = differing.comparison?.resources ?? [];
  assert.ok(first);
  const hostile = {...first, id: `\u001b[2J\u202e${'宽'.repeat(80)}\n`};
  const comparison = {kinds, resources: [hostile], views: 2};
  for (const width of [20, 40, 60, 80, 200]) {
    for (const line of driftLines({...differing, comparison}, {width})) {
      const text = plainText(line);
      assert.ok(displayWidth(text) <= width, `${width}: ${text}`);
      assert.doesNotMatch(text, /[\u0000-\u001f\u202e]/);
    }
  }
});

test('many differences are listed up to a limit, the rest is counted', () => {
  const [first] = differing.comparison?.resources ?? [];
  assert.ok(first);
  const resources = Array.from({length: 250}, (_, at) => ({...first, id: String(at)}));
  const text = textOf({...differing, comparison: {kinds, resources, views: 1}});
  assert.match(text, /… and 150 more resources/);
});

test('ASCII has nothing else', () => {
  for (const line of driftLines(differing, {width: 80, ascii: true})) {
    assert.match(plainText(line), /^[\x20-\x7e]*$/);
  }
});

test('the pane tells apart: no APISIX, looking, looked, looking again', () => {
  const clock = createClock('UTC');
  const pane = (drift: Parameters<typeof driftPaneLines>[0]) =>
    driftPaneLines(drift, {width: 80, clock}).map(plainText).join('\n');
  assert.match(pane(undefined), /no APISIX beside this etcd/);
  assert.match(pane({isChecking: true}), /○ comparing/);
  const looked = pane({isChecking: false, report: differing});
  assert.match(looked, /differs from etcd[\s\S]*looked at 00:00:00\.000, Ctrl-R looks again/);
  assert.doesNotMatch(looked, /○/);
  assert.match(pane({isChecking: true, report: differing}), /differs[\s\S]*○ comparing/);
});

function textOf(report: DriftReport): string {
  return driftLines(report, {width: 100}).map(plainText).join('\n');
}

test('a pane on a host without an APISIX says that nothing is wrong there', () => {
  const options = {width: 100, clock: createClock('UTC')};
  const of = (report: DriftReport) =>
    driftPaneLines({isChecking: false, report}, options).map(plainText).join('\n');
  assert.match(of(unknown), /no APISIX on this host\? Then nothing is wrong here/);
  assert.doesNotMatch(of(differing), /no APISIX on this host/);
});
