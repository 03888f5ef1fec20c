// Which names and addresses a certificate is for, by Go's rules (crypto/x509 verify.go,
// VerifyHostname): only the SAN counts, never the common name; a wildcard is one whole left-most
// label; an address matches addresses only.
import {isIP, SocketAddress} from 'node:net';
import type {GoBuild} from './go-build.ts';
import type {ParsedCertificate} from './parsed-certificate.ts';

export function matchesHost(
  certificate: ParsedCertificate,
  host: string,
  build: GoBuild = {},
): boolean {
  const names = certificate.subjectAltName;
  if (names === undefined) return false;
  const address = canonicalAddress(host);
  if (address !== undefined) {
    return names.ipAddresses.some(candidate => canonicalAddress(candidate) === address);
  }
  const wanted = lowerAscii(host);
  return names.dnsNames.some(pattern => matchesName(lowerAscii(pattern), wanted, build));
}

/** Every name that the certificate is for: "localhost, 127.0.0.1". */
export function namesText(certificate: ParsedCertificate): string {
  const names = certificate.subjectAltName;
  const all = names === undefined ? [] : [...names.dnsNames, ...names.ipAddresses];
  return all.length === 0 ? 'no name at all' : all.join(', ');
}

/** ::1 and 0:0:0:0:0:0:0:1 are one address; undefined for what is no address. */
export function canonicalAddress(text: string): string | undefined {
  return writtenAddress(text)?.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/, '');
}

/** The same, with an IPv4 address in IPv6 form left as it is: Node tells the two apart, Go doesn't. */
export function writtenAddress(text: string): string | undefined {
  const bare = text.replace(/^\[(.*)\]$/, '$1');
  const family = isIP(bare);
  return family === 0
    ? undefined
    : new SocketAddress({address: bare, family: family === 4 ? 'ipv4' : 'ipv6'}).address;
}

/** A pattern of nothing but a star: 1.19 still takes it, 1.24 does not (measured). */
const BARE_STAR_UNTIL = 20;

function matchesName(pattern: string, host: string, {minor}: GoBuild): boolean {
  if (pattern === '*') return minor !== undefined && minor < BARE_STAR_UNTIL && !host.includes('.');
  // Go compares names that are no host names byte by byte.
  if (!isHostName(host, false) || !isHostName(pattern, true)) return pattern === host;
  const patternLabels = pattern.split('.');
  const hostLabels = host.replace(/\.$/, '').split('.');
  return (
    patternLabels.length === hostLabels.length &&
    patternLabels.every((label, at) => (at === 0 && label === '*') || label === hostLabels[at])
  );
}

// validHostname: a trailing dot is fine in what is dialed and not in what is certified.
function isHostName(name: string, isPattern: boolean): boolean {
  const labels = (isPattern ? name : name.replace(/\.$/, '')).split('.');
  return labels.every(
    (label, at) => (isPattern && at === 0 && label === '*') || /^[a-z0-9_][a-z0-9_-]*$/.test(label),
  );
}

function lowerAscii(text: string): string {
  return text.replace(/[A-Z]/g, letter => letter.toLowerCase());
}
