// etcd's --cipher-suites, as far as it decides whether anything works: names Go knows, the suite that
// HTTP/2 asks for (golang.org/x/net/http2 ConfigureServer), and one that fits the server's key. Only
// TLS 1.2 chooses by them; 1.3 has its own.
import type {ParsedCertificate} from './parsed-certificate.ts';

/** Why etcd would not start with this list; `isOrdered`: its HTTP/2 minds the order (etcd 3.3). */
export function cipherSuitesFault(
  names: readonly string[],
  isOrdered: boolean,
): string | undefined {
  if (names.length === 0) return undefined;
  const unknown = names.find(name => !KNOWN.has(name));
  if (unknown !== undefined)
    return `--cipher-suites ${JSON.stringify(unknown)} is none that etcd knows`;
  const firstBad = names.findIndex(isBadForHttp2);
  if (isOrdered && firstBad !== -1 && names.slice(firstBad).some(name => !isBadForHttp2(name))) {
    return `--cipher-suites has ${names[firstBad]}, which HTTP/2 forbids, before a better one`;
  }
  return names.some(name => HTTP2.test(name))
    ? undefined
    : '--cipher-suites lacks what HTTP/2 asks for: TLS_ECDHE_ECDSA_ or TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256';
}

/** Why no TLS 1.2 handshake would work with this key. */
export function cipherSuitesRefusal(
  names: readonly string[],
  {publicKey, subject}: ParsedCertificate,
): string | undefined {
  const fits = (name: string) => (publicKey.kind === 'rsa') === !name.includes('_ECDSA_');
  return names.length === 0 || names.some(name => !isForTls13(name) && fits(name))
    ? undefined
    : `no suite of --cipher-suites fits the key of ${subject} (${publicKey.text})`;
}

const HTTP2 = /^TLS_ECDHE_(ECDSA|RSA)_WITH_AES_128_GCM_SHA256$/;

/** RFC 7540 appendix A: no forward secrecy, or no AEAD. */
function isBadForHttp2(name: string): boolean {
  return /_WITH_/.test(name) && !/^TLS_ECDHE_.*(GCM|CHACHA20)/.test(name);
}

function isForTls13(name: string): boolean {
  return !name.includes('_WITH_');
}

/** crypto/tls CipherSuites and InsecureCipherSuites. */
const KNOWN = new Set([
  ...['AES_128_GCM_SHA256', 'AES_256_GCM_SHA384', 'CHACHA20_POLY1305_SHA256'].map(
    name => `TLS_${name}`,
  ),
  ...[
    'RC4_128_SHA',
    '3DES_EDE_CBC_SHA',
    'AES_128_CBC_SHA',
    'AES_256_CBC_SHA',
    'AES_128_CBC_SHA256',
    'AES_128_GCM_SHA256',
    'AES_256_GCM_SHA384',
  ].map(name => `TLS_RSA_WITH_${name}`),
  ...[
    'RC4_128_SHA',
    'AES_128_CBC_SHA',
    'AES_256_CBC_SHA',
    'AES_128_CBC_SHA256',
    'AES_128_GCM_SHA256',
    'AES_256_GCM_SHA384',
    'CHACHA20_POLY1305_SHA256',
    'CHACHA20_POLY1305',
  ].flatMap(name => [`TLS_ECDHE_ECDSA_WITH_${name}`, `TLS_ECDHE_RSA_WITH_${name}`]),
  'TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA',
]);
