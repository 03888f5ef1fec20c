// Reads the captured answers of real servers in test/fixtures/captures: one folder a version, one
// file a case, in the forms that curl -i, a chunk logger and a JSON recorder write.
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';

export type Capture = {
  readonly version: string;
  /** The file's name without its ending: range-hit. */
  readonly name: string;
  readonly content: CaptureContent;
};

export type Exchange = {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
};

type CaptureContent =
  /** What the request's path was, '' where the capture doesn't say. */
  | {readonly form: 'exchange'; readonly path: string; readonly exchange: Exchange}
  /** As it came over the wire, up to where a chunk was cut for the capture. */
  | {readonly form: 'stream'; readonly status: number | undefined; readonly text: string}
  | {readonly form: 'exchanges'; readonly exchanges: ReadonlyMap<string, Exchange>}
  /** curl got no answer: its exit code. */
  | {readonly form: 'no-answer'; readonly code: number}
  | {readonly form: 'log'; readonly lines: readonly string[]};

// A document, or the middle of one.
const chunkLine =
  /^\[\+\d+ms(?: chunk \d+B)?\] (?:frame \d+B fragment=\w+ header\.revision=\S* events=\d+ mod_revs=\S* )?(\{.*|[A-Za-z0-9+/=",:{}[\]_]{40,}.*)$/s;

const folder = join(import.meta.dirname, '..', 'fixtures', 'captures');

export function readCaptures(): readonly Capture[] {
  return readdirSync(folder).flatMap(version =>
    readdirSync(join(folder, version)).map(file => ({
      version,
      name: file.replace(/\.(txt|json)$/, ''),
      content: readContent(file, readFileSync(join(folder, version, file), 'utf8')),
    })),
  );
}

function readContent(file: string, text: string): CaptureContent {
  if (file.endsWith('-log.txt')) return {form: 'log', lines: text.split('\n')};
  if (/^\s*\{/.test(text) && !text.includes('[+')) return readJson(text);
  if (/^(\[\+\d+ms\]|\[\+\d+ms chunk|HTTP \d+$)/m.test(text)) return readStream(text);
  const code = /\[curl rc=(\d+)\]\s*$/.exec(text)?.[1];
  const rest = text.replace(/^[>{].*\n/gm, (line, offset: number) =>
    line.startsWith('>') || offset === 0 ? '' : line,
  );
  const start = rest.search(/^HTTP\/[\d.]+ \d{3}/m);
  if (start === -1) return {form: 'no-answer', code: Number(code)};
  const path = /^> (?:GET|POST) (?:https?:\/\/[^/]+)?(\/\S*)/m.exec(text)?.[1] ?? '';
  return {form: 'exchange', path, exchange: readExchange(rest.slice(start))};
}

function readExchange(text: string): Exchange {
  const blank = text.search(/\r?\n\r?\n/);
  const head = text.slice(0, blank);
  const body = text
    .slice(blank)
    .replace(/^\r?\n\r?\n/, '')
    .replace(/\[(?:curl )?rc=\d+\]\s*$/, '')
    // curl prints HTTP trailers behind the body.
    .replace(/(Grpc-Trailer-[\w-]+: .*\r?\n?)+\s*$/i, '');
  return {
    status: Number(/^HTTP\/[\d.]+ (\d{3})/.exec(head)?.[1]),
    contentType: /^content-type: *(.*?)\r?$/im.exec(head)?.[1] ?? '',
    body,
  };
}

function readStream(text: string): CaptureContent {
  const status = /^(?:\[\+\d+ms\] )?HTTP2? (\d{3})/m.exec(text)?.[1];
  let stream = '';
  for (const part of text.replace(/^client gives up$/gm, '').split(/\n(?=\[\+\d+ms)/)) {
    const match = chunkLine.exec(part);
    if (match === null) continue;
    const chunk = (match[1] as string).replace(/<no-nl>\n*$/, '');
    const cut = chunk.search(/…<\d+B cut>…/);
    if (cut !== -1 || isCutFrame(part, chunk)) {
      stream += cut === -1 ? chunk : chunk.slice(0, cut);
      break;
    }
    stream += part.includes('<no-nl>') ? chunk : `${chunk}\n`;
  }
  return {form: 'stream', status: status === undefined ? undefined : Number(status), text: stream};
}

function isCutFrame(part: string, chunk: string): boolean {
  const bytes = /frame (\d+)B/.exec(part)?.[1];
  return bytes !== undefined && chunk.length + 1 < Number(bytes);
}

function readJson(text: string): CaptureContent {
  const parsed = JSON.parse(text) as Record<string, unknown>;
  const exchanges = new Map<string, Exchange>();
  const add = (name: string, value: unknown) => {
    if (typeof value !== 'object' || value === null) return;
    const {status, body, headers} = value as Record<string, unknown>;
    if (typeof status !== 'number') return;
    const contentType = (headers as Record<string, string> | undefined)?.['content-type'] ?? '';
    exchanges.set(name, {status, contentType, body: String(body ?? '')});
  };
  add('', parsed);
  for (const [name, value] of Object.entries(parsed)) {
    add(name, value);
    const flat = typeof value === 'string' ? /^(\d{3}) len=\d+ \{.*?\} (.*)$/s.exec(value) : null;
    if (flat !== null) {
      const contentType = 'application/json';
      exchanges.set(name, {status: Number(flat[1]), contentType, body: flat[2] as string});
    }
  }
  if (exchanges.size === 0 && 'header' in parsed) {
    exchanges.set('', {status: 200, contentType: 'application/json', body: text});
  }
  return {form: 'exchanges', exchanges};
}
