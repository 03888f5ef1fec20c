// A certificate as the verifiers need it: everything that Go and OpenSSL look at, decoded once.
// Types only, so that the rules can name it without loading the X.509 library
// (parse-certificate.ts); the short form for people is CertificateFacts.
import type {PssParameters} from './pss-parameters.ts';

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
  /** As OpenSSL compares names: without case, string type and repeated spaces. */
  readonly canonicalSubject: string;
  readonly canonicalIssuer: string;
  /** Common names of the subject, printable; [] when it has none. */
  readonly commonNames: readonly string[];
  /** Lower-case hex. */
  readonly serial: string;
  /** Hex as encoded: two's complement, so a leading 00 or ff matters. */
  readonly serialEncoded: string;
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
  /** undefined: no such extension. A name of a kind we don't know leaves all four lists empty. */
  readonly subjectAltName: SubjectAltName | undefined;
  readonly keyUsage: readonly string[] | undefined;
  /** RFC 5280 names or OIDs. */
  readonly extKeyUsage: readonly string[] | undefined;
  readonly basicConstraints: BasicConstraints | undefined;
  readonly nameConstraints?: NameConstraints;
  readonly policies?: CertificatePolicies;
  /** Netscape's, from before extended key usages; OpenSSL still honours it. */
  readonly nsCertType?: readonly string[];
  /** Lower-case hex. */
  readonly subjectKeyId?: string;
  readonly authorityKeyId?: string;
  /** Issuer and serial of the issuing certificate, where the extension names them. */
  readonly authorityCertificate?: {readonly canonicalIssuer?: string; readonly serial?: string};
  readonly publicKey: PublicKeyFacts;
  /** OpenSSL's long name: ecdsa-with-SHA256. */
  readonly signatureAlgorithm: string;
  /** Of a signature by RSASSA-PSS. */
  readonly pss?: PssParameters;
  readonly extensions: readonly RawExtension[];
  readonly fingerprintSha256: string;
  /** An extension is there twice: how a Go older than 1.19 reads it; later ones refuse it. */
  readonly readByOlderGo?: Partial<RepeatableExtensions>;
  /** What could not be decoded, one line each. */
  readonly problems: readonly string[];
  /** What Go's parser turns down although OpenSSL reads it. */
  readonly goProblems: readonly GoProblem[];
};

export type RepeatableExtensions = Pick<
  ParsedCertificate,
  'subjectAltName' | 'keyUsage' | 'extKeyUsage' | 'basicConstraints' | 'nameConstraints'
>;

/** `sinceGo` is a minor version; absent: every version. */
export type GoProblem = {
  readonly reason: string;
  readonly sinceGo?: number;
  readonly kind?: 'negative-serial';
};

export type SubjectAltName = {
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
  readonly uris: readonly string[];
  readonly emailAddresses: readonly string[];
  /** Names of other kinds: otherName, directoryName, registeredID. */
  readonly others?: number;
};

export type NameConstraints = {
  readonly permitted: readonly Subtree[];
  readonly excluded: readonly Subtree[];
};

/** `value` is a domain, a mailbox, hex of address and mask, or a canonical name, by kind. */
export type Subtree = {
  readonly kind: 'dns' | 'email' | 'uri' | 'ip' | 'directory' | 'other';
  readonly value: string;
};

export type CertificatePolicies = {
  /** OIDs; [] when the extension is absent. */
  readonly oids: readonly string[];
  readonly mappings: readonly {readonly issuer: string; readonly subject: string}[];
  readonly requireExplicitPolicy?: number;
  readonly inhibitPolicyMapping?: number;
  readonly inhibitAnyPolicy?: number;
};

type BasicConstraints = {readonly isCa: boolean; readonly pathLength?: number};

export type PublicKeyFacts = {
  /** "ECDSA P-256", "RSA 2048". */
  readonly text: string;
  readonly kind: 'rsa' | 'rsa-pss' | 'ec' | 'ed25519' | 'other';
  readonly bits?: number;
  /** OpenSSL's name of the curve. */
  readonly curve?: string;
  /** SubjectPublicKeyInfo, to compare keys. */
  readonly spkiDer: Uint8Array;
};

export type RawExtension = {
  readonly oid: string;
  readonly critical: boolean;
  /** Lower-case hex of the DER value. */
  readonly valueHex: string;
};
