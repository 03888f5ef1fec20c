// Throw-away certificates made at run time: a CA, server certificates with the usages asked for, a
// client certificate. They live a few days and are never written to disk. The X.509 library takes
// most of a tenth of a second to load, so it is loaded at the first use.
import {webcrypto} from 'node:crypto';

export type IssuedCertificate = {
  /** PEM. */
  readonly cert: string;
  /** PEM, PKCS #8. */
  readonly key: string;
};

export type LeafOptions = {
  readonly commonName: string;
  /** No extension at all where absent. */
  readonly usages?: readonly ('serverAuth' | 'clientAuth')[];
  readonly dnsNames?: readonly string[];
  readonly ipAddresses?: readonly string[];
  readonly validDays?: number;
};

export type CertificateAuthority = {
  /** PEM. */
  readonly ca: string;
  readonly issue: (options: LeafOptions) => Promise<IssuedCertificate>;
};

const algorithm = {name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256'};
const usageOids = {serverAuth: '1.3.6.1.5.5.7.3.1', clientAuth: '1.3.6.1.5.5.7.3.2'};
const dayMs = 86_400_000;
/** Clocks of client and server may differ a little. */
const backdateMs = 3_600_000;

export async function createCertificateAuthority(
  commonName: string,
): Promise<CertificateAuthority> {
  const x509 = await loadX509();
  const keys = await generateKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${commonName}`,
    keys,
    signingAlgorithm: algorithm,
    ...validity(365),
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return {
    ca: certificate.toString('pem'),
    issue: options => issueLeaf(x509, certificate.subject, keys, options),
  };
}

type X509 = Awaited<ReturnType<typeof loadX509>>;

async function loadX509() {
  // The library's containers want decorators' metadata before they are loaded.
  await import('reflect-metadata');
  return import('@peculiar/x509');
}

async function issueLeaf(
  x509: X509,
  issuer: string,
  caKeys: webcrypto.CryptoKeyPair,
  options: LeafOptions,
): Promise<IssuedCertificate> {
  const keys = await generateKeys();
  const certificate = await x509.X509CertificateGenerator.create({
    subject: `CN=${options.commonName}`,
    issuer,
    publicKey: keys.publicKey,
    signingKey: caKeys.privateKey,
    signingAlgorithm: algorithm,
    ...validity(options.validDays ?? 90),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature),
      await x509.AuthorityKeyIdentifierExtension.create(caKeys.publicKey),
      ...usageExtensions(x509, options),
      ...nameExtensions(x509, options),
    ],
  });
  return {cert: certificate.toString('pem'), key: await exportKey(keys.privateKey)};
}

function usageExtensions(x509: X509, {usages}: LeafOptions) {
  if (usages === undefined) return [];
  return [new x509.ExtendedKeyUsageExtension(usages.map(usage => usageOids[usage]))];
}

function nameExtensions(x509: X509, {dnsNames = [], ipAddresses = []}: LeafOptions) {
  const names = [
    ...dnsNames.map(value => ({type: 'dns' as const, value})),
    ...ipAddresses.map(value => ({type: 'ip' as const, value})),
  ];
  return names.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension(names)];
}

function validity(days: number): {notBefore: Date; notAfter: Date} {
  const now = Date.now();
  return {notBefore: new Date(now - backdateMs), notAfter: new Date(now + days * dayMs)};
}

async function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

async function exportKey(key: webcrypto.CryptoKey): Promise<string> {
  const bytes = await webcrypto.subtle.exportKey('pkcs8', key);
  const lines =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  const label = 'PRIVATE KEY';
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
