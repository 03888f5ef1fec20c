// One port on loopback as etcd serves it: HTTP/1.1 and HTTP/2 beside each other, over TLS or in the
// clear, stopped and started again on the same port. Stopping cuts every connection at once.
import {once} from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import net from 'node:net';
import type {GatewayTls} from './gateway-hop.ts';
import {isGrpc} from './grpc-status.ts';
import type {Incoming, Outgoing} from './http-exchange.ts';

type Listener = {
  /** The first start without a port takes a free one; later ones go back to it. */
  readonly start: () => Promise<number>;
  readonly stop: () => Promise<void>;
};

type ListenerOptions = {
  readonly port?: number;
  readonly tls?: GatewayTls;
  readonly handle: (request: Incoming, response: Outgoing) => void;
};

type Handler = ListenerOptions['handle'];

/** A watch lives longer than any limit for the arrival of a request. */
const noTimeouts = {requestTimeout: 0, headersTimeout: 0, keepAliveTimeout: 0};

export function createListener({port = 0, tls, handle}: ListenerOptions): Listener {
  let knownPort = port;
  let server: net.Server | undefined;
  const sockets = new Set<net.Socket>();
  return {
    start: async () => {
      server = tls === undefined ? plainServer(handle) : tlsServer(tls, handle);
      server.on('connection', (socket: net.Socket) => track(sockets, socket));
      server.listen(knownPort, '127.0.0.1');
      await once(server, 'listening');
      const address = server.address();
      if (address !== null && typeof address === 'object') knownPort = address.port;
      return knownPort;
    },
    stop: async () => {
      if (server === undefined) return;
      const closed = once(server, 'close');
      server.close();
      server = undefined;
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function track(sockets: Set<net.Socket>, socket: net.Socket): void {
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
  // Clients that go away in the middle of something are everyday life.
  socket.on('error', () => {});
}

function tlsServer({cert, key, clientCa}: GatewayTls, handle: Handler): net.Server {
  const clients =
    clientCa === undefined ? {} : {ca: clientCa, requestCert: true, rejectUnauthorized: true};
  const server = http2.createSecureServer({allowHTTP1: true, cert, key, ...clients}, handle);
  server.on('sessionError', () => {});
  server.on('tlsClientError', () => {});
  return Object.assign(server, noTimeouts);
}

/** In the clear both protocols come on one port too: the first bytes tell which it is. */
function plainServer(handle: Handler): net.Server {
  const ones = Object.assign(http.createServer(handle), noTimeouts);
  const twos = http2.createServer((request, response) => {
    // In the clear HTTP/2 reaches etcd's gRPC server only, which refuses what is not gRPC.
    if (isGrpc(request)) handle(request, response);
    else response.writeHead(415).end();
  });
  twos.on('sessionError', () => {});
  return net.createServer(socket => {
    socket.once('data', first => {
      socket.pause();
      socket.unshift(first);
      const isHttp2 = first.toString('latin1').startsWith('PRI ');
      (isHttp2 ? twos : ones).emit('connection', socket);
      // An HTTP/2 session reads its socket itself.
      if (!isHttp2) socket.resume();
    });
  });
}
