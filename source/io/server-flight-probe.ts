// Asks a server for the plain-text part of a TLS 1.2 handshake and goes away. A server that speaks
// only TLS 1.3 answers alert 70: then what the flight would show can't be told.
import {randomBytes} from 'node:crypto';
import net from 'node:net';
import type {Endpoint} from '../config/settings.ts';
import {encodeClientHello} from '../tls/client-hello.ts';
import {createServerFlightParser, type ServerFlightResult} from '../tls/server-flight.ts';
import {describeNoAnswer} from './no-answer.ts';

type ServerFlightProbeOptions = {
  readonly endpoint: Endpoint;
  /** SNI. */
  readonly serverName: string;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
};

/** Never rejects; a connection that fails is a flight that was cut. */
export function probeServerFlight(options: ServerFlightProbeOptions): Promise<ServerFlightResult> {
  const {host, port} = options.endpoint;
  const parser = createServerFlightParser();
  return new Promise(resolve => {
    const socket = net.connect({host, port, ...(options.signal && {signal: options.signal})});
    const settle = (result: ServerFlightResult) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(result);
    };
    const timer = setTimeout(() => {
      settle({kind: 'cut', reason: `no answer within ${options.timeoutMs / 1000} s`});
    }, options.timeoutMs);
    socket.on('connect', () => {
      const hello = {random: randomBytes(32), serverName: options.serverName};
      socket.write(encodeClientHello({...hello, alpn: ['h2', 'http/1.1']}));
    });
    socket.on('data', bytes => {
      const result = parser.push(bytes);
      if (result !== undefined) settle(result);
    });
    socket.on('error', error => settle({kind: 'cut', reason: describeNoAnswer(error).message}));
    socket.on('close', () => settle(parser.finish()));
  });
}
