// What kind of key a certificate holds, in words: "ECDSA P-256", "RSA 2048", "Ed25519".
import {createPublicKey, type KeyObject} from 'node:crypto';
import type {PublicKeyFacts} from './parsed-certificate.ts';

export function describePublicKey(spkiDer: Uint8Array): PublicKeyFacts {
  try {
    const key = createPublicKey({key: Buffer.from(spkiDer), format: 'der', type: 'spki'});
    return {...describeKey(key), spkiDer};
  } catch {
    return {text: 'a kind of key that OpenSSL does not know', kind: 'other', spkiDer};
  }
}

const CURVES: Readonly<Record<string, {name: string; bits: number}>> = {
  prime256v1: {name: 'P-256', bits: 256},
  secp224r1: {name: 'P-224', bits: 224},
  secp384r1: {name: 'P-384', bits: 384},
  secp521r1: {name: 'P-521', bits: 521},
};

function describeKey(key: KeyObject): Omit<PublicKeyFacts, 'spkiDer'> {
  const details = key.asymmetricKeyDetails ?? {};
  const bits = details.modulusLength;
  switch (key.asymmetricKeyType) {
    case 'rsa':
      return {text: `RSA ${bits ?? '?'}`, kind: 'rsa', ...(bits !== undefined && {bits})};
    case 'rsa-pss':
      return {text: `RSA-PSS ${bits ?? '?'}`, kind: 'rsa-pss', ...(bits !== undefined && {bits})};
    case 'ec':
      return describeCurve(details.namedCurve ?? 'unnamed curve');
    case 'ed25519':
      return {text: 'Ed25519', kind: 'ed25519', bits: 256};
    default:
      return {text: key.asymmetricKeyType ?? 'unknown', kind: 'other'};
  }
}

function describeCurve(namedCurve: string): Omit<PublicKeyFacts, 'spkiDer'> {
  const curve = CURVES[namedCurve];
  return {
    text: `ECDSA ${curve?.name ?? namedCurve}`,
    kind: 'ec',
    curve: namedCurve,
    ...(curve !== undefined && {bits: curve.bits}),
  };
}
