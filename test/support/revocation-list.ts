// A certificate revocation list that names the serials of some certificates. etcd compares serials
// only: who signed the list, and how, is nothing to it.
import 'reflect-metadata';
import {webcrypto} from 'node:crypto';
import {X509Certificate, X509CrlGenerator} from '@peculiar/x509';

const algorithm = {name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256'};

/** Of PEM certificates; gives PEM. */
export async function revocationListOf(certificates: readonly string[]): Promise<string> {
  const {privateKey} = await webcrypto.subtle.generateKey(algorithm, false, ['sign', 'verify']);
  const list = await X509CrlGenerator.create({
    issuer: 'CN=revocations',
    thisUpdate: new Date(),
    nextUpdate: new Date(Date.now() + 86_400_000),
    signingAlgorithm: algorithm,
    signingKey: privateKey,
    entries: certificates.map(pem => ({
      serialNumber: new X509Certificate(pem).serialNumber,
      revocationDate: new Date(),
    })),
  });
  // The label of the library is another one, and Go takes that for DER (x509.ParseCRL).
  const lines =
    Buffer.from(list.rawData)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN X509 CRL-----\n${lines.join('\n')}\n-----END X509 CRL-----\n`;
}
