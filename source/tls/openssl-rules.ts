// What OpenSSL 3 asks of each certificate of a server's chain (crypto/x509 v3_purp.c, x509_vfy.c), as
// Node 24 and later call it: security level 2, no revocation, no policies. One predicate a question;
// the answer is the reason of a refusal, undefined where there is none.
import type {ParsedCertificate} from './parsed-certificate.ts';
import {isPssWeak} from './pss-parameters.ts';

/** X509_supported_extension: what may be critical. */
const SUPPORTED = new Set([
  '2.16.840.1.113730.1.1',
  '2.5.29.15',
  '2.5.29.17',
  '2.5.29.19',
  '2.5.29.30',
  '2.5.29.31',
  '2.5.29.32',
  '2.5.29.33',
  '2.5.29.36',
  '2.5.29.37',
  '2.5.29.54',
  '1.3.6.1.5.5.7.1.7',
  '1.3.6.1.5.5.7.1.8',
  '1.3.6.1.5.5.7.1.14',
  '1.3.6.1.5.5.7.48.1.5',
]);

/** Read once for every certificate (ossl_x509v3_cache_extensions): twice is invalid. */
const READ = new Set(
  ['14', '15', '17', '19', '30', '31', '35', '37'].map(last => `2.5.29.${last}`),
).add('2.16.840.1.113730.1.1');
const PROXY = '1.3.6.1.5.5.7.1.14';

export function extensionRefusal({extensions, subject}: ParsedCertificate): string | undefined {
  const oids = extensions.map(({oid}) => oid);
  const twice = oids.find((oid, at) => READ.has(oid) && oids.indexOf(oid) !== at);
  if (twice !== undefined) return `${subject} has the extension ${twice} twice`;
  if (oids.includes(PROXY)) return `${subject} is a proxy certificate`;
  const found = extensions.find(({critical, oid}) => critical && !SUPPORTED.has(oid));
  return found && `${subject} has the critical extension ${found.oid}, unknown to OpenSSL`;
}

/** Whether it counts as a CA: check_ca, with its tolerance for old forms. */
export function isCa(certificate: ParsedCertificate): boolean {
  const {basicConstraints, keyUsage, nsCertType} = certificate;
  if (keyUsage !== undefined && !keyUsage.includes('keyCertSign')) return false;
  if (basicConstraints !== undefined) return basicConstraints.isCa;
  return (
    (certificate.version === 1 && isSelfSigned(certificate)) ||
    keyUsage !== undefined ||
    (nsCertType?.some(type => type.endsWith('Ca') || type === 'sslCa') ?? false)
  );
}

/** Purpose sslserver of the leaf, or of a CA above it. anyExtendedKeyUsage alone is not enough. */
export function purposeRefusal(
  certificate: ParsedCertificate,
  isLeaf: boolean,
): string | undefined {
  const {subject, extKeyUsage, keyUsage, nsCertType} = certificate;
  if (extKeyUsage !== undefined && !extKeyUsage.some(usage => SERVER_USAGES.includes(usage))) {
    return `${subject} is for ${extKeyUsage.join(', ') || 'nothing'}, not for serverAuth`;
  }
  if (!isLeaf) {
    if (!isCa(certificate)) return `${subject} is not a CA`;
    const onlyNetscape = certificate.basicConstraints === undefined && keyUsage === undefined;
    return onlyNetscape && nsCertType !== undefined && !nsCertType.includes('sslCa')
      ? `${subject} is no CA for TLS (nsCertType)`
      : undefined;
  }
  if (nsCertType !== undefined && !nsCertType.includes('sslServer')) {
    return `${subject} is not for TLS servers (nsCertType)`;
  }
  return keyUsage !== undefined && !keyUsage.some(usage => TLS_KEY_USAGES.includes(usage))
    ? `${subject} is for ${keyUsage.join(', ') || 'nothing'}, not for TLS servers (key usage)`
    : undefined;
}

const SERVER_USAGES = ['serverAuth', 'msSGC', 'nsSGC'];
const TLS_KEY_USAGES = ['digitalSignature', 'keyEncipherment', 'keyAgreement'];

/** RSA of which OpenSSL's formula says 112 bits (rounded to 8, so that 2048 is not the limit). */
const RSA_BITS_MIN = 1964;

/** Security level 2 asks for 112 bits: P-224, SHA-224. */
export function keyRefusal({publicKey, subject}: ParsedCertificate): string | undefined {
  const {kind, bits = 0, text} = publicKey;
  const isShort =
    ((kind === 'rsa' || kind === 'rsa-pss') && bits < RSA_BITS_MIN) ||
    (kind === 'ec' && publicKey.bits !== undefined && bits < 224);
  return isShort ? `the key of ${subject} (${text}) is too short for OpenSSL` : undefined;
}

export function digestRefusal(certificate: ParsedCertificate): string | undefined {
  const {signatureAlgorithm, pss, subject} = certificate;
  const isWeak = pss !== undefined && isPssWeak(pss);
  return isWeak || /md[245]|sha-?1(?![0-9])|ripemd/i.test(signatureAlgorithm)
    ? `${subject} is signed with a digest too weak for OpenSSL (${signatureAlgorithm})`
    : undefined;
}

/** Same name on both sides, and its identifiers do not say that another key signed it. */
export function isSelfSigned(certificate: ParsedCertificate): boolean {
  return isSelfIssued(certificate) && identifiesAsIssuer(certificate, certificate);
}

export function isSelfIssued(certificate: ParsedCertificate): boolean {
  return certificate.canonicalSubject === certificate.canonicalIssuer;
}

/** X509_check_issued without the signature: names, then the authority key identifier. */
export function mayHaveIssued(issuer: ParsedCertificate, child: ParsedCertificate): boolean {
  return (
    issuer.canonicalSubject === child.canonicalIssuer &&
    identifiesAsIssuer(issuer, child) &&
    canSign(issuer, child)
  );
}

// Key identifier, serial and issuer's name each count only where both sides have them.
function identifiesAsIssuer(issuer: ParsedCertificate, child: ParsedCertificate): boolean {
  const {authorityKeyId, authorityCertificate} = child;
  if (
    authorityKeyId !== undefined &&
    issuer.subjectKeyId !== undefined &&
    authorityKeyId !== issuer.subjectKeyId
  ) {
    return false;
  }
  const {serial, canonicalIssuer} = authorityCertificate ?? {};
  if (serial !== undefined && bare(serial) !== bare(issuer.serial)) return false;
  return canonicalIssuer === undefined || canonicalIssuer === issuer.canonicalIssuer;
}

function bare(hex: string): string {
  return hex.replace(/^(00)+(?=..)/, '');
}

function canSign({publicKey}: ParsedCertificate, {signatureAlgorithm}: ParsedCertificate): boolean {
  if (/ecdsa/i.test(signatureAlgorithm)) return publicKey.kind === 'ec';
  if (/ed25519|ed448/i.test(signatureAlgorithm))
    return publicKey.kind === 'ed25519' || publicKey.kind === 'other';
  if (/rsa/i.test(signatureAlgorithm))
    return publicKey.kind === 'rsa' || publicKey.kind === 'rsa-pss';
  return true;
}
