// The judge itself: right output passes, and each way of being wrong is counted as what it is.
import assert from 'node:assert/strict';
import test from 'node:test';
import type {History, TrueEvent} from './history.ts';
import {type Judged, judge, type Verdict} from './judge.ts';
import type {OutputLine} from './output-line.ts';

const history: History = [
  put('/a/1', 'x', [2, 2, 1]),
  put('/a/2', 'x', [3, 3, 1]),
  put('/b', 'x', [4, 4, 1]),
  put('/a/1', 'y', [2, 5, 2]),
  put('/a/3', 'x', [5, 5, 1]),
  {type: 'delete', key: base64('/a/2'), modRevision: 6},
  put('/a/4', 'x', [7, 7, 1]),
];
const own = history.filter(event => event.key !== base64('/b')).map(event => told(event, 'watch'));
const right = {events: 6, lost: 0, duplicated: 0, reordered: 0, invented: 0, unknowable: 0};
const compacted = {type: 'status', phase: 'compacted', revision: 3, lost_from: 4, lost_to: 6};
const resync = [told(history[3], 'resync'), told(history[4], 'resync'), gone('/a/2', 6)];
const resynced = {type: 'status', phase: 'resynced', revision: 6};
const gap = [...own.slice(0, 2), compacted, ...resync, resynced, own[5] as OutputLine];

const cases: readonly {
  readonly claim: string;
  readonly lines: readonly OutputLine[];
  readonly judged?: Partial<Judged>;
  readonly verdict: Partial<Verdict>;
  readonly problem?: RegExp;
}[] = [
  {claim: 'every event once and in order is right', lines: own, verdict: {}},
  {
    claim: 'an event that is missing is lost',
    lines: own.toSpliced(1, 1),
    verdict: {events: 5, lost: 1},
    problem: /\/a\/2/,
  },
  {
    claim: 'an event told again is duplicated',
    lines: own.toSpliced(3, 0, own[1] as OutputLine),
    verdict: {events: 7, duplicated: 1},
    problem: /again/,
  },
  {
    claim: 'two events of one transaction in the wrong order are reordered',
    lines: swapped(own, 2, 3),
    verdict: {reordered: 1},
    problem: /order/,
  },
  {
    claim: 'an event that etcd never recorded is invented',
    lines: [...own, {...own[0], mod_revision: 9}],
    verdict: {events: 7, invented: 1},
    problem: /not recorded/,
  },
  {
    claim: 'an event with another value is invented, and the true one lost',
    lines: own.with(0, {...own[0], value: 'z'}),
    verdict: {invented: 1, lost: 1},
    problem: /other fields/,
  },
  {
    claim: 'a line without a time is none of the contract',
    lines: own.with(5, {...own[5], time: undefined}),
    verdict: {events: 5, invented: 1, lost: 1},
    problem: /contract/,
  },
  {
    claim: 'a span that compaction took is excused when its differences are told',
    lines: gap,
    judged: {compactRevisions: [6]},
    verdict: {events: 3, unknowable: 3},
  },
  {
    claim: 'a span that ends where nothing was compacted is a problem',
    lines: gap,
    judged: {compactRevisions: [5]},
    verdict: {events: 3, unknowable: 3},
    problem: /compacted at 5/,
  },
  {
    claim: 'a span that begins too late leaves events lost',
    lines: gap.with(2, {...compacted, lost_from: 6}),
    judged: {compactRevisions: [6]},
    verdict: {events: 3, unknowable: 1, lost: 2},
    problem: /lost/,
  },
  {
    claim: 'a span that begins before what was told is a problem',
    lines: gap.with(2, {...compacted, lost_from: 2}),
    judged: {compactRevisions: [6]},
    verdict: {events: 3, unknowable: 3},
    problem: /applied 3/,
  },
  {
    claim: 'a difference that a resync leaves out is lost',
    lines: gap.toSpliced(3, 1),
    judged: {compactRevisions: [6]},
    verdict: {events: 3, unknowable: 3, lost: 1},
    problem: /difference of \/a\/1/,
  },
  {
    claim: 'a resync that tells what was known is inventing',
    lines: gap.toSpliced(3, 0, told(history[0], 'resync')),
    judged: {compactRevisions: [6]},
    verdict: {events: 3, unknowable: 3, invented: 1},
    problem: /no difference/,
  },
  {
    claim: 'what --initial tells, and then events, is right',
    lines: [told(history[0], 'initial'), told(history[1], 'initial'), synced(3), ...own.slice(2)],
    judged: {fromRevision: undefined},
    verdict: {events: 4},
  },
  {
    claim: 'a restored history is compared with the old one, and its events are told',
    lines: [
      ...own,
      {type: 'status', phase: 'restored', revision: 7},
      told(put('/a/4', 'other', [7, 7, 1]), 'resync'),
      {type: 'status', phase: 'resynced', revision: 7},
      told(put('/a/5', 'x', [8, 8, 1]), 'watch'),
    ],
    judged: {histories: [history, restoredHistory()]},
    verdict: {events: 7},
  },
  {
    claim: 'a restored history may tell again what was there before the first line, and no more',
    lines: [
      ...own.slice(3),
      {type: 'status', phase: 'restored', revision: 7},
      told(history[0], 'resync'),
      told(put('/a/4', 'other', [7, 7, 1]), 'resync'),
      told(history[4], 'resync'),
      {type: 'status', phase: 'resynced', revision: 7},
      told(put('/a/5', 'x', [8, 8, 1]), 'watch'),
    ],
    judged: {
      fromRevision: 4,
      histories: [history.toSpliced(3, 1), restoredHistory().toSpliced(3, 1)],
    },
    verdict: {events: 4, invented: 1},
    problem: /no difference.*\/a\/3/,
  },
  {
    claim: 'a restored history whose difference is not told is lost',
    lines: [
      ...own,
      {type: 'status', phase: 'restored', revision: 7},
      {type: 'status', phase: 'resynced', revision: 7},
      told(put('/a/5', 'x', [8, 8, 1]), 'watch'),
    ],
    judged: {histories: [history, restoredHistory()]},
    verdict: {events: 7, lost: 1},
    problem: /\/a\/4/,
  },
  {
    claim: 'accounts that say what was printed and balance are right',
    lines: [...own, {type: 'status', phase: 'resumed', revision: 7, accounts: accounts(6, 6)}],
    verdict: {},
  },
  {
    claim: 'accounts that say something else than what was printed are a problem',
    lines: [...own, {type: 'status', phase: 'resumed', revision: 7, accounts: accounts(5, 5)}],
    verdict: {},
    problem: /6 events, 0 differences told/,
  },
  {
    claim: 'accounts that do not balance are a problem',
    lines: [...own, {type: 'status', phase: 'resumed', revision: 7, accounts: accounts(7, 6)}],
    verdict: {},
    problem: /do not balance/,
  },
  {
    claim: 'a gap that it says itself is a problem',
    lines: [...own, {type: 'status', phase: 'gap', revision: 7, reason: 'x'}],
    verdict: {},
    problem: /says itself/,
  },
];

for (const {claim, lines, judged, verdict, problem} of cases) {
  test(claim, () => {
    const all: Judged = {prefix: '/a/', histories: [history], fromRevision: 1, prevKv: false};
    const {problems, resumes: _resumes, ...counts} = judge(lines, {...all, ...judged});
    assert.deepEqual(counts, {...right, ...verdict}, problems.join('\n'));
    if (problem === undefined) assert.deepEqual(problems, []);
    else assert.match(problems.join('\n'), problem);
  });
}

test('a previous value that is not what was there is invented', () => {
  const judged: Judged = {prefix: '/a/', histories: [history], fromRevision: 1, prevKv: true};
  const withPrevious = own
    .with(2, {...own[2], prev_value: 'x'} as OutputLine)
    .with(4, {...own[4], prev_value: 'x'} as OutputLine);
  assert.deepEqual(judge(withPrevious, judged).problems, []);
  const off = withPrevious.with(2, {...own[2], prev_value: 'y'} as OutputLine);
  assert.equal(judge(off, judged).invented, 1);
});

function accounts(counted: number, applied: number) {
  return {counted, applied, differences: 0, unseen: 0, missing: 0, doubled: 0};
}

function put(
  key: string,
  value: string,
  [createRevision, modRevision, version]: readonly [number, number, number],
): TrueEvent {
  const bytes = {key: base64(key), value: base64(value)};
  return {type: 'put', ...bytes, createRevision, modRevision, version};
}

function told(event: TrueEvent | undefined, origin: string): OutputLine {
  if (event === undefined) throw new Error('no such event');
  const about = {
    key: Buffer.from(event.key, 'base64').toString(),
    mod_revision: event.modRevision,
    time: '2026-01-01T00:00:00.000Z',
    origin,
  };
  if (event.type === 'delete') return {type: 'delete', ...about};
  const value = Buffer.from(event.value, 'base64').toString();
  const {createRevision: create_revision, version} = event;
  return {type: 'put', value, create_revision, version, ...about};
}

function gone(key: string, revision: number): OutputLine {
  return told({type: 'delete', key: base64(key), modRevision: revision}, 'resync');
}

function synced(revision: number): OutputLine {
  return {type: 'status', phase: 'synced', revision};
}

function restoredHistory(): History {
  const other = [put('/a/4', 'other', [7, 7, 1]), put('/a/5', 'x', [8, 8, 1])];
  return [...history.slice(0, -1), ...other];
}

function swapped(lines: readonly OutputLine[], one: number, other: number): OutputLine[] {
  const [first, second] = [lines[one], lines[other]];
  return lines.with(one, second as OutputLine).with(other, first as OutputLine);
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
