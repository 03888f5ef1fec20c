// The header's three lines: what is said, and what goes first where there is no room.
// Every phase has a line of its own; every width has lines that fit.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createClock} from '../../source/report/clock-text.ts';
import {displayWidth} from '../../source/report/display-width.ts';
import {headerLines, sparkline, statusLine} from '../../source/report/header-lines.ts';
import {plainText} from '../../source/report/lines.ts';
import type {ViewModel} from '../../source/report/view-model.ts';
import {quietModel, startMs} from '../ui/fixture-source.ts';

const panes = [
  {number: 1, title: 'Watch', current: true},
  {number: 2, title: 'Sync', current: false},
];

function header(more: Partial<ViewModel>, width = 120): string[] {
  const options = {width, clock: createClock('UTC'), panes};
  return headerLines({...quietModel, ...more}, options).map(line => plainText(line).trim());
}

const liveness: readonly (readonly [string, Partial<ViewModel>, RegExp])[] = [
  [
    'live',
    {},
    /^● live \(asked every 5 s\) {2}last event 14:02:11 {2}12 ev\/min .* lag 0 {2}headroom ~3 h +\/apisix\/$/,
  ],
  ['lagging', {appliedRevision: 81_200}, / lag 40 /],
  ['silent', {liveness: {askedEveryMs: 5000, silentSinceMs: startMs}}, /^✗ SILENT since 14:02:11/],
  [
    'connecting',
    {phase: {name: 'connecting', endpoint: 'http://a:1', attempt: 2}},
    /^○ connecting to http:\/\/a:1 \(attempt 2\)/,
  ],
  ['syncing', {phase: {name: 'syncing'}}, /^○ syncing 100 % of 1,234 keys/],
  ['opening', {phase: {name: 'opening-watch'}}, /^○ opening the watch/],
  [
    'down',
    {
      phase: {
        name: 'backing-off',
        reason: 'refused',
        sinceMs: startMs,
        retryAtMs: startMs + 4000,
        attempt: 3,
      },
    },
    /^✗ down since 14:02:11, trying again at 14:02:15 \(attempt 3\): refused/,
  ],
  ['stopped', {phase: {name: 'failed', reason: 'no permission'}}, /^✗ stopped: no permission/],
];

for (const [name, more, pattern] of liveness) {
  test(`liveness: ${name}`, () => assert.match(header(more)[1] ?? '', pattern));
}

test('quiet and dead never look alike', () => {
  const lines = liveness.map(([, more]) => header(more)[1]?.slice(0, 24));
  assert.equal(new Set(lines.slice(2)).size, lines.length - 2);
  assert.ok(!lines.slice(2).includes(lines[0]));
});

test('identity: user, DEMO and an unverified connection are said', () => {
  const [first] = header({demo: true, user: 'root', security: 'TLS, not verified'});
  assert.match(first ?? '', /DEMO .* TLS, not verified {2}user root/);
});

test('nothing is said of what is not known', () => {
  const {etcdVersion: _, leader: __, headerRevision: ___, ...rest} = quietModel;
  const options = {width: 120, clock: createClock('UTC'), panes};
  const [first] = headerLines(rest, options).map(line => plainText(line).trim());
  assert.equal(first, 'etcdscope  http://10.0.0.1:2379 +1  mTLS  read-only');
});

test('lines keep to any width, and the endpoint goes last', () => {
  for (let width = 1; width < 200; width++) {
    const lines = headerLines(quietModel, {width, clock: createClock('UTC'), panes});
    const status = statusLine(quietModel, {width, clock: createClock('UTC'), panes});
    for (const line of [...lines, status]) {
      assert.ok(displayWidth(plainText(line)) <= width, `${width} columns`);
    }
  }
  assert.equal(header({}, 26)[0], 'http://10.0.0.1:2379 +1');
});

test('the current pane is marked without colour', () => {
  assert.equal(header({})[2], '[1 Watch]  2 Sync');
});

test('the sparkline is low without events and full at the busiest', () => {
  assert.equal(sparkline([0, 0, 0]), '▁▁▁');
  assert.equal(sparkline([0, 1, 100]), '▁▂█');
});
