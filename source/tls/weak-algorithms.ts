// Keys and digests that verifiers refuse or are about to: said of certificates that still work. Which
// verifier refuses what is in go-rules.ts; the limits are those of OpenSSL's security level 2, which
// distributions and Node 24 set.
import type {CertificateFacts, EndpointCertificates, Finding} from './certificates-report.ts';

const RSA_BITS_MIN = 2048;

/** In words; undefined: nothing is weak. A self-signed certificate's own signature counts for nothing. */
export function weaknessOf(certificate: CertificateFacts): string | undefined {
  const {publicKey, signatureAlgorithm, subject, issuer} = certificate;
  const bits = /^RSA(?:-PSS)? (\d+)$/.exec(publicKey)?.[1];
  if (bits !== undefined && Number(bits) < RSA_BITS_MIN) {
    return `${publicKey}: OpenSSL-based clients want ${RSA_BITS_MIN} bits`;
  }
  if (publicKey === 'ECDSA P-224') return 'ECDSA P-224: TLS 1.3 has no such curve';
  if (subject !== issuer && /md[245]|sha-?1(?![0-9])/i.test(signatureAlgorithm)) {
    return `${signatureAlgorithm}: refused by OpenSSL and by Go 1.18 and newer`;
  }
  return undefined;
}

/** Only where nothing worse says it already: what is refused today has a finding of its own. */
export function weakServerFindings({chain, findings}: EndpointCertificates): readonly Finding[] {
  if (findings.some(({severity}) => severity === 'error')) return [];
  return chain.flatMap((certificate): Finding[] => {
    const weakness = weaknessOf(certificate);
    if (weakness === undefined) return [];
    return [
      {
        id: 'tls-weak',
        severity: 'warning',
        hop: 'server',
        summary: `the server's certificate ${certificate.subject} is weak: some clients refuse it`,
        evidence: [weakness],
        remedy: 'Issue it again with ECDSA P-256 or RSA 2048, signed with SHA-256.',
      },
    ];
  });
}
