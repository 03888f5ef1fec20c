// DER to ParsedCertificate, by @peculiar/x509 (85 ms to load: import this file lazily). An extension
// that can't be decoded is a problem of the certificate, not a failure of the parser: only bytes
// that are no certificate at all give an error, as one line.
import 'reflect-metadata';
import {X509Certificate as NodeCertificate} from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  Extension,
  ExtensionFactory,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
} from '@peculiar/x509';
import {commonNamesOf, nameText} from './distinguished-name.ts';
import type {ParsedCertificate, SubjectAltName} from './parsed-certificate.ts';
import {printableText} from './printable-text.ts';
import {describePublicKey} from './public-key.ts';
import {altNamesFromText} from './subject-alt-name-text.ts';

export type ParseResult =
  | {readonly certificate: ParsedCertificate}
  | {readonly error: string; readonly certificate?: undefined};

/** Policies, CRL points, authority info, issuer name: the library's other decoders, unused here. */
const OTHER_KNOWN_EXTENSIONS = ['2.5.29.32', '2.5.29.31', '1.3.6.1.5.5.7.1.1', '2.5.29.18'];

/** RFC 5280 imposes no limit; no certificate in use comes near this. */
export const CERTIFICATE_BYTES_MAX = 256 * 1024;

export function parseCertificate(der: Uint8Array): ParseResult {
  if (der.length > CERTIFICATE_BYTES_MAX) {
    return {error: `${der.length} bytes are more than ${CERTIFICATE_BYTES_MAX} for a certificate`};
  }
  try {
    return {certificate: decode(der)};
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {error: `not a certificate: ${printableText(reason.split('\n')[0] ?? '', 160)}`};
  }
}

function decode(der: Uint8Array): ParsedCertificate {
  const certificate = new X509Certificate(Uint8Array.from(der));
  // OpenSSL's own view for what the library names differently: digest names and fingerprints.
  const native = new NodeCertificate(der);
  const problems: string[] = [];
  return {
    der,
    version: versionOf(der),
    subject: nameText(certificate.subjectName),
    issuer: nameText(certificate.issuerName),
    subjectDer: hex(certificate.subjectName.toArrayBuffer()),
    issuerDer: hex(certificate.issuerName.toArrayBuffer()),
    commonNames: commonNamesOf(certificate.subjectName),
    serial: certificate.serialNumber.toLowerCase(),
    notBeforeMs: certificate.notBefore.getTime(),
    notAfterMs: certificate.notAfter.getTime(),
    ...decodeExtensions(certificate, native, problems),
    publicKey: describePublicKey(new Uint8Array(certificate.publicKey.rawData)),
    signatureAlgorithm: native.signatureAlgorithm ?? native.signatureAlgorithmOid ?? 'unknown',
    extensions: certificate.extensions.map(rawExtension),
    fingerprintSha256: native.fingerprint256.replaceAll(':', '').toLowerCase(),
    problems,
  };
}

type DecodedExtensions = Pick<
  ParsedCertificate,
  | 'subjectAltName'
  | 'keyUsage'
  | 'extKeyUsage'
  | 'basicConstraints'
  | 'subjectKeyId'
  | 'authorityKeyId'
>;

function decodeExtensions(
  certificate: X509Certificate,
  native: NodeCertificate,
  problems: string[],
): DecodedExtensions {
  const find = <T>(oid: ExtensionOid, kind: new (raw: ArrayBuffer) => T) =>
    decodeExtension(certificate, oid, kind, problems);
  const constraints = find('2.5.29.19', BasicConstraintsExtension);
  const usages = find('2.5.29.37', ExtendedKeyUsageExtension)?.usages;
  const subjectKeyId = find('2.5.29.14', SubjectKeyIdentifierExtension)?.keyId;
  const authorityKeyId = find('2.5.29.35', AuthorityKeyIdentifierExtension)?.keyId;
  return {
    subjectAltName: decodeAltName(certificate, native, problems),
    keyUsage: keyUsageNames(find('2.5.29.15', KeyUsagesExtension)?.usages),
    extKeyUsage: usages && Array.from(usages, oid => nameOfUsage(String(oid))),
    basicConstraints: constraints && {
      isCa: constraints.ca === true,
      ...(constraints.pathLength !== undefined && {pathLength: constraints.pathLength}),
    },
    ...(subjectKeyId !== undefined && {subjectKeyId: subjectKeyId.toLowerCase()}),
    ...(authorityKeyId !== undefined && {authorityKeyId: authorityKeyId.toLowerCase()}),
  };
}

const EXTENSION_NAMES = {
  '2.5.29.14': 'subjectKeyIdentifier',
  '2.5.29.15': 'keyUsage',
  '2.5.29.17': 'subjectAltName',
  '2.5.29.19': 'basicConstraints',
  '2.5.29.35': 'authorityKeyIdentifier',
  '2.5.29.37': 'extKeyUsage',
} as const;

type ExtensionOid = keyof typeof EXTENSION_NAMES;

// One damaged extension makes the library's list of all of them empty, silently. So it gets none to
// decode, and each is decoded here by itself.
for (const oid of [...Object.keys(EXTENSION_NAMES), ...OTHER_KNOWN_EXTENSIONS]) {
  ExtensionFactory.register(oid, Extension);
}

function decodeExtension<T>(
  certificate: X509Certificate,
  oid: ExtensionOid,
  kind: new (raw: ArrayBuffer) => T,
  problems: string[],
): T | undefined {
  const raw = certificate.extensions.find(extension => extension.type === oid);
  if (raw === undefined) return undefined;
  try {
    return new kind(raw.rawData);
  } catch {
    problems.push(`the extension ${EXTENSION_NAMES[oid]} can't be decoded`);
    return undefined;
  }
}

function decodeAltName(
  certificate: X509Certificate,
  native: NodeCertificate,
  problems: string[],
): SubjectAltName | undefined {
  const names = decodeExtension(certificate, '2.5.29.17', SubjectAlternativeNameExtension, []);
  if (names === undefined) {
    if (!certificate.extensions.some(({type}) => type === '2.5.29.17')) return undefined;
    // The library refuses otherName and x400Address; OpenSSL's text still names the other kinds.
    problems.push('the subject alternative name holds a kind of name that is left out here');
    return altNamesFromText(native.subjectAltName ?? '');
  }
  const valuesOf = (type: string) =>
    names.names.items.filter(item => item.type === type).map(item => printableText(item.value));
  return {
    dnsNames: valuesOf('dns'),
    ipAddresses: valuesOf('ip'),
    uris: valuesOf('url'),
    emailAddresses: valuesOf('email'),
  };
}

function rawExtension(extension: Extension) {
  return {oid: extension.type, critical: extension.critical, valueHex: hex(extension.value)};
}

// TBSCertificate starts with [0] EXPLICIT version except in version 1 (RFC 5280 4.1); the library
// keeps the number to itself. Behind two SEQUENCE headers of 2 to 6 bytes each.
function versionOf(der: Uint8Array): number {
  const tbs = headerLength(der, 0);
  const first = tbs + headerLength(der, tbs);
  return der[first] === 0xa0 ? (der[first + 4] ?? 0) + 1 : 1;
}

function headerLength(der: Uint8Array, at: number): number {
  const length = der[at + 1] ?? 0;
  return length < 0x80 ? 2 : 2 + (length & 0x7f);
}

const KEY_USAGES = [
  'digitalSignature',
  'contentCommitment',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;

function keyUsageNames(flags: number | undefined): readonly string[] | undefined {
  return flags === undefined
    ? undefined
    : KEY_USAGES.filter((_name, bit) => (flags & (1 << bit)) !== 0);
}

const EXT_KEY_USAGES: Readonly<Record<string, string>> = {
  '1.3.6.1.5.5.7.3.1': 'serverAuth',
  '1.3.6.1.5.5.7.3.2': 'clientAuth',
  '1.3.6.1.5.5.7.3.3': 'codeSigning',
  '1.3.6.1.5.5.7.3.4': 'emailProtection',
  '1.3.6.1.5.5.7.3.8': 'timeStamping',
  '1.3.6.1.5.5.7.3.9': 'OCSPSigning',
  '2.5.29.37.0': 'anyExtendedKeyUsage',
  '1.3.6.1.4.1.311.10.3.3': 'msSGC',
  '2.16.840.1.113730.4.1': 'nsSGC',
};

function nameOfUsage(oid: string): string {
  return EXT_KEY_USAGES[oid] ?? printableText(oid);
}

function hex(bytes: ArrayBuffer): string {
  return Buffer.from(bytes).toString('hex');
}
