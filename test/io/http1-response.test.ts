// Answers over HTTP/1.1 as servers write them, read whole, in halves and byte by byte; and what no
// server should send, which is an error and never a wrong answer.
import assert from 'node:assert/strict';
import test from 'node:test';
import {ConnectionClosedError, HttpProtocolError} from '../../source/io/http1-errors.ts';
import {createResponseReader} from '../../source/io/http1-response.ts';
import {createPseudoRandom, mutated} from '../support/pseudo-random.ts';

type Read = {status: number; body: string; keepAlive: boolean; ended: boolean};

const answers: ReadonlyArray<readonly [string, string, Read]> = [
  ['a length', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello', read(200, 'hello')],
  ['no body', 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n', read(200, '')],
  ['no reason', 'HTTP/1.1 503 \r\ncontent-length: 2\r\n\r\nno', read(503, 'no')],
  ['204', 'HTTP/1.1 204 No Content\r\n\r\n', read(204, '')],
  [
    'the same length twice',
    'HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 2\r\n\r\nok',
    read(200, 'ok'),
  ],
  [
    'chunks, an extension, a trailer',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\nGrpc: 0\r\n\r\n',
    read(200, 'abc0123456789'),
  ],
  [
    'an interim answer before the one',
    'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nx',
    read(200, 'x'),
  ],
  [
    'connection: close',
    'HTTP/1.1 200 OK\r\nconnection: x, Close\r\ncontent-length: 1\r\n\r\nx',
    {...read(200, 'x'), keepAlive: false},
  ],
  [
    'HTTP/1.0',
    'HTTP/1.0 200 OK\r\ncontent-length: 1\r\n\r\nx',
    {...read(200, 'x'), keepAlive: false},
  ],
  [
    'HTTP/1.0 that stays',
    'HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: 1\r\n\r\nx',
    read(200, 'x'),
  ],
  [
    'a body up to the end of the connection',
    'HTTP/1.1 200 OK\r\n\r\nall of it',
    {...read(200, 'all of it'), keepAlive: false},
  ],
  ['bare line feeds in the head', 'HTTP/1.1 200 OK\ncontent-length: 1\n\nx', read(200, 'x')],
];

for (const [name, text, expected] of answers) {
  test(`${name}: read the same whole, in halves and byte by byte`, () => {
    const bytes = Buffer.from(text, 'latin1');
    assert.deepEqual(readIn([bytes]), expected);
    for (let cut = 1; cut < bytes.length; cut++) {
      assert.deepEqual(readIn([bytes.subarray(0, cut), bytes.subarray(cut)]), expected, `${cut}`);
    }
    assert.deepEqual(readIn(singleBytes(bytes)), expected);
  });

  test(`${name}: cut short anywhere it is an error, unless its end is the connection's`, () => {
    const bytes = Buffer.from(text, 'latin1');
    const bodyStart = text.lastIndexOf('\n\n') + 2 || text.indexOf('\r\n\r\n') + 4;
    for (let cut = 0; cut < bytes.length; cut++) {
      if (name.startsWith('a body up to') && cut >= bodyStart) continue;
      assert.throws(() => readIn([bytes.subarray(0, cut)]), ConnectionClosedError, `${cut}`);
    }
  });
}

const refused: ReadonlyArray<readonly [string, string]> = [
  ['another protocol', '\x15\x03\x01\x00\x02\x02\n'],
  ['HTTP/2 by its name', 'HTTP/2 200\r\n\r\n'],
  ['a status of two digits', 'HTTP/1.1 20 OK\r\n\r\n'],
  ['a header without a colon', 'HTTP/1.1 200 OK\r\nnonsense\r\n\r\n'],
  ['a folded header', 'HTTP/1.1 200 OK\r\na: b\r\n c\r\n\r\n'],
  ['a NUL in a header', 'HTTP/1.1 200 OK\r\na: \x00\r\n\r\n'],
  ['two lengths', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n'],
  ['a negative length', 'HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n'],
  [
    'a length and chunks',
    'HTTP/1.1 200 OK\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n',
  ],
  ['a compressed body', 'HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, chunked\r\n\r\n'],
  ['a change of protocol', 'HTTP/1.1 101 Switching\r\n\r\n'],
  ['a chunk size in words', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nfive\r\n'],
  ['a chunk longer than said', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n1\r\nab\r\n'],
  [
    'a chunk size without end',
    `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${'0'.repeat(5000)}`,
  ],
  ['headers without end', `HTTP/1.1 200 OK\r\na: ${'b'.repeat(70_000)}`],
  ['more than the answer', 'HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nxy'],
];

for (const [name, text] of refused) {
  test(`${name} is refused, whole and byte by byte`, () => {
    const bytes = Buffer.from(text, 'latin1');
    assert.throws(() => readIn([bytes]), HttpProtocolError);
    assert.throws(() => readIn(singleBytes(bytes)), HttpProtocolError);
  });
}

test('bytes changed at random give an answer or one of the two errors, the same in one piece and in many', () => {
  const random = createPseudoRandom(11);
  for (let round = 0; round < 2000; round++) {
    const text = answers[random.below(answers.length)]?.[1] ?? '';
    const bytes = Buffer.from(mutated(Buffer.from(text, 'latin1'), random));
    const whole = outcomeOf([bytes]);
    assert.deepEqual(
      outcomeOf(singleBytes(bytes)),
      whole,
      JSON.stringify(bytes.toString('latin1')),
    );
  }
});

function outcomeOf(pieces: readonly Buffer[]): Read | string {
  try {
    return readIn(pieces);
  } catch (error) {
    assert.ok(error instanceof HttpProtocolError || error instanceof ConnectionClosedError);
    return error.name;
  }
}

/** The memory of a piece is used again for the next, as the connection does. */
function readIn(pieces: readonly Buffer[]): Read {
  const got: Read = {status: 0, body: '', keepAlive: false, ended: false};
  const reader = createResponseReader({
    onHead({status, keepAlive}) {
      got.status = status;
      got.keepAlive = keepAlive;
    },
    onBody(bytes) {
      got.body += bytes.toString('latin1');
    },
    onEnd() {
      got.ended = true;
    },
  });
  const memory = Buffer.alloc(Math.max(1, ...pieces.map(({length}) => length)));
  for (const piece of pieces) {
    piece.copy(memory);
    reader.push(memory.subarray(0, piece.length));
  }
  reader.close();
  return got;
}

function read(status: number, body: string): Read {
  return {status, body, keepAlive: true, ended: true};
}

function singleBytes(bytes: Buffer): readonly Buffer[] {
  return Array.from(bytes, byte => Buffer.of(byte));
}
