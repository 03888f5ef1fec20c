// The accounts as a person reads them: balanced or not, and how long an outage may last.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {accountingLines, gapPart, headroomPart} from '../../source/report/accounting-lines.ts';
import {createClock} from '../../source/report/clock-text.ts';
import {displayWidth} from '../../source/report/display-width.ts';
import {plainText} from '../../source/report/lines.ts';
import type {AccountsView, ViewModel} from '../../source/report/view-model.ts';
import {quietModel, startMs} from '../ui/fixture-source.ts';

const {accounts: balanced} = quietModel;
const missing: AccountsView = {
  ...balanced,
  counted: 15,
  applied: 12,
  missing: 3,
  isBalanced: false,
  proof: "/a\u001b at revision 12: by etcd's version of the key it changed 4 times",
};

function lines(more: Partial<ViewModel> = {}, width = 120) {
  return accountingLines({...quietModel, ...more}, {width, clock: createClock('UTC')});
}

const text = (more: Partial<ViewModel> = {}) => lines(more).map(plainText).join('\n');

const cases: readonly (readonly [string, Partial<ViewModel>, RegExp])[] = [
  [
    'balanced',
    {},
    /✓ nothing lost: 12 changes by etcd's counters = 12 events applied \+ 0 differences found by syncing again$/m,
  ],
  [
    'a compaction took some',
    {accounts: {...balanced, counted: 20, differences: 3, unseen: 5}},
    /✓ all accounted for: 20 changes .* \+ 3 differences found by syncing again \+ 5\s+that\s+compaction took/s,
  ],
  ['missing', {accounts: missing}, /✗ 3 events missing: 15 changes .* against 12 events applied/],
  [
    'the proof, made printable',
    {accounts: missing},
    /^ {5}\/a\S+ at revision 12: by etcd's version/m,
  ],
  ['told twice', {accounts: {...missing, missing: 0, doubled: 1}}, /✗ 1 event told twice: /],
  [
    'keys counted',
    {accounts: {...balanced, keysCountedTimeMs: startMs}},
    /counted the keys at 14:02:11/,
  ],
  ['no lag', {}, /applied up to revision 81,240, the store's/],
  ['lag', {appliedRevision: 81_200}, /40 revisions behind the store/],
  ['headroom', {}, /an outage may last ~3 h: compacted up to revision 40,000$/m],
  ['nothing known', {headroom: {known: 'nothing'}}, /compact revision unknown/],
  [
    'no rate yet',
    {headroom: {known: 'nothing', compactRevision: 7}},
    /compacted up to revision 7, measuring the rate of writes/,
  ],
  ['never compacted', {headroom: {known: 'never compacted'}}, /nothing compacted yet/],
  [
    'quiet',
    {headroom: {known: 'nothing written', compactRevision: 7}},
    /compacted up to revision 7, nothing is written/,
  ],
];

for (const [name, more, pattern] of cases) {
  test(`accounts: ${name}`, () => assert.match(text(more), pattern));
}

test('what does not add up is red, on the pane and in the header', () => {
  const red = lines({accounts: missing}).filter(line => line.some(({role}) => role === 'error'));
  assert.ok(red.length >= 2);
  assert.deepEqual(
    gapPart(missing).map(({text, role}) => [text, role]),
    [['3 EVENTS MISSING', 'error']],
  );
  assert.deepEqual(gapPart(balanced), []);
});

test('an outage that may last minutes only is a warning', () => {
  const part = (seconds: number) =>
    headroomPart({known: 'seconds', seconds, compactRevision: 1}).map(({text, role}) => [
      text,
      role,
    ]);
  assert.deepEqual(part(45), [['headroom ~45 s', 'warning']]);
  assert.deepEqual(part(7_000), [['headroom ~1 h 56 min', 'plain']]);
  assert.deepEqual(part(400_000), [['headroom ~4 d', 'plain']]);
});

test('the section keeps to any width', () => {
  for (let width = 10; width < 160; width += 7) {
    for (const line of lines({accounts: missing}, width)) {
      assert.ok(displayWidth(plainText(line)) <= width);
    }
  }
});

test('before the first full sync nothing is said to be lost or not', () => {
  const {appliedRevision: _, ...unsynced} = quietModel;
  const options = {width: 100, clock: createClock('UTC')};
  const text = accountingLines(unsynced, options).map(plainText).join('\n');
  assert.match(text, /○ nothing to account for before the first full sync/);
  assert.doesNotMatch(text, /✓/);
});
