// GETs and POSTs to one endpoint for those who make hundreds of them: connections are used again,
// an answer is collected in memory that is used again, and read there. Speaks HTTP/1.1 as APISIX
// does. Redirects are not followed: credentials go to the endpoint that was named and nowhere else.
import type {SocketOptions} from './connector.ts';
import {createLanes, type Lane} from './http1-lanes.ts';
import {requestHeaders} from './request-headers.ts';
import {createSilenceLimit} from './silence-limit.ts';

export type Http1Request = {
  /** Absent: GET. */
  readonly body?: object;
  readonly path: string;
  /** etcd's token, sent as Authorization. */
  readonly token?: string;
  readonly signal: AbortSignal;
};

export type Http1Client = {
  /** `read` is given the answer in memory that is used again: it keeps no part of it. */
  request<T>(request: Http1Request, read: ReadAnswer<T>): Promise<T>;
  /** Ends what is under way. */
  close(): void;
};

type ReadAnswer<T> = (status: number, body: Buffer) => T;

type Http1ClientOptions = SocketOptions & {
  /** How long an answer may stay without a byte. */
  readonly commandTimeoutMs: number;
  /** Told one line a request, credentials left out (--debug). */
  readonly debug?: (line: string) => void;
  /** Default 1 GiB; more is an error, not memory. */
  readonly bodyBytesMax?: number;
};

type Exchange = {
  readonly text: string;
  readonly touch: () => void;
  readonly bodyBytesMax: number;
  readonly onAnswer: (status: number, body: Buffer) => void;
  readonly onError: (error: unknown) => void;
  /** What it is under way on. */
  lane?: Lane;
};

const bodyBytesMaxDefault = 1024 ** 3;
const announcedBytesMax = 4 * 1024 * 1024;

export function createHttp1Client(options: Http1ClientOptions): Http1Client {
  const {endpoint, commandTimeoutMs, bodyBytesMax = bodyBytesMaxDefault} = options;
  const lanes = createLanes(options);
  let isClosed = false;

  function start(exchange: Exchange, fresh: boolean): void {
    const lane = lanes.take(fresh);
    exchange.lane = lane;
    const repeat = (): boolean => {
      if (isClosed) return false;
      start(exchange, true);
      return true;
    };
    lane.connection.start(exchange.text, collect(exchange, lane, repeat));
  }

  function send<T>(request: Http1Request, read: ReadAnswer<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const {signal, touch, end} = createSilenceLimit(commandTimeoutMs, request.signal);
      const finish = (settle: () => void) => {
        end();
        signal.removeEventListener('abort', abort);
        settle();
      };
      const onError = (error: unknown) => finish(() => reject(error));
      const onAnswer = (status: number, body: Buffer) =>
        finish(() => settleWith(() => read(status, body), resolve, reject));
      const text = requestText(requestHeaders(endpoint, request.token), request);
      const exchange: Exchange = {text, touch, bodyBytesMax, onAnswer, onError};
      const abort = () => {
        exchange.lane?.drop();
        onError(signal.reason);
      };
      if (signal.aborted) return abort();
      signal.addEventListener('abort', abort, {once: true});
      return start(exchange, false);
    });
  }

  async function sendTold<T>(request: Http1Request, read: ReadAnswer<T>): Promise<T> {
    const started = performance.now();
    const method = request.body === undefined ? 'GET' : 'POST';
    return send(request, (status, body) => {
      const took = (performance.now() - started).toFixed(1);
      options.debug?.(
        `${method} ${endpoint.url}${request.path} ${status} ${body.length} B ${took} ms`,
      );
      return read(status, body);
    });
  }

  return {
    request: options.debug === undefined ? send : sendTold,
    close() {
      isClosed = true;
      lanes.close(new Error('closed'));
    },
  };
}

/** The head of a request, and its body where it has one. */
function requestText(
  headers: Readonly<Record<string, string>>,
  {path, body}: Pick<Http1Request, 'path' | 'body'>,
): string {
  const text = body === undefined ? '' : JSON.stringify(body);
  const all: Readonly<Record<string, string>> =
    body === undefined
      ? headers
      : {
          ...headers,
          'content-type': 'application/json',
          'content-length': String(Buffer.byteLength(text)),
        };
  return `${headText(body === undefined ? 'GET' : 'POST', path, all)}${text}`;
}

/** Throws when a header holds what would end it: a token from a server goes in here. */
export function headText(
  method: 'GET' | 'POST',
  path: string,
  headers: Readonly<Record<string, string>>,
): string {
  let text = `${method} ${path} HTTP/1.1\r\n`;
  for (const [name, value] of Object.entries(headers)) {
    if (!/^[\t\x20-\x7e]*$/.test(value)) throw new Error(`the header ${name} can't be sent`);
    text += `${name}: ${value}\r\n`;
  }
  return `${text}\r\n`;
}

function collect(exchange: Exchange, lane: Lane, repeat: () => boolean) {
  let bytes = 0;
  let status = 0;
  let keepAlive = false;
  return {
    onHead(head: {readonly status: number; readonly keepAlive: boolean}) {
      exchange.touch();
      ({status, keepAlive} = head);
    },
    onBody(part: Buffer, more: number) {
      exchange.touch();
      const sure = bytes + part.length + more;
      if (sure > exchange.bodyBytesMax) {
        throw new Error(`the answer is over our limit of ${exchange.bodyBytesMax} bytes`);
      }
      // What is only announced is not yet worth all the memory.
      part.copy(lane.room(bytes + part.length, Math.min(sure, announcedBytesMax)), bytes);
      bytes += part.length;
    },
    onEnd() {
      exchange.onAnswer(status, lane.room(bytes, bytes).subarray(0, bytes));
      if (keepAlive) lane.release();
      else lane.drop();
    },
    onError(error: unknown, isUnanswered: boolean) {
      lane.drop();
      // The server may end a connection just when it is used again; all that is asked only reads.
      if (lane.isUsed && isUnanswered && repeat()) return;
      exchange.onError(error);
    },
  };
}

function settleWith<T>(
  act: () => T,
  resolve: (result: T) => void,
  reject: (error: unknown) => void,
): void {
  try {
    resolve(act());
  } catch (error) {
    reject(error);
  }
}
