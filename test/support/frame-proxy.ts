// An HTTP proxy on loopback that hands a gateway's answers on as they are, but for the lines of a
// watch: each goes through a function first, which may drop it or repeat it. What no network does and
// what a bug on the way could do.
import {once} from 'node:events';
import http from 'node:http';
import {listenOnLoopback} from './loopback-port.ts';

type FrameProxy = {readonly url: string; close(): Promise<void>};

/** `change`: the lines to hand on in place of one; newline left out. */
export async function startFrameProxy(
  target: string,
  change: (line: string) => readonly string[],
): Promise<FrameProxy> {
  const server = http.createServer((request, response) => {
    const {method, url = '/', headers} = request;
    const onward = http.request(new URL(url, target), {method, headers, agent: false});
    request.pipe(onward);
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    onward.on('response', answer => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      if (!url.endsWith('/watch')) return answer.pipe(response);
      return handOnLines(answer, response, change);
    });
  });
  const port = await listenOnLoopback(server);
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function handOnLines(
  answer: http.IncomingMessage,
  response: http.ServerResponse,
  change: (line: string) => readonly string[],
): void {
  let rest = '';
  answer.setEncoding('utf8');
  answer.on('data', (text: string) => {
    const lines = `${rest}${text}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines.flatMap(change)) response.write(`${line}\n`);
  });
  answer.on('end', () => response.end(rest));
  answer.on('error', () => response.destroy());
}
