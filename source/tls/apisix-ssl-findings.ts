// Findings about one certificate entry of APISIX. Of an entry that is switched off (status 0) they
// are notes: nobody is served by it.

import type {SslFinding} from './apisix-ssl-report.ts';
import {chainFacts, daysLeft} from './certificate-facts.ts';
import {expiryText, severityByDays} from './expiry-findings.ts';
import {dayText} from './go-rules.ts';
import {matchesHost, namesText} from './host-names.ts';
import type {JudgedPair, JudgedSsl, SslContext} from './judged-ssl.ts';
import type {ParsedCertificate} from './parsed-certificate.ts';
import {printableText} from './printable-text.ts';
import {bySeverity} from './severity.ts';
import {weaknessOf} from './weak-algorithms.ts';

export function sslFindings(ssl: JudgedSsl, context: SslContext): readonly SslFinding[] {
  const served = ssl.pairs.flatMap(({chain}) => chain);
  const found = [
    ...unreadableFindings(ssl),
    ...[...served, ...ssl.clientCas].flatMap(one => dateFindings(ssl, one, context)),
    ...ssl.pairs.flatMap(pair => keyFindings(ssl, pair)),
    ...ssl.pairs.flatMap(pair => nameFindings(ssl, pair)),
    ...ssl.pairs.flatMap(pair => orderFindings(ssl, pair)),
    ...served.flatMap(certificate => weakFindings(ssl, certificate, context)),
  ].toSorted(bySeverity);
  return ssl.fields.isEnabled ? found : found.map(finding => ({...finding, severity: 'info'}));
}

function nameOf({id}: JudgedSsl): string {
  return `ssls/${printableText(id, 120)}`;
}

function snisText({fields}: JudgedSsl): readonly string[] {
  if (fields.snis.length === 0) return [];
  const shown = fields.snis.slice(0, 8).map(sni => printableText(sni, 200));
  const more = fields.snis.length - shown.length;
  return [`served for: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`];
}

function unreadableFindings(ssl: JudgedSsl): SslFinding[] {
  const problems = [
    ...ssl.problems,
    ...ssl.pairs.flatMap(({problems: own}) => own),
    ...ssl.pairs.filter(({key}) => key === 'absent').map(({name}) => `${name} has no key`),
    ...ssl.pairs
      .filter(({key}) => key === 'unreadable')
      .map(
        ({name}) => `the key of ${name} is neither PEM that OpenSSL reads nor encrypted by APISIX`,
      ),
  ];
  if (problems.length === 0) return [];
  return [
    {
      id: 'ssl-unreadable',
      severity: 'error',
      summary: `${nameOf(ssl)} can't be read in full: APISIX can't serve what is broken in it`,
      evidence: [...problems.slice(0, 8), ...snisText(ssl)],
      remedy:
        'Put the entry again through the Admin API, with PEM text as the certificate tool wrote it.',
    },
  ];
}

const RENEW = 'Renew it, and put certificate and key into this entry through the Admin API.';

function dateFindings(
  ssl: JudgedSsl,
  certificate: ParsedCertificate,
  {nowMs, warnDays}: SslContext,
): SslFinding[] {
  const days = daysLeft(certificate, nowMs);
  const about = `${certificate.subject} of ${nameOf(ssl)}`;
  if (nowMs > certificate.notAfterMs) {
    return [
      {
        id: 'ssl-expired',
        severity: 'error',
        summary: `${about} has expired`,
        evidence: [`expired: ${dayText(certificate.notAfterMs)}`, ...snisText(ssl)],
        remedy: RENEW,
      },
    ];
  }
  if (days > warnDays) return [];
  return [
    {
      id: 'ssl-expires-soon',
      severity: severityByDays(days),
      summary: `${about} expires ${expiryText(days)}`,
      evidence: [`expires: ${dayText(certificate.notAfterMs)}`, ...snisText(ssl)],
      remedy: RENEW,
    },
  ];
}

function keyFindings(ssl: JudgedSsl, {name, key, keyPosition}: JudgedPair): SslFinding[] {
  if (key !== 'differs') return [];
  const evidence =
    keyPosition === undefined
      ? [`the public key in ${name} is not the one of its private key`]
      : [`the key belongs to certificate ${keyPosition + 1} of ${name}: the leaf must come first`];
  return [
    {
      id: 'ssl-key-mismatch',
      severity: 'error',
      summary: `the private key of ${nameOf(ssl)} does not belong to its certificate`,
      evidence: [...evidence, ...snisText(ssl)],
      remedy: 'Put certificate and key of one issue into this entry; handshakes for its SNIs fail.',
    },
  ];
}

// A bare * is APISIX's entry for whatever comes without a match: no certificate holds that.
function nameFindings(ssl: JudgedSsl, {name, chain}: JudgedPair): SslFinding[] {
  const [leaf] = chain;
  if (leaf === undefined || ssl.fields.type === 'client') return [];
  const bare = ssl.fields.snis.filter(sni => sni !== '*' && !matchesHost(leaf, sni));
  if (bare.length === 0) return [];
  const shown = bare.slice(0, 8).map(sni => `required: ${printableText(sni, 200)}`);
  return [
    {
      id: 'ssl-sni-uncovered',
      severity: 'warning',
      summary: `${name} of ${nameOf(ssl)} is served for ${bare.length === 1 ? 'a name' : `${bare.length} names`} that it does not hold: clients refuse it there`,
      evidence: [
        ...shown,
        ...(bare.length > shown.length ? [`and ${bare.length - shown.length} more`] : []),
        `presented: ${namesText(leaf)}`,
      ],
      remedy: 'Issue it again with these names in its SAN, or take them out of snis.',
    },
  ];
}

function orderFindings(ssl: JudgedSsl, {name, chain}: JudgedPair): SslFinding[] {
  const at = chain.findIndex((certificate, position) => {
    const next = chain[position + 1];
    return next !== undefined && next.subjectDer !== certificate.issuerDer;
  });
  const [wrong, next] = [chain[at], chain[at + 1]];
  if (wrong === undefined || next === undefined) return [];
  return [
    {
      id: 'ssl-chain-order',
      severity: 'warning',
      summary: `the chain in ${name} of ${nameOf(ssl)} is not in order: strict clients refuse it`,
      evidence: [
        `certificate ${at + 1}: ${wrong.subject}, issued by ${wrong.issuer}`,
        `certificate ${at + 2}: ${next.subject}`,
      ],
      remedy: 'Put the leaf first, then each certificate that issued the one before it.',
    },
  ];
}

function weakFindings(
  ssl: JudgedSsl,
  certificate: ParsedCertificate,
  {nowMs}: SslContext,
): SslFinding[] {
  const [facts] = chainFacts([certificate], nowMs);
  const weakness = facts && weaknessOf(facts);
  if (weakness === undefined) return [];
  return [
    {
      id: 'ssl-weak',
      severity: 'warning',
      summary: `${certificate.subject} of ${nameOf(ssl)} is weak: some clients refuse it`,
      evidence: [weakness],
      remedy: 'Issue it again with ECDSA P-256 or RSA 2048, signed with SHA-256.',
    },
  ];
}
