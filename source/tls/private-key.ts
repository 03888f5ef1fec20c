// Private keys as Go takes them (crypto/tls parsePrivateKey: PKCS #1, PKCS #8, then SEC 1, whatever
// the block's label says), and whether one belongs to a certificate. Only public halves leave here.
import {createPrivateKey, createPublicKey, type KeyObject} from 'node:crypto';
import type {PublicKeyFacts} from './parsed-certificate.ts';
import {describePublicKey} from './public-key.ts';

/** The public half; undefined: these bytes are no private key that OpenSSL can read. */
export function publicHalfOf(der: Uint8Array): PublicKeyFacts | undefined {
  for (const type of ['pkcs1', 'pkcs8', 'sec1'] as const) {
    const key = attempt(der, type);
    if (key === undefined) continue;
    const spki = createPublicKey(key).export({type: 'spki', format: 'der'});
    return describePublicKey(spki);
  }
  return undefined;
}

export function isSameKey(one: PublicKeyFacts, other: PublicKeyFacts): boolean {
  return Buffer.from(one.spkiDer).equals(normalised(other.spkiDer));
}

function attempt(der: Uint8Array, type: 'pkcs1' | 'pkcs8' | 'sec1'): KeyObject | undefined {
  try {
    return createPrivateKey({key: Buffer.from(der), format: 'der', type});
  } catch {
    // Not of this form: the next one is tried.
    return undefined;
  }
}

// Exported again, so that two encodings of one key compare equal.
function normalised(spkiDer: Uint8Array): Uint8Array {
  try {
    const key = createPublicKey({key: Buffer.from(spkiDer), format: 'der', type: 'spki'});
    return key.export({type: 'spki', format: 'der'});
  } catch {
    return spkiDer;
  }
}
