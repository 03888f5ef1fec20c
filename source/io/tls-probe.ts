// One HTTP request over TLS with Node's verification off, only to look: which chain, what OpenSSL
// thinks of it, and whether the server takes our certificate. TLS 1.3 servers refuse a client
// certificate after the handshake, so the answer (or the alert) is waited for. Such a connection
// never carries a password or a token; there is no way to give it one.
import https from 'node:https';
import type tls from 'node:tls';
import type {Endpoint} from '../config/settings.ts';
import type {Handshake, TlsProbe} from '../tls/observations.ts';
import {tlsOptions} from './connector.ts';
import {TimeLimitError} from './network-failure.ts';
import {describeNoAnswer} from './no-answer.ts';
import type {TlsMaterial} from './tls-material.ts';

type TlsProbeOptions = {
  readonly endpoint: Endpoint;
  readonly tls: TlsMaterial;
  readonly withClientCertificate: boolean;
  /** Also with keys and digests that our own OpenSSL finds too weak. Default: as strict as it is. */
  readonly lenient?: boolean;
  /** A body makes it a POST. */
  readonly request: {readonly path: string; readonly body?: unknown};
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
};

/** OpenSSL's security level 0: no key too short, no digest too old, and P-224. Only ever to look. */
export const LENIENT = {
  ciphers: 'DEFAULT:@SECLEVEL=0',
  ecdhCurve: 'X25519:P-256:P-384:P-521:secp224r1',
} as const;

/** What is looked at of an answer; the rest is not read. */
const BODY_BYTES_MAX = 16 * 1024;

/** Never rejects: whatever happens is the result. */
export async function probeTls(options: TlsProbeOptions): Promise<TlsProbe> {
  const started = performance.now();
  let handshake: Handshake | undefined;
  const noted = (shown: Handshake) => {
    handshake = shown;
  };
  const result = await exchange(options, noted).catch(describeNoAnswer);
  const seconds = (performance.now() - started) / 1000;
  return {
    ...(handshake !== undefined && {handshake}),
    outcome:
      'status' in result
        ? {kind: 'answered', verified: false, seconds, ...result}
        : {kind: 'failed', seconds, ...result},
  };
}

type Answer = {readonly status: number; readonly body: string};

function exchange(options: TlsProbeOptions, onHandshake: (shown: Handshake) => void) {
  return new Promise<Answer>((resolve, reject) => {
    // Throws where OpenSSL refuses the certificate or the key.
    const request = startRequest(options, onHandshake);
    const timer = setTimeout(() => {
      request.destroy(new TimeLimitError(`no answer within ${options.timeoutMs / 1000} s`));
    }, options.timeoutMs);
    request.on('close', () => {
      clearTimeout(timer);
      reject(new Error('the connection ended without an answer'));
    });
    request.on('error', reject);
    request.on('response', response => {
      let body = '';
      const settle = () => {
        resolve({status: response.statusCode ?? 0, body: body.slice(0, BODY_BYTES_MAX)});
        request.destroy();
      };
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        body += part;
        if (body.length >= BODY_BYTES_MAX) settle();
      });
      response.on('end', settle);
      response.on('error', reject);
    });
  });
}

function startRequest(options: TlsProbeOptions, onHandshake: (shown: Handshake) => void) {
  const {endpoint, request: call} = options;
  const text = call.body === undefined ? undefined : JSON.stringify(call.body);
  const request = https.request({
    ...connectionOptions(options),
    method: text === undefined ? 'GET' : 'POST',
    path: call.path,
    agent: false,
    headers: {
      accept: 'application/json',
      connection: 'close',
      host: new URL(endpoint.url).host,
      'user-agent': 'etcdscope',
      ...(text !== undefined && {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
      }),
    },
    ...(options.signal && {signal: options.signal}),
  });
  request.on('socket', socket => {
    const secure = socket as tls.TLSSocket;
    secure.once('secureConnect', () => onHandshake(describeHandshake(secure)));
  });
  request.end(text);
  return request;
}

function connectionOptions(options: TlsProbeOptions): tls.ConnectionOptions {
  const {cert, key, ...others} = tlsOptions(options.endpoint, options.tls);
  return {
    ...others,
    ...(options.withClientCertificate && {cert, key}),
    ...(options.lenient === true && LENIENT),
    rejectUnauthorized: false,
    // A resumed session shows no certificate.
    session: undefined,
  };
}

function describeHandshake(socket: tls.TLSSocket): Handshake {
  // A code string where it is set at all, whatever the types say.
  const refusal: unknown = socket.authorizationError;
  return {
    protocol: socket.getProtocol() ?? 'unknown',
    cipher: socket.getCipher()?.standardName ?? 'unknown',
    ...(socket.authorized ? {} : {authorizationError: String(refusal ?? 'UNSPECIFIED')}),
    chain: chainOf(socket.getPeerCertificate(true)),
  };
}

// Node links the certificates leaf to root; a self-signed one is its own issuer.
function chainOf(leaf: tls.DetailedPeerCertificate): readonly Uint8Array[] {
  const chain: Uint8Array[] = [];
  const seen = new Set<string>();
  let current: tls.DetailedPeerCertificate | undefined = leaf;
  while (current?.raw !== undefined && !seen.has(current.fingerprint256)) {
    chain.push(current.raw);
    seen.add(current.fingerprint256);
    current = current.issuerCertificate;
  }
  return chain;
}
