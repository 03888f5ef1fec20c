// Reads HTTP/1.1 answers from the bytes of a connection: status line, headers, and a body by length,
// in chunks or up to the end of the connection. Strict (RFC 9112): what could be read in two ways is
// an error, and what a server may make us keep has a limit. Body bytes are handed on as views of the
// memory they arrived in, without a copy. No socket, no clock.
import {ConnectionClosedError, HttpProtocolError} from './http1-errors.ts';
import {createHeadReader, type ResponseHead} from './http1-head.ts';

export type ResponseHandler = {
  /** Once an answer; 1xx are skipped. */
  onHead(head: ResponseHead): void;
  /** Valid until it returns; `more`: so many are sure to follow. */
  onBody(bytes: Buffer, more: number): void;
  onEnd(): void;
};

export type ResponseReader = {
  /** Throws HttpProtocolError; the connection is of no use after that. */
  push(bytes: Buffer): void;
  /** The server closed its side: ends a body without a length, else throws. */
  close(): void;
};

type State =
  | 'head'
  | 'length'
  | 'until-close'
  | 'size'
  | 'chunk'
  | 'chunk-end'
  | 'trailers'
  | 'done';

const newline = 0x0a;
const carriageReturn = 0x0d;
/** Of a chunk's size with its extensions, and of all trailers together. */
const lineBytesMax = 4096;
const trailerBytesMax = 64 * 1024;

export function createResponseReader(handler: ResponseHandler): ResponseReader {
  const head = createHeadReader();
  let state: State = 'head';
  /** Bytes of the body, or of its chunk, that are still to come. */
  let left = 0;
  let line = '';
  let trailerBytes = 0;
  let hasBytes = false;

  function begin(received: ResponseHead): void {
    handler.onHead(received);
    const {body} = received;
    if (body === 'chunks') state = 'size';
    else if (body === 'until-close') state = 'until-close';
    else {
      left = body;
      state = 'length';
      if (left === 0) end();
    }
  }

  function end(): void {
    state = 'done';
    handler.onEnd();
  }

  function takeBody(bytes: Buffer, index: number): number {
    const stop = Math.min(bytes.length, index + left);
    left -= stop - index;
    handler.onBody(bytes.subarray(index, stop), left);
    return stop;
  }

  /** The line that ends in these bytes, without its end; undefined while it goes on. */
  function takeLine(
    bytes: Buffer,
    index: number,
  ): {readonly text: string; readonly next: number} | undefined {
    const found = bytes.indexOf(newline, index);
    const stop = found === -1 ? bytes.length : found;
    if (line.length + stop - index > lineBytesMax)
      throw new HttpProtocolError('a chunk size is too long');
    line += bytes.toString('latin1', index, stop);
    if (found === -1) return undefined;
    const text = line.endsWith('\r') ? line.slice(0, -1) : line;
    line = '';
    return {text, next: found + 1};
  }

  function takeSize(bytes: Buffer, index: number): number {
    const taken = takeLine(bytes, index);
    if (taken === undefined) return bytes.length;
    left = chunkSize(taken.text);
    state = left === 0 ? 'trailers' : 'chunk';
    return taken.next;
  }

  function takeTrailer(bytes: Buffer, index: number): number {
    const taken = takeLine(bytes, index);
    if (taken === undefined) return bytes.length;
    trailerBytes += taken.text.length;
    if (trailerBytes > trailerBytesMax) throw new HttpProtocolError('the trailers are too long');
    if (taken.text === '') end();
    return taken.next;
  }

  function takeChunkEnd(bytes: Buffer, index: number): number {
    const byte = bytes[index];
    if (byte === carriageReturn && left === 0) left = -1;
    else if (byte === newline && left === -1) state = 'size';
    else throw new HttpProtocolError('a chunk does not end where it should');
    return index + 1;
  }

  function take(bytes: Buffer, index: number): number {
    switch (state) {
      case 'head': {
        const taken = head.push(bytes, index);
        if (taken.head !== undefined) begin(taken.head);
        return taken.next;
      }
      case 'length': {
        const next = takeBody(bytes, index);
        if (left === 0) end();
        return next;
      }
      case 'chunk': {
        const next = takeBody(bytes, index);
        if (left === 0) state = 'chunk-end';
        return next;
      }
      case 'until-close':
        handler.onBody(bytes.subarray(index), 0);
        return bytes.length;
      case 'chunk-end':
        return takeChunkEnd(bytes, index);
      case 'size':
        return takeSize(bytes, index);
      case 'trailers':
        return takeTrailer(bytes, index);
      case 'done':
        throw new HttpProtocolError('the server sent more than the answer');
    }
  }

  return {
    push(bytes) {
      hasBytes = true;
      for (let index = 0; index < bytes.length; ) index = take(bytes, index);
    },
    close() {
      if (state === 'done') return;
      if (state === 'until-close') return end();
      throw new ConnectionClosedError(
        hasBytes
          ? 'the server closed the connection in the middle of an answer'
          : 'the server closed the connection',
      );
    },
  };
}

// RFC 9112 section 7.1: hex digits, then extensions, which nobody uses.
function chunkSize(text: string): number {
  const digits = /^([0-9a-fA-F]{1,12})[ \t]*(;.*)?$/.exec(text)?.[1];
  if (digits === undefined) {
    throw new HttpProtocolError(`${JSON.stringify(text.slice(0, 40))} is no chunk size`);
  }
  return Number.parseInt(digits, 16);
}
