// Frames a stream of JSON documents as the gateway sends them, and parses inside the line: the
// elements of one array (result.events) are handed over as their closing brace arrives, the rest of
// the document when it ends. A catch-up line of hundreds of megabytes then costs the memory of its
// largest event. Framing goes by brackets, not by newlines: older gateways leave the newline off
// the final error, and a chunk may end anywhere.
import {isAscii} from 'node:buffer';
import {createPathTracker, type PathTracker} from './json-path-tracker.ts';

type JsonStreamOptions = {
  /** Keys that lead to the array whose elements are handed over alone: ['result', 'events']. */
  readonly elementPath: readonly string[];
  readonly onElement: (value: unknown) => void;
  /**
   * Tried first on what the element begins with when the chunk is ASCII without backslashes: takes
   * it and returns the index behind it, or -1, and then it is parsed for onElement.
   */
  readonly takeElement?: (chunk: Buffer, start: number) => number;
  /** As takeElement, on what a document begins with: takes all of it, elements included. */
  readonly takeDocument?: (chunk: Buffer, start: number) => number;
  /** The document without those elements (the array is empty in it). */
  readonly onDocument: (value: unknown) => void;
};

type JsonStream = {
  /** Keeps no part of the chunk. Throws JsonStreamError; the stream is of no use after that. */
  push(chunk: Buffer): void;
};

class JsonStreamError extends Error {
  override readonly name = 'JsonStreamError';
}

type Piece = {readonly what: string; readonly bytesMax: number; parts: Buffer[]; bytes: number};

type Scanner = {
  readonly options: JsonStreamOptions;
  readonly path: PathTracker;
  readonly element: Piece;
  readonly document: Piece;
  mode: 'between' | 'document' | 'elements' | 'element';
  /** Open brackets inside the current element. */
  depth: number;
  inString: boolean;
  /** The chunk ended between a backslash and the character that it escapes. */
  escaped: boolean;
  /** Every byte of the chunk is ASCII, none a backslash. */
  isPlain: boolean;
};

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const backslash = 0x5c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const mebibyte = 1024 * 1024;

/** Bytes of an event or a key. */
const elementBytesMax = 128 * mebibyte;
/** Bytes of a document outside its elements. */
const documentBytesMax = 16 * mebibyte;

export function createJsonStream(options: JsonStreamOptions): JsonStream {
  const scanner: Scanner = {
    options,
    path: createPathTracker(options.elementPath),
    element: {what: 'an event', bytesMax: elementBytesMax, parts: [], bytes: 0},
    document: {what: 'a document', bytesMax: documentBytesMax, parts: [], bytes: 0},
    mode: 'between',
    depth: 0,
    inString: false,
    escaped: false,
    isPlain: false,
  };
  return {
    push(chunk) {
      scanner.isPlain = isAscii(chunk) && chunk.indexOf(backslash) === -1;
      let index = 0;
      while (index < chunk.length) index = scan(scanner, chunk, index);
    },
  };
}

// Each scan function starts at an index and returns the index where the next one starts.
function scan(scanner: Scanner, chunk: Buffer, index: number): number {
  switch (scanner.mode) {
    case 'between':
      return scanBetween(scanner, chunk, index);
    case 'document':
      return scanDocument(scanner, chunk, index);
    case 'elements':
      return scanElements(scanner, chunk, index);
    case 'element':
      return scanElement(scanner, chunk, index);
  }
}

function scanBetween(scanner: Scanner, chunk: Buffer, from: number): number {
  for (let index = from; index < chunk.length; index++) {
    const byte = chunk[index] as number;
    if (byte === openBrace) {
      const end = scanner.isPlain ? takeDocument(scanner, chunk, index) : -1;
      if (end !== -1) return end;
      scanner.mode = 'document';
      return index;
    }
    if (!isSpace(byte)) throw unexpected(chunk, index, 'where a JSON document should start');
  }
  return chunk.length;
}

function scanDocument(scanner: Scanner, chunk: Buffer, from: number): number {
  const {path} = scanner;
  let index = from;
  while (index < chunk.length) {
    if (scanner.inString) {
      const end = skipString(scanner, chunk, index);
      path.string(chunk.subarray(index, end), !scanner.inString);
      index = end;
      continue;
    }
    const byte = chunk[index++] as number;
    if (byte === quote) scanner.inString = true;
    else if (byte === comma) path.comma();
    else if (byte === colon) path.colon();
    else if (byte === openBrace) path.open('object');
    else if (byte === openBracket) {
      const elementsFollow = path.atElements();
      path.open('array');
      if (elementsFollow) {
        addTo(scanner.document, chunk.subarray(from, index));
        scanner.mode = 'elements';
        return index;
      }
    } else if ((byte === closeBrace || byte === closeBracket) && path.close() === 0) {
      scanner.mode = 'between';
      scanner.options.onDocument(finish(scanner.document, chunk.subarray(from, index)));
      return index;
    }
  }
  addTo(scanner.document, chunk.subarray(from));
  return index;
}

function scanElements(scanner: Scanner, chunk: Buffer, from: number): number {
  for (let index = from; index < chunk.length; index++) {
    const byte = chunk[index] as number;
    if (byte === openBrace) {
      const end = scanner.isPlain ? takeElement(scanner, chunk, index) : -1;
      if (end !== -1) {
        index = end - 1;
        continue;
      }
      scanner.mode = 'element';
      return index;
    }
    if (byte === closeBracket) {
      scanner.mode = 'document';
      return index; // the document ends its own array
    }
    if (byte !== comma && !isSpace(byte)) throw unexpected(chunk, index, 'between events');
  }
  return chunk.length;
}

function takeDocument({options}: Scanner, chunk: Buffer, index: number): number {
  return options.takeDocument?.(chunk, index) ?? -1;
}

function takeElement({options}: Scanner, chunk: Buffer, index: number): number {
  return options.takeElement?.(chunk, index) ?? -1;
}

function scanElement(scanner: Scanner, chunk: Buffer, from: number): number {
  let index = from;
  while (index < chunk.length) {
    if (scanner.inString) {
      index = skipString(scanner, chunk, index);
      continue;
    }
    const byte = chunk[index++];
    if (byte === quote) scanner.inString = true;
    else if (byte === openBrace || byte === openBracket) scanner.depth++;
    else if ((byte === closeBrace || byte === closeBracket) && --scanner.depth === 0) {
      scanner.mode = 'elements';
      scanner.options.onElement(finish(scanner.element, chunk.subarray(from, index)));
      return index;
    }
  }
  addTo(scanner.element, chunk.subarray(from));
  return index;
}

// Values are long and hold no quotes: the native search is what makes this fast.
function skipString(scanner: Scanner, chunk: Buffer, from: number): number {
  let index = from;
  if (scanner.escaped) {
    scanner.escaped = false;
    index++;
  }
  while (index < chunk.length) {
    const end = chunk.indexOf(quote, index);
    const stop = end === -1 ? chunk.length : end;
    let backslashes = 0;
    while (stop - 1 - backslashes >= index && chunk[stop - 1 - backslashes] === backslash) {
      backslashes++;
    }
    if (end === -1) {
      scanner.escaped = backslashes % 2 === 1;
      return chunk.length;
    }
    index = end + 1;
    if (backslashes % 2 === 0) {
      scanner.inString = false;
      return index;
    }
  }
  return index;
}

function addTo(piece: Piece, bytes: Buffer): void {
  grow(piece, bytes);
  // The chunk's memory is somebody else's.
  if (bytes.length > 0) piece.parts.push(Buffer.from(bytes));
}

function grow(piece: Piece, bytes: Buffer): void {
  piece.bytes += bytes.length;
  if (piece.bytes > piece.bytesMax) {
    throw new JsonStreamError(
      `the server sent ${piece.what} of more than ${piece.bytesMax} bytes, which is our limit`,
    );
  }
}

function finish(piece: Piece, last: Buffer): unknown {
  grow(piece, last);
  const whole =
    piece.parts.length === 0 ? last : Buffer.concat([...piece.parts, last], piece.bytes);
  piece.parts = [];
  piece.bytes = 0;
  return parseText(piece, whole.toString('utf8'));
}

function parseText(piece: Piece, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const excerpt = JSON.stringify(text.slice(0, 80));
    throw new JsonStreamError(`the server sent ${piece.what} that is not JSON: ${excerpt}`, {
      cause: error,
    });
  }
}

function unexpected(chunk: Buffer, index: number, where: string): JsonStreamError {
  const excerpt = JSON.stringify(chunk.toString('utf8', index, index + 80));
  return new JsonStreamError(`the server sent ${excerpt} ${where}`);
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
