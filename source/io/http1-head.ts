// The head of an HTTP/1.1 answer: status line and headers, and what they say of the body's length
// (RFC 9112 section 6.3). Interim answers (1xx) are skipped.
import {HttpProtocolError} from './http1-errors.ts';

export type ResponseHead = {
  readonly status: number;
  /** Names in lower case; what came more than once is joined by commas. */
  readonly headers: ReadonlyMap<string, string>;
  /** Its bytes, or how its end is found. */
  readonly body: number | 'chunks' | 'until-close';
  /** Whether the connection can be used again after it. */
  readonly keepAlive: boolean;
};

type HeadReader = {
  /** `next`: where the body begins, or the end of the bytes. */
  push(bytes: Buffer, index: number): {readonly next: number; readonly head?: ResponseHead};
};

const newline = 0x0a;
/** All headers together, as Node's own limit for a client. */
const headBytesMax = 64 * 1024;

export function createHeadReader(): HeadReader {
  let lines: string[] = [];
  let line = '';
  let size = 0;
  return {
    push(bytes, start) {
      let index = start;
      while (index < bytes.length) {
        const found = bytes.indexOf(newline, index);
        const stop = found === -1 ? bytes.length : found;
        size += stop - index + 1;
        if (size > headBytesMax) throw new HttpProtocolError('the headers are over our limit');
        line += bytes.toString('latin1', index, stop);
        if (found === -1) return {next: bytes.length};
        index = found + 1;
        const text = line.endsWith('\r') ? line.slice(0, -1) : line;
        line = '';
        if (text !== '') {
          // What isn't HTTP at all is told at its first line.
          if (lines.length === 0) readStatus(text);
          lines.push(text);
          continue;
        }
        if (lines.length === 0) throw new HttpProtocolError('an answer without a status line');
        const head = readHead(lines);
        lines = [];
        size = 0;
        if (head.status >= 200) return {next: index, head};
      }
      return {next: index};
    },
  };
}

function readHead([first = '', ...rest]: readonly string[]): ResponseHead {
  const {status, minor} = readStatus(first);
  const headers = new Map<string, string>();
  for (const text of rest) {
    const [, name, value] = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*$/.exec(text) ?? [];
    if (name === undefined || value === undefined || hasControl(value)) {
      throw new HttpProtocolError(`${quoted(text)} is no header`);
    }
    const known = headers.get(name.toLowerCase());
    headers.set(name.toLowerCase(), known === undefined ? value : `${known}, ${value}`);
  }
  if (status === 101) throw new HttpProtocolError('the server changes to another protocol');
  const body = bodyOf(status, headers);
  const options = (headers.get('connection') ?? '').toLowerCase().split(/[ \t]*,[ \t]*/);
  const isKept = minor === 1 ? !options.includes('close') : options.includes('keep-alive');
  return {status, headers, body, keepAlive: isKept && body !== 'until-close'};
}

function readStatus(text: string): {readonly status: number; readonly minor: number} {
  const [, minor, status] = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: .*)?$/.exec(text) ?? [];
  if (status === undefined) throw new HttpProtocolError(`${quoted(text)} is no HTTP/1.1 answer`);
  return {status: Number(status), minor: Number(minor)};
}

function bodyOf(status: number, headers: ReadonlyMap<string, string>): ResponseHead['body'] {
  if (status < 200 || status === 204 || status === 304) return 0;
  const length = headers.get('content-length');
  const coding = headers.get('transfer-encoding');
  if (coding !== undefined) {
    if (coding.toLowerCase() !== 'chunked' || length !== undefined) {
      throw new HttpProtocolError(
        `the body's length can't be told: transfer-encoding ${quoted(coding)}`,
      );
    }
    return 'chunks';
  }
  if (length === undefined) return 'until-close';
  // The same length twice is one (RFC 9110 section 8.6).
  const lengths = new Set(length.split(', '));
  const [only = ''] = lengths;
  if (lengths.size !== 1 || !/^\d{1,15}$/.test(only)) {
    throw new HttpProtocolError(`${quoted(length)} is no content-length`);
  }
  return Number(only);
}

function hasControl(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if ((code < 0x20 && code !== 0x09) || code === 0x7f) return true;
  }
  return false;
}

function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 80));
}
