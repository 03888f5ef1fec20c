// Findings about the server's certificate as clients see it: what our own TLS (OpenSSL's rules, as
// curl and nginx) refuses, and what only Go (etcdctl) refuses. With --insecure-skip-tls-verify they
// are warnings: the user asked for it.

import {isSelfIssued} from './certificate-facts.ts';
import type {Finding} from './certificates-report.ts';
import type {EndpointFacts} from './endpoint-facts.ts';
import {dayText} from './go-rules.ts';
import {matchesHost, namesText} from './host-names.ts';
import {describeAuthorizationError} from './openssl-words.ts';

export function serverFindings(facts: EndpointFacts): readonly Finding[] {
  const dates = dateFindings(facts);
  const refused = authorizationFinding(facts, dates.length > 0);
  const go = refused === undefined && dates.length === 0 ? goFinding(facts) : undefined;
  return [...dates, ...[refused, go].filter(finding => finding !== undefined)];
}

function severityOf({context}: EndpointFacts): Finding['severity'] {
  return context.insecureSkipVerify ? 'warning' : 'error';
}

function dateFindings(facts: EndpointFacts): Finding[] {
  const {seen, context} = facts;
  return seen.chain.flatMap((certificate): Finding[] => {
    const {subject, notAfterMs, notBeforeMs} = certificate;
    if (context.nowMs > notAfterMs) {
      return [
        {
          id: 'tls-srv-expired',
          severity: severityOf(facts),
          hop: 'https',
          summary: `the server's certificate ${subject} has expired`,
          evidence: [`expired: ${dayText(notAfterMs)}`],
          remedy: renewal(facts.requested),
        },
      ];
    }
    if (context.nowMs >= notBeforeMs) return [];
    return [
      {
        id: 'tls-notyet',
        severity: severityOf(facts),
        hop: 'https',
        summary: `the server's certificate ${subject} is not valid yet`,
        evidence: [`valid from: ${dayText(notBeforeMs)}`, `here it is ${dayText(context.nowMs)}`],
        remedy: 'Compare the clocks of both hosts (NTP), or issue the certificate again.',
      },
    ];
  });
}

function renewal(requested: boolean | undefined): string {
  const renew = 'Renew the certificate: etcd reads the file again at the next handshake.';
  return requested === true
    ? `${renew} Until then the gateway can not reach its own gRPC server either.`
    : renew;
}

function authorizationFinding(facts: EndpointFacts, datesKnown: boolean): Finding | undefined {
  const {seen} = facts;
  const code = (seen.probe?.handshake ?? seen.anonymousProbe?.handshake)?.authorizationError;
  if (code === undefined) return undefined;
  const dated = code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID';
  if (dated && datesKnown) return undefined;
  const base = {severity: severityOf(facts), hop: 'https'} as const;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return {...base, ...nameMismatch(facts)};
  const evidence = [`OpenSSL: ${code}`, ...presentedText(facts)];
  const summary = `the server is not trusted: ${describeAuthorizationError(code)}`;
  return {...base, ...trustRemedy(facts, code), summary, evidence};
}

type Named = Pick<Finding, 'id' | 'summary' | 'evidence' | 'remedy'>;

function nameMismatch({seen}: EndpointFacts): Named {
  const leaf = seen.chain[0];
  return {
    id: 'tls-host-mismatch',
    summary: `the server's certificate is not for ${seen.serverName}`,
    evidence: [
      `required: ${seen.serverName}`,
      `presented: ${leaf === undefined ? 'unknown' : namesText(leaf)}`,
    ],
    remedy:
      'Dial a name that the certificate holds, give --server-name NAME, or issue it again with this name in its SAN.',
  };
}

function trustRemedy({seen, context}: EndpointFacts, code: string): Pick<Named, 'id' | 'remedy'> {
  const issuer = seen.chain.at(-1)?.issuer ?? 'the issuing CA';
  switch (code) {
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return {
        id: 'tls-self-leaf',
        remedy: 'Give this certificate itself as --cacert, or issue one from a CA.',
      };
    case 'SELF_SIGNED_CERT_IN_CHAIN':
      return {id: 'tls-self-chain', remedy: `Give the root ${issuer} as --cacert.`};
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT':
      return {
        id: 'tls-ca-unknown',
        remedy: `Give the CA ${issuer} as --cacert (now: ${context.rootsSource}), with its root; or let the server send its intermediates.`,
      };
    default:
      return {
        id: 'tls-untrusted',
        remedy: 'Issue the certificate again without this fault; the chain below shows its parts.',
      };
  }
}

function presentedText({seen}: EndpointFacts): readonly string[] {
  const leaf = seen.chain[0];
  if (leaf === undefined) return [];
  return [
    `presented: ${leaf.subject}, ${isSelfIssued(leaf) ? 'self-signed' : `issued by ${leaf.issuer}`}`,
  ];
}

// Our own TLS accepts, etcdctl does not: the two know different rules.
function goFinding(facts: EndpointFacts): Finding | undefined {
  const {go, seen} = facts;
  if (go.verdict !== 'fail' || seen.chain.length === 0) return undefined;
  const leaf = seen.chain[0];
  const cnOnly =
    go.kind === 'common-name-only' || (leaf !== undefined && !matchesHost(leaf, seen.serverName));
  return {
    id: cnOnly ? 'tls-cn-only' : 'tls-go-refuses',
    severity: 'error',
    hop: 'grpc',
    summary: `etcdctl and other Go clients refuse the server's certificate: ${go.reason}`,
    evidence: [`required: ${seen.serverName}`, ...(leaf ? [`presented: ${namesText(leaf)}`] : [])],
    remedy: cnOnly
      ? 'Issue the certificate again with this name in its SAN; OpenSSL-based clients accept it as it is.'
      : 'Issue the certificate again without this fault; OpenSSL-based clients accept it as it is.',
  };
}
