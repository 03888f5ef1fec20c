// What Go's crypto/x509 asks of each certificate of a chain, one predicate a question. A fault is
// the reason of a refusal in words; undefined is fine. Where the Go version decides and isn't known,
// the answer is unknown, with the reason.
import {parseServerVersion} from '../etcd/server-version.ts';
import type {ParsedCertificate} from './parsed-certificate.ts';

export type GoFault = {
  readonly verdict: 'fail' | 'unknown';
  readonly kind: 'expired' | 'not-yet-valid' | 'usage' | 'signature' | 'extension' | 'authority';
  readonly reason: string;
};

export type Usage = 'serverAuth' | 'clientAuth';

/** Minor version of the Go that etcd's releases were built with; distributions are close to it. */
export function goMinorOf(etcdVersion: string | undefined): number | undefined {
  const version = etcdVersion === undefined ? undefined : parseServerVersion(etcdVersion);
  if (version === undefined || version.major !== 3) return undefined;
  if (version.minor <= 3) return 15;
  return version.minor === 4 ? 19 : 24;
}

export function dateFault(certificate: ParsedCertificate, nowMs: number): GoFault | undefined {
  const {subject, notAfterMs, notBeforeMs} = certificate;
  if (nowMs > notAfterMs) {
    const reason = `${subject} expired on ${dayText(notAfterMs)}`;
    return {verdict: 'fail', kind: 'expired', reason};
  }
  if (nowMs < notBeforeMs) {
    const reason = `${subject} is not valid before ${dayText(notBeforeMs)}`;
    return {verdict: 'fail', kind: 'not-yet-valid', reason};
  }
  return undefined;
}

// An extended key usage nests: every certificate of the chain that has one must allow the use,
// the root included (checkChainForKeyUsage).
export function usageFault(certificate: ParsedCertificate, usage: Usage): GoFault | undefined {
  if (certificate.problems.some(problem => problem.includes('extKeyUsage'))) {
    const reason = `the extended key usage of ${certificate.subject} can't be decoded`;
    return {verdict: 'unknown', kind: 'usage', reason};
  }
  const usages = certificate.extKeyUsage;
  if (usages === undefined || usages.includes('anyExtendedKeyUsage') || usages.includes(usage)) {
    return undefined;
  }
  const reason = `${certificate.subject} is for ${listText(usages)}, not for ${usage}`;
  return {verdict: 'fail', kind: 'usage', reason};
}

/** Not asked of trust anchors: nobody checks their own signature. */
export function signatureFault(
  certificate: ParsedCertificate,
  goMinor: number | undefined,
): GoFault | undefined {
  const algorithm = certificate.signatureAlgorithm;
  if (/md[245]/i.test(algorithm)) {
    const reason = `${certificate.subject} is signed with MD5 or older`;
    return {verdict: 'fail', kind: 'signature', reason};
  }
  if (!/sha-?1(?![0-9])/i.test(algorithm) || (goMinor !== undefined && goMinor < 18)) {
    return undefined;
  }
  // Go 1.18 release notes: SHA-1 signatures are refused, except where x509sha1=1 is set (until 1.24).
  const reason = `${certificate.subject} is signed with SHA-1, which Go 1.18 and newer refuse`;
  return {verdict: goMinor === undefined ? 'unknown' : 'fail', kind: 'signature', reason};
}

/** Key usage, basic constraints, key identifiers, SAN, names, policies, CRL points, authority info. */
const HANDLED = new Set(
  ['14', '15', '17', '19', '30', '31', '32', '35', '37'].map(last => `2.5.29.${last}`),
);
/** policyMappings, policyConstraints, inhibitAnyPolicy: from Go 1.24 on. */
const HANDLED_SINCE_24 = new Set(['2.5.29.33', '2.5.29.36', '2.5.29.54']);

export function extensionFault(
  certificate: ParsedCertificate,
  goMinor: number | undefined,
): GoFault | undefined {
  const refused = certificate.extensions.find(
    ({critical, oid}) => critical && !HANDLED.has(oid) && !isHandledSince24(oid, goMinor),
  );
  if (refused !== undefined) {
    const reason = `${certificate.subject} has the critical extension ${refused.oid}, unknown to Go`;
    const decidedByVersion = HANDLED_SINCE_24.has(refused.oid) && goMinor === undefined;
    return {verdict: decidedByVersion ? 'unknown' : 'fail', kind: 'extension', reason};
  }
  return unjudgedExtension(certificate);
}

/** Faults of a certificate in its role as issuer; `issuersBelow` counts the CAs between it and the leaf. */
export function authorityFault(
  authority: ParsedCertificate,
  issuersBelow: number,
): GoFault | undefined {
  const constraints = authority.basicConstraints;
  const fail = (reason: string): GoFault => ({
    verdict: 'fail',
    kind: 'authority',
    reason: `${authority.subject} ${reason}`,
  });
  if (constraints === undefined && authority.version === 3) return fail('is not marked as a CA');
  if (constraints?.isCa === false) return fail('is marked as no CA (CA:FALSE)');
  if (authority.keyUsage !== undefined && !authority.keyUsage.includes('keyCertSign')) {
    return fail('may not sign certificates (no keyCertSign)');
  }
  if (constraints?.pathLength !== undefined && issuersBelow > constraints.pathLength) {
    return fail(`allows ${constraints.pathLength} CAs below it, and there are ${issuersBelow}`);
  }
  return undefined;
}

// Name constraints are checked against the names of the whole chain: not judged yet, so unknown
// instead of a guess.
function unjudgedExtension(certificate: ParsedCertificate): GoFault | undefined {
  const damaged = certificate.problems.find(problem => !problem.includes('left out here'));
  if (damaged !== undefined) {
    const reason = `${certificate.subject}: ${damaged}`;
    return {verdict: 'unknown', kind: 'extension', reason};
  }
  if (certificate.extensions.some(({oid}) => oid === '2.5.29.30')) {
    const reason = `${certificate.subject} has name constraints, which are not judged here`;
    return {verdict: 'unknown', kind: 'extension', reason};
  }
  return undefined;
}

function isHandledSince24(oid: string, goMinor: number | undefined): boolean {
  return HANDLED_SINCE_24.has(oid) && goMinor !== undefined && goMinor >= 24;
}

export function dayText(timeMs: number): string {
  return Number.isFinite(timeMs) ? new Date(timeMs).toISOString().slice(0, 10) : 'an unknown day';
}

export function listText(usages: readonly string[]): string {
  return usages.length === 0 ? 'nothing' : usages.join(', ');
}
