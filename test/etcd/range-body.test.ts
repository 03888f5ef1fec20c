// Pages read by the fast scanner against JSON.parse: over every captured answer, over keys and
// values of all kinds, and over pages with bytes changed at random. Where the two could differ, the
// scanner has to refuse.
import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import test from 'node:test';
import {decodeRange, decodeWatchEvent} from '../../source/etcd/decode.ts';
import {createJsonStream} from '../../source/etcd/json-stream.ts';
import type {KeyValue, WatchEvent} from '../../source/etcd/messages.ts';
import {createKeyPacker, keyValueBytes} from '../../source/etcd/packed-keys.ts';
import {readRangeBody, scanRange} from '../../source/etcd/range-body.ts';
import {measureRangeBody} from '../../source/etcd/range-size.ts';
import {createWatchEventScanner} from '../../source/etcd/watch-event-scan.ts';
import {createKeyDigest} from '../../source/io/key-digest.ts';
import {type Exchange, readCaptures} from '../support/captures.ts';
import {createPseudoRandom, mutated} from '../support/pseudo-random.ts';

const values: readonly (string | Buffer)[] = [
  '',
  'a',
  'ab',
  '{"uri":"/pay/*"}',
  'käse \u{1f9c0}',
  'quote " backslash \\ line\nend',
  Buffer.of(0xff, 0xfe, 0x00, 0x80),
  Buffer.alloc(70_000, 0xfb),
];
const hostile = values.map((value, index) => jsonKey(`/k/${index}`, value));
const page = JSON.stringify({
  header: {cluster_id: '14841639068965178418', member_id: '1', revision: '20', raft_term: '2'},
  kvs: hostile,
  more: true,
  count: '99',
});

test('every captured answer with keys reads as by JSON.parse', () => {
  let read = 0;
  for (const body of capturedBodies()) {
    const expected = attempt(() => decodeRange(JSON.parse(body)));
    assert.deepEqual(
      attempt(() => readRangeBody(Buffer.from(body))),
      expected,
      body.slice(0, 200),
    );
    if (body.includes('"kvs"')) read++;
  }
  assert.ok(read >= 40, `only ${read} answers with keys`);
});

test('keys and values of all kinds, with a lease and without, read as by JSON.parse', () => {
  assert.deepEqual(readRangeBody(Buffer.from(page)), decodeRange(JSON.parse(page)));
  const [first] = readRangeBody(Buffer.from(page)).kvs;
  assert.equal(first?.lease, '694d71d4c5e1');
});

// protojson puts a space behind commas in some builds of a server.
const spaced = (json: string) => json.replaceAll(',"', ', "').replaceAll('},{', '}, {');

test('the scanner reads what etcd writes, with and without a space behind commas', () => {
  for (const text of [page, spaced(page)]) {
    const scanned = scanRange(Buffer.from(text), kv => kv);
    assert.deepEqual(scanned, decodeRange(JSON.parse(text)));
  }
  for (const body of capturedBodies()) {
    const isWhole = typeof attempt(() => JSON.parse(body)) === 'object';
    if (!isWhole || !/^\{"header":\{[^{}]*\}, ?"kvs":\[\{"key"/.test(body)) continue;
    assert.ok(scanRange(Buffer.from(body.trim()), kv => kv) !== undefined, body.slice(0, 300));
  }
});

const other: ReadonlyArray<readonly [string, string]> = [
  ['other white space', JSON.stringify(JSON.parse(page), undefined, 1)],
  ['escapes', page.replaceAll('=', '\\u003d')],
  ['bytes that are not ASCII', page.replace('"1"', '"ä"')],
  ['another order', '{"kvs":[{"value":"YQ==","key":"YQ==","mod_revision":"3"}],"count":"1"}'],
  ['numbers that are numbers', '{"kvs":[{"key":"YQ==","mod_revision":3}],"count":1}'],
  ['a list twice', '{"kvs":[{"key":"YQ=="}],"kvs":[]}'],
  ['a list elsewhere', '{"header":{"kvs":[{"key":"YQ=="}]},"count":"0"}'],
  ['a list that is empty', '{"header":{"revision":"3"},"kvs":[],"count":"0"}'],
  ['revisions over 15 digits', '{"kvs":[{"key":"YQ==","mod_revision":"9007199254740991"}]}'],
  ['revisions over 2^53', '{"kvs":[{"key":"YQ==","mod_revision":"9007199254740993"}]}'],
  ['no base64', '{"kvs":[{"key":"Y Q=","value":"%"}],"count":"1"}'],
  ['a list that is cut', page.slice(0, 500)],
  ['not JSON', '<html>'],
];

for (const [name, body] of other) {
  test(`${name}: as by JSON.parse`, () => {
    const expected = attempt(() => decodeRange(JSON.parse(body)));
    assert.deepEqual(
      attempt(() => readRangeBody(Buffer.from(body))),
      expected,
    );
  });
}

test('a page with bytes changed at random reads as by JSON.parse', () => {
  const random = createPseudoRandom(3);
  const small = Buffer.from(JSON.stringify({header: {}, kvs: hostile.slice(0, 4), count: '4'}));
  for (let round = 0; round < 6000; round++) {
    const bytes = Buffer.from(mutated(small, random));
    // The one thing left to whoever decodes a value's base64.
    if (bytes.some(byte => byte < 0x20)) continue;
    const expected = attempt(() => decodeRange(JSON.parse(bytes.toString('utf8'))));
    assert.deepEqual(
      attempt(() => readRangeBody(bytes)),
      expected,
      bytes.toString('latin1'),
    );
  }
});

test('a packed page has the digest and the sizes of the same page unpacked', () => {
  const body = Buffer.from(page);
  const memory = Buffer.alloc(body.length);
  const packed = readRangeBody(body, () => createKeyPacker(memory)).kvs;
  const plain = readRangeBody(body).kvs;
  assert.deepEqual(packed.map(keyValueBytes), plain.map(keyValueBytes));
  assert.equal(digestOf([packed.slice(0, 3), packed.slice(3)]), digestOf([plain]));
  assert.equal(digestOf([plain]), digestByHand());
});

test('a page that does not fit into the memory it is given is refused', () => {
  const memory = Buffer.alloc(1000);
  const read = () => readRangeBody(Buffer.from(page), () => createKeyPacker(memory));
  assert.throws(read, /keys without revisions/);
});

test('a page that the scanner refuses at its last key is packed from the first one again', () => {
  const {kvs, ...frame} = JSON.parse(page) as {kvs: object[]};
  const last = {...kvs.at(-1), unknown: [1]};
  const body = Buffer.from(JSON.stringify({...frame, kvs: [...kvs.slice(0, -1), last]}));
  assert.equal(
    scanRange(body, kv => kv),
    undefined,
  );
  const memory = Buffer.alloc(Math.ceil(body.length * 0.75));
  const packed = readRangeBody(body, () => createKeyPacker(memory)).kvs;
  assert.equal(digestOf([packed]), digestByHand());
  assert.deepEqual(measureRangeBody(body), measureRangeBody(Buffer.from(page)));
});

test('events read as by JSON.parse, in chunks of any size in memory that is used again', () => {
  const events = [
    {kv: hostile[0]},
    {type: 'DELETE', kv: {key: 'YQ==', mod_revision: '7'}},
    {kv: hostile[3], prev_kv: hostile[6]},
    {type: 'DELETE', kv: {key: 'YQ==', mod_revision: '7'}, prev_kv: hostile[5]},
    {type: 'PUT', kv: hostile[1]},
    {kv: {...hostile[2], key: 'Y\\Q='}},
    {kv: hostile[7]},
  ];
  const text = `${JSON.stringify({result: {header: {revision: '9'}, events}})}\n`;
  const expected = events.map(decodeWatchEvent);
  for (const line of [Buffer.from(text), Buffer.from(spaced(text))]) {
    for (const size of [1, 2, 7, 64, 1000, 4096, line.length]) {
      assert.deepEqual(eventsOf(line, size), expected, `${size} bytes a chunk`);
    }
  }
});

test('the scanner reads the events that etcd writes', () => {
  const scanner = createWatchEventScanner();
  const events = [
    {kv: hostile[1]},
    {type: 'DELETE', kv: {key: 'YQ==', mod_revision: '7'}},
    {type: 'DELETE', kv: {key: 'YQ==', mod_revision: '7'}, prev_kv: hostile[5]},
  ];
  for (const event of events) {
    for (const text of [JSON.stringify(event), spaced(JSON.stringify(event))]) {
      assert.deepEqual(scanner.scan(Buffer.from(text), 0), decodeWatchEvent(event), text);
      assert.equal(scanner.end, text.length);
    }
  }
});

test('a line with bytes changed at random gives the events of JSON.parse, or the same error', () => {
  const random = createPseudoRandom(5);
  const events = [{kv: hostile[1]}, {type: 'DELETE', kv: {key: 'YQ==', mod_revision: '7'}}];
  const line = Buffer.from(JSON.stringify({result: {header: {}, events}}));
  for (let round = 0; round < 3000; round++) {
    const bytes = Buffer.from(mutated(line, random));
    if (bytes.some(byte => byte < 0x20)) continue;
    const slow = attempt(() => eventsOf(bytes, bytes.length, false));
    assert.deepEqual(
      attempt(() => eventsOf(bytes, bytes.length)),
      slow,
      bytes.toString('latin1'),
    );
  }
});

function eventsOf(line: Buffer, size: number, isFast = true): readonly WatchEvent[] {
  const events: WatchEvent[] = [];
  const scanner = createWatchEventScanner();
  const stream = createJsonStream({
    elementPath: ['result', 'events'],
    onElement: value => events.push(decodeWatchEvent(value)),
    onDocument: () => undefined,
    ...(isFast && {
      takeElement(chunk: Buffer, start: number) {
        const event = scanner.scan(chunk, start);
        if (event === undefined) return -1;
        events.push(event);
        return scanner.end;
      },
    }),
  });
  const memory = Buffer.alloc(Math.max(1, size));
  for (let index = 0; index < line.length; index += size) {
    const bytes = line.copy(memory, 0, index, index + size);
    stream.push(memory.subarray(0, bytes));
  }
  return events;
}

function digestOf(pages: ReadonlyArray<readonly KeyValue[]>): string {
  const digest = createKeyDigest();
  for (const kvs of pages) digest.add(kvs);
  return digest.read();
}

function digestByHand(): string {
  const hash = createHash('sha256');
  for (const [index, value] of values.entries()) {
    for (const bytes of [Buffer.from(`/k/${index}`), Buffer.from(value)]) {
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      hash.update(length).update(bytes);
    }
    const revision = Buffer.alloc(8);
    revision.writeBigUInt64BE(index === 0 ? 5_000_000_000n : 9n);
    hash.update(revision);
  }
  return `sha256:${hash.digest('hex')}`;
}

function jsonKey(name: string, value: string | Buffer): Record<string, string> {
  const bytes = Buffer.from(value as string);
  return {
    key: Buffer.from(name).toString('base64'),
    create_revision: '7',
    mod_revision: name === '/k/0' ? '5000000000' : '9',
    version: '3',
    ...(bytes.length > 0 && {value: bytes.toString('base64')}),
    ...(name === '/k/0' && {lease: String(0x694d71d4c5e1)}),
  };
}

function attempt<T>(act: () => T): T | string {
  try {
    return act();
  } catch (error) {
    return (error as Error).name;
  }
}

function* capturedBodies(): Generator<string> {
  for (const {content} of readCaptures()) {
    const exchanges: readonly Exchange[] =
      content.form === 'exchange'
        ? [content.exchange]
        : content.form === 'exchanges'
          ? [...content.exchanges.values()]
          : [];
    for (const {status, body} of exchanges) if (status === 200) yield body;
  }
}
