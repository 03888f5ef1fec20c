// Certificates that will expire soon: the server's chain, our own certificate, and the roots of a
// --cacert file. Three thresholds as monitoring wants them: a warning at warn-days, urgent at 14
// days, an error at 3.
import {daysLeft} from './certificate-facts.ts';
import type {Finding} from './certificates-report.ts';
import {dayText} from './go-rules.ts';
import type {CheckContext} from './observations.ts';
import type {ParsedCertificate} from './parsed-certificate.ts';

const URGENT_DAYS = 14;
const ERROR_DAYS = 3;

export function serverExpiryFindings(
  chain: readonly ParsedCertificate[],
  context: CheckContext,
): readonly Finding[] {
  return chain.flatMap((certificate, position) =>
    expiring(certificate, context, position === 0 ? LEAF : ISSUER),
  );
}

const LEAF = {
  id: 'tls-srv-expires-soon',
  hop: 'server',
  name: "the server's certificate",
  remedy:
    'Renew it, with serverAuth and clientAuth: public CAs leave clientAuth out since 2026, and the gateway needs it. etcd reads the file at the next handshake.',
} as const;

const ISSUER = {
  id: 'tls-ca-expires-soon',
  hop: 'server',
  name: "the CA in the server's chain",
  remedy:
    "Issue the CA's certificate again and put it into etcd's --cert-file; what it signed ends with it.",
} as const;

const CLIENT = {
  id: 'tls-client-expires-soon',
  hop: 'client',
  name: 'the client certificate',
  remedy: 'Renew the client certificate (--cert).',
} as const;

const CLIENT_ISSUER = {
  id: 'tls-ca-expires-soon',
  hop: 'client',
  name: 'the CA behind the client certificate',
  remedy: "Issue the CA's certificate again and put it into --cert; what it signed ends with it.",
} as const;

/** Three steps: a warning from warn-days on, urgent from 14 days on, an error from 3 days on. */
export function severityByDays(days: number): 'warning' | 'error' {
  return days <= ERROR_DAYS ? 'error' : 'warning';
}

/** "in 20 days", "in 9 days: urgent", "within a day: urgent". */
export function expiryText(days: number): string {
  const when = days === 0 ? 'within a day' : `in ${days} ${days === 1 ? 'day' : 'days'}`;
  return days <= URGENT_DAYS ? `${when}: urgent` : when;
}

/** Of what is ours, and so the same for every endpoint. */
export function ownExpiryFindings(context: CheckContext): readonly Finding[] {
  const client = context.client.flatMap((certificate, position) =>
    expiring(certificate, context, position === 0 ? CLIENT : CLIENT_ISSUER),
  );
  const roots = context.rootsAreOwn ? context.roots : [];
  return [
    ...client,
    ...roots.flatMap(certificate =>
      expiring(certificate, context, {
        id: 'tls-ca-expires-soon',
        hop: 'https',
        name: `the CA in ${context.rootsSource}`,
        remedy: 'Issue a new CA certificate and give it to etcd and to every client first.',
      }),
    ),
  ];
}

function expiring(
  certificate: ParsedCertificate,
  {nowMs, warnDays}: CheckContext,
  words: {id: string; hop: Finding['hop']; name: string; remedy: string},
): Finding[] {
  const days = daysLeft(certificate, nowMs);
  // Expired ones have findings of their own, where they do harm.
  if (days < 0 || days > warnDays) return [];
  return [
    {
      id: words.id,
      severity: severityByDays(days),
      hop: words.hop,
      summary: `${words.name} ${certificate.subject} expires ${expiryText(days)}`,
      evidence: [`expires: ${dayText(certificate.notAfterMs)}`],
      remedy: days <= URGENT_DAYS ? `Now: ${words.remedy}` : words.remedy,
    },
  ];
}
