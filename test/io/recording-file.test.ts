// The file that a recording is written to, on a real disk: mode, rotation, refusals, failures; and
// what loading makes of it.
import assert from 'node:assert/strict';
import {readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {openRecordingFile} from '../../source/io/recording-file.ts';
import {loadRecording} from '../../source/io/recording-load.ts';
import {DamagedRecording} from '../../source/record/damaged-recording.ts';
import {createRecorder} from '../../source/record/recorder.ts';
import {endWords} from '../../source/record/recording.ts';
import {endText} from '../../source/record/recording-lines.ts';
import {temporaryFolder} from '../support/temporary-folder.ts';
import {base64, putEntry, startMs} from '../ui/fixture-source.ts';

const recorder = createRecorder({
  header: {program: 'etcdscope 0.0.0', prefix: base64('/apisix/'), endpoints: []},
});

test('it is made with mode 0600 and read back to its end', async t => {
  const file = join(temporaryFolder(t), 'r.ndjson');
  const output = await open(file);
  output.write(line(1));
  await output.close();
  assert.equal(statSync(file).mode & 0o777, 0o600);
  const recording = await loadRecording(file);
  assert.equal(recording.entries.length, 1);
  assert.equal(endWords(recording), undefined);
});

test('a file that is there already is never written over', async t => {
  const file = join(temporaryFolder(t), 'r.ndjson');
  writeFileSync(file, 'precious');
  await assert.rejects(open(file), {code: 'EEXIST'});
  assert.equal(readFileSync(file, 'utf8'), 'precious');
});

test('at half of its limit it begins anew: both files stay below it and are whole', async t => {
  const directory = temporaryFolder(t);
  const file = join(directory, 'r.ndjson');
  const parts: number[] = [];
  const output = await open(file, {bytesMax: 40_000, onPart: part => parts.push(part)});
  for (let revision = 1; revision <= 1000; revision += 1) {
    output.write(line(revision));
    // As events come: not all in one turn.
    await new Promise(resolve => setImmediate(resolve));
  }
  await output.close();
  assert.deepEqual(readdirSync(directory).sort(), ['r.ndjson', 'r.ndjson.1']);
  assert.ok(parts.length > 2, `${parts.length} new parts`);
  const sizes = [file, `${file}.1`].map(name => statSync(name).size);
  assert.ok(Math.max(...sizes) < 25_000, `${sizes}`);
  const [newest, before] = await Promise.all([loadRecording(file), loadRecording(`${file}.1`)]);
  assert.equal(lastRevision(newest), 1000);
  assert.equal((lastRevision(before) ?? 0) + 1, firstRevision(newest), 'nothing is lost between');
  assert.equal(newest.header.part, before.header.part + 1);
});

test('more than memory may hold at once is counted and said, not waited for', async t => {
  const file = join(temporaryFolder(t), 'r.ndjson');
  const output = await open(file);
  const large = recorder.entries([putEntry('/apisix/a', 'x'.repeat(6_000_000))]);
  for (let count = 0; count < 6; count += 1) output.write(large);
  await output.close();
  const recording = await loadRecording(file);
  assert.ok(recording.missing > 0 && recording.missing < 6);
  assert.equal(recording.entries.length + recording.missing, 6);
  assert.match(endWords(recording) ?? '', /could not be written/);
});

test('a folder that is missing is a refusal with the name of the file', async t => {
  const file = join(temporaryFolder(t), 'missing', 'r.ndjson');
  await assert.rejects(open(file), /ENOENT.*r\.ndjson/);
});

test('a file that is no recording is refused, whatever is in it', async t => {
  const directory = temporaryFolder(t);
  for (const [name, content] of [
    ['empty', ''],
    ['text', 'hello\nworld\n'],
    ['binary', Buffer.from([0xff, 0xfe, 0, 10, 1, 2, 3])],
    ['one long line', 'x'.repeat(3_000_000)],
  ] as const) {
    const file = join(directory, name);
    writeFileSync(file, content);
    await assert.rejects(loadRecording(file), DamagedRecording, name);
  }
});

test('characters of several bytes survive the slices in which a file is read', async t => {
  const file = join(temporaryFolder(t), 'r.ndjson');
  const output = await open(file);
  const value = 'é漢👩‍👩‍👧‍👦'.repeat(60_000);
  output.write(recorder.entries([putEntry('/apisix/漢', value)]));
  await output.close();
  const [entry] = (await loadRecording(file)).entries;
  assert.ok(entry?.type === 'put');
  assert.equal(entry.value, base64(value));
});

test('more than the limit is not read, and that is said', async t => {
  const file = join(temporaryFolder(t), 'r.ndjson');
  const output = await open(file);
  for (let revision = 1; revision <= 100; revision += 1) output.write(line(revision));
  await output.close();
  const recording = await loadRecording(file, {bytesMax: 5000});
  assert.ok(recording.entries.length > 10 && recording.entries.length < 60);
  assert.match(endWords(recording) ?? '', /only the first/);
});

type Options = Partial<Parameters<typeof openRecordingFile>[0]>;

function open(file: string, more: Options = {}) {
  return openRecordingFile({
    file,
    bytesMax: 1e9,
    partStart: part => recorder.partStart(part, startMs),
    missing: lines => recorder.missing(lines, startMs),
    end: () => endText(startMs),
    onFailure: error => assert.fail(error),
    ...more,
  });
}

function line(modRevision: number): string {
  return recorder.entries([putEntry(`/apisix/routes/${modRevision}`, {uri: '/a'}, {modRevision})]);
}

function lastRevision(recording: Awaited<ReturnType<typeof loadRecording>>): number | undefined {
  const last = recording.entries.at(-1);
  return last?.type === 'put' ? last.modRevision : undefined;
}

function firstRevision(recording: Awaited<ReturnType<typeof loadRecording>>): number | undefined {
  const first = recording.entries[0];
  return first?.type === 'put' ? first.modRevision : undefined;
}
