// PEM as Go's encoding/pem reads it, which decides whether etcd starts: a BEGIN line counts only at
// the start of the file or of a line, a block that is not sound is passed over in silence, text around
// blocks is nothing. So a byte order mark or a blank before BEGIN hides a block.

export type GoPemBlock = {
  readonly label: string;
  readonly bytes: Uint8Array;
  /** RFC 1421 headers stood in it, as in encrypted keys of the old form. */
  readonly hasHeaders: boolean;
};

const START = '-----BEGIN ';
const END = '\n-----END ';
const DASHES = '-----';

export function readPemAsGo(file: Uint8Array): readonly GoPemBlock[] {
  const text = Buffer.from(file).toString('latin1');
  const nextBegin = searchForwards(text, `\n${START}`);
  const nextEnd = searchForwards(text, END);
  const blocks: GoPemBlock[] = [];
  let at = 0;
  while (true) {
    const begin = text.startsWith(START, at) ? at - 1 : nextBegin(at);
    if (begin === -1 && !text.startsWith(START, at)) return blocks;
    const read = readBlock({text, nextBegin, nextEnd}, begin + 1 + START.length);
    if (read.block !== undefined) blocks.push(read.block);
    at = read.next;
  }
}

// indexOf for places that only grow: what was found once is not searched for again, so that a file of
// nothing but BEGIN lines costs no more than its length.
function searchForwards(text: string, wanted: string): (from: number) => number {
  let found = -2;
  return from => {
    if (found !== -1 && found < from) found = text.indexOf(wanted, from);
    return found;
  };
}

type Searched = {
  readonly text: string;
  readonly nextBegin: (from: number) => number;
  readonly nextEnd: (from: number) => number;
};

type Read = {readonly block?: GoPemBlock; readonly next: number};

function readBlock({text, nextBegin, nextEnd}: Searched, start: number): Read {
  const first = lineAt(text, start);
  if (!first.line.endsWith(DASHES)) return {next: first.next};
  const label = first.line.slice(0, -DASHES.length);
  const body = skipHeaders(text, first.next);
  const isEmpty = !body.hasHeaders && text.startsWith(END.slice(1), body.at);
  const end = isEmpty ? body.at - 1 : nextEnd(body.at);
  const behindEnd = end + END.length;
  if (end === -1 || !closes(text, behindEnd, label)) return {next: body.at};
  // Another BEGIN before the END: no base64, and not worth the decoding.
  const begin = nextBegin(body.at);
  if (begin !== -1 && begin < end) return {next: body.at};
  const bytes = decodeBase64(text.slice(body.at, Math.max(body.at, end)));
  if (bytes === undefined) return {next: body.at};
  return {
    block: {label, bytes, hasHeaders: body.hasHeaders},
    next: lineAt(text, behindEnd).next,
  };
}

function skipHeaders(text: string, start: number): {at: number; hasHeaders: boolean} {
  let at = start;
  let hasHeaders = false;
  for (;;) {
    const {line, next} = lineAt(text, at);
    if (at >= text.length || !line.includes(':')) return {at, hasHeaders};
    hasHeaders = true;
    at = next;
  }
}

/** The END line names the same label and holds nothing else. */
function closes(text: string, behindEnd: number, label: string): boolean {
  return lineAt(text, behindEnd).line === `${label}${DASHES}`;
}

// Without its line feed, a carriage return before it, and blanks at the end.
function lineAt(text: string, at: number): {line: string; next: number} {
  const end = text.indexOf('\n', at);
  const raw = end === -1 ? text.slice(at) : text.slice(at, end);
  return {
    line: raw.replace(/\r?$/, '').replace(/[ \t]+$/, ''),
    next: end === -1 ? text.length : end + 1,
  };
}

// base64.StdEncoding skips line ends, pem takes blanks out; everything else must be exact.
function decodeBase64(body: string): Uint8Array | undefined {
  const text = body.replace(/[ \t\r\n]/g, '');
  const isSound = text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
  return isSound ? Buffer.from(text, 'base64') : undefined;
}
