// The watch stream of one endpoint, on a connection of its own. The request body stays open
// (duplex) so that the server can be asked for progress: that takes Connection: close on HTTP/1.1,
// since etcd's server otherwise waits for the end of the body before it answers.
import {type Failure, failureOfAnswer} from '../etcd/gateway-error.ts';
import type {WatchPart} from '../etcd/messages.ts';
import {progressRequest} from '../etcd/requests.ts';
import {createWatchStream} from '../etcd/watch-stream.ts';
import type {SocketOptions} from './connector.ts';
import {headText} from './http1-client.ts';
import {type ExchangeHandler, openHttp1Connection} from './http1-connection.ts';
import {failureOfError} from './network-failure.ts';
import {requestHeaders} from './request-headers.ts';

type WatchConnectionOptions = SocketOptions & {
  /** /v3/watch. */
  readonly path: string;
  readonly token?: string;
  /** The create_request. */
  readonly body: object;
  readonly duplex: boolean;
  /** In the order in which they were sent, in the turn in which they were read; at least one. */
  readonly onParts: (parts: readonly WatchPart[]) => void;
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

/**
 * Handed over before the read is through. More at once save nothing, and live long enough for the
 * garbage collector to move them out of the heap's young half, where they are cheap.
 */
const eventsAtOnce = 50;
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
  const stream = createWatchStream();
  let status = 200;
  let errorBody = Buffer.alloc(0);
  const refusal = () => failureOfAnswer(status, errorBody.toString('utf8'));
  const handOver = () => {
    const parts = connection.isClosed() ? [] : stream.take();
    if (parts.length > 0) options.onParts(parts);
    if (stream.failure !== undefined) connection.end(stream.failure);
  };
  const end = (failure: Failure) => {
    handOver();
    connection.end(status === 200 ? failure : refusal());
  };
  return {
    onHead(head) {
      status = head.status;
    },
    onBody(bytes) {
      if (connection.isClosed()) return;
      if (status === 200) {
        stream.push(bytes);
        if (stream.eventsWaiting >= eventsAtOnce) handOver();
        return;
      }
      errorBody = Buffer.concat([errorBody, bytes]).subarray(0, errorBodyBytesMax);
      if (isWholeJson(errorBody)) connection.end(refusal());
    },
    onRead: handOver,
    onEnd: () => end({kind: 'network', message: 'the server ended the watch'}),
    onError: error => end(failureOfError(error)),
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
