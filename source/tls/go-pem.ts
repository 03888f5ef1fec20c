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
  const blocks: GoPemBlock[] = [];
  let at = 0;
  while (true) {
    const start = nextStart(text, at);
    if (start === undefined) return blocks;
    const read = readBlock(text, start);
    if (read.block !== undefined) blocks.push(read.block);
    at = read.next;
  }
}

/** Behind "-----BEGIN ". */
function nextStart(text: string, at: number): number | undefined {
  if (text.startsWith(START, at)) return at + START.length;
  const found = text.indexOf(`\n${START}`, at);
  return found === -1 ? undefined : found + 1 + START.length;
}

type Read = {readonly block?: GoPemBlock; readonly next: number};

function readBlock(text: string, start: number): Read {
  const first = lineAt(text, start);
  if (!first.line.endsWith(DASHES)) return {next: first.next};
  const label = first.line.slice(0, -DASHES.length);
  const body = skipHeaders(text, first.next);
  const end = endOfBody(text, body.at, body.hasHeaders);
  if (end === undefined || !closes(text, end.behindEnd, label)) return {next: body.at};
  const bytes = decodeBase64(text.slice(body.at, end.at));
  if (bytes === undefined) return {next: body.at};
  return {
    block: {label, bytes, hasHeaders: body.hasHeaders},
    next: lineAt(text, end.behindEnd).next,
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

function endOfBody(
  text: string,
  at: number,
  hasHeaders: boolean,
): {at: number; behindEnd: number} | undefined {
  if (!hasHeaders && text.startsWith(END.slice(1), at)) {
    return {at, behindEnd: at + END.length - 1};
  }
  const found = text.indexOf(END, at);
  return found === -1 ? undefined : {at: found, behindEnd: found + END.length};
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
