// One entry as one row: what changed in words, within the columns that there are.
// The detail and the words of statuses are here too: all that says what an entry is.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createClock} from '../../source/report/clock-text.ts';
import {detailLines} from '../../source/report/detail-lines.ts';
import {displayWidth} from '../../source/report/display-width.ts';
import {type EntryLineOptions, entryLine} from '../../source/report/entry-line.ts';
import {plainText} from '../../source/report/lines.ts';
import {createMasker} from '../../source/report/secrets.ts';
import {statusWords} from '../../source/report/status-words.ts';
import {type ChangeEntry, type Entry, failBackReason} from '../../source/sync/entries.ts';
import {base64, changeEntry, putEntry, startMs, statusEntry} from '../ui/fixture-source.ts';

const clock = createClock('UTC');
const masker = createMasker({keyBytes: Buffer.alloc(16, 7)});

function row(entry: Entry, more: Partial<EntryLineOptions> = {}): string {
  const line = entryLine(entry, {
    width: 100,
    prefix: '/apisix/',
    masker,
    clock,
    time: 'off',
    nowMs: startMs,
    keyWidth: 10,
    revisionWidth: 5,
    sideways: 0,
    ...more,
  });
  return plainText(line);
}

/** What follows the key column. */
function change(entry: ChangeEntry, more: Partial<EntryLineOptions> = {}): string {
  return row(entry, more).slice(21);
}

const gone: ChangeEntry = {
  type: 'delete',
  key: base64('/apisix/routes/1'),
  modRevision: 9,
  prevValue: base64('x'.repeat(1234)),
  timeMs: startMs,
  origin: 'watch',
};

const route = {uri: '/pay', upstream: {nodes: {'10.0.0.3:80': 1}}, update_time: 1};

const changes: readonly (readonly [string, ChangeEntry, string])[] = [
  ['a created value with its size', putEntry('/apisix/routes/1', {uri: '/pay'}), '/pay   14 B'],
  [
    'a changed path',
    changeEntry('/apisix/routes/1', route, {...route, upstream: {nodes: {'10.0.0.3:80': 0}}}),
    'node 10.0.0.3:80  weight 1 → 0',
  ],
  [
    'a changed path outside of APISIX',
    changeEntry('/shop/1', route, {...route, upstream: {nodes: {'10.0.0.3:80': 0}}}),
    'upstream.nodes["10.0.0.3:80"]  1 → 0',
  ],
  [
    'fields that came and went',
    changeEntry('/apisix/routes/1', {a: 1}, {b: 'x'}),
    '+b  "x" · -a  was 1',
  ],
  [
    'bookkeeping is not said beside a change',
    changeEntry('/apisix/routes/1', route, {...route, uri: '/x', update_time: 2}),
    'uri  "/pay" → "/x"',
  ],
  [
    'bookkeeping alone is said',
    changeEntry('/apisix/routes/1', route, {...route, update_time: 2}),
    'update_time  1 → 2',
  ],
  [
    'more than fits is counted',
    changeEntry(
      '/apisix/routes/1',
      {},
      Object.fromEntries(Array.from({length: 30}, (_, at) => [`field${at}`, at])),
    ),
    '+field0  0 · +field1  1 · +field2  2 · +field3  3 · +field4  4  +25 more',
  ],
  [
    'the same value again',
    changeEntry('/apisix/routes/1', route, route),
    'written again with the same value (version 2)',
  ],
  [
    'the same JSON in other words',
    changeEntry('/apisix/routes/1', '{"a":1}', '{ "a": 1 }'),
    'same JSON, written differently',
  ],
  ['short texts', changeEntry('/apisix/routes/1', 'on', 'off'), '"on" → "off"   2 B → 3 B'],
  [
    'long texts from where they differ',
    changeEntry('/apisix/routes/1', `${'a'.repeat(90)}1`, `${'a'.repeat(90)}2`),
    '"…aaaaaaaa1" → "…aaaaaaaa2"   91 B → 91 B',
  ],
  [
    'bytes that are no text',
    changeEntry('/apisix/routes/1', '\0\x01', '\0'),
    'binary 2 B → binary 1 B',
  ],
  ['an empty value', putEntry('/apisix/routes/1', ''), '(empty)   0 B'],
  [
    'a secret that changed',
    changeEntry('/apisix/ssls/1', {key: 'one'}, {key: 'two'}),
    'key  "••••#T" → "••••#T"',
  ],
  ['a delete with the size before', gone, 'was 1.2 kB'],
  [
    'a change found by syncing again',
    {...putEntry('/apisix/routes/1', {a: 1}), origin: 'resync'},
    'resync {"a":1}   7 B',
  ],
];

for (const [claim, entry, words] of changes) {
  test(`change: ${claim}`, () => {
    assert.equal(change(entry).replaceAll(/#[0-9a-f]{4}/g, '#T'), words);
  });
}

test('tags of a masked secret differ when the secret does', () => {
  const words = change(changeEntry('/apisix/ssls/1', {key: 'one'}, {key: 'two'}));
  const [before, after] = words.match(/#[0-9a-f]{4}/g) ?? [];
  assert.notEqual(before, after);
});

test('secrets are shown without a masker', () => {
  assert.match(change(putEntry('/apisix/ssls/1', {key: 'one'}), {masker: undefined}), /"one"/);
});

test('the key loses the prefix only up to its last slash', () => {
  const entry = putEntry('/apisix2/routes', {});
  assert.match(row(entry, {prefix: '/apisix', keyWidth: 20}), /\/apisix2\/routes/);
  assert.match(row(putEntry('/apisix/', {}), {keyWidth: 20}), /\/apisix\/ /);
});

test('for a stream the key is whole and a status is not filled', () => {
  const entry = putEntry(`/apisix/${'long/'.repeat(20)}`, {a: 1});
  assert.match(
    row(entry, {keyWidth: 0, width: 1000, prefix: ''}),
    /\/apisix\/(long\/){20} {2}\{"a":1\}/,
  );
  const status = row(statusEntry('watching', {}), {keyWidth: 0, width: 1000});
  assert.match(status, /^════ watching .* 81,239 ════$/);
});

test('a value stays in sight where its path does not fit', () => {
  const entry = changeEntry('/shop/items/1', route, {
    ...route,
    upstream: {nodes: {'10.0.0.3:80': 0}},
  });
  assert.match(row(entry, {width: 44}), /~ \/shop….*upst.*….*:80"\] {2}1 → 0$/);
});

test('rows keep to their width for any value', () => {
  const values = [
    '日本語'.repeat(50),
    'x'.repeat(5000),
    '\x1b[2J'.repeat(40),
    '{"a":'.repeat(300),
    '',
  ];
  for (const value of values) {
    for (const width of [10, 30, 60, 100, 200]) {
      for (const entry of [
        putEntry('/apisix/routes/1', value),
        changeEntry('/a', 'before', value),
      ]) {
        assert.ok(displayWidth(row(entry, {width, time: 'absolute'})) <= Math.max(width, 28));
      }
    }
  }
});

test('a value of megabytes and JSON nested without end are rows like any other', () => {
  const huge = putEntry('/apisix/routes/1', `{"password":"S3CRET","a":"${'x'.repeat(3_000_000)}"}`);
  assert.match(change(huge), /3\.0 MB$/);
  assert.doesNotMatch(change(huge), /S3CRET/);
  const deep = changeEntry('/apisix/routes/1', '['.repeat(50_000) + ']'.repeat(50_000), '[]');
  assert.match(change(deep), /100 kB → 2 B/);
});

const balanced = {counted: 9, applied: 9, differences: 0, unseen: 0, missing: 0, doubled: 0};

const statuses: readonly (readonly [Parameters<typeof statusEntry>, string])[] = [
  [['synced', {keys: 1234}], 'synced: 1,234 keys at revision 81,238 · http://10.0.0.1:2379'],
  [['watching', {}], 'watching http://10.0.0.1:2379 from revision 81,239'],
  [['disconnected', {reason: 'reset'}], 'disconnected from http://10.0.0.1:2379 · reset'],
  [
    ['resumed', {fromRevision: 81_239, toRevision: 81_250, outageSeconds: 29}],
    'resumed after 29 s · nothing lost · caught up 81,239 to 81,250 · http://10.0.0.1:2379',
  ],
  [
    ['resumed', {fromRevision: 81_239}],
    'resumed · nothing lost · from revision 81,239 · http://10.0.0.1:2379',
  ],
  [
    ['compacted', {compactRevision: 900, lostFrom: 5, lostTo: 900}],
    'compacted at 900 · steps 5 to 900 lost · syncing again',
  ],
  [
    ['restored', {reason: 'revision 90 after 100'}],
    'history went back: not the same store as before · revision 90 after 100 · syncing again',
  ],
  [
    ['resynced', {keys: 2, differences: 1}],
    'synced again: 2 keys at revision 81,238 · 1 key differs',
  ],
  [
    ['resynced', {keys: 1, differences: 0}],
    'synced again: 1 key at revision 81,238 · nothing differs',
  ],
  [
    ['disconnected', {reason: 'reset', headroomSeconds: 60.7}],
    'disconnected from http://10.0.0.1:2379 · history kept for ~1 min · reset',
  ],
  [
    ['resumed', {fromRevision: 9, outageSeconds: 0.01, reason: failBackReason}],
    `resumed after 0.01 s · nothing lost · ${failBackReason} · from revision 9 · http://10.0.0.1:2379`,
  ],
  [
    ['restored', {reason: 'another', lostFrom: 101}],
    'history went back: not the same store as before · its steps from 101 on unknowable · another · syncing again',
  ],
  [
    ['gap', {reason: 'a proof', accounts: {...balanced, missing: 2}}],
    '2 events missing · a proof · syncing again',
  ],
  [
    ['gap', {reason: 'a proof', accounts: {...balanced, doubled: 1}}],
    '1 event told twice · a proof · syncing again',
  ],
];

for (const [[phase, more], words] of statuses) {
  test(`status: ${words}`, () => {
    assert.equal(statusWords(statusEntry(phase, more)).text, words);
  });
}

function detail(entry: Entry, mode: 'difference' | 'json' | 'text', shown = masker): string {
  return detailLines(entry, {width: 60, mode, masker: shown, clock, wrap: true})
    .map(plainText)
    .join('\n');
}

test('the detail has the whole key, the facts and the difference', () => {
  const entry = {...changeEntry('/apisix/routes/1', {a: 1, b: 2}, {a: 1, b: 3}), lease: '1f'};
  assert.equal(
    detail(entry, 'difference'),
    [
      '/apisix/routes/1',
      'read      2026-11-22 14:02:11.204 UTC+00:00',
      'revision  changed at 9 · created at 7 · version 2',
      'size      13 B, was 13 B',
      'lease     1f',
      '',
      'difference',
      '  {',
      '    "a": 1,',
      '-   "b": 2',
      '+   "b": 3',
      '  }',
    ].join('\n'),
  );
});

test('the detail in text is the value itself, line by line', () => {
  assert.match(detail(putEntry('/a', 'one\ntwo\tx\r\n'), 'text'), /value\none\ntwo\\tx\\r\n$/);
});

test('the detail of a large value shows its beginning and says so', () => {
  const text = detail(putEntry('/a', 'x'.repeat(2_000_000)), 'text');
  assert.match(text, /… the first 65\.5 kB of 2\.0 MB$/);
});
