// A server of a test's own on a free port of loopback.
import {once} from 'node:events';
import type net from 'node:net';

/** The port, once it listens. */
export async function listenOnLoopback(server: net.Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as net.AddressInfo).port;
}
