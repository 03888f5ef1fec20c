// Certificate policies as Go checks them from 1.24 on (crypto/x509 policiesValid: RFC 5280 6.1 as
// updated by RFC 9618), for a caller who asks for no policy himself, as etcd. The trust anchor's own
// constraints don't count. Of the policy graph only its lowest row is kept: nothing above it decides.
import {isSelfIssued} from './certificate-facts.ts';
import type {GoBuild} from './go-build.ts';
import type {GoFault} from './go-rules.ts';
import type {CertificatePolicies, ParsedCertificate} from './parsed-certificate.ts';

const CHECKED_SINCE = 24;
const ANY = '2.5.29.32.0';

/** `chain` from the leaf to the trust anchor. */
export function policyFault(
  chain: readonly ParsedCertificate[],
  build: GoBuild,
): GoFault | undefined {
  if (chain.length === 1 || build.minor === undefined || build.minor < CHECKED_SINCE) {
    return undefined;
  }
  if (policiesAreValid(chain.slice(0, -1))) return undefined;
  const reason = `a CA above ${chain[0]?.subject ?? 'it'} requires a policy that the chain does not have`;
  return {verdict: 'fail', kind: 'policy', reason};
}

/** What each policy of the lowest row expects below it; undefined: some certificate had none. */
type Row = Map<string, readonly string[]>;

type Counters = {anyPolicy: number; explicitPolicy: number; mapping: number};

function policiesAreValid(below: readonly ParsedCertificate[]): boolean {
  const limit = below.length + 1;
  const counters: Counters = {anyPolicy: limit, explicitPolicy: limit, mapping: limit};
  let row: Row | undefined = new Map([[ANY, [ANY]]]);
  for (const [distance, certificate] of [...below.entries()].reverse()) {
    const policies = certificate.policies ?? {oids: [], mappings: []};
    if (policies.oids.length === 0) row = undefined;
    if (counters.explicitPolicy === 0 && row === undefined) return false;
    if (row !== undefined) row = nextRow(row, certificate, distance, counters);
    if (distance === 0) continue;
    if (row !== undefined && !applyMappings(row, policies, counters)) return false;
    countDown(certificate, counters);
  }
  const leafAsks = below[0]?.policies?.requireExplicitPolicy === 0;
  const mustHave = leafAsks || counters.explicitPolicy <= 1;
  return !mustHave || (row !== undefined && row.size > 0);
}

function nextRow(
  row: Row,
  certificate: ParsedCertificate,
  distance: number,
  {anyPolicy}: Counters,
): Row {
  const next: Row = new Map();
  const oids = certificate.policies?.oids ?? [];
  const expected = new Set([...row.values()].flat());
  for (const oid of oids) {
    if (oid !== ANY && (expected.has(oid) || row.has(ANY))) next.set(oid, [oid]);
  }
  const anyCounts = anyPolicy > 0 || (distance > 0 && isSelfIssued(certificate));
  if (oids.includes(ANY) && anyCounts) {
    for (const oid of expected) if (!next.has(oid)) next.set(oid, [oid]);
  }
  return next;
}

/** false: a mapping from or to any policy, which makes the path invalid. */
function applyMappings(row: Row, {mappings}: CertificatePolicies, {mapping}: Counters): boolean {
  if (mapping > 0 && mappings.some(({issuer, subject}) => issuer === ANY || subject === ANY)) {
    return false;
  }
  for (const issuer of new Set(mappings.map(one => one.issuer))) {
    if (mapping === 0) row.delete(issuer);
    else if (row.has(issuer) || row.has(ANY)) {
      row.set(
        issuer,
        mappings.filter(one => one.issuer === issuer).map(({subject}) => subject),
      );
    }
  }
  return true;
}

function countDown(certificate: ParsedCertificate, counters: Counters): void {
  if (!isSelfIssued(certificate)) {
    counters.anyPolicy = Math.max(0, counters.anyPolicy - 1);
    counters.explicitPolicy = Math.max(0, counters.explicitPolicy - 1);
    counters.mapping = Math.max(0, counters.mapping - 1);
  }
  const {requireExplicitPolicy, inhibitPolicyMapping, inhibitAnyPolicy} =
    certificate.policies ?? {};
  counters.explicitPolicy = Math.min(counters.explicitPolicy, requireExplicitPolicy ?? Infinity);
  counters.mapping = Math.min(counters.mapping, inhibitPolicyMapping ?? Infinity);
  counters.anyPolicy = Math.min(counters.anyPolicy, inhibitAnyPolicy ?? Infinity);
}
