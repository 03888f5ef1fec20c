// The extensions of a certificate, each decoded by itself: one that is damaged becomes a problem of
// the certificate and does not hide the others.
import 'reflect-metadata';
import type {X509Certificate as NodeCertificate} from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  Extension,
  ExtensionFactory,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  type X509Certificate,
} from '@peculiar/x509';
import {
  decodeAuthorityCertificate,
  decodeNameConstraints,
  decodeNsCertType,
  decodePolicies,
} from './decode-constraints.ts';
import type {ParsedCertificate, SubjectAltName} from './parsed-certificate.ts';
import {printableText} from './printable-text.ts';
import {altNamesFromText} from './subject-alt-name-text.ts';

type DecodedExtensions = Pick<
  ParsedCertificate,
  | 'subjectAltName'
  | 'keyUsage'
  | 'extKeyUsage'
  | 'basicConstraints'
  | 'subjectKeyId'
  | 'authorityKeyId'
  | 'authorityCertificate'
  | 'nameConstraints'
  | 'policies'
  | 'nsCertType'
>;

type Extended = Pick<X509Certificate, 'extensions'>;

export function decodeExtensions(
  certificate: Extended,
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
    ...decodeConstraints(certificate, problems),
  };
}

type Constraints = Pick<
  ParsedCertificate,
  'authorityCertificate' | 'nameConstraints' | 'policies' | 'nsCertType'
>;

function decodeConstraints(certificate: Extended, problems: string[]): Constraints {
  const rawOf = (oid: string) => certificate.extensions.find(({type}) => type === oid)?.value;
  const attempt = <T>(oid: string, name: string, decode: (value: ArrayBuffer) => T) => {
    const value = rawOf(oid);
    return value && withProblem(problems, name, () => decode(value));
  };
  const authorityCertificate = attempt('2.5.29.35', 'authorityKeyIdentifier', value =>
    decodeAuthorityCertificate(value),
  );
  const nameConstraints = attempt('2.5.29.30', 'nameConstraints', decodeNameConstraints);
  const policies = withProblem(problems, 'policies', () => decodePolicies(rawOf));
  const nsCertType = attempt('2.16.840.1.113730.1.1', 'nsCertType', value =>
    decodeNsCertType(new Uint8Array(value)),
  );
  return {
    ...(authorityCertificate !== undefined && {authorityCertificate}),
    ...(nameConstraints !== undefined && {nameConstraints}),
    ...(policies !== undefined && {policies}),
    ...(nsCertType !== undefined && {nsCertType}),
  };
}

function withProblem<T>(problems: string[], name: string, decode: () => T): T | undefined {
  try {
    return decode();
  } catch {
    problems.push(`the extension ${name} can't be decoded`);
    return undefined;
  }
}

/** Policies, CRL points, authority info, issuer name: the library's other decoders, unused here. */
const OTHER_KNOWN_EXTENSIONS = ['2.5.29.32', '2.5.29.31', '1.3.6.1.5.5.7.1.1', '2.5.29.18'];

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
  certificate: Extended,
  oid: ExtensionOid,
  kind: new (raw: ArrayBuffer) => T,
  problems: string[],
): T | undefined {
  const raw = certificate.extensions.find(extension => extension.type === oid);
  if (raw === undefined) return undefined;
  return withProblem(problems, EXTENSION_NAMES[oid], () => new kind(raw.rawData));
}

function decodeAltName(
  certificate: Extended,
  native: NodeCertificate,
  problems: string[],
): SubjectAltName | undefined {
  const names = decodeExtension(certificate, '2.5.29.17', SubjectAlternativeNameExtension, []);
  if (names === undefined) {
    if (!certificate.extensions.some(({type}) => type === '2.5.29.17')) return undefined;
    // The library refuses otherName and x400Address; OpenSSL's text still names the other kinds.
    problems.push('the subject alternative name holds a kind of name that is left out here');
    return {...altNamesFromText(native.subjectAltName ?? ''), others: 1};
  }
  const valuesOf = (type: string) =>
    names.names.items.filter(item => item.type === type).map(item => printableText(item.value));
  return {
    dnsNames: valuesOf('dns'),
    ipAddresses: valuesOf('ip'),
    uris: valuesOf('url'),
    emailAddresses: valuesOf('email'),
    others: names.names.items.filter(({type}) => !['dns', 'ip', 'url', 'email'].includes(type))
      .length,
  };
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
