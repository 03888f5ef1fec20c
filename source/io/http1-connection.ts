// One connection that speaks HTTP/1.1, one exchange at a time, over a plain or a TLS socket. Sockets
// read into memory that all connections share (net's `onread`): whoever is handed bytes is done with
// them when it returns, so nothing is allocated for what arrives. For the calls by the thousand and
// the streams of a sync; other requests go through undici (gateway-client.ts).
import type net from 'node:net';
import {openSocket, type SocketOptions} from './connector.ts';
import {ConnectionClosedError} from './http1-errors.ts';
import {createResponseReader, type ResponseHandler, type ResponseReader} from './http1-response.ts';

export type Http1Connection = {
  /** `text`: the head and as much of the body as there is. */
  start(text: string, handler: ExchangeHandler): void;
  /** More of the body of the exchange that was started. */
  write(text: string): void;
  pause(): void;
  resume(): void;
  /** Ends it at once; whoever waits for an answer is told of the error, if there is one. */
  destroy(error?: Error): void;
};

export type ExchangeHandler = ResponseHandler & {
  /** After everything that one read of the socket brought. */
  onRead?(): void;
  /** Instead of onEnd, once. `isUnanswered`: not a byte came. */
  onError(error: unknown, isUnanswered: boolean): void;
};

type Http1ConnectionOptions = SocketOptions & {
  /** Between two exchanges the server ended it. */
  readonly onIdleEnd?: () => void;
};

type Exchange = {readonly handler: ExchangeHandler; readonly reader: ResponseReader};

const readBytes = 256 * 1024;
let readMemory: Buffer | undefined;

/** Of reading in one turn: whoever presses a key waits no longer, however much has arrived. */
const turnMs = 5;
let turnStartedMs: number | undefined;

export function openHttp1Connection(options: Http1ConnectionOptions): Http1Connection {
  let exchange: Exchange | undefined;
  let isDestroyed = false;
  let hasBytes = false;
  let isPaused = false;
  /** Written once connected; nothing is sent to a server that isn't verified yet. */
  let waiting: string | undefined = '';
  readMemory ??= Buffer.allocUnsafeSlow(readBytes);

  function destroy(): void {
    isDestroyed = true;
    exchange = undefined;
    socket.destroy();
  }

  function fail(error: unknown): void {
    if (isDestroyed) return;
    const failed = exchange;
    const isUnanswered = !hasBytes;
    destroy();
    if (failed === undefined) options.onIdleEnd?.();
    else failed.handler.onError(error, isUnanswered);
  }

  function received(size: number, memory: Uint8Array): boolean {
    if (isDestroyed) return true;
    hasBytes = true;
    if (exchange === undefined) fail(new ConnectionClosedError('the server spoke unasked'));
    else {
      const isTimeUp = beginTurn();
      attempt(({reader, handler}) => {
        reader.push(asBuffer(memory, size));
        handler.onRead?.();
      });
      if (isTimeUp()) return waitATurn();
    }
    return true;
  }

  // libuv reads up to 32 times before it looks at other descriptors (uv__read in unix/stream.c).
  function waitATurn(): false {
    setImmediate(() => {
      if (!isPaused && !isDestroyed) socket.resume();
    });
    return false;
  }

  // What a handler throws is a bug of ours, and is told like a broken answer.
  function attempt(act: (under: Exchange) => void): void {
    try {
      if (exchange !== undefined) act(exchange);
    } catch (error) {
      fail(error);
    }
  }

  function ended(): void {
    attempt(({reader}) => reader.close());
    fail(new ConnectionClosedError('the server closed the connection'));
  }

  function write(text: string): void {
    if (waiting !== undefined) waiting += text;
    else if (!isDestroyed) socket.write(text);
  }

  const socket: net.Socket = openSocket({
    ...options,
    onread: {buffer: readMemory, callback: received},
  });
  socket.once(options.endpoint.tls ? 'secureConnect' : 'connect', () => {
    const first = waiting ?? '';
    waiting = undefined;
    write(first);
  });
  socket.on('error', fail);
  socket.on('end', ended);
  socket.on('close', ended);
  return {
    start(text, handler) {
      hasBytes = false;
      const done = () => {
        exchange = undefined;
        handler.onEnd();
      };
      exchange = {handler, reader: createResponseReader({...handler, onEnd: done})};
      write(text);
    },
    write,
    pause() {
      isPaused = true;
      socket.pause();
    },
    resume() {
      isPaused = false;
      socket.resume();
    },
    destroy: error => (error === undefined ? destroy() : fail(error)),
  };
}

/** Whether the time of this turn is up, all connections together. */
function beginTurn(): () => boolean {
  if (turnStartedMs === undefined) {
    turnStartedMs = performance.now();
    setImmediate(() => {
      turnStartedMs = undefined;
    });
  }
  const endMs = turnStartedMs + turnMs;
  return () => performance.now() >= endMs;
}

function asBuffer(memory: Uint8Array, size: number): Buffer {
  return Buffer.from(memory.buffer, memory.byteOffset, size);
}
