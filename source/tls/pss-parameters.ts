// What an RSASSA-PSS signature says about itself (RFC 4055 3.1): OpenSSL takes any salt, Go only one as
// long as the digest, and only three digests.
import {RsaSaPssParams} from '@peculiar/asn1-rsa';
import {AsnConvert} from '@peculiar/asn1-schema';
import {AlgorithmIdentifier, Certificate} from '@peculiar/asn1-x509';

export type PssParameters = {
  /** OIDs. */
  readonly digest: string;
  readonly maskDigest: string;
  readonly saltLength: number;
};

const RSASSA_PSS = '1.2.840.113549.1.1.10';

/** undefined: signed in another way, or not to be decoded. */
export function pssParametersOf(der: Uint8Array): PssParameters | undefined {
  try {
    const {algorithm, parameters} = AsnConvert.parse(der, Certificate).signatureAlgorithm;
    if (algorithm !== RSASSA_PSS || parameters == null) return undefined;
    const pss = AsnConvert.parse(parameters, RsaSaPssParams);
    const mask = pss.maskGenAlgorithm.parameters;
    if (mask == null) return undefined;
    return {
      digest: pss.hashAlgorithm.algorithm,
      maskDigest: AsnConvert.parse(mask, AlgorithmIdentifier).algorithm,
      saltLength: pss.saltLength,
    };
  } catch {
    // The rules refuse what they find no parameters of.
    return undefined;
  }
}

/** Digest length in bytes of those that Go takes here, by OID: SHA-256, SHA-384, SHA-512. */
const GO_DIGESTS: Readonly<Record<string, number>> = {
  '2.16.840.1.101.3.4.2.1': 32,
  '2.16.840.1.101.3.4.2.2': 48,
  '2.16.840.1.101.3.4.2.3': 64,
};

/** crypto/x509 getSignatureAlgorithmFromAI. */
export function isPssKnownToGo({digest, maskDigest, saltLength}: PssParameters): boolean {
  return digest === maskDigest && GO_DIGESTS[digest] === saltLength;
}

const WEAK_DIGESTS = ['1.3.14.3.2.26', '1.2.840.113549.2.5'];

/** SHA-1 or MD5. */
export function isPssWeak({digest}: PssParameters): boolean {
  return WEAK_DIGESTS.includes(digest);
}
