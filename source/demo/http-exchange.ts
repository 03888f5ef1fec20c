// What the gateway needs of a request and a response, true of Node's HTTP/1.1 and HTTP/2 alike, so
// that one port can serve both with the same code.
import type {IncomingHttpHeaders} from 'node:http';
import type {Readable} from 'node:stream';
import type {Answer} from './answers.ts';

export type Incoming = Readable & {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly httpVersionMajor: number;
  readonly socket: {destroy(): unknown};
};

export type Outgoing = {
  writeHead(status: number, headers: Record<string, string>): unknown;
  write(text: string | Buffer): unknown;
  end(text: string): unknown;
  addTrailers(trailers: Record<string, string>): void;
  once(event: 'close', listener: () => void): unknown;
};

const corsHeaders = {
  'access-control-allow-headers': 'accept, content-type, authorization',
  'access-control-allow-methods': 'POST, GET, OPTIONS, PUT, DELETE',
  'access-control-allow-origin': '*',
};

/** The headers of every answer of a release that has them. */
export function withCors(
  headers: Readonly<Record<string, string>>,
  release: {readonly corsHeaders: boolean},
): Record<string, string> {
  return release.corsHeaders ? {...corsHeaders, ...headers} : {...headers};
}

export function sendAnswer(response: Outgoing, answer: Answer): void {
  const {status, headers, body, trailers} = answer;
  const length = {'content-length': String(Buffer.byteLength(body))};
  response.writeHead(status, {...headers, ...(trailers === undefined ? length : {})});
  if (trailers !== undefined) response.addTrailers({...trailers});
  response.end(body);
}

const bodyBytesMax = 64 * 1024 * 1024;

/** The whole body as text; undefined when the client goes away or sends too much. */
export async function readBody(request: Incoming): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > bodyBytesMax) return undefined;
    }
  } catch {
    // The client left: nobody to answer.
    return undefined;
  }
  return Buffer.concat(chunks).toString('utf8');
}
