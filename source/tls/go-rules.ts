// What Go's crypto/x509 asks of each certificate of a chain, one predicate a question. A fault is
// the reason of a refusal in words; undefined is fine. Where the Go version decides and isn't known,
// the answer is unknown, with the reason.
import type {GoBuild} from './go-build.ts';
import {goParseReason} from './go-parse-problems.ts';
import type {ParsedCertificate} from './parsed-certificate.ts';
import {isPssKnownToGo} from './pss-parameters.ts';

export type GoFault = {
  readonly verdict: 'fail' | 'unknown';
  readonly kind:
    | 'expired'
    | 'not-yet-valid'
    | 'usage'
    | 'signature'
    | 'extension'
    | 'authority'
    | 'constraint'
    | 'policy'
    | 'parse';
  readonly reason: string;
};

export type Usage = 'serverAuth' | 'clientAuth';

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

/** ParseCertificate: asked of every certificate that is sent or read, in a chain or not. */
export function parseFault(certificate: ParsedCertificate, build: GoBuild): GoFault | undefined {
  const found = goParseReason(certificate, build);
  return (
    found && {
      verdict: found.decidedByBuild ? 'unknown' : 'fail',
      kind: 'parse',
      reason: `Go can't read ${certificate.subject}: ${found.reason}`,
    }
  );
}

/** Server Gated Crypto stood for serverAuth until Go 1.18. */
const SGC_UNTIL = 18;

// An extended key usage nests: every certificate of the chain that has one must allow the use,
// the root included (checkChainForKeyUsage). An empty list is none to Go.
export function usageFault(
  certificate: ParsedCertificate,
  usage: Usage,
  build: GoBuild = {},
): GoFault | undefined {
  if (certificate.problems.some(problem => problem.includes('extKeyUsage'))) {
    const reason = `the extended key usage of ${certificate.subject} can't be decoded`;
    return {verdict: 'unknown', kind: 'usage', reason};
  }
  const usages = certificate.extKeyUsage ?? [];
  if (usages.length === 0 || usages.includes('anyExtendedKeyUsage') || usages.includes(usage)) {
    return undefined;
  }
  const reason = `${certificate.subject} is for ${listText(usages)}, not for ${usage}`;
  const isGated = usages.includes('msSGC') || usages.includes('nsSGC');
  if (usage !== 'serverAuth' || !isGated) return {verdict: 'fail', kind: 'usage', reason};
  if (build.minor === undefined) return {verdict: 'unknown', kind: 'usage', reason};
  return build.minor < SGC_UNTIL ? undefined : {verdict: 'fail', kind: 'usage', reason};
}

const GO_SIGNATURES = /^(sha(256|384|512)WithRSAEncryption|ecdsa-with-SHA(256|384|512)|ED25519)$/i;
/** Go 1.16 release notes: DSA signatures are refused. */
const DSA_UNTIL = 16;
/** Go 1.18 release notes: SHA-1 ones too, except where x509sha1=1 is set (until 1.24). */
const SHA_1_UNTIL = 18;

/** Not asked of trust anchors: nobody checks their own signature. */
export function signatureFault(
  certificate: ParsedCertificate,
  build: GoBuild,
): GoFault | undefined {
  const {signatureAlgorithm: algorithm, pss, subject} = certificate;
  if (GO_SIGNATURES.test(algorithm) || (pss && isPssKnownToGo(pss))) return undefined;
  const fail = (words: string, until = 0): GoFault | undefined => {
    if (build.minor !== undefined && build.minor < until) return undefined;
    const reason = `${subject} is signed with ${words}`;
    const verdict = until > 0 && build.minor === undefined ? 'unknown' : 'fail';
    return {verdict, kind: 'signature', reason};
  };
  if (/md[245]/i.test(algorithm)) return fail('MD5 or older, which Go refuses');
  if (/^dsa/i.test(algorithm)) return fail('DSA, which Go 1.16 and newer refuse', DSA_UNTIL);
  if (/sha-?1(?![0-9])/i.test(algorithm)) {
    return fail('SHA-1, which Go 1.18 and newer refuse', SHA_1_UNTIL);
  }
  return fail(`${algorithm}${pss === undefined ? '' : ' of a form'} unknown to Go`);
}

/** Key usage, basic constraints, key identifiers, SAN, names, policies, CRL points, EKU. */
const HANDLED = new Set(
  ['14', '15', '17', '19', '30', '31', '32', '35', '37'].map(last => `2.5.29.${last}`),
);
/** policyMappings, policyConstraints, inhibitAnyPolicy: from Go 1.24 on. */
const HANDLED_SINCE_24 = new Set(['2.5.29.33', '2.5.29.36', '2.5.29.54']);
const AUTHORITY_INFO = '1.3.6.1.5.5.7.1.1';

export function extensionFault(
  certificate: ParsedCertificate,
  build: GoBuild,
): GoFault | undefined {
  const refused = certificate.extensions.find(
    ({critical, oid}) => critical && !isHandled(certificate, oid, build),
  );
  if (refused !== undefined) {
    const decidedByVersion = HANDLED_SINCE_24.has(refused.oid) && build.minor === undefined;
    return {
      verdict: decidedByVersion ? 'unknown' : 'fail',
      kind: 'extension',
      reason: `${certificate.subject} has the critical extension ${refused.oid}, unhandled by Go`,
    };
  }
  const damaged = certificate.problems.find(problem => !problem.includes('left out here'));
  return damaged === undefined
    ? undefined
    : {verdict: 'unknown', kind: 'extension', reason: `${certificate.subject}: ${damaged}`};
}

/** Faults of a certificate in its role as issuer; `issuersBelow` counts the CAs between it and the leaf. */
export function authorityFault(
  authority: ParsedCertificate,
  issuersBelow: number,
  role: 'root' | 'intermediate' = 'root',
): GoFault | undefined {
  const constraints = authority.basicConstraints;
  const fail = (reason: string): GoFault => ({
    verdict: 'fail',
    kind: 'authority',
    reason: `${authority.subject} ${reason}`,
  });
  if (constraints === undefined && (authority.version === 3 || role === 'intermediate')) {
    return fail('is not marked as a CA');
  }
  if (constraints?.isCa === false) return fail('is marked as no CA (CA:FALSE)');
  const usages = authority.keyUsage ?? [];
  if (usages.length > 0 && !usages.includes('keyCertSign')) {
    return fail('may not sign certificates (no keyCertSign)');
  }
  if (constraints?.pathLength !== undefined && issuersBelow > constraints.pathLength) {
    return fail(`allows ${constraints.pathLength} CAs below it, and there are ${issuersBelow}`);
  }
  return undefined;
}

function isHandled(certificate: ParsedCertificate, oid: string, {minor}: GoBuild): boolean {
  if (oid === AUTHORITY_INFO) return true;
  if (HANDLED_SINCE_24.has(oid)) return minor !== undefined && minor >= 24;
  // A SAN of only unknown kinds, or constraints on a kind that Go doesn't check, count as unhandled.
  if (oid === '2.5.29.17') return hasKnownName(certificate);
  if (oid === '2.5.29.30') return !constrainsUnknownKind(certificate);
  return HANDLED.has(oid);
}

function hasKnownName({subjectAltName: names}: ParsedCertificate): boolean {
  if (names === undefined) return true;
  const known = [names.dnsNames, names.ipAddresses, names.uris, names.emailAddresses];
  return known.some(list => list.length > 0);
}

function constrainsUnknownKind({nameConstraints}: ParsedCertificate): boolean {
  const subtrees = [...(nameConstraints?.permitted ?? []), ...(nameConstraints?.excluded ?? [])];
  return subtrees.some(({kind}) => kind === 'directory' || kind === 'other');
}

export function dayText(timeMs: number): string {
  return Number.isFinite(timeMs) ? new Date(timeMs).toISOString().slice(0, 10) : 'an unknown day';
}

export function listText(usages: readonly string[]): string {
  return usages.length === 0 ? 'nothing' : usages.join(', ');
}
