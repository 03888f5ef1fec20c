// A watch's answer read in one piece, in halves and byte by byte, against JSON.parse line by line:
// the same responses with the same events, however the bytes were cut, and whichever of the two ways
// they were read. What is wrong comes after what was right before it.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {asObject, decodeWatchEvent, decodeWatchFrame} from '../../source/etcd/decode.ts';
import type {WatchEvent, WatchFrame, WatchPart} from '../../source/etcd/messages.ts';
import {createWatchFrameScanner} from '../../source/etcd/watch-frame-scan.ts';
import {createWatchStream} from '../../source/etcd/watch-stream.ts';
import {readCaptures} from '../support/captures.ts';
import {createPseudoRandom} from '../support/pseudo-random.ts';

type Response = {readonly frame: WatchFrame; readonly events: readonly WatchEvent[]};

const header = {cluster_id: '14841639068965178418', member_id: '10276657743932975437'};
const otherMember = {cluster_id: header.cluster_id, member_id: '1'};
const lines: readonly string[] = [
  line({header: {...header, revision: '9', raft_term: '2'}, created: true}),
  line({header: {...header, revision: '10', raft_term: '2'}, events: [put('a', 10)]}),
  line({header: {...header, revision: '11', raft_term: '2'}, events: [put('b', 11), del('a', 11)]}),
  line({header: {...header, revision: '12', raft_term: '2'}, watch_id: '-1'}),
  line({
    header: {...header, revision: '12', raft_term: '3'},
    events: [put('c', 12, 'x'.repeat(300))],
  }),
  line({
    header: {...header, revision: '13', raft_term: '3'},
    fragment: true,
    events: [put('d', 13)],
  }),
  line({header: {...header, revision: '13', raft_term: '3'}, events: [put('e', 13)]}),
  line({header: {...otherMember, revision: '14', raft_term: '3'}, events: [leased('f', 14)]}),
  line({
    header: {...otherMember, revision: '15', raft_term: '3'},
    watch_id: '7',
    events: [replaced()],
  }),
  line({
    header: {...otherMember, revision: '9007199254740991', raft_term: '3'},
    events: [put('g', 16)],
  }),
  line({header: {...otherMember, revision: '17'}, events: [put('h', 17)]}),
  line({header: {...otherMember, revision: '18', raft_term: '3'}, events: []}),
  line({header: {...otherMember, revision: '19', raft_term: '3'}, events: [put('i', 19)]}).trim(),
];
const text = lines.join('');
const escaped = text.replaceAll('=', '\\u003d');
const spaced = text.replaceAll(',"', ', "').replaceAll('},{', '}, {');
const expected = lines.map(responseOf);

for (const [name, stream] of Object.entries({text, escaped, spaced})) {
  test(`${name}: the same responses whole, in halves, byte by byte and in reads of any size`, () => {
    const bytes = Buffer.from(stream);
    for (const size of [bytes.length, Math.ceil(bytes.length / 2), 1, 2, 7, 100, 333]) {
      assert.deepEqual(responsesOf(partsOf(bytes, size)), expected, `${size} bytes a read`);
    }
  });
}

test('all that one read brought is taken at once, with the beginning of what is not whole yet', () => {
  const stream = createWatchStream();
  const before = lines.slice(0, 2).join('').length;
  const cut = text.indexOf('"type":"DELETE"', before);
  stream.push(Buffer.from(text.slice(0, cut)));
  const first = stream.take();
  assert.equal(stream.eventsWaiting, 0);
  assert.deepEqual(
    first.map(part => [part.events.length, part.frame === undefined, part.eventCount]),
    [
      [0, false, 0],
      [1, false, 1],
      [1, true, 1],
    ],
  );
  stream.push(Buffer.from(text.slice(cut)));
  const [rest] = stream.take();
  assert.deepEqual([rest?.events.length, rest?.eventCount], [1, 2]);
  assert.deepEqual(stream.take(), []);
});

test('the memory that it read from may be used again at once', () => {
  const bytes = Buffer.from(text);
  const memory = Buffer.alloc(64);
  const stream = createWatchStream();
  for (let index = 0; index < bytes.length; index += memory.length) {
    const size = bytes.copy(memory, 0, index);
    stream.push(memory.subarray(0, size));
    memory.fill(0);
  }
  assert.deepEqual(responsesOf(stream.take()), expected);
});

const wrong: ReadonlyArray<readonly [string, string, RegExp]> = [
  ['what is no JSON', '{"result":}', /not JSON/],
  ['what is no response', '<html>', /where a JSON document should start/],
  [
    'an event that is none',
    '{"result":{"header":{},"events":[{"kv":7}]}}\n',
    /where a key belongs/,
  ],
  ['an error', '{"error":{"grpc_code":14,"message":"etcdserver: no leader"}}\n', /no leader/],
];

for (const [name, bad, message] of wrong) {
  test(`${name} comes after all that was right before it, and nothing comes after it`, () => {
    const good = lines.slice(0, 5).join('');
    const bytes = Buffer.from(good + bad + text);
    for (const size of [bytes.length, 1, 50]) {
      const stream = createWatchStream();
      const parts: WatchPart[] = [];
      for (let index = 0; index < bytes.length; index += size) {
        stream.push(bytes.subarray(index, index + size));
        parts.push(...stream.take());
      }
      assert.deepEqual(responsesOf(parts), expected.slice(0, 5), `${size} bytes a read`);
      assert.match(stream.failure?.message ?? '', message);
    }
  });
}

test('every captured stream reads the same with and without the scanner of whole responses', () => {
  let scanned = 0;
  for (const {where, bytes} of capturedStreams()) {
    const whole = outcomeOf(bytes, bytes.length);
    // No response is whole in two bytes.
    assert.deepEqual(whole, outcomeOf(bytes, 2), where);
    scanned += linesWith('"events":[{', bytes).filter(each => scan(each) !== undefined).length;
  }
  assert.ok(scanned >= 50, `only ${scanned} responses scanned`);
});

test('the scanner reads the responses that every version of etcd sends', () => {
  const seen = new Set<string>();
  for (const {version, bytes} of capturedStreams()) {
    if (linesWith('"events":[{', bytes).some(each => scan(each) !== undefined)) seen.add(version);
  }
  assert.deepEqual([...seen].sort(), [...new Set(readCaptures().map(each => each.version))].sort());
});

test('a response with bytes changed at random is read as by JSON.parse, or refused', () => {
  const random = createPseudoRandom(7);
  const usual = Buffer.from((lines[2] ?? '').trim());
  const newline = Buffer.from('\n');
  const scanner = createWatchFrameScanner();
  let read = 0;
  for (let round = 0; round < 6000; round++) {
    const bytes = Buffer.concat([usual, newline]);
    // What isn't ASCII or has escapes is not given to it.
    for (let change = 0; change <= round % 3; change++) {
      bytes[random.below(usual.length)] = 0x20 + random.below(0x5c - 0x20);
    }
    const scannedFrame = scanner.scan(bytes, 0);
    if (scannedFrame === undefined) continue;
    assert.deepEqual(scannedFrame, responseOf(bytes.toString('latin1', 0, scanner.end)));
    read++;
  }
  assert.ok(read > 100, `only ${read} were read`);
});

function line(result: object): string {
  return `${JSON.stringify({result})}\n`;
}

function jsonKey(key: string, revision: number, value: string): object {
  return {
    key: Buffer.from(key).toString('base64'),
    create_revision: '2',
    mod_revision: String(revision),
    version: '1',
    value: Buffer.from(value).toString('base64'),
  };
}

function put(key: string, revision: number, value = 'v'): object {
  return {kv: jsonKey(key, revision, value)};
}

function leased(key: string, revision: number): object {
  return {kv: {...jsonKey(key, revision, 'v'), lease: '7587862094705'}};
}

function replaced(): object {
  return {kv: jsonKey('a', 15, 'new'), prev_kv: jsonKey('a', 10, 'old')};
}

function del(key: string, revision: number): object {
  const deleted = {key: Buffer.from(key).toString('base64'), mod_revision: String(revision)};
  return {type: 'DELETE', kv: deleted, prev_kv: jsonKey(key, revision - 1, 'v')};
}

function responseOf(json: string): Response {
  const result = asObject(asObject(JSON.parse(json), 'a line').result, 'a result');
  const {events = []} = result;
  return {frame: decodeWatchFrame(result), events: (events as unknown[]).map(decodeWatchEvent)};
}

function partsOf(bytes: Buffer, size: number): readonly WatchPart[] {
  const stream = createWatchStream();
  const parts: WatchPart[] = [];
  for (let index = 0; index < bytes.length; index += size) {
    stream.push(bytes.subarray(index, index + size));
    parts.push(...stream.take());
  }
  assert.equal(stream.failure, undefined);
  return parts;
}

/** Parts put together; checks what each says of how many events there are. */
function responsesOf(parts: readonly WatchPart[]): readonly Response[] {
  const responses: Response[] = [];
  let events: WatchEvent[] = [];
  for (const part of parts) {
    events.push(...part.events);
    assert.equal(part.eventCount, events.length);
    if (part.frame === undefined) continue;
    responses.push({frame: part.frame, events});
    events = [];
  }
  return responses;
}

function outcomeOf(bytes: Buffer, size: number): unknown {
  const stream = createWatchStream();
  const parts: WatchPart[] = [];
  for (let index = 0; index < bytes.length; index += size) {
    stream.push(bytes.subarray(index, index + size));
    parts.push(...stream.take());
  }
  return {responses: responsesOf(parts), failure: stream.failure};
}

function* capturedStreams() {
  for (const {version, name, content} of readCaptures()) {
    const isAnswer = content.form === 'exchange' && content.exchange.status === 200;
    const found = content.form === 'stream' ? content.text : isAnswer ? content.exchange.body : '';
    if (!found.includes('"result"')) continue;
    // Enough for two bytes a read.
    yield {version, where: `${version}/${name}`, bytes: Buffer.from(found.slice(0, 100_000))};
  }
}

function linesWith(part: string, bytes: Buffer): readonly string[] {
  return bytes
    .toString('utf8')
    .split('\n')
    .filter(each => each.includes(part));
}

function scan(json: string) {
  return createWatchFrameScanner().scan(Buffer.from(`${json}\n`), 0);
}
