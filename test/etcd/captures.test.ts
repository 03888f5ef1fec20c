// Every captured byte of seven etcd versions, through the decoders: what can be decoded is, what is
// an error becomes a failure of the right kind, every stream gives the same whole and byte by byte.
import assert from 'node:assert/strict';
import test from 'node:test';
import {
  decodeMembers,
  decodeRange,
  decodeStatus,
  decodeVersion,
  decodeWatchEvent,
  decodeWatchFrame,
} from '../../source/etcd/decode.ts';
import {
  type FailureKind,
  failureOfAnswer,
  failureOfCancel,
  failureOfStream,
} from '../../source/etcd/gateway-error.ts';
import {createJsonStream} from '../../source/etcd/json-stream.ts';
import {type Capture, type Exchange, readCaptures} from '../support/captures.ts';

const captures = readCaptures();
const versions = ['3.3.25', '3.4.23', '3.5.16', '3.5.30', '3.5.33', '3.6.14', '3.7.1'];

test('the captures of all seven versions are there and none is unreadable', () => {
  assert.deepEqual([...new Set(captures.map(({version}) => version))].sort(), versions);
  assert.ok(captures.length >= 850, `only ${captures.length} captures`);
});

test('every answer of status 200 on a path that we use decodes', () => {
  const decoders: ReadonlyArray<readonly [RegExp, (body: unknown) => unknown]> = [
    [/\/kv\/range$/, decodeRange],
    [/\/maintenance\/status$/, decodeStatus],
    [/\/cluster\/member\/list$/, decodeMembers],
    [/^\/version$/, decodeVersion],
  ];
  let decoded = 0;
  for (const {where, path, exchange} of exchangesOf(captures)) {
    const decoder = decoders.find(([pattern]) => pattern.test(path))?.[1];
    if (exchange.status !== 200 || decoder === undefined) continue;
    assert.doesNotThrow(() => decoder(JSON.parse(exchange.body)), where);
    decoded++;
  }
  assert.ok(decoded >= 80, `only ${decoded} answers decoded`);
});

test('a range answer decodes to its keys, counts and ids in hex, the same on every version', () => {
  for (const version of versions) {
    const range = decodeRange(JSON.parse(exchangeOf(version, 'range-hit').body));
    const [kv] = range.kvs;
    assert.deepEqual(
      {key: kv?.key, count: range.count, more: range.more},
      {key: 'Zm9v', count: 1, more: false},
      version,
    );
    assert.match(kv?.value ?? '', /^YmF[y6]$/, version);
    assert.ok((kv?.modRevision ?? 0) >= (kv?.createRevision ?? Number.NaN), version);
    assert.match(range.header.clusterId, /^[0-9a-f]{1,16}$/);
  }
});

test('an absent key is an empty range with a revision, not an error', () => {
  const range = decodeRange(JSON.parse(exchangeOf('3.5.16', 'range-miss').body));
  assert.deepEqual(range.kvs, []);
  assert.equal(range.count, 0);
  assert.ok((range.header.revision ?? 0) > 0);
});

test('every answer that is not 200 is a failure with words of the server, never an empty one', () => {
  for (const {where, name, exchange} of exchangesOf(captures)) {
    // /health and its kin answer in their own words.
    if (exchange.status === 200 || /health|readyz|livez/.test(name)) continue;
    const failure = failureOfAnswer(exchange.status, exchange.body);
    assert.notEqual(failure.message, '', where);
    assert.ok(!failure.message.includes('{"'), `${where}: ${failure.message}`);
  }
});

const kinds: ReadonlyArray<readonly [string, FailureKind, (version: string) => boolean]> = [
  ['future-rev', 'future-revision', always],
  ['empty-key', 'other', always],
  ['auth-not-enabled', 'auth-not-enabled', always],
  ['noleader-range', 'no-leader', always],
  ['noleader-watch-hasleader', 'no-leader', always],
  ['tls-server-only-range', 'unavailable', always],
  ['tls-server-only-watch', 'unavailable', always],
  ['get_nope', 'no-such-path', always],
  ['get_v3_nosuch', 'no-such-path', always],
  ['prefix-v3-range-POST', 'no-such-path', version => version === '3.3.25'],
  ['prefix-v3alpha-range-POST', 'no-such-path', version => version !== '3.3.25'],
  ['cn-auth-clientCN-root-range', 'token-missing', version => version === '3.3.25'],
  ['cn-auth-clientCN-root-range', 'common-name-refused', version => version !== '3.3.25'],
  ['cn-auth-emptyCN-range', 'token-missing', always],
  ['range-compacted', 'compacted', always],
  ['compact-future', 'future-revision', always],
  ['httpurls-server-only-grpcport-h2', 'grpc-only', always],
];

test('errors are told apart by shape and message on every version', () => {
  for (const [name, kind, applies] of kinds) {
    const found = [...exchangesOf(captures)].filter(
      exchange => exchange.name === name && applies(exchange.version),
    );
    assert.ok(found.length > 0, `no capture ${name}`);
    for (const {where, exchange} of found) {
      assert.equal(failureOfAnswer(exchange.status, exchange.body).kind, kind, where);
    }
  }
});

test('the 4 MiB error of 3.3 is named with its sizes', () => {
  const found = [...exchangesOf(captures)].filter(
    ({version, name, exchange}) =>
      version === '3.3.25' && name === 'big-range-6MiB' && exchange.status !== 200,
  );
  assert.ok(found.length > 0);
  for (const {exchange} of found) {
    assert.equal(failureOfAnswer(exchange.status, exchange.body).kind, 'message-too-large');
  }
});

test('authentication failures are told apart on every version', () => {
  const expected: ReadonlyArray<readonly [string, FailureKind]> = [
    ['authenticate-badpw', 'wrong-password'],
    ['range-notoken', 'token-missing'],
    ['range-badtoken', 'token-invalid'],
  ];
  for (const [part, kind] of expected) {
    const found = [...exchangesOf(captures)].filter(({where}) => where.endsWith(`auth#${part}`));
    assert.ok(found.length >= 5, `${found.length} of ${part}`);
    for (const {where, exchange} of found) {
      assert.equal(failureOfAnswer(exchange.status, exchange.body).kind, kind, where);
    }
  }
});

test('every stream gives the same documents and events whole, in halves and byte by byte', () => {
  let streams = 0;
  for (const {where, text} of streamsOf(captures)) {
    const whole = readStream([Buffer.from(text)]);
    const bytes = Buffer.from(text);
    const middle = Math.floor(bytes.length / 2);
    assert.deepEqual(readStream([bytes.subarray(0, middle), bytes.subarray(middle)]), whole, where);
    const start = bytes.subarray(0, 20_000);
    const split = Array.from(start, (_, index) => start.subarray(index, index + 1));
    assert.deepEqual(readStream(split), readStream([start]), where);
    assert.ok(whole.documents.length + whole.events.length > 0, where);
    streams++;
  }
  assert.ok(streams >= 150, `only ${streams} streams`);
});

test('every document of a stream is a frame or a failure of a known shape', () => {
  for (const {where, text} of streamsOf(captures)) {
    const {documents, events} = readStream([Buffer.from(text)]);
    for (const event of events) assert.doesNotThrow(() => decodeWatchEvent(event), where);
    for (const document of documents as Array<Record<string, unknown>>) {
      if (document.error === undefined)
        assert.doesNotThrow(() => decodeWatchFrame(document.result), where);
      else
        assert.notEqual(
          failureOfStream(document.error).message,
          'an error without a message',
          where,
        );
    }
  }
});

test('a watch below the compact revision is canceled with it, on every version', () => {
  const frames = framesOf('watch-compacted');
  assert.ok(frames.length >= 5);
  for (const {where, all} of frames) {
    const canceled = all.find(frame => frame.canceled);
    assert.ok((canceled?.compactRevision ?? 0) > 0, where);
    assert.equal(canceled?.header.revision, undefined, where);
  }
});

test('a refused watch is canceled in the frame that creates it, and says why', () => {
  const expected: ReadonlyArray<readonly [string, readonly FailureKind[]]> = [
    ['auth-watch-denied', ['permission-denied']],
    // 3.3 says permission denied whatever is wrong with the token.
    ['auth-watch-badtoken', ['token-invalid', 'permission-denied']],
    ['auth-watch-notoken', ['token-missing', 'permission-denied']],
  ];
  for (const [name, kindsAllowed] of expected) {
    const frames = framesOf(name);
    assert.ok(frames.length >= 5, name);
    for (const {where, version, all} of frames) {
      const [frame] = all;
      assert.equal(frame?.created && frame.canceled, true, where);
      const {kind} = failureOfCancel(frame?.cancelReason ?? '');
      assert.equal(kind, kindsAllowed[version === '3.3.25' ? kindsAllowed.length - 1 : 0], where);
    }
  }
});

test('answers to progress requests carry watch id -1 and no events', () => {
  const frames = framesOf('watch-progress-in-body');
  assert.ok(frames.length >= 5);
  for (const {where, all} of frames) {
    const answer = all.find(frame => !frame.created);
    assert.equal(answer?.watchId, '-1', where);
    assert.ok((answer?.header.revision ?? 0) > 0, where);
  }
});

function always(): boolean {
  return true;
}

function exchangeOf(version: string, name: string): Exchange {
  const found = captures.find(capture => capture.version === version && capture.name === name);
  assert.ok(found?.content.form === 'exchange', `${version}/${name}`);
  return found.content.exchange;
}

function* exchangesOf(all: readonly Capture[]) {
  for (const {version, name, content} of all) {
    const about = {version, name};
    if (content.form === 'exchange' && !/\/watch$/.test(content.path)) {
      yield {...about, where: `${version}/${name}`, path: content.path, exchange: content.exchange};
    }
    if (content.form === 'exchange' && content.exchange.status !== 200) {
      yield {...about, where: `${version}/${name}`, path: content.path, exchange: content.exchange};
    }
    if (content.form !== 'exchanges') continue;
    for (const [part, exchange] of content.exchanges) {
      yield {...about, where: `${version}/${name}#${part}`, path: '', exchange};
    }
  }
}

function* streamsOf(all: readonly Capture[]) {
  for (const {version, name, content} of all) {
    const where = `${version}/${name}`;
    if (content.form === 'stream' && content.text !== '')
      yield {where, version, name, text: content.text};
    if (content.form !== 'exchange' || content.exchange.status !== 200) continue;
    const {body} = content.exchange;
    if (/\/watch$/.test(content.path) && body !== '') yield {where, version, name, text: body};
  }
}

function framesOf(name: string) {
  return [...streamsOf(captures)]
    .filter(stream => stream.name === name)
    .map(({where, version, text}) => {
      const {documents} = readStream([Buffer.from(text)]);
      const all = (documents as Array<Record<string, unknown>>)
        .filter(document => document.error === undefined)
        .map(document => decodeWatchFrame(document.result));
      return {where, version, all};
    });
}

function readStream(chunks: readonly Buffer[]): {documents: unknown[]; events: unknown[]} {
  const documents: unknown[] = [];
  const events: unknown[] = [];
  const stream = createJsonStream({
    elementPath: ['result', 'events'],
    onElement: value => events.push(value),
    onDocument: value => documents.push(value),
  });
  for (const chunk of chunks) stream.push(chunk);
  return {documents, events};
}
