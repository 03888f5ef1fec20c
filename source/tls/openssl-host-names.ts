// Which names a certificate is for by Node's rules (tls.checkServerIdentity): the SAN first; the
// common name only for host names and only where the SAN holds no DNS name; wildcards in part of the
// left-most label, but not for *.tld. An address matches addresses of the SAN only.
import {writtenAddress} from './host-names.ts';
import type {ParsedCertificate} from './parsed-certificate.ts';

export function matchesHostAsNode(certificate: ParsedCertificate, dialed: string): boolean {
  const host = dialed.replace(/\.$/, '');
  const names = certificate.subjectAltName;
  const address = writtenAddress(host);
  if (address !== undefined) {
    return names?.ipAddresses.some(candidate => writtenAddress(candidate) === address) === true;
  }
  const dnsNames = names?.dnsNames ?? [];
  const patterns = dnsNames.length > 0 ? dnsNames : certificate.commonNames;
  return patterns.some(pattern => matchesPattern(labelsOf(host), labelsOf(pattern)));
}

function labelsOf(name: string): readonly string[] {
  return name
    .replace(/\.$/, '')
    .replace(/[A-Z]/g, letter => letter.toLowerCase())
    .split('.');
}

function matchesPattern(host: readonly string[], pattern: readonly string[]): boolean {
  if (host.length !== pattern.length) return false;
  if (pattern.some(label => !/^[!-~]+$/.test(label))) return false;
  if (pattern.slice(1).some((label, at) => label !== host[at + 1])) return false;
  const [first = ''] = host;
  const [wanted = ''] = pattern;
  const [prefix = '', suffix, ...more] = wanted.split('*');
  if (suffix === undefined || wanted.includes('xn--')) return first === wanted;
  if (more.length > 0 || pattern.length <= 2) return false;
  return (
    prefix.length + suffix.length <= first.length &&
    first.startsWith(prefix) &&
    first.endsWith(suffix)
  );
}
