// The history of the interface: what is appended is what is read, old entries fall out by bytes,
// sequence numbers go on.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Entry} from '../../source/sync/entries.ts';
import {createEventLog} from '../../source/sync/event-log.ts';
import {base64, changeEntry, putEntry, startMs, statusEntry} from '../ui/fixture-source.ts';

const entries: readonly Entry[] = [
  putEntry('/a', {uri: '/a'}),
  putEntry('/a', '', {lease: '694d71d4c5e1', version: 2 ** 40, modRevision: 2 ** 52}),
  changeEntry('/a', {uri: '/a'}, {uri: '/b'}),
  changeEntry('/a', '', ''),
  putEntry(Uint8Array.of(0, 255), '', {value: base64(Uint8Array.of(128))}),
  {type: 'delete', key: base64('/a'), modRevision: 12, timeMs: startMs + 0.5, origin: 'resync'},
  {
    type: 'delete',
    key: base64(''),
    modRevision: 1,
    prevValue: base64('x'),
    timeMs: startMs,
    origin: 'watch',
  },
  statusEntry('resumed', {reason: 'ünï ✓', fromRevision: 3, outageSeconds: 1.5}),
  putEntry('/large', 'x'.repeat(3_000_000)),
  putEntry('/after', 1),
];

test('entries of every kind are read back as they were', () => {
  const log = createEventLog(64 * 1024 ** 2);
  for (const entry of entries) log.append(entry);
  assert.deepEqual(
    entries.map((_, sequence) => log.at(sequence)),
    entries,
  );
  assert.deepEqual(
    [log.first, log.end, log.at(-1), log.at(log.end)],
    [0, 10, undefined, undefined],
  );
});

test('old entries fall out where the limit is reached; numbers go on', () => {
  const log = createEventLog(100_000);
  for (let count = 0; count < 5000; count += 1) {
    log.append(putEntry(`/routes/${count}`, {uri: '/a'}, {modRevision: count}));
    assert.ok(log.bytes <= 110_000, `${log.bytes} bytes after ${count}`);
  }
  assert.equal(log.end, 5000);
  assert.ok(log.first > 3000 && log.first < 4999, `first is ${log.first}`);
  assert.equal(log.at(log.first - 1), undefined);
  for (const sequence of [log.first, log.first + 10, 4999]) {
    const entry = log.at(sequence);
    assert.equal(entry?.type === 'put' && entry.modRevision, sequence);
  }
});

test('the newest entry is kept however large it is', () => {
  const log = createEventLog(1);
  log.append(putEntry('/small', 1));
  log.append(putEntry('/large', 'x'.repeat(1_000_000)));
  assert.equal(log.end - log.first, 1);
  assert.equal(log.at(1)?.type, 'put');
});

test('an entry that is on the screen stays the same object from frame to frame', () => {
  const log = createEventLog(1e6);
  for (const entry of entries) log.append(entry);
  assert.equal(log.at(2), log.at(2));
});
