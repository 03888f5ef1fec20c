// A chain of certificates as a tree, the leaf at the top and each issuer below what it signed:
// subject, names, usages, validity with the days left, key.
import type {CertificateFacts} from '../tls/certificates-report.ts';
import {hanging} from './certificates-marks.ts';
import {cutText} from './display-width.ts';
import {type Line, type Role, span} from './lines.ts';
import {countText} from './number-text.ts';
import {printable} from './printable.ts';

/** `wanted`: usages that the leaf and what is above it should allow; a missing one is marked. */
export function chainTree(
  chain: readonly CertificateFacts[],
  width: number,
  wanted: readonly string[],
): Line[] {
  const last = chain.length - 1;
  return chain.flatMap((certificate, depth) => [
    ...titleLines(certificate, depth, width),
    ...factLines(certificate, depth, width, wanted),
    ...(depth === last ? issuerLines(certificate, depth, width) : []),
  ]);
}

const STEP = 3;
const DEPTH_MAX = 5;

function indentOf(depth: number): string {
  return ' '.repeat(3 + STEP * Math.min(depth, DEPTH_MAX));
}

function titleLines(certificate: CertificateFacts, depth: number, width: number): Line[] {
  const lead = depth === 0 ? indentOf(0) : `${indentOf(depth - 1)}└─ `;
  const subject = certificate.subject === '' ? '(empty subject)' : certificate.subject;
  const role = depth === 0 ? '' : `${certificate.role}  `;
  return hanging(lead, `${role}${subject}`, width, 'strong');
}

function issuerLines({issuer, subject}: CertificateFacts, depth: number, width: number): Line[] {
  const text = issuer === subject ? 'signed by itself' : `issued by ${issuer} (not sent)`;
  return hanging(`${indentOf(depth)}└─ `, text, width, 'dim');
}

function factLines(
  certificate: CertificateFacts,
  depth: number,
  width: number,
  wanted: readonly string[],
): Line[] {
  const row = (label: string, text: string, role: Role = 'plain') =>
    labelled(`${indentOf(depth)}│ ${label.padEnd(7)}`, text, width, role);
  const names = namesOf(certificate);
  const {publicKey, signatureAlgorithm, serial} = certificate;
  return [
    ...(names === undefined ? [] : row('names', names, names === NO_NAMES ? 'warning' : 'plain')),
    ...usageLine(certificate, wanted, row),
    ...row('valid', validText(certificate), validRole(certificate)),
    ...row('key', `${publicKey} · ${signatureAlgorithm} · serial ${cutText(serial, 40)}`),
  ];
}

const NO_NAMES = 'none: neither a host name nor an address';

// A client's and a CA's certificate need no names.
function namesOf(certificate: CertificateFacts): string | undefined {
  const {dnsNames, ipAddresses, uris, emailAddresses} = certificate;
  const names = [...dnsNames, ...ipAddresses, ...uris, ...emailAddresses];
  if (names.length > 0) return names.join(', ');
  const usages = certificate.extKeyUsage;
  return certificate.role === 'leaf' && (usages === undefined || usages.includes('serverAuth'))
    ? NO_NAMES
    : undefined;
}

function usageLine(
  {extKeyUsage, role}: CertificateFacts,
  wanted: readonly string[],
  row: (label: string, text: string, role?: Role) => Line[],
): Line[] {
  if (extKeyUsage === undefined) {
    return role === 'leaf' ? row('usage', 'any (no extended key usage)') : [];
  }
  const has = extKeyUsage.length === 0 ? 'nothing' : extKeyUsage.join(', ');
  const missing = extKeyUsage.includes('anyExtendedKeyUsage')
    ? []
    : wanted.filter(usage => !extKeyUsage.includes(usage));
  return missing.length === 0
    ? row('usage', has)
    : row('usage', `${has} (lacks ${missing.join(' and ')})`, 'error');
}

export function validText({notBefore, notAfter, daysLeft}: CertificateFacts): string {
  const span = `${notBefore.slice(0, 10)} to ${notAfter.slice(0, 10)}`;
  if (daysLeft >= 0)
    return `${span}, ${countText(daysLeft)} ${daysLeft === 1 ? 'day' : 'days'} left`;
  const ago = countText(-daysLeft);
  return `${span}, EXPIRED ${ago} ${daysLeft === -1 ? 'day' : 'days'} ago`;
}

export function validRole({daysLeft}: CertificateFacts): Role {
  if (daysLeft <= 3) return 'error';
  return daysLeft <= 30 ? 'warning' : 'plain';
}

function labelled(lead: string, text: string, width: number, role: Role): Line[] {
  return hanging(lead, text, width, role).map(([first, ...rest]) => [
    span(printable(first?.text ?? ''), 'dim'),
    ...rest,
  ]);
}
