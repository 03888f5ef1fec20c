// Certificates that will expire soon: the server's chain, our own certificate, and the roots of a
// --cacert file. Three thresholds as monitoring wants them: a warning at warn-days, urgent at 14
// days, an error at 3.
import {daysLeft} from './certificate-facts.ts';
import type {Finding} from './certificates-report.ts';
import {dayText} from './go-rules.ts';
import type {CheckContext} from './observations.ts';
import type {ParsedCertificate} from './parsed-certificate.ts';

export const URGENT_DAYS = 14;
export const ERROR_DAYS = 3;

export function serverExpiryFindings(
  chain: readonly ParsedCertificate[],
  context: CheckContext,
): readonly Finding[] {
  return chain.flatMap(certificate =>
    expiring(certificate, context, {
      id: 'tls-srv-expires-soon',
      hop: 'server',
      name: "the server's certificate",
      remedy:
        'Renew it, with serverAuth and clientAuth: public CAs leave clientAuth out since 2026, and the gateway needs it. etcd reads the file at the next handshake.',
    }),
  );
}

/** Of what is ours, and so the same for every endpoint. */
export function ownExpiryFindings(context: CheckContext): readonly Finding[] {
  const client = context.client.flatMap(certificate =>
    expiring(certificate, context, {
      id: 'tls-client-expires-soon',
      hop: 'client',
      name: 'the client certificate',
      remedy: 'Renew the client certificate (--cert).',
    }),
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
  const when = days === 0 ? 'within a day' : `in ${days} ${days === 1 ? 'day' : 'days'}`;
  return [
    {
      id: words.id,
      severity: days <= ERROR_DAYS ? 'error' : 'warning',
      hop: words.hop,
      summary: `${words.name} ${certificate.subject} expires ${when}`,
      evidence: [`expires: ${dayText(certificate.notAfterMs)}`],
      remedy: days <= URGENT_DAYS ? `Now: ${words.remedy}` : words.remedy,
    },
  ];
}
