// Would OpenSSL 3, as Node 24 and later call it, accept this server? Chain building as in
// x509_vfy.c: one path, the trust store asked first at every step, no way back; then extensions,
// purpose, name constraints, key and digest strength, signatures and dates of that path; then the
// host name. The roots, the time and the signatures come from the caller.
import type {VerifySignature} from './certificate-signature.ts';
import {dateFault, type GoFault} from './go-rules.ts';
import {namesText} from './host-names.ts';
import {matchesHostAsNode} from './openssl-host-names.ts';
import {constraintRefusal} from './openssl-name-constraints.ts';
import {
  digestRefusal,
  extensionRefusal,
  isCa,
  isSelfIssued,
  isSelfSigned,
  keyRefusal,
  mayHaveIssued,
  purposeRefusal,
} from './openssl-rules.ts';
import type {ParsedCertificate} from './parsed-certificate.ts';

type OpensslVerifyOptions = {
  /** As sent, leaf first. */
  readonly chain: readonly ParsedCertificate[];
  readonly roots: readonly ParsedCertificate[];
  readonly host: string;
  readonly nowMs: number;
  readonly verifySignature: VerifySignature;
};

export type OpensslVerdict =
  | {readonly verdict: 'ok'}
  | {
      readonly verdict: 'fail' | 'unknown';
      readonly kind:
        | GoFault['kind']
        | 'name'
        | 'partial-chain'
        | 'unknown-authority'
        | 'self-signed'
        | 'weak'
        | 'empty';
      readonly reason: string;
      readonly certificate?: ParsedCertificate;
    };

type Refusal = Exclude<OpensslVerdict, {verdict: 'ok'}>;

export function verifyAsOpenssl(options: OpensslVerifyOptions): OpensslVerdict {
  const [leaf, ...others] = options.chain;
  if (leaf === undefined) {
    return {verdict: 'fail', kind: 'empty', reason: 'the server sends no certificate'};
  }
  const path = buildPath(leaf, others, options);
  return (
    anchorRefusal(path, options) ??
    pathRefusal(path.certificates, options) ??
    nameRefusal(leaf, options.host) ?? {verdict: 'ok'}
  );
}

type Path = {
  readonly certificates: readonly ParsedCertificate[];
  readonly endsInTrust: boolean;
  /** Some certificate of it was found among the roots. */
  readonly touchesTrust: boolean;
};

const LENGTH_MAX = 20;

function buildPath(
  leaf: ParsedCertificate,
  sent: readonly ParsedCertificate[],
  options: OpensslVerifyOptions,
): Path {
  const certificates = [leaf];
  const unused = [...sent];
  let touchesTrust = false;
  for (let last = leaf; certificates.length < LENGTH_MAX; ) {
    const trusted = bestIssuer(options.roots, last, options.nowMs);
    if (trusted !== undefined) {
      touchesTrust = true;
      if (isSelfSigned(last)) return {certificates, touchesTrust, endsInTrust: has(options, last)};
      certificates.push(trusted);
      if (isSelfSigned(trusted)) return {certificates, touchesTrust, endsInTrust: true};
      last = trusted;
      continue;
    }
    // Once the path is in the store, what the peer sent is not looked at any more.
    if (touchesTrust || isSelfSigned(last)) break;
    const next = bestIssuer(unused, last, options.nowMs);
    if (next === undefined) break;
    unused.splice(unused.indexOf(next), 1);
    certificates.push(next);
    last = next;
  }
  return {certificates, touchesTrust, endsInTrust: false};
}

function has({roots}: OpensslVerifyOptions, certificate: ParsedCertificate): boolean {
  return roots.some(({fingerprintSha256}) => fingerprintSha256 === certificate.fingerprintSha256);
}

// The first candidate that is in date; among those that are not, the one that ends last.
function bestIssuer(
  pool: readonly ParsedCertificate[],
  child: ParsedCertificate,
  nowMs: number,
): ParsedCertificate | undefined {
  const candidates = pool.filter(candidate => mayHaveIssued(candidate, child));
  return (
    candidates.find(candidate => dateFault(candidate, nowMs) === undefined) ??
    candidates.toSorted((one, other) => other.notAfterMs - one.notAfterMs)[0]
  );
}

function anchorRefusal(path: Path, {chain}: OpensslVerifyOptions): Refusal | undefined {
  if (path.endsInTrust) return undefined;
  const last = path.certificates.at(-1) ?? chain[0];
  if (last === undefined) return undefined;
  const fail = (kind: Refusal['kind'], reason: string): Refusal => ({
    verdict: 'fail',
    kind,
    reason,
    certificate: last,
  });
  if (path.touchesTrust) {
    return fail(
      'partial-chain',
      `${last.subject} is trusted, but its issuer ${last.issuer} is not`,
    );
  }
  if (isSelfSigned(last))
    return fail('self-signed', `${last.subject} is not among the trusted CAs`);
  return fail('unknown-authority', `no trusted CA has issued ${last.subject} (${last.issuer})`);
}

function pathRefusal(
  path: readonly ParsedCertificate[],
  options: OpensslVerifyOptions,
): Refusal | undefined {
  let issuersBelow = 0;
  for (const [depth, certificate] of path.entries()) {
    const refused = certificateRefusal(certificate, depth, issuersBelow);
    if (refused !== undefined) return refused;
    if (depth > 0 && !isSelfIssued(certificate)) issuersBelow++;
  }
  return constraintsRefusal(path) ?? strengthRefusal(path) ?? signatureRefusal(path, options);
}

function certificateRefusal(
  certificate: ParsedCertificate,
  depth: number,
  issuersBelow: number,
): Refusal | undefined {
  const fail = (kind: Refusal['kind'], reason: string | undefined): Refusal | undefined =>
    reason === undefined ? undefined : {verdict: 'fail', kind, reason, certificate};
  const limit = certificate.basicConstraints?.pathLength;
  const {subject} = certificate;
  return (
    fail('extension', extensionRefusal(certificate)) ??
    fail('authority', depth > 0 && !isCa(certificate) ? `${subject} is not a CA` : undefined) ??
    fail('usage', purposeRefusal(certificate, depth === 0)) ??
    fail(
      'authority',
      depth > 1 && limit !== undefined && issuersBelow > limit
        ? `${subject} allows ${limit} CAs below it, and there are ${issuersBelow}`
        : undefined,
    )
  );
}

// Every certificate but self-issued CAs, against every CA above it.
function constraintsRefusal(path: readonly ParsedCertificate[]): Refusal | undefined {
  for (const [depth, certificate] of path.entries()) {
    if (depth > 0 && isSelfIssued(certificate)) continue;
    for (const authority of path.slice(depth + 1)) {
      const reason = constraintRefusal(certificate, authority, depth === 0);
      if (reason !== undefined) {
        return {verdict: 'fail', kind: 'constraint', reason, certificate: authority};
      }
    }
  }
  return undefined;
}

// The trust anchor's own signature proves nothing, so its digest does not matter.
function strengthRefusal(path: readonly ParsedCertificate[]): Refusal | undefined {
  for (const [depth, certificate] of path.entries()) {
    const isAnchor = depth === path.length - 1;
    const reason = keyRefusal(certificate) ?? (isAnchor ? undefined : digestRefusal(certificate));
    if (reason !== undefined) return {verdict: 'fail', kind: 'weak', reason, certificate};
  }
  return undefined;
}

function signatureRefusal(
  path: readonly ParsedCertificate[],
  {verifySignature, nowMs}: OpensslVerifyOptions,
): Refusal | undefined {
  for (const [depth, certificate] of [...path.entries()].reverse()) {
    const issuer = path[depth + 1];
    if (issuer !== undefined && !verifySignature(certificate, issuer)) {
      const reason = `${certificate.subject} was not signed by ${issuer.subject}, another CA of the same name`;
      return {verdict: 'fail', kind: 'authority', reason, certificate};
    }
    const fault = dateFault(certificate, nowMs);
    if (fault !== undefined) return {...fault, certificate};
  }
  return undefined;
}

function nameRefusal(leaf: ParsedCertificate, host: string): Refusal | undefined {
  if (matchesHostAsNode(leaf, host)) return undefined;
  const reason = `the certificate is for ${namesText(leaf)}, not for ${host}`;
  return {verdict: 'fail', kind: 'name', reason, certificate: leaf};
}
