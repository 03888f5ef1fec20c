// Whether one certificate was signed with the key of another, by OpenSSL. Only the signature: names,
// dates and permissions are the verifiers' business.
import {X509Certificate} from 'node:crypto';
import type {ParsedCertificate} from './parsed-certificate.ts';

export type VerifySignature = (child: ParsedCertificate, parent: ParsedCertificate) => boolean;

/** A verifier that does each pair once: chains are walked many times over. */
export function createSignatureVerifier(): VerifySignature {
  const known = new Map<string, boolean>();
  return (child, parent) => {
    const pair = `${child.fingerprintSha256} ${parent.fingerprintSha256}`;
    const before = known.get(pair);
    if (before !== undefined) return before;
    const verified = verify(child, parent);
    known.set(pair, verified);
    return verified;
  };
}

function verify(child: ParsedCertificate, parent: ParsedCertificate): boolean {
  try {
    return new X509Certificate(child.der).verify(new X509Certificate(parent.der).publicKey);
  } catch {
    // A key of a kind that OpenSSL can't use signed nothing that it can check.
    return false;
  }
}
