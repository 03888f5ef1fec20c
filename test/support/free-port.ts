// A port on loopback that nobody listens on, for a server that is started a moment later.
import {randomInt} from 'node:crypto';
import {once} from 'node:events';
import net from 'node:net';

// Below the ports that systems give to outgoing connections: until the server is up, another
// test's connection could get it, and asking the system twice may give the same port twice.
const lowest = 10_000;
const highest = 32_000;
const given = new Set<number>();

export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(lowest, highest);
    if (!given.has(port) && (await isFree(port))) {
      given.add(port);
      return port;
    }
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = net.createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
