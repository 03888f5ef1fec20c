// Name constraints as OpenSSL applies them (crypto/x509/v3_ncons.c): to the subject and its mail
// addresses as well as to the SAN, and to the common name of a leaf without a DNS name in its SAN.
import {isInAddressRange} from './address-range.ts';
import {isInSubtree} from './canonical-name.ts';
import type {NameConstraints, ParsedCertificate, Subtree} from './parsed-certificate.ts';

/** Why `authority` may not vouch for the certificate; undefined: it may. */
export function constraintRefusal(
  certificate: ParsedCertificate,
  authority: ParsedCertificate,
  isLeaf: boolean,
): string | undefined {
  const constraints = authority.nameConstraints;
  if (constraints === undefined) return undefined;
  for (const name of [...namesOf(certificate), ...(isLeaf ? commonNamesOf(certificate) : [])]) {
    const reason = refusal(name, constraints);
    if (reason !== undefined) {
      return `${authority.subject} may not vouch for ${name.text}: ${reason}`;
    }
  }
  return undefined;
}

type Name = {readonly kind: Subtree['kind']; readonly text: string; readonly value: string};

function namesOf(certificate: ParsedCertificate): readonly Name[] {
  const names = certificate.subjectAltName;
  const of = (kind: Name['kind'], texts: readonly string[] = []) =>
    texts.map(text => ({kind, text, value: text}));
  const {canonicalSubject, subject} = certificate;
  return [
    ...(canonicalSubject === '[]'
      ? []
      : [{kind: 'directory', text: subject, value: canonicalSubject} as const]),
    ...of('dns', names?.dnsNames),
    ...of('ip', names?.ipAddresses),
    ...of('uri', names?.uris),
    ...of('email', names?.emailAddresses),
  ];
}

// A common name that looks like a host name counts as one; a SAN with a DNS name keeps it out.
function commonNamesOf(certificate: ParsedCertificate): readonly Name[] {
  if ((certificate.subjectAltName?.dnsNames.length ?? 0) > 0) return [];
  return certificate.commonNames
    .filter(name =>
      /^(?=.*\.)[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/i.test(name),
    )
    .map(text => ({kind: 'dns', text, value: text}));
}

function refusal(name: Name, {permitted, excluded}: NameConstraints): string | undefined {
  const ofKind = (subtrees: readonly Subtree[]) => subtrees.filter(({kind}) => kind === name.kind);
  const allowed = ofKind(permitted);
  if (allowed.length > 0 && !allowed.some(({value}) => matches(name, value))) {
    return 'it lies outside of what is permitted';
  }
  return ofKind(excluded).some(({value}) => matches(name, value)) ? 'it is excluded' : undefined;
}

function matches({kind, value}: Name, base: string): boolean {
  switch (kind) {
    case 'directory':
      return isInSubtree(value, base);
    case 'ip':
      return isInAddressRange(value, base);
    case 'dns':
      return isSubdomain(value.toLowerCase(), base.toLowerCase());
    case 'email':
      return matchesMailbox(value, base);
    case 'uri': {
      const host = /^[^:]*:\/\/([^:/]+)/.exec(value)?.[1]?.toLowerCase();
      return host !== undefined && isHost(host, base.toLowerCase());
    }
    case 'other':
      return false;
  }
}

function isSubdomain(name: string, base: string): boolean {
  if (base === '') return true;
  if (!name.endsWith(base)) return false;
  return name.length === base.length || base.startsWith('.') || name.at(-base.length - 1) === '.';
}

function isHost(host: string, base: string): boolean {
  return base.startsWith('.') ? host.endsWith(base) && host.length > base.length : host === base;
}

function matchesMailbox(mailbox: string, base: string): boolean {
  const at = mailbox.lastIndexOf('@');
  const domain = mailbox.slice(at + 1).toLowerCase();
  if (!base.includes('@')) return isHost(domain, base.toLowerCase());
  const baseAt = base.lastIndexOf('@');
  const sameLocal = baseAt === 0 || mailbox.slice(0, at) === base.slice(0, baseAt);
  return sameLocal && domain === base.slice(baseAt + 1).toLowerCase();
}
