// Opens the sockets of a gateway connection: TCP with keep-alive, TLS exactly as the settings say,
// a deadline on the whole of it. Proxy variables are not looked at.
import net from 'node:net';
import tls from 'node:tls';
import type {buildConnector} from 'undici';
import type {Endpoint} from '../config/settings.ts';
import {type TlsMaterial, withoutByteOrderMark} from './tls-material.ts';

export type SocketOptions = {
  readonly endpoint: Endpoint;
  readonly tls: TlsMaterial;
  readonly dialTimeoutMs: number;
};

const tcpKeepAliveDelayMs = 10_000;

export class DialTimeoutError extends Error {
  override readonly name = 'DialTimeoutError';
}

/** What is written before it is connected is sent then. A failed dial is its 'error'. */
export function openSocket(
  options: SocketOptions & {readonly onread?: net.OnReadOpts},
): net.Socket | tls.TLSSocket {
  const {endpoint, dialTimeoutMs, onread} = options;
  const reading = onread === undefined ? {} : {onread};
  const socket = endpoint.tls
    ? tls.connect({...tlsOptions(endpoint, options.tls), ...reading})
    : net.connect({host: endpoint.host, port: endpoint.port, ...reading});
  socket.setNoDelay(true);
  socket.setKeepAlive(true, tcpKeepAliveDelayMs);
  const timer = setTimeout(() => {
    socket.destroy(new DialTimeoutError(`no connection within ${dialTimeoutMs / 1000} s`));
  }, dialTimeoutMs);
  const reached = () => clearTimeout(timer);
  socket.once('close', reached);
  socket.once(endpoint.tls ? 'secureConnect' : 'connect', reached);
  return socket;
}

/** For undici. */
export function createConnector(options: SocketOptions): buildConnector.connector {
  return (_request, callback) => {
    const socket = openSocket(options);
    socket.once('error', error => callback(error, null));
    socket.once(options.endpoint.tls ? 'secureConnect' : 'connect', () => callback(null, socket));
  };
}

/** What Node's tls.connect gets for this endpoint: roots, our certificate, SNI and the name verified. */
export function tlsOptions(endpoint: Endpoint, material: TlsMaterial): tls.ConnectionOptions {
  const name = material.serverName ?? endpoint.host;
  return {
    host: endpoint.host,
    port: endpoint.port,
    // RFC 6066 section 3 keeps addresses out of SNI; the name is verified all the same.
    servername: net.isIP(name) === 0 ? name : '',
    checkServerIdentity: (_host, certificate) => tls.checkServerIdentity(name, certificate),
    rejectUnauthorized: !material.insecureSkipVerify,
    ALPNProtocols: ['http/1.1'],
    ...(material.ca !== undefined && {ca: material.ca.map(withoutByteOrderMark)}),
    ...(material.cert !== undefined && {cert: withoutByteOrderMark(material.cert)}),
    ...(material.key !== undefined && {key: withoutByteOrderMark(material.key)}),
  };
}
