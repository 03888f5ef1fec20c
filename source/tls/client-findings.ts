// Findings about our own certificate as etcd's listener sees it. Made only when the server did turn
// us down: what etcd accepted needs no remedy.
import type {Finding} from './certificates-report.ts';
import type {EndpointFacts} from './endpoint-facts.ts';
import {dayText, listText} from './go-rules.ts';
import type {NoAnswer} from './observations.ts';
import {printableText} from './printable-text.ts';

export function clientFindings(facts: EndpointFacts): readonly Finding[] {
  return [...goFileFindings(facts), ...refusalFindings(facts)];
}

function goFileFindings({seen, context: {goFileFault}}: EndpointFacts): readonly Finding[] {
  if (goFileFault === undefined || !seen.isTls) return [];
  const {file, kind, reason} = goFileFault;
  const isCa = kind === 'bad-ca-file';
  return [
    {
      id: isCa ? 'tls-ca-bad' : 'tls-cert-bad',
      severity: 'error',
      hop: 'grpc',
      summary: `etcdctl and other Go clients can't load ${printableText(file)}, which HTTPS here can`,
      evidence: [printableText(reason)],
      remedy: 'Keep only PEM blocks of the kind that is asked for, with nothing before BEGIN.',
    },
  ];
}

function refusalFindings(facts: EndpointFacts): readonly Finding[] {
  if (facts.requested === false || !facts.clientRefused) return [];
  const outcome = facts.seen.probe?.outcome;
  const refusal = outcome?.kind === 'failed' ? outcome : undefined;
  if (facts.context.client.length === 0) return [missing(facts, refusal)];
  return [refused(facts, refusal)];
}

const BASE = {severity: 'error', hop: 'client'} as const;

function missing(facts: EndpointFacts, refusal: NoAnswer | undefined): Finding {
  return {
    ...BASE,
    id: 'tls-client-missing',
    summary: 'etcd asks for a client certificate and none was given',
    evidence: [...acceptedText(facts), ...refusalText(refusal)],
    remedy: 'Give --cert and --key of a certificate that one of the accepted CAs issued.',
  };
}

function refused(facts: EndpointFacts, refusal: NoAnswer | undefined): Finding {
  const {client} = facts;
  const evidence = refusalText(refusal);
  if (client.verdict !== 'fail') return refusedUnseen(facts, evidence);
  const subject = client.certificate?.subject ?? 'the client certificate';
  switch (client.kind) {
    case 'usage':
      return {
        ...BASE,
        id: 'tls-client-eku',
        summary: `etcd refuses the client certificate: ${subject} is not for clients`,
        evidence: [
          'required: clientAuth',
          `presented: ${listText(client.certificate?.extKeyUsage ?? [])}`,
          ...evidence,
        ],
        remedy: 'Re-issue the client certificate with extended key usage clientAuth.',
      };
    case 'expired':
      return {
        ...BASE,
        id: 'tls-client-expired',
        summary: `etcd refuses the client certificate: ${subject} has expired`,
        evidence: [
          `expired: ${dayText(client.certificate?.notAfterMs ?? Number.NaN)}`,
          ...evidence,
        ],
        remedy: 'Renew the client certificate (--cert).',
      };
    case 'ca-names':
      return {
        ...BASE,
        id: 'tls-client-ca',
        summary: 'etcd refuses the client certificate: it accepts other CAs',
        evidence: [
          ...acceptedText(facts),
          `presented: issued by ${client.certificate?.issuer ?? 'unknown'}`,
          ...evidence,
        ],
        remedy:
          'Use a client certificate of an accepted CA, or add this CA to --trusted-ca-file and restart etcd.',
      };
    default:
      return {
        ...BASE,
        id: 'tls-client-refused',
        summary: `etcd refuses the client certificate: ${client.reason}`,
        evidence,
        remedy: 'Re-issue the client certificate (--cert).',
      };
  }
}

// What is left can't be seen from outside; etcd's log has the reason.
function refusedUnseen(facts: EndpointFacts, evidence: readonly string[]): Finding {
  return {
    ...BASE,
    id: 'tls-client-refused',
    summary: 'etcd refuses the client certificate, and nothing that is visible explains it',
    evidence: [...acceptedText(facts), ...evidence],
    remedy:
      'Read "rejected connection" in etcd\'s log. Likely: another CA of the same name, a missing intermediate in --cert, the serial in --client-crl-file, --client-cert-allowed-hostname.',
  };
}

function acceptedText({seen}: EndpointFacts): readonly string[] {
  const names = seen.acceptableCas;
  if (names === undefined) return [];
  return names.length === 0
    ? ['accepted: no CA is named']
    : names.slice(0, 8).map(({text}) => `accepted: issued by ${text}`);
}

function refusalText(refusal: NoAnswer | undefined): readonly string[] {
  return refusal === undefined ? [] : [`server: ${refusal.message}`];
}
