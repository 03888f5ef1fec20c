// What differs between the certificates that the members of one cluster show. A renewal that reached
// only some members is the usual reason, and the one without clientAuth breaks its gateway.

import {DAY_MS} from './certificate-facts.ts';
import type {CertificateFacts, EndpointCertificates, Finding} from './certificates-report.ts';

/** Members are renewed one after another: so much difference is no news. */
const EXPIRY_DIFFERENCE_DAYS = 7;

export function memberDifferences(endpoints: readonly EndpointCertificates[]): readonly Finding[] {
  const leaves = endpoints.flatMap(({endpoint, member, chain}): Leaf[] =>
    chain[0] === undefined ? [] : [{name: member?.name ?? endpoint, certificate: chain[0]}],
  );
  if (leaves.length < 2) return [];
  const issuers = grouped(leaves, ({issuer}) => issuer);
  const usages = grouped(leaves, usageText);
  const expiries = expiryGroups(leaves);
  const evidence = [
    ...lines('usage', usages),
    ...lines('issuer', issuers),
    ...lines('expires', expiries),
  ];
  if (evidence.length === 0) return [];
  const differs = [
    ...(usages.size > 1 ? ['extended key usage'] : []),
    ...(issuers.size > 1 ? ['issuer'] : []),
    ...(expiries.size > 1 ? ['expiry'] : []),
  ];
  return [
    {
      id: 'members-differ',
      // What one may do and another may not is a fault to be; a CA is changed member by member.
      severity: usages.size > 1 ? 'warning' : 'info',
      hop: 'server',
      summary: `the members' certificates differ: ${differs.join(', ')}`,
      evidence,
      remedy:
        'Compare the members below, and renew those that were left out, in the same way as the others.',
    },
  ];
}

type Leaf = {readonly name: string; readonly certificate: CertificateFacts};
type Groups = ReadonlyMap<string, readonly string[]>;

function grouped(leaves: readonly Leaf[], by: (certificate: CertificateFacts) => string): Groups {
  const groups = Map.groupBy(leaves, ({certificate}) => by(certificate));
  return new Map([...groups].map(([text, group]) => [text, group.map(({name}) => name)]));
}

function usageText({extKeyUsage}: CertificateFacts): string {
  if (extKeyUsage === undefined) return 'any (no extended key usage)';
  return extKeyUsage.length === 0 ? 'nothing' : extKeyUsage.toSorted().join(', ');
}

function expiryGroups(leaves: readonly Leaf[]): Groups {
  const times = leaves.map(({certificate}) => Date.parse(certificate.notAfter));
  const spreadDays = (Math.max(...times) - Math.min(...times)) / DAY_MS;
  return grouped(leaves, ({notAfter}) =>
    spreadDays > EXPIRY_DIFFERENCE_DAYS ? notAfter.slice(0, 10) : '',
  );
}

function lines(label: string, groups: Groups): readonly string[] {
  if (groups.size < 2) return [];
  return [...groups].map(([text, names]) => `${label}: ${text} (${names.join(', ')})`);
}
