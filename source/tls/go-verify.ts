// x509.Certificate.Verify as etcd and etcdctl call it: roots from a file, the rest of what was sent as
// intermediates, one usage, the name where one was dialed, the time. Candidate chains are tried one by
// one and one good chain is enough. Key identifiers are no more than a hint to Go, so they aren't
// looked at. Nothing is read here: roots, time and signatures come from the caller.
import type {VerifySignature} from './certificate-signature.ts';
import type {GoBuild} from './go-build.ts';
import {constraintFault} from './go-name-constraints.ts';
import {policyFault} from './go-policies.ts';
import {
  authorityFault,
  dateFault,
  extensionFault,
  type GoFault,
  parseFault,
  signatureFault,
  type Usage,
  usageFault,
} from './go-rules.ts';
import {matchesHost, namesText} from './host-names.ts';
import type {ParsedCertificate} from './parsed-certificate.ts';

type GoVerifyOptions = {
  /** Leaf first, then intermediates in any order. */
  readonly chain: readonly ParsedCertificate[];
  readonly roots: readonly ParsedCertificate[];
  readonly usage: Usage;
  /** Name or address to be verified; undefined: none is, as for client certificates. */
  readonly host?: string;
  readonly nowMs: number;
  /** Where rules differ by the version of Go. */
  readonly build?: GoBuild;
  readonly verifySignature: VerifySignature;
};

export type GoVerdict =
  | {readonly verdict: 'ok'}
  | {
      readonly verdict: 'fail' | 'unknown';
      readonly kind: GoFault['kind'] | 'name' | 'common-name-only' | 'unknown-authority' | 'empty';
      /** In words: what the certificate is, and what was wanted. */
      readonly reason: string;
      /** The certificate that is at fault, where it is one. */
      readonly certificate?: ParsedCertificate;
    };

/** Go gives up after 100 signatures too (maxChainSignatureChecks). */
const SIGNATURES_MAX = 100;
const CHAIN_LENGTH_MAX = 12;

export function verifyAsGo(given: GoVerifyOptions): GoVerdict {
  const options = asBuildReads(given);
  const leaf = options.chain[0];
  if (leaf === undefined) {
    return {verdict: 'fail', kind: 'empty', reason: 'no certificate is presented'};
  }
  const unread = firstFault(options.chain, certificate =>
    parseFault(certificate, buildOf(options)),
  );
  if (unread?.verdict === 'fail') return unread;
  const own = withCertificate(leaf, certificateFault(leaf, options)) ?? nameFault(leaf, options);
  if (own?.verdict === 'fail') return own;
  const undecided = [unread, own].filter(fault => fault !== undefined);
  const search: Search = {options, signatures: 0, faults: undecided};
  const found = contains(options.roots, leaf) ? [[leaf]] : chainsFrom([leaf], search);
  return judgeChains(found, search, leaf);
}

/** From then on an extension that is there twice is refused. */
const REFUSES_REPEATED = 19;

function asBuildReads(options: GoVerifyOptions): GoVerifyOptions {
  const {minor} = buildOf(options);
  if (minor === undefined || minor >= REFUSES_REPEATED) return options;
  const read = (certificate: ParsedCertificate) => ({...certificate, ...certificate.readByOlderGo});
  return {...options, chain: options.chain.map(read), roots: options.roots.map(read)};
}

function buildOf({build}: GoVerifyOptions): GoBuild {
  return build ?? {};
}

type Refusal = Exclude<GoVerdict, {verdict: 'ok'}>;

type Search = {
  readonly options: GoVerifyOptions;
  signatures: number;
  /** Why candidates were turned down, for the message. */
  readonly faults: Refusal[];
};

type Chain = readonly ParsedCertificate[];

function judgeChains(chains: readonly Chain[], search: Search, leaf: ParsedCertificate): GoVerdict {
  const {usage} = search.options;
  const build = buildOf(search.options);
  const faults = chains.map(
    chain =>
      policyFault(chain, build) ??
      firstFault(chain, certificate => usageFault(certificate, usage, build)),
  );
  const undecided = search.faults.find(({verdict}) => verdict === 'unknown');
  if (faults.includes(undefined)) return undecided ?? {verdict: 'ok'};
  const fault =
    undecided ??
    faults.find(found => found?.verdict === 'unknown') ??
    faults.find(found => found !== undefined) ??
    search.faults[0];
  if (fault !== undefined) return fault;
  return {
    verdict: 'fail',
    kind: 'unknown-authority',
    reason: `no certificate leads from ${leaf.subject} (issued by ${leaf.issuer}) to a trusted CA`,
    certificate: leaf,
  };
}

function firstFault(
  chain: Chain,
  look: (certificate: ParsedCertificate) => GoFault | undefined,
): Refusal | undefined {
  for (const certificate of chain) {
    const fault = look(certificate);
    if (fault !== undefined) return {...fault, certificate};
  }
  return undefined;
}

function withCertificate(
  certificate: ParsedCertificate,
  fault: GoFault | undefined,
): Refusal | undefined {
  return fault && {...fault, certificate};
}

function chainsFrom(chain: Chain, search: Search): Chain[] {
  const child = chain.at(-1);
  if (child === undefined || chain.length >= CHAIN_LENGTH_MAX) return [];
  const {roots, chain: sent} = search.options;
  const ended = candidates(roots, child, chain)
    .filter(root => isIssuer(root, 'root', chain, search))
    .map(root => [...chain, root]);
  const longer = candidates(sent.slice(1), child, chain)
    .filter(parent => !contains(roots, parent) && isIssuer(parent, 'intermediate', chain, search))
    .flatMap(parent => chainsFrom([...chain, parent], search));
  return [...ended, ...longer];
}

function candidates(pool: Chain, child: ParsedCertificate, chain: Chain): Chain {
  return pool.filter(
    certificate => certificate.subjectDer === child.issuerDer && !contains(chain, certificate),
  );
}

function isIssuer(
  authority: ParsedCertificate,
  role: 'root' | 'intermediate',
  chain: Chain,
  search: Search,
): boolean {
  const child = chain.at(-1);
  if (child === undefined || ++search.signatures > SIGNATURES_MAX) return false;
  const {options} = search;
  const build = buildOf(options);
  const signed = options.verifySignature(child, authority);
  const fault = signed
    ? (withCertificate(child, signatureFault(child, build)) ??
      withCertificate(
        authority,
        shortKeyFault(authority, build) ??
          authorityFault(authority, chain.length - 1, role) ??
          certificateFault(authority, options) ??
          constraintFault(authority, chain, build),
      ))
    : withCertificate(child, wrongKey(child, authority));
  if (fault !== undefined) search.faults.push(fault);
  return fault?.verdict !== 'fail';
}

function wrongKey(child: ParsedCertificate, authority: ParsedCertificate): GoFault {
  const reason = `${child.subject} was not signed by the trusted ${authority.subject}, another CA of the same name`;
  return {verdict: 'fail', kind: 'authority', reason};
}

const RSA_BITS_MIN = 1024;

function shortKeyFault(
  {publicKey, subject}: ParsedCertificate,
  {refusesShortRsa}: GoBuild,
): GoFault | undefined {
  if (publicKey.kind !== 'rsa' || (publicKey.bits ?? 0) >= RSA_BITS_MIN) return undefined;
  if (refusesShortRsa === false) return undefined;
  return {
    verdict: refusesShortRsa === undefined ? 'unknown' : 'fail',
    kind: 'signature',
    reason: `the key of ${subject} (${publicKey.text}) is too short for builds with Go 1.24 and newer`,
  };
}

function certificateFault(
  certificate: ParsedCertificate,
  options: GoVerifyOptions,
): GoFault | undefined {
  return extensionFault(certificate, buildOf(options)) ?? dateFault(certificate, options.nowMs);
}

function nameFault(leaf: ParsedCertificate, {host, build}: GoVerifyOptions): Refusal | undefined {
  if (host === undefined || matchesHost(leaf, host, build)) return undefined;
  const names = leaf.subjectAltName;
  if (names === undefined || (names.dnsNames.length === 0 && names.ipAddresses.length === 0)) {
    const reason = `the certificate names no host in its SAN, and Go does not read the common name`;
    return {verdict: 'fail', kind: 'common-name-only', reason};
  }
  const reason = `the certificate is for ${namesText(leaf)}, not for ${host}`;
  return {verdict: 'fail', kind: 'name', reason};
}

function contains(pool: Chain, certificate: ParsedCertificate): boolean {
  return pool.some(other => other.fingerprintSha256 === certificate.fingerprintSha256);
}
