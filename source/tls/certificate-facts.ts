// What there is to say about a certificate, for people and for JSON, from what was parsed. The
// time is the caller's: nothing here reads a clock.
import type {CertificateFacts} from './certificates-report.ts';
import type {ParsedCertificate} from './parsed-certificate.ts';

export const DAY_MS = 86_400_000;

/** Of a chain as sent or as it stands in a file, leaf first. */
export function chainFacts(
  chain: readonly ParsedCertificate[],
  nowMs: number,
): readonly CertificateFacts[] {
  return chain.map((certificate, position) =>
    certificateFacts(certificate, roleOf(certificate, position), nowMs),
  );
}

export function certificateFacts(
  certificate: ParsedCertificate,
  role: CertificateFacts['role'],
  nowMs: number,
): CertificateFacts {
  const names = certificate.subjectAltName;
  return {
    role,
    subject: certificate.subject,
    issuer: certificate.issuer,
    serial: certificate.serial,
    notBefore: timeText(certificate.notBeforeMs),
    notAfter: timeText(certificate.notAfterMs),
    daysLeft: daysLeft(certificate, nowMs),
    dnsNames: names?.dnsNames ?? [],
    ipAddresses: names?.ipAddresses ?? [],
    uris: names?.uris ?? [],
    emailAddresses: names?.emailAddresses ?? [],
    keyUsage: certificate.keyUsage ?? [],
    extKeyUsage: certificate.extKeyUsage,
    isCa: certificate.basicConstraints?.isCa ?? false,
    publicKey: certificate.publicKey.text,
    signatureAlgorithm: certificate.signatureAlgorithm,
    fingerprintSha256: certificate.fingerprintSha256,
  };
}

/** Whole days until it expires, negative once it has. */
export function daysLeft(certificate: ParsedCertificate, nowMs: number): number {
  return Math.floor((certificate.notAfterMs - nowMs) / DAY_MS);
}

/** Same name on both sides: a root, or a leaf that vouches for itself. */
export function isSelfIssued(certificate: ParsedCertificate): boolean {
  return certificate.subjectDer === certificate.issuerDer;
}

function roleOf(certificate: ParsedCertificate, position: number): CertificateFacts['role'] {
  if (position === 0) return 'leaf';
  return isSelfIssued(certificate) ? 'root' : 'intermediate';
}

// A damaged date is shown as the earliest one rather than thrown over.
function timeText(timeMs: number): string {
  return new Date(Number.isFinite(timeMs) ? timeMs : 0).toISOString();
}
