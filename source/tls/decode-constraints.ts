// The extensions that @peculiar/x509 leaves undecoded, by the schemas of @peculiar/asn1-x509: name
// constraints, policies, the long form of the authority key identifier, Netscape's certificate type.
// Each function throws on bytes that don't fit the schema; the caller makes that a problem.
import {AsnConvert} from '@peculiar/asn1-schema';
import {
  AuthorityKeyIdentifier,
  CertificatePolicies as CertificatePoliciesAsn,
  type GeneralName,
  type GeneralSubtree,
  InhibitAnyPolicy,
  NameConstraints as NameConstraintsAsn,
  PolicyConstraints,
  PolicyMappings,
} from '@peculiar/asn1-x509';
import {canonicalNameOfDer} from './canonical-name.ts';
import type {
  CertificatePolicies,
  NameConstraints,
  ParsedCertificate,
  Subtree,
} from './parsed-certificate.ts';

export function decodeNameConstraints(value: ArrayBuffer): NameConstraints {
  const {permittedSubtrees, excludedSubtrees} = AsnConvert.parse(value, NameConstraintsAsn);
  return {
    permitted: Array.from(permittedSubtrees ?? [], subtreeOf),
    excluded: Array.from(excludedSubtrees ?? [], subtreeOf),
  };
}

/** Values by OID of the four policy extensions; undefined where there is none of them. */
export function decodePolicies(
  rawOf: (oid: string) => ArrayBuffer | undefined,
): CertificatePolicies | undefined {
  const [policies, mappings, constraints, anyPolicy] = ['32', '33', '36', '54'].map(last =>
    rawOf(`2.5.29.${last}`),
  );
  if ([policies, mappings, constraints, anyPolicy].every(value => value === undefined)) {
    return undefined;
  }
  const limits = constraints && AsnConvert.parse(constraints, PolicyConstraints);
  const inhibitAny = anyPolicy && AsnConvert.parse(anyPolicy, InhibitAnyPolicy);
  return {
    oids: policies
      ? Array.from(
          AsnConvert.parse(policies, CertificatePoliciesAsn),
          ({policyIdentifier}) => policyIdentifier,
        )
      : [],
    mappings: mappings ? mappingsOf(mappings) : [],
    ...count('requireExplicitPolicy', limits?.requireExplicitPolicy),
    ...count('inhibitPolicyMapping', limits?.inhibitPolicyMapping),
    ...count('inhibitAnyPolicy', inhibitAny?.value),
  };
}

export function decodeAuthorityCertificate(
  value: ArrayBuffer,
): ParsedCertificate['authorityCertificate'] {
  const {authorityCertIssuer, authorityCertSerialNumber} = AsnConvert.parse(
    value,
    AuthorityKeyIdentifier,
  );
  const name = authorityCertIssuer?.find(({directoryName}) => directoryName !== undefined);
  const canonicalIssuer = name && canonicalDirectory(name);
  if (canonicalIssuer === undefined && authorityCertSerialNumber === undefined) return undefined;
  return {
    ...(canonicalIssuer !== undefined && {canonicalIssuer}),
    ...(authorityCertSerialNumber !== undefined && {
      serial: Buffer.from(authorityCertSerialNumber).toString('hex'),
    }),
  };
}

const NS_CERT_TYPES = [
  'sslClient',
  'sslServer',
  'email',
  'objectSigning',
  'reserved',
  'sslCa',
  'emailCa',
  'objectCa',
] as const;

/** A BIT STRING of one byte: tag, length, unused bits, the bits from the highest down. */
export function decodeNsCertType(value: Uint8Array): readonly string[] {
  if (value[0] !== 3 || value.length < 3) throw new Error('not a BIT STRING');
  const bits = value[3] ?? 0;
  return NS_CERT_TYPES.filter((_name, at) => (bits & (0x80 >> at)) !== 0);
}

function subtreeOf({base}: GeneralSubtree): Subtree {
  if (base.dNSName !== undefined) return {kind: 'dns', value: base.dNSName};
  if (base.rfc822Name !== undefined) return {kind: 'email', value: base.rfc822Name};
  if (base.uniformResourceIdentifier !== undefined) {
    return {kind: 'uri', value: base.uniformResourceIdentifier};
  }
  if (base.iPAddress !== undefined) return {kind: 'ip', value: addressAndMask(base.iPAddress)};
  const directory = canonicalDirectory(base);
  return directory === undefined
    ? {kind: 'other', value: ''}
    : {kind: 'directory', value: directory};
}

function canonicalDirectory({directoryName}: GeneralName): string | undefined {
  return directoryName && canonicalNameOfDer(AsnConvert.serialize(directoryName));
}

// The library writes IPv4 as 127.0.0.0/8, all of IPv6 as ::/0 and every other IPv6 range as hex.
function addressAndMask(text: string): string {
  if (text === '::/0') return '00'.repeat(32);
  const [, address, prefix] = /^(\d+\.\d+\.\d+\.\d+)\/(\d+)$/.exec(text) ?? [];
  if (address === undefined) return text;
  const ones = Number(prefix);
  const mask = [0, 8, 16, 24].map(at => 256 - 2 ** (8 - Math.min(8, Math.max(0, ones - at))));
  return Buffer.from([...address.split('.').map(Number), ...mask]).toString('hex');
}

function mappingsOf(value: ArrayBuffer) {
  return Array.from(
    AsnConvert.parse(value, PolicyMappings),
    ({issuerDomainPolicy, subjectDomainPolicy}) => ({
      issuer: issuerDomainPolicy,
      subject: subjectDomainPolicy,
    }),
  );
}

function count<Key extends string>(
  key: Key,
  value: ArrayBuffer | number | undefined,
): Partial<Record<Key, number>> {
  if (value === undefined) return {};
  const bytes = typeof value === 'number' ? undefined : new Uint8Array(value);
  // More than four bytes are more policies than any chain has certificates.
  const number = bytes?.subarray(0, 5).reduce((sum, byte) => sum * 256 + byte, 0) ?? Number(value);
  return {[key]: number} as Partial<Record<Key, number>>;
}
