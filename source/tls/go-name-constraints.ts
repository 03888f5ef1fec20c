// Name constraints of a CA as Go applies them to the names in the SAN of every certificate below it
// (crypto/x509: checkNameConstraints, from 1.26 constraints.go). The common name is never looked
// at; constraints on other kinds of names make the extension unhandled (go-rules.ts).
import {addressBytes, isInAddressRange} from './address-range.ts';
import type {GoBuild} from './go-build.ts';
import type {GoFault} from './go-rules.ts';
import type {ParsedCertificate, Subtree} from './parsed-certificate.ts';

export function constraintFault(
  authority: ParsedCertificate,
  below: readonly ParsedCertificate[],
  build: GoBuild,
): GoFault | undefined {
  const constraints = authority.nameConstraints;
  if (constraints === undefined) return undefined;
  for (const certificate of below) {
    for (const name of namesOf(certificate)) {
      const refused = refusal(name, constraints, build);
      if (refused === undefined) continue;
      const reason = `${authority.subject} may not vouch for ${name.text}: ${refused}`;
      return {verdict: 'fail', kind: 'constraint', reason};
    }
  }
  return undefined;
}

type Name = {readonly kind: 'dns' | 'ip' | 'email' | 'uri'; readonly text: string};

function namesOf({subjectAltName: names}: ParsedCertificate): readonly Name[] {
  if (names === undefined) return [];
  const of = (kind: Name['kind'], texts: readonly string[]) => texts.map(text => ({kind, text}));
  return [
    ...of('ip', names.ipAddresses),
    ...of('dns', names.dnsNames),
    ...of('uri', names.uris),
    ...of('email', names.emailAddresses),
  ];
}

function refusal(
  name: Name,
  {permitted, excluded}: NonNullable<ParsedCertificate['nameConstraints']>,
  build: GoBuild,
): string | undefined {
  const ofKind = (subtrees: readonly Subtree[]) => subtrees.filter(({kind}) => kind === name.kind);
  const subject = constrainedPart(name);
  if (subject === undefined) return 'Go can not read it as such a name';
  const allowed = ofKind(permitted);
  const forbidden = ofKind(excluded);
  // Excluded first, as Go does: the reason differs, the verdict does not.
  const hit = forbidden.find(({value}) => matches(name, subject, value, build, true));
  if (hit !== undefined) return `it lies in the excluded ${hit.value}`;
  if (allowed.length === 0) return undefined;
  return allowed.some(({value}) => matches(name, subject, value, build, false))
    ? undefined
    : `only ${allowed.map(({value}) => value).join(', ')} is permitted`;
}

/** The part of a name that is compared; undefined: Go gives up on it, which fails the chain. */
function constrainedPart({kind, text}: Name): string | undefined {
  switch (kind) {
    case 'ip':
      return addressBytes(text) === undefined ? undefined : text;
    case 'dns':
      return isDomain(text) ? text : undefined;
    case 'email':
      return /^[^@\s]+@[^@\s]+$/.test(text) && isDomain(text.replace(/^.*@/, ''))
        ? text
        : undefined;
    case 'uri': {
      const host = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#:]+|\[[^\]]*\])/i.exec(text)?.[1];
      return host === undefined || host.startsWith('[') || addressBytes(host) ? undefined : host;
    }
  }
}

/** Go 1.26 made host constraints of URIs and mailboxes exact where they have no leading dot. */
const EXACT_SINCE = 27;
/** Since this one an excluded a.b also excludes the wildcard *.b. */
const WILDCARD_SINCE = 26;

function matches(
  {kind}: Name,
  subject: string,
  constraint: string,
  build: GoBuild,
  isExcluded: boolean,
): boolean {
  switch (kind) {
    case 'ip':
      return isInAddressRange(subject, constraint);
    case 'email': {
      const domain = subject.replace(/^.*@/, '');
      if (!constraint.includes('@')) return isHost(domain, constraint, build);
      const [local, host] = splitMailbox(constraint);
      return subject.startsWith(`${local}@`) && domain.toLowerCase() === host.toLowerCase();
    }
    case 'uri':
      return isHost(subject, constraint, build);
    case 'dns':
      return (
        isSubdomain(subject, constraint) ||
        (isExcluded && (build.minor ?? 0) >= WILDCARD_SINCE && coversWildcard(subject, constraint))
      );
  }
}

function isHost(host: string, constraint: string, build: GoBuild): boolean {
  const isExact = (build.minor ?? 0) >= EXACT_SINCE && !constraint.startsWith('.');
  if (isExact && constraint !== '') return host.toLowerCase() === constraint.toLowerCase();
  return isSubdomain(host, constraint);
}

// A leading dot asks for at least one label more; without it the domain itself fits too.
function isSubdomain(domain: string, constraint: string): boolean {
  if (constraint === '') return true;
  const name = domain.toLowerCase();
  const base = constraint.toLowerCase();
  if (base.startsWith('.')) return name.endsWith(base) && name.length > base.length;
  return name === base || name.endsWith(`.${base}`);
}

function coversWildcard(domain: string, constraint: string): boolean {
  const parent = constraint.toLowerCase().replace(/^[^.]*/, '');
  return domain.startsWith('*') && parent !== '' && domain.toLowerCase().slice(1) === parent;
}

function splitMailbox(mailbox: string): readonly [string, string] {
  const at = mailbox.lastIndexOf('@');
  return [mailbox.slice(0, at), mailbox.slice(at + 1)];
}

// domainToReverseLabels: no empty label, no trailing dot, printable ASCII.
function isDomain(text: string): boolean {
  return text === '' || text.split('.').every(label => /^[!-~]+$/.test(label));
}
