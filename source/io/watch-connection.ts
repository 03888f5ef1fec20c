// The watch stream of one endpoint, on a connection of its own. The request body stays open
// (duplex) so that the server can be asked for progress: that takes Connection: close on HTTP/1.1,
// since etcd's server otherwise waits for the end of the body before it answers.
import {Readable} from 'node:stream';
import {Client, type Dispatcher} from 'undici';
import type {Endpoint} from '../config/settings.ts';
import {asObject, decodeWatchEvent, decodeWatchFrame} from '../etcd/decode.ts';
import {type Failure, failureOfAnswer, failureOfStream} from '../etcd/gateway-error.ts';
import {createJsonStream} from '../etcd/json-stream.ts';
import type {WatchEvent, WatchFrame} from '../etcd/messages.ts';
import {progressRequest} from '../etcd/requests.ts';
import {createConnector} from './connector.ts';
import {requestHeaders} from './gateway-client.ts';
import {failureOfError} from './network-failure.ts';
import type {TlsMaterial} from './tls-material.ts';

export type WatchConnectionOptions = {
  readonly endpoint: Endpoint;
  readonly tls: TlsMaterial;
  readonly dialTimeoutMs: number;
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
  const {endpoint, duplex} = options;
  const client = new Client(endpoint.url, {
    connect: createConnector(options),
    headersTimeout: 0,
    bodyTimeout: 0,
    pipelining: 0,
  });
  const requests = new Readable({read() {}});
  requests.push(`${JSON.stringify(options.body)}\n`);
  if (!duplex) requests.push(null);
  let closed = false;
  let controller: Dispatcher.DispatchController | undefined;

  function close(): void {
    if (closed) return;
    closed = true;
    requests.destroy();
    void client.destroy().catch(() => undefined); // nobody is left to tell
  }

  function end(failure: Failure): void {
    if (closed) return;
    close();
    options.onEnd(failure);
  }

  client.dispatch(
    {
      method: 'POST',
      path: options.path,
      reset: true,
      headers: {
        ...requestHeaders(endpoint, options.token),
        'content-type': 'application/json',
        // Without it a watch on a member that lost its leader stays open in silence.
        'grpc-metadata-hasleader': 'true',
      },
      body: requests,
    },
    createHandler(options, {
      isClosed: () => closed,
      end,
      started(given) {
        controller = given;
      },
    }),
  );
  requests.on('error', () => undefined); // destroyed by close()
  return {
    askProgress() {
      if (!closed && duplex) requests.push(`${JSON.stringify(progressRequest)}\n`);
    },
    pause: () => controller?.pause(),
    resume: () => controller?.resume(),
    close,
  };
}

function createHandler(
  options: WatchConnectionOptions,
  connection: {
    isClosed(): boolean;
    end(failure: Failure): void;
    started(controller: Dispatcher.DispatchController): void;
  },
): Dispatcher.DispatchHandler {
  const reader = createFrameReader(options, connection);
  let status = 200;
  let errorBody = Buffer.alloc(0);
  return {
    onRequestStart(controller) {
      connection.started(controller);
    },
    onResponseStart(_controller, statusCode) {
      status = statusCode;
    },
    onResponseData(_controller, chunk) {
      if (connection.isClosed()) return;
      if (status === 200) reader.read(chunk);
      else errorBody = Buffer.concat([errorBody, chunk]).subarray(0, errorBodyBytesMax);
      if (status !== 200 && isWholeJson(errorBody)) {
        connection.end(failureOfAnswer(status, errorBody.toString('utf8')));
      }
    },
    onResponseEnd() {
      connection.end(
        status === 200
          ? {kind: 'network', message: 'the server ended the watch'}
          : failureOfAnswer(status, errorBody.toString('utf8')),
      );
    },
    onResponseError(_controller, error) {
      connection.end(
        status === 200
          ? failureOfError(error)
          : failureOfAnswer(status, errorBody.toString('utf8')),
      );
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
  const stream = createJsonStream({
    elementPath: ['result', 'events'],
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
