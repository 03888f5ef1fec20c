// A certificate as the verifiers need it: everything that Go and OpenSSL look at, decoded once.
// Types only, so that the rules can name it without loading the X.509 library
// (parse-certificate.ts); the short form for people is CertificateFacts.

export type ParsedCertificate = {
  readonly der: Uint8Array;
  /** 1 or 3: extensions exist only in version 3. */
  readonly version: number;
  /** RFC 4514 text, printable. */
  readonly subject: string;
  readonly issuer: string;
  /** Hex of the DER name: Go chains certificates by these bytes. */
  readonly subjectDer: string;
  readonly issuerDer: string;
  /** Common names of the subject, printable; [] when it has none. */
  readonly commonNames: readonly string[];
  /** Lower-case hex. */
  readonly serial: string;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  /** undefined: no such extension. A name of a kind we don't know leaves all four lists empty. */
  readonly subjectAltName: SubjectAltName | undefined;
  readonly keyUsage: readonly string[] | undefined;
  /** RFC 5280 names or OIDs. */
  readonly extKeyUsage: readonly string[] | undefined;
  readonly basicConstraints: BasicConstraints | undefined;
  /** Lower-case hex. */
  readonly subjectKeyId?: string;
  readonly authorityKeyId?: string;
  readonly publicKey: PublicKeyFacts;
  /** OpenSSL's long name: ecdsa-with-SHA256. */
  readonly signatureAlgorithm: string;
  readonly extensions: readonly RawExtension[];
  readonly fingerprintSha256: string;
  /** What could not be decoded, one line each. */
  readonly problems: readonly string[];
};

export type SubjectAltName = {
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
  readonly uris: readonly string[];
  readonly emailAddresses: readonly string[];
};

export type BasicConstraints = {readonly isCa: boolean; readonly pathLength?: number};

export type PublicKeyFacts = {
  /** "ECDSA P-256", "RSA 2048". */
  readonly text: string;
  readonly kind: 'rsa' | 'rsa-pss' | 'ec' | 'ed25519' | 'other';
  readonly bits?: number;
  /** SubjectPublicKeyInfo, to compare keys. */
  readonly spkiDer: Uint8Array;
};

export type RawExtension = {
  readonly oid: string;
  readonly critical: boolean;
  /** Lower-case hex of the DER value. */
  readonly valueHex: string;
};
