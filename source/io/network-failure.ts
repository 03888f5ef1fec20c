// A socket's, TLS's or undici's error as a Failure: what happened in words, with the code that a
// search engine knows.
import type {Failure} from '../etcd/gateway-error.ts';
import {DialTimeoutError} from './connector.ts';

export class TimeLimitError extends Error {
  override readonly name = 'TimeLimitError';
}

const words: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connection refused: nothing listens there',
  ECONNRESET: 'connection reset by the server',
  ECONNABORTED: 'connection aborted',
  EPIPE: 'the server closed the connection',
  ENOTFOUND: 'host not found',
  EAI_AGAIN: 'the name server does not answer',
  EHOSTUNREACH: 'no route to the host',
  ENETUNREACH: 'no route to the network',
  ETIMEDOUT: 'the connection timed out',
  UND_ERR_SOCKET: 'the server closed the connection',
};

export function failureOfError(error: unknown): Failure {
  if (error instanceof DialTimeoutError || error instanceof TimeLimitError) {
    return {kind: 'timeout', message: error.message};
  }
  const code = codeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  // undici's parser gives no code for it.
  if (message.includes('(Invalid EOF state)')) {
    return {
      kind: 'network',
      message: 'the server closed the connection in the middle of an answer',
    };
  }
  if (code === undefined) return {kind: 'network', message};
  if (/wrong version number|packet length too long/i.test(message)) {
    return {
      kind: 'tls',
      message: `the server does not speak TLS on this port: http:// instead of https://? (${code})`,
    };
  }
  if (isTlsCode(code)) return {kind: 'tls', message: `${tidyTls(message)} (${code})`};
  const known = words[code];
  return {
    kind: 'network',
    message: known === undefined ? `${message} (${code})` : `${known} (${code})`,
  };
}

function codeOf(error: unknown): string | undefined {
  for (let current = error; current instanceof Error; current = current.cause) {
    if (current instanceof AggregateError && current.errors.length > 0) {
      return codeOf(current.errors[0]);
    }
    const {code} = current as NodeJS.ErrnoException;
    if (typeof code === 'string') return code;
  }
  return undefined;
}

function isTlsCode(code: string): boolean {
  return (
    code === 'EPROTO' ||
    /^(ERR_SSL_|ERR_TLS_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|INVALID_PURPOSE|PATH_LENGTH|HOSTNAME_MISMATCH|UNSPECIFIED)/.test(
      code,
    )
  );
}

// OpenSSL's messages carry a thread id, library names and source lines: the reason is what helps.
function tidyTls(message: string): string {
  const parts = message.trim().split(':');
  const reason = parts.length >= 6 && /^[0-9A-F]+$/.test(parts[0] ?? '') ? parts[5] : message;
  // Node adds advice that is meant for its own command line.
  return (reason ?? message).replace(/; if the root CA is installed locally.*$/s, '').trim();
}
