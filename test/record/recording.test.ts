// Reading a recording: what was written comes back, damage ends it where it is, and no file makes
// it throw anything but DamagedRecording.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {DamagedRecording} from '../../source/record/damaged-recording.ts';
import {readRecordedView} from '../../source/record/recorded-view.ts';
import {createRecorder} from '../../source/record/recorder.ts';
import {createRecordingReader, endWords, type Recording} from '../../source/record/recording.ts';
import {endText} from '../../source/record/recording-lines.ts';
import {blankView} from '../../source/report/blank-view.ts';
import {createMasker} from '../../source/report/secrets.ts';
import {createPseudoRandom} from '../support/pseudo-random.ts';
import {
  base64,
  changeEntry,
  putEntry,
  quietModel,
  startMs,
  statusEntry,
} from '../ui/fixture-source.ts';

const header = {program: 'etcdscope 0.0.0', prefix: base64('/apisix/'), endpoints: ['http://a:1']};
const entries = [
  statusEntry('synced', {keys: 3}),
  putEntry('/apisix/routes/1', {uri: '/a'}, {modRevision: 10, timeMs: startMs + 1000}),
  changeEntry('/apisix/routes/1', {uri: '/a'}, {uri: '/b'}),
  {
    type: 'delete',
    key: base64('/apisix/routes/1'),
    modRevision: 12,
    timeMs: startMs,
    origin: 'resync',
  },
  statusEntry('disconnected', {reason: 'connection reset', headroomSeconds: 40}),
] as const;
const facts = {modRevision: 9, createRevision: 7, version: 2, valueBytes: 40};

test('what was recorded is read back: entries, keys, what was known, and that it ended', () => {
  const recording = read(written());
  assert.deepEqual(recording.entries, entries);
  assert.deepEqual(recording.keys[0]?.what, {key: base64('/apisix/routes/7'), facts});
  assert.deepEqual(recording.header.endpoints, ['http://a:1']);
  assert.equal(recording.header.masked, false);
  const {certificates: _, lastEventTimeMs: __, ...view} = quietModel;
  assert.deepEqual(readRecordedView(recording.views[0]?.what, blankView), {
    ...view,
    eventsPerMinute: 0,
    eventBuckets: [],
    certificates: undefined,
  });
  assert.equal(endWords(recording), undefined);
});

test('the time of an entry never goes back, though the clock did', () => {
  const {times} = read(written());
  assert.deepEqual(
    times,
    times.toSorted((a, b) => a - b),
  );
});

test('keys and values that are not UTF-8 are read back byte for byte', () => {
  const binary = bytesEntry(Uint8Array.of(0xff, 0xfe, 0), Uint8Array.of(0, 0x80));
  assert.deepEqual(read(recorded([binary])).entries, [binary]);
});

test('secrets are masked, and what is not text is left out, where a masker is given', () => {
  const masker = createMasker({keyBytes: Buffer.alloc(16, 7)});
  const secret = putEntry('/apisix/ssls/1', {key: 'hunter2', sni: 'a.example'});
  const binary = bytesEntry('/apisix/secrets/1', Uint8Array.of(0xff, 0x68, 0x75, 0x6e));
  const text = recorded(
    [secret, changeEntry('/apisix/ssls/1', {key: 'hunter3'}, {}), binary],
    masker,
  );
  assert.doesNotMatch(text, /hunter|\/2h1bg/);
  assert.match(text, /a\.example/);
  assert.match(text, /4 bytes that are not text/);
});

test('cut at any byte, everything before the cut is read and the cut is said', () => {
  const text = written();
  const lines = text.split('\n');
  const firstLine = (lines[0]?.length ?? 0) + 1;
  for (let cut = firstLine; cut < text.length; cut += 7) {
    const recording = read(text.slice(0, cut));
    const whole = text.slice(0, cut).split('\n').length - 1;
    const kept = lines.slice(0, whole).filter(line => /^\{"type":"(put|delete|status)"/.test(line));
    assert.equal(recording.entries.length, kept.length, `cut at ${cut}`);
    assert.match(endWords(recording) ?? '', /has no end/);
  }
});

const damages: readonly (readonly [what: string, line: string, reason: RegExp])[] = [
  ['a line that is not JSON', '{"type":"put",', /not JSON/],
  ['zeroes, as after a crash of the host', '\u0000\u0000\u0000', /not JSON/],
  ['a list', '[1,2]', /not a JSON object/],
  ['a put without a key', '{"type":"put","value":"x","mod_revision":1}', /origin|key/],
  [
    'a revision that is no number',
    '{"type":"delete","key":"a","mod_revision":"9","time":"2026-11-22T14:00:00Z","origin":"watch"}',
    /mod_revision is not a whole number/,
  ],
  [
    'a time that is none',
    '{"type":"delete","key":"a","mod_revision":9,"time":"soon","origin":"watch"}',
    /no time/,
  ],
  [
    'a later version',
    '{"type":"recording","version":99,"time":"2026-11-22T14:00:00Z","prefix":"","part":1}',
    /version 99/,
  ],
];

for (const [what, line, reason] of damages) {
  test(`${what} ends the reading: what came before is kept`, () => {
    const lines = written().split('\n');
    lines.splice(4, 0, line);
    const recording = read(lines.join('\n'));
    assert.equal(recording.end.how, 'damaged');
    assert.match(endWords(recording) ?? '', /damaged at line 5/);
    assert.match(endWords(recording) ?? '', reason);
    assert.ok(recording.entries.length > 0 && recording.entries.length < entries.length);
  });
}

test('types and fields that a later version adds are left out', () => {
  const lines = written().split('\n');
  lines.splice(2, 0, '{"type":"weather","time":"2026-11-22T14:00:00Z"}');
  assert.deepEqual(read(lines.join('\n')).entries, entries);
});

for (const text of ['', 'hello\n', '{"type":"put"}\n', '{}\n', '\u0000\n', '[]\n']) {
  test(`${JSON.stringify(text)} is no recording`, () => {
    assert.throws(() => read(text), DamagedRecording);
  });
}

test('a recorded view with fields of other types is drawn with what fits', () => {
  const odd = {demo: 'yes', endpoints: [{url: 1}], phase: {name: 'failed'}, leader: 'm1', x: 1};
  assert.deepEqual(readRecordedView(odd, blankView), {...blankView, leader: 'm1'});
  const times = {
    phase: {name: 'backing-off', reason: '', sinceMs: 1e300, retryAtMs: 0, attempt: 1},
  };
  assert.deepEqual(readRecordedView(times, blankView), blankView);
});

test('random changes to the bytes never throw anything else', () => {
  const random = createPseudoRandom(11);
  const text = written();
  for (let round = 0; round < 300; round += 1) {
    const at = random.below(text.length);
    const changed =
      text.slice(0, at) + String.fromCharCode(32 + random.below(95)) + text.slice(at + 1);
    try {
      read(changed);
    } catch (error) {
      assert.ok(error instanceof DamagedRecording, String(error));
    }
  }
});

function bytesEntry(key: string | Uint8Array, value: Uint8Array) {
  return {...putEntry(key, ''), value: base64(value)};
}

function written(): string {
  return recorded(entries);
}

function recorded(
  list: readonly Recording['entries'][number][],
  masker?: ReturnType<typeof createMasker>,
): string {
  const recorder = createRecorder({header, ...(masker && {masker})});
  return [
    recorder.partStart(1, startMs),
    recorder.view(quietModel, startMs),
    recorder.key(base64('/apisix/routes/7'), facts),
    recorder.entries(list),
    endText(startMs + 2000),
  ].join('');
}

function read(text: string): Recording {
  const reader = createRecordingReader(1e9);
  const lines = text.split('\n');
  const rest = lines.pop();
  const isAll = lines.every(line => reader.push(line));
  if (isAll && rest !== '') reader.cutOff();
  return reader.finish();
}
