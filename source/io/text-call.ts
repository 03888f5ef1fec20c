// A POST whose answer is read as text through memory that is used again and again: pages of a
// megabyte by the hundred would otherwise cost more in fresh memory than in work.
import {isAscii} from 'node:buffer';
import type {Dispatcher} from 'undici';

export type TextAnswer = {readonly status: number; readonly text: string};

export type TextRequest = {
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly signal: AbortSignal;
  /** Told of every sign of life. */
  readonly touch: () => void;
  readonly bodyBytesMax: number;
};

const scratchBytesFirst = 2 * 1024 * 1024;
/** Larger ones are not kept. */
const scratchBytesKept = 16 * 1024 * 1024;
const scratchesKept = 8;
const free: Buffer[] = [];

export function postForText(dispatcher: Dispatcher, request: TextRequest): Promise<TextAnswer> {
  const {signal, touch, bodyBytesMax} = request;
  return new Promise((resolve, reject) => {
    let scratch = free.pop() ?? Buffer.allocUnsafeSlow(scratchBytesFirst);
    let bytes = 0;
    let status = 0;
    let controller: Dispatcher.DispatchController | undefined;
    const abort = () => {
      controller?.abort(signal.reason);
      finish(() => reject(signal.reason));
    };
    const finish = (settle: () => void) => {
      signal.removeEventListener('abort', abort);
      settle();
      if (free.length < scratchesKept && scratch.length <= scratchBytesKept) free.push(scratch);
      scratch = empty;
    };
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, {once: true});
    const {path, headers, body} = request;
    dispatcher.dispatch(
      {method: 'POST', path, headers, body},
      {
        onRequestStart(given) {
          controller = given;
          if (signal.aborted) given.abort(signal.reason);
        },
        onResponseStart(_controller, statusCode) {
          touch();
          status = statusCode;
        },
        onResponseData(given, chunk) {
          touch();
          if (bytes + chunk.length > bodyBytesMax) {
            given.abort(new Error(`the answer is over our limit of ${bodyBytesMax} bytes`));
            return;
          }
          if (bytes + chunk.length > scratch.length)
            scratch = larger(scratch, bytes + chunk.length);
          chunk.copy(scratch, bytes);
          bytes += chunk.length;
        },
        onResponseEnd() {
          const whole = scratch.subarray(0, bytes);
          // Pages are ASCII nearly always, and much faster to read as such.
          const text = whole.toString(isAscii(whole) ? 'latin1' : 'utf8');
          finish(() => resolve({status, text}));
        },
        onResponseError(_controller, error) {
          finish(() => reject(error));
        },
      },
    );
    return undefined;
  });
}

const empty = Buffer.alloc(0);

function larger(scratch: Buffer, bytes: number): Buffer {
  const grown = Buffer.allocUnsafeSlow(Math.max(bytes, scratch.length * 2));
  scratch.copy(grown);
  return grown;
}
