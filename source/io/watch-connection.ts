// The watch stream of one endpoint, on a connection of its own. The request body stays open
// (duplex) so that the server can be asked for progress: that takes Connection: close on HTTP/1.1,
// since etcd's server otherwise waits for the end of the body before it answers.
import {asObject, decodeWatchEvent, decodeWatchFrame} from '../etcd/decode.ts';
import {type Failure, failureOfAnswer, failureOfStream} from '../etcd/gateway-error.ts';
import {createJsonStream} from '../etcd/json-stream.ts';
import type {WatchEvent, WatchFrame} from '../etcd/messages.ts';
import {progressRequest} from '../etcd/requests.ts';
import {createWatchEventScanner} from '../etcd/watch-event-scan.ts';
import type {SocketOptions} from './connector.ts';
import {headText} from './http1-client.ts';
import {type ExchangeHandler, openHttp1Connection} from './http1-connection.ts';
import {failureOfError} from './network-failure.ts';
import {requestHeaders} from './request-headers.ts';

export type WatchConnectionOptions = SocketOptions & {
  /** /v3/watch. */
  readonly path: string;
  readonly token?: string;
  /** The create_request. */
  readonly body: object;
  readonly duplex: boolean;
  /** In the order in which they were recorded; as they arrive, also from an unfinished frame. */
  readonly onEvents: (events: readonly WatchEvent[]) => void;
  /** After the frame's events. */
  readonly onFrame: (frame: WatchFrame, eventCount: number) => void;
  /** Once; nothing comes after it. Not called after close(). */
  readonly onEnd: (failure: Failure) => void;
};

export type WatchConnection = {
  askProgress(): void;
  /** Stops reading (and, by TCP, the server's sending) until resume. */
  pause(): void;
  resume(): void;
  close(): void;
};

/** What is read of an answer that isn't a watch. */
const errorBodyBytesMax = 64 * 1024;

export function openWatchConnection(options: WatchConnectionOptions): WatchConnection {
  const {duplex} = options;
  const connection = openHttp1Connection(options);
  let closed = false;

  function close(): void {
    if (closed) return;
    closed = true;
    connection.destroy();
  }

  function end(failure: Failure): void {
    if (closed) return;
    close();
    options.onEnd(failure);
  }

  connection.start(requestHead(options), createHandler(options, {isClosed: () => closed, end}));
  connection.write(bodyChunk(options.body));
  if (!duplex) connection.write(lastChunk);
  return {
    askProgress() {
      if (!closed && duplex) connection.write(bodyChunk(progressRequest));
    },
    pause: connection.pause,
    resume: connection.resume,
    close,
  };
}

function requestHead({endpoint, token, path}: WatchConnectionOptions): string {
  return headText('POST', path, {
    ...requestHeaders(endpoint, token),
    'content-type': 'application/json',
    'transfer-encoding': 'chunked',
    connection: 'close',
    // Without it a watch on a member that lost its leader stays open in silence.
    'grpc-metadata-hasleader': 'true',
  });
}

const lastChunk = '0\r\n\r\n';

function bodyChunk(message: object): string {
  const text = `${JSON.stringify(message)}\n`;
  return `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
}

function createHandler(
  options: WatchConnectionOptions,
  connection: {isClosed(): boolean; end(failure: Failure): void},
): ExchangeHandler {
  const reader = createFrameReader(options, connection);
  let status = 200;
  let errorBody = Buffer.alloc(0);
  const refusal = () => failureOfAnswer(status, errorBody.toString('utf8'));
  return {
    onHead(head) {
      status = head.status;
    },
    onBody(bytes) {
      if (connection.isClosed()) return;
      if (status === 200) return reader.read(bytes);
      errorBody = Buffer.concat([errorBody, bytes]).subarray(0, errorBodyBytesMax);
      if (isWholeJson(errorBody)) connection.end(refusal());
    },
    onEnd() {
      connection.end(
        status === 200 ? {kind: 'network', message: 'the server ended the watch'} : refusal(),
      );
    },
    onError(error) {
      connection.end(status === 200 ? failureOfError(error) : refusal());
    },
  };
}

// One batch of events a chunk at most: a frame of a thousand revisions is handed on while it arrives.
function createFrameReader(
  options: WatchConnectionOptions,
  connection: {isClosed(): boolean; end(failure: Failure): void},
) {
  let events: WatchEvent[] = [];
  let eventCount = 0;
  const handOver = () => {
    if (events.length === 0 || connection.isClosed()) return;
    const batch = events;
    events = [];
    options.onEvents(batch);
  };
  const scanner = createWatchEventScanner();
  const stream = createJsonStream({
    elementPath: ['result', 'events'],
    takeElement(chunk, start) {
      const event = scanner.scan(chunk, start);
      if (event === undefined) return -1;
      events.push(event);
      eventCount++;
      return scanner.end;
    },
    onElement(value) {
      events.push(decodeWatchEvent(value));
      eventCount++;
    },
    onDocument(value) {
      const document = asObject(value, 'a watch response');
      if (document.error !== undefined) return connection.end(failureOfStream(document.error));
      handOver();
      const count = eventCount;
      eventCount = 0;
      if (!connection.isClosed()) options.onFrame(decodeWatchFrame(document.result), count);
    },
  });
  return {
    read(chunk: Buffer) {
      try {
        stream.push(chunk);
        handOver();
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        connection.end({kind: 'not-etcd', message});
      }
    },
  };
}

function isWholeJson(body: Buffer): boolean {
  try {
    JSON.parse(body.toString('utf8'));
    return true;
  } catch {
    return false;
  }
}
