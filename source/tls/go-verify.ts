// Would Go accept this server? x509.Certificate.Verify as etcdctl calls it: roots from a file, the
// rest of the sent chain as intermediates, usage serverAuth, the name, the time. Candidate chains are
// tried one by one and one good chain is enough. Key identifiers are no more than a hint to Go, so
// they aren't looked at. Nothing is read here: roots, time and signatures come from the caller.
import type {VerifySignature} from './certificate-signature.ts';
import {
  authorityFault,
  dateFault,
  extensionFault,
  type GoFault,
  signatureFault,
  type Usage,
  usageFault,
} from './go-rules.ts';
import {matchesHost, namesText} from './host-names.ts';
import type {ParsedCertificate} from './parsed-certificate.ts';

export type GoVerifyOptions = {
  /** Leaf first, then intermediates in any order. */
  readonly chain: readonly ParsedCertificate[];
  readonly roots: readonly ParsedCertificate[];
  readonly usage: Usage;
  /** Name or address to be verified; undefined: none is, as for client certificates. */
  readonly host?: string;
  readonly nowMs: number;
  /** Minor version of Go, where rules differ. */
  readonly goMinor?: number;
  readonly verifySignature: VerifySignature;
};

export type GoVerdict =
  | {readonly verdict: 'ok'}
  | {
      readonly verdict: 'fail' | 'unknown';
      readonly kind: GoFault['kind'] | 'name' | 'common-name-only' | 'unknown-authority' | 'empty';
      /** In words: what the certificate is, and what was wanted. */
      readonly reason: string;
    };

/** Go gives up after 100 signatures too (maxChainSignatureChecks). */
const SIGNATURES_MAX = 100;
const CHAIN_LENGTH_MAX = 12;

export function verifyAsGo(options: GoVerifyOptions): GoVerdict {
  const leaf = options.chain[0];
  if (leaf === undefined) {
    return {verdict: 'fail', kind: 'empty', reason: 'the server sent no certificate'};
  }
  const own = certificateFault(leaf, options) ?? nameFault(leaf, options);
  if (own?.verdict === 'fail') return own;
  const search: Search = {options, signatures: 0, faults: own === undefined ? [] : [own]};
  const found = contains(options.roots, leaf) ? [[leaf]] : chainsFrom([leaf], search);
  return judgeChains(found, search, leaf);
}

type Search = {
  readonly options: GoVerifyOptions;
  signatures: number;
  /** Why candidates were turned down, for the message. */
  readonly faults: Exclude<GoVerdict, {verdict: 'ok'}>[];
};

type Chain = readonly ParsedCertificate[];

function judgeChains(chains: readonly Chain[], search: Search, leaf: ParsedCertificate): GoVerdict {
  const usages = chains.map(chain => firstFault(chain, search.options.usage));
  const undecided = search.faults.find(({verdict}) => verdict === 'unknown');
  if (usages.includes(undefined)) return undecided ?? {verdict: 'ok'};
  const fault =
    undecided ??
    usages.find(usage => usage?.verdict === 'unknown') ??
    usages.find(usage => usage !== undefined) ??
    search.faults[0];
  if (fault !== undefined) return fault;
  return {
    verdict: 'fail',
    kind: 'unknown-authority',
    reason: `no certificate leads from ${leaf.subject} (issued by ${leaf.issuer}) to a trusted CA`,
  };
}

function firstFault(chain: Chain, usage: Usage): GoFault | undefined {
  return chain
    .map(certificate => usageFault(certificate, usage))
    .find(fault => fault !== undefined);
}

function chainsFrom(chain: Chain, search: Search): Chain[] {
  const child = chain.at(-1);
  if (child === undefined || chain.length >= CHAIN_LENGTH_MAX) return [];
  const {roots, chain: sent} = search.options;
  const ended = candidates(roots, child, chain)
    .filter(root => isIssuer(root, chain, search))
    .map(root => [...chain, root]);
  const longer = candidates(sent.slice(1), child, chain)
    .filter(parent => !contains(roots, parent) && isIssuer(parent, chain, search))
    .flatMap(parent => chainsFrom([...chain, parent], search));
  return [...ended, ...longer];
}

function candidates(pool: Chain, child: ParsedCertificate, chain: Chain): Chain {
  return pool.filter(
    certificate => certificate.subjectDer === child.issuerDer && !contains(chain, certificate),
  );
}

function isIssuer(authority: ParsedCertificate, chain: Chain, search: Search): boolean {
  const child = chain.at(-1);
  if (child === undefined || ++search.signatures > SIGNATURES_MAX) return false;
  const signed = search.options.verifySignature(child, authority);
  const fault = signed
    ? (signatureFault(child, search.options.goMinor) ??
      authorityFault(authority, chain.length - 1) ??
      certificateFault(authority, search.options))
    : wrongKey(child, authority);
  if (fault !== undefined) search.faults.push(fault);
  return fault?.verdict !== 'fail';
}

function wrongKey(child: ParsedCertificate, authority: ParsedCertificate): GoFault {
  const reason = `${child.subject} was not signed by the trusted ${authority.subject}, another CA of the same name`;
  return {verdict: 'fail', kind: 'authority', reason};
}

function certificateFault(
  certificate: ParsedCertificate,
  options: GoVerifyOptions,
): GoFault | undefined {
  return dateFault(certificate, options.nowMs) ?? extensionFault(certificate, options.goMinor);
}

function nameFault(
  leaf: ParsedCertificate,
  {host}: GoVerifyOptions,
): Exclude<GoVerdict, {verdict: 'ok'}> | undefined {
  if (host === undefined || matchesHost(leaf, host)) return undefined;
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
