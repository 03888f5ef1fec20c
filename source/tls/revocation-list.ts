// The serial numbers in etcd's --client-crl-file, read as etcd does with Go's x509.ParseCRL: PEM only
// where the file begins with its BEGIN line, else DER. Issuer, signature and dates are not looked at
// there, so not here either; a file that can't be read refuses every client certificate.
import {AsnConvert} from '@peculiar/asn1-schema';
import {CertificateList} from '@peculiar/asn1-x509';
import {elementEnd} from './der-element.ts';
import {fileFault, type SeenFile} from './go-files.ts';
import {readPemAsGo} from './go-pem.ts';
import type {ParsedCertificate} from './parsed-certificate.ts';

export type RevocationList =
  | {readonly serials: ReadonlySet<string>}
  | {readonly serials?: undefined; readonly reason: string};

export function readRevocationList(file: SeenFile): RevocationList {
  const unreadable = fileFault(file);
  if (unreadable !== undefined) return {reason: unreadable.reason};
  const der = derOf(file.bytes ?? new Uint8Array());
  if (der[0] !== 0x30 || elementEnd(der, 0) !== der.length) {
    return {reason: 'it is no certificate revocation list (X509 CRL in PEM, or DER)'};
  }
  try {
    const {revokedCertificates = []} = AsnConvert.parse(der, CertificateList).tbsCertList;
    const serials = Array.from(revokedCertificates, ({userCertificate}) =>
      magnitude(Buffer.from(userCertificate).toString('hex')),
    );
    return {serials: new Set(serials)};
  } catch {
    return {reason: 'it is no certificate revocation list'};
  }
}

/** The first certificate of those presented whose serial is listed, whoever issued it. */
export function revokedAmong(
  presented: readonly ParsedCertificate[],
  serials: ReadonlySet<string>,
): ParsedCertificate | undefined {
  return presented.find(({serialEncoded}) => serials.has(magnitude(serialEncoded)));
}

function derOf(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes.subarray(0, 20)).toString('latin1');
  if (!text.startsWith('-----BEGIN X509 CRL')) return bytes;
  const block = readPemAsGo(bytes)[0];
  return block?.label === 'X509 CRL' ? block.bytes : bytes;
}

// big.Int.Bytes: the amount without its sign, so -1 and 1 are the same serial to etcd.
function magnitude(hex: string): string {
  const isNegative = Number.parseInt(hex.slice(0, 2), 16) >= 0x80;
  const value = BigInt(`0x${hex || '0'}`);
  return (isNegative ? (1n << BigInt(hex.length * 4)) - value : value).toString(16);
}
