// Certificates made for one test: a name, extensions, a key and an issuer, signed here. What the
// library would not make (old digests, keys of other kinds, odd encodings) is made by changing bytes
// and signing again.
import 'reflect-metadata';
import {
  constants,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  webcrypto,
} from 'node:crypto';
import {RsaSaPssParams} from '@peculiar/asn1-rsa';
import {AsnConvert} from '@peculiar/asn1-schema';
import {AlgorithmIdentifier, Certificate} from '@peculiar/asn1-x509';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  type Extension,
  type JsonGeneralNames,
  KeyUsageFlags,
  KeyUsagesExtension,
  PublicKey,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

export type KeyKind =
  | 'p224'
  | 'p256'
  | 'p384'
  | 'p521'
  | 'secp256k1'
  | 'brainpool'
  | 'ed25519'
  | 'ed448'
  | 'dsa'
  | 'pss'
  /** Public exponent 3. */
  | 'rsaE3'
  | `rsa${number}`;

export type Made = {
  readonly der: Buffer;
  readonly pem: string;
  readonly key: KeyObject;
  readonly keyPem: string;
  readonly subject: string;
};

export type MakeOptions = {
  readonly subject: string;
  readonly key?: KeyKind | KeyObject;
  /** Self-signed without it. */
  readonly issuer?: Made;
  readonly extensions?: readonly Extension[];
  readonly notBefore?: string;
  readonly notAfter?: string;
  /** Hex. */
  readonly serial?: string;
  readonly digest?: Digest;
  /** The issuer signs with RSASSA-PSS, as this says; its key is an ordinary RSA key or one for PSS. */
  readonly pss?: PssForm;
  /** Without extensions. */
  readonly isVersion1?: boolean;
};

type Digest = 'sha1' | 'md5' | 'sha224' | 'sha256' | 'sha384' | 'sha512';

export type PssForm = {readonly digest: 'sha1' | 'sha256' | 'sha384'; readonly saltLength: number};

const oids = {
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  codeSigning: '1.3.6.1.5.5.7.3.3',
  any: '2.5.29.37.0',
  msSGC: '1.3.6.1.4.1.311.10.3.3',
  nsSGC: '2.16.840.1.113730.4.1',
} as const;

export async function makeCertificate(options: MakeOptions): Promise<Made> {
  const key = keyOf(options.key ?? 'p256');
  const {issuer} = options;
  const der = Buffer.from(await template(options, key));
  const signed = signAgain(der, issuer?.key ?? key, options);
  return {
    der: signed,
    pem: pemOf('CERTIFICATE', signed),
    key,
    keyPem: String(key.export({type: 'pkcs8', format: 'pem'})),
    subject: options.subject,
  };
}

export function pemOf(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

export const usages = (...list: (keyof typeof oids)[]) =>
  new ExtendedKeyUsageExtension(list.map(name => oids[name]));
export const keyUsage = (...list: (keyof typeof KeyUsageFlags)[]) =>
  new KeyUsagesExtension(
    list.map(name => Number(KeyUsageFlags[name])).reduce((flags, flag) => flags | flag, 0),
    true,
  );
export const altNames = (names: JsonGeneralNames, critical = false) =>
  new SubjectAlternativeNameExtension(names, critical);
export const authority = (isCa: boolean, pathLength?: number) =>
  new BasicConstraintsExtension(isCa, pathLength, true);
export const ownKeyId = (hex: string) => new SubjectKeyIdentifierExtension(hex);
export const issuerKeyId = (hex: string) => new AuthorityKeyIdentifierExtension(hex);

const CURVES: Readonly<Record<string, string>> = {
  p224: 'secp224r1',
  p256: 'prime256v1',
  p384: 'secp384r1',
  p521: 'secp521r1',
  secp256k1: 'secp256k1',
  brainpool: 'brainpoolP256r1',
};

export function keyOf(kind: KeyKind | KeyObject): KeyObject {
  if (typeof kind !== 'string') return kind;
  const namedCurve = CURVES[kind];
  if (namedCurve !== undefined) return generateKeyPairSync('ec', {namedCurve}).privateKey;
  if (kind === 'ed25519') return generateKeyPairSync('ed25519').privateKey;
  if (kind === 'ed448') return generateKeyPairSync('ed448').privateKey;
  if (kind === 'dsa') {
    return generateKeyPairSync('dsa', {modulusLength: 2048, divisorLength: 256}).privateKey;
  }
  if (kind === 'rsaE3') {
    return generateKeyPairSync('rsa', {modulusLength: 2048, publicExponent: 3}).privateKey;
  }
  if (kind === 'pss') return generateKeyPairSync('rsa-pss', PSS).privateKey;
  return generateKeyPairSync('rsa', {modulusLength: Number(kind.slice(3))}).privateKey;
}

const PSS = {
  modulusLength: 2048,
  hashAlgorithm: 'sha256',
  mgf1HashAlgorithm: 'sha256',
};

// Signed with a key that is thrown away: everything but the signature is as wanted.
async function template(options: MakeOptions, key: KeyObject): Promise<ArrayBuffer> {
  const algorithm = {name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256'};
  const throwaway = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const spki = createPublicKey(key).export({type: 'spki', format: 'der'});
  const made = await X509CertificateGenerator.create({
    subject: options.subject,
    issuer: options.issuer?.subject ?? options.subject,
    notBefore: new Date(options.notBefore ?? '2024-01-01T00:00:00Z'),
    notAfter: new Date(options.notAfter ?? '2044-01-01T00:00:00Z'),
    serialNumber: options.serial ?? nextSerial(),
    publicKey: new PublicKey(Uint8Array.from(spki)),
    signingKey: throwaway.privateKey,
    signingAlgorithm: algorithm,
    extensions: [...(options.extensions ?? [])],
  });
  return made.rawData;
}

let serials = 0x5000;

function nextSerial(): string {
  return (++serials).toString(16);
}

const SIGNATURES: Readonly<Record<string, string>> = {
  'rsa sha1': '1.2.840.113549.1.1.5',
  'rsa md5': '1.2.840.113549.1.1.4',
  'rsa sha224': '1.2.840.113549.1.1.14',
  'rsa sha256': '1.2.840.113549.1.1.11',
  'rsa sha384': '1.2.840.113549.1.1.12',
  'rsa sha512': '1.2.840.113549.1.1.13',
  'ec sha1': '1.2.840.10045.4.1',
  'ec sha224': '1.2.840.10045.4.3.1',
  'ec sha256': '1.2.840.10045.4.3.2',
  'ec sha384': '1.2.840.10045.4.3.3',
  'ec sha512': '1.2.840.10045.4.3.4',
  'dsa sha256': '2.16.840.1.101.3.4.3.2',
  'ed25519 sha256': '1.3.101.112',
  'ed448 sha256': '1.3.101.113',
};

const PSS_OID = '1.2.840.113549.1.1.10';
const NULL = Uint8Array.of(5, 0).buffer;

function signAgain(der: Buffer, key: KeyObject, options: MakeOptions): Buffer {
  const {digest = 'sha256', pss, isVersion1} = options;
  const kind = key.asymmetricKeyType ?? '';
  const oid = pss === undefined ? SIGNATURES[`${kind} ${digest}`] : PSS_OID;
  if (oid === undefined) throw new Error(`no signature with ${kind} and ${digest}`);
  const certificate = AsnConvert.parse(der, Certificate);
  const parameters = pss === undefined ? (kind === 'rsa' ? NULL : undefined) : pssParameters(pss);
  for (const part of [certificate.signatureAlgorithm, certificate.tbsCertificate.signature]) {
    part.algorithm = oid;
    if (parameters === undefined) delete part.parameters;
    else part.parameters = parameters;
  }
  if (isVersion1 === true) {
    certificate.tbsCertificate.version = 0;
    delete certificate.tbsCertificate.extensions;
  }
  const tbs = Buffer.from(AsnConvert.serialize(certificate.tbsCertificate));
  certificate.signatureValue = Uint8Array.from(signatureOf(tbs, key, options)).buffer;
  certificate.tbsCertificateRaw = Uint8Array.from(tbs).buffer;
  return Buffer.from(AsnConvert.serialize(certificate));
}

function signatureOf(tbs: Buffer, key: KeyObject, {digest = 'sha256', pss}: MakeOptions): Buffer {
  const privateKey = createPrivateKey(key.export({type: 'pkcs8', format: 'pem'}));
  if (pss !== undefined) {
    const {RSA_PKCS1_PSS_PADDING: padding} = constants;
    return sign(pss.digest, tbs, {key: privateKey, padding, saltLength: pss.saltLength});
  }
  const isEdwards = key.asymmetricKeyType?.startsWith('ed') === true;
  return sign(isEdwards ? null : digest, tbs, privateKey);
}

function pssParameters({digest, saltLength}: PssForm): ArrayBuffer {
  const oid = {sha1: '1.3.14.3.2.26', sha256: SHA_2 + 1, sha384: SHA_2 + 2}[digest];
  const hashAlgorithm = new AlgorithmIdentifier({algorithm: oid, parameters: NULL});
  const maskGenAlgorithm = new AlgorithmIdentifier({
    algorithm: '1.2.840.113549.1.1.8',
    parameters: AsnConvert.serialize(hashAlgorithm),
  });
  return AsnConvert.serialize(new RsaSaPssParams({hashAlgorithm, maskGenAlgorithm, saltLength}));
}

const SHA_2 = '2.16.840.1.101.3.4.2.';
