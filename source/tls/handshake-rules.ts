// What TLS itself asks of keys, beyond certificates: which can sign in which version (RFC 8446 4.2.3,
// crypto/tls auth.go, OpenSSL t1_lib.c). TLS 1.3 ties ECDSA to three curves and RSA to PSS; OpenSSL
// adds that an ECDSA server certificate may sign at all in TLS 1.2.
import type {GoBuild} from './go-build.ts';
import type {ParsedCertificate} from './parsed-certificate.ts';

export type TlsVersion = 'TLS1.2' | 'TLS1.3';

/** Two hashes of 32 bytes and two more must fit into an RSA key for PSS with SHA-256. */
const PSS_BITS_MIN = 8 * (2 * 32 + 2) - 7;

/** Why no signature can be made with this key; undefined: it can. */
export function signingRefusal(
  {publicKey, subject}: ParsedCertificate,
  version: TlsVersion,
  build: GoBuild = {},
): string | undefined {
  const {kind, curve, bits = 0, text} = publicKey;
  if (kind === 'rsa' && bits < 1024 && build.refusesShortRsa === true) {
    return `the key of ${subject} (${text}) is too short for this build's Go`;
  }
  if (version === 'TLS1.2') return undefined;
  if (kind === 'ec' && curve === 'secp224r1') {
    return `TLS 1.3 has no signature for the key of ${subject} (${text})`;
  }
  return kind === 'rsa' && bits < PSS_BITS_MIN
    ? `the key of ${subject} (${text}) is too short to sign in TLS 1.3`
    : undefined;
}

/** What OpenSSL as client holds against the server's key. */
export function opensslServerRefusal(
  certificate: ParsedCertificate,
  version: TlsVersion,
): string | undefined {
  const {publicKey, keyUsage, subject} = certificate;
  if (publicKey.curve === 'secp224r1')
    return `OpenSSL does not offer the curve of ${subject} (P-224)`;
  const signsByCurve = publicKey.kind === 'ec' || publicKey.kind === 'ed25519';
  return version === 'TLS1.2' &&
    signsByCurve &&
    keyUsage !== undefined &&
    !keyUsage.includes('digitalSignature')
    ? `in TLS 1.2 OpenSSL wants digitalSignature in the key usage of ${subject}`
    : undefined;
}

/** Go's TLS knows no other kinds; a peer with one is turned away. */
export function isUsableByGo({publicKey}: ParsedCertificate): boolean {
  return publicKey.kind === 'rsa' || publicKey.kind === 'ec' || publicKey.kind === 'ed25519';
}

/** Of a server in Go, for a client that sends the name as it was given, as Node does. */
export function serverNameRefusal(host: string): string | undefined {
  // RFC 6066 3; Go's clientHelloMsg.unmarshal answers with a decode error (measured on all versions).
  return host.endsWith('.')
    ? `the name ${host} is sent with its dot at the end, for which etcd ends the handshake`
    : undefined;
}
