// Both ways to read everything, side by side: tried, refused or only predicted, on every version.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {displayWidth} from '../../source/report/display-width.ts';
import {plainText} from '../../source/report/lines.ts';
import {isTrouble, oneShotLines} from '../../source/report/one-shot-lines.ts';
import type {ViewModel} from '../../source/report/view-model.ts';
import {quietModel} from '../ui/fixture-source.ts';

const {progress} = quietModel;
const {finishedTimeMs: _, ...running} = progress;
const of = (bytes: number) => ({...progress, bytes});
const answered = {outcome: 'answered', keys: 1234, bytes: 1_200_000, seconds: 0.3} as const;
const refused = {
  outcome: 'refused',
  isTooLarge: true,
  reason: 'grpc: received message larger than max (6291598 vs. 4194304)',
  seconds: 0.2,
} as const;

function lines(more: Partial<ViewModel>, width = 110): string[] {
  return oneShotLines({...quietModel, ...more}, width).map(line => plainText(line).trimEnd());
}

const moments: readonly (readonly [string, Partial<ViewModel>, readonly RegExp[]])[] = [
  ['a sync that runs', {progress: running}, [/compared once the sync is done/]],
  [
    'everything answered at once',
    {oneShot: answered},
    [
      /by pages {5}1,234 {3}1\.2 MB {2}0\.21 s {2}3 pages, as here/,
      /at once {6}1,234 {3}1\.2 MB {3}0\.3 s {2}as APISIX does/,
      /✓ 1\.2 MB, 29 % of the 4 MiB .*; etcd 3\.5\.30 has no such limit/,
    ],
  ],
  ['a request under way', {oneShot: {outcome: 'asking'}}, [/at once .*asked for/]],
  [
    'the limit of an old gateway, met',
    {etcdVersion: '3.3.25', progress: of(6_291_000), oneShot: refused},
    [
      /at once {10}- {8}- {3}0\.2 s {2}refused: too large/,
      /✗ grpc: received message larger than max \(6/,
    ],
  ],
  [
    'a refusal of another kind',
    {oneShot: {...refused, isTooLarge: false, reason: 'etcdserver: permission denied'}},
    [/at once .*refused$/m, /✗ etcdserver: permission denied$/m],
  ],
  [
    'too much to try, of an old version',
    {etcdVersion: '3.4.16', progress: of(20_000_000)},
    [
      /at once .*20\.0 MB.*not tried: over 16 MiB \(--deep tries\)/,
      /✗ predicted: 20\.0 MB of 4\.2 MB \(4 MiB\).* 4\d\d %/,
      /APISIX\s+can't read/,
    ],
  ],
  [
    'too much to try, of a new version',
    {progress: of(20_000_000)},
    [/✓ predicted: 20\.0 MB, 477 % of the 4 MiB .*; etcd 3\.5\.30 has no such limit/],
  ],
  [
    'not far from the limit',
    {etcdVersion: '3.3.25', progress: of(3_900_000), oneShot: {...answered, bytes: 3_900_000}},
    [/! 3\.9 MB of 4\.2 MB .* 9\d %; above it/],
  ],
  [
    'an unknown version',
    {etcdVersion: 'odd', progress: of(9_000_000)},
    [/\? 9\.0 MB at once: before 3\.4\.17/],
  ],
];

for (const [name, more, patterns] of moments) {
  test(`${name} is told`, () => {
    for (const pattern of patterns) assert.match(lines(more).join('\n'), pattern);
  });
}

test('it is trouble where APISIX is refused, or soon will be', () => {
  const troubles = moments.filter(([, more]) => isTrouble({...quietModel, ...more}));
  assert.deepEqual(
    troubles.map(([name]) => name),
    [
      'the limit of an old gateway, met',
      'a refusal of another kind',
      'too much to try, of an old version',
      'not far from the limit',
    ],
  );
});

test('no line is wider than the pane', () => {
  for (const width of [20, 60, 80]) {
    for (const [, more] of moments) {
      assert.ok(lines(more, width).every(line => displayWidth(line) <= width));
    }
  }
});
