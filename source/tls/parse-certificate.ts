// DER to ParsedCertificate, by @peculiar/x509 (85 ms to load: import this file lazily). An extension
// that can't be decoded is a problem of the certificate, not a failure of the parser: only bytes
// that are no certificate at all give an error, as one line.
import 'reflect-metadata';
import {createHash, X509Certificate as NodeCertificate} from 'node:crypto';
import {type Extension, X509Certificate} from '@peculiar/x509';
import {canonicalName} from './canonical-name.ts';
import {decodeExtensions} from './decode-extensions.ts';
import {contentStart, elementEnd} from './der-element.ts';
import {commonNamesOf, nameText} from './distinguished-name.ts';
import {goProblemsOf} from './go-parse-problems.ts';
import type {ParsedCertificate} from './parsed-certificate.ts';
import {printableText} from './printable-text.ts';
import {pssParametersOf} from './pss-parameters.ts';
import {describePublicKey} from './public-key.ts';
import {readByOlderGo} from './repeated-extensions.ts';

export type ParseResult =
  | {readonly certificate: ParsedCertificate}
  | {readonly error: string; readonly certificate?: undefined};

/** RFC 5280 imposes no limit; no certificate in use comes near this. */
const CERTIFICATE_BYTES_MAX = 256 * 1024;

export function parseCertificate(der: Uint8Array): ParseResult {
  if (der.length > CERTIFICATE_BYTES_MAX) {
    return {error: `${der.length} bytes are more than ${CERTIFICATE_BYTES_MAX} for a certificate`};
  }
  if (der.length > REMEMBERED_BYTES_MAX) return parsed(der);
  const digest = createHash('sha256').update(der).digest('base64');
  const before = remembered.get(digest);
  if (before !== undefined) return before;
  const result = parsed(der);
  if (remembered.size >= REMEMBERED_MAX) remembered.clear();
  remembered.set(digest, result);
  return result;
}

// One check reads the same files many times: for Go, for OpenSSL, for each version. 3 ms a certificate.
const remembered = new Map<string, ParseResult>();
const REMEMBERED_MAX = 256;
const REMEMBERED_BYTES_MAX = 16 * 1024;

function parsed(der: Uint8Array): ParseResult {
  try {
    // The caller's bytes may change, a certificate doesn't.
    return {certificate: decode(Uint8Array.from(der))};
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {error: `not a certificate: ${printableText(reason.split('\n')[0] ?? '', 160)}`};
  }
}

function decode(bytes: Uint8Array): ParsedCertificate {
  const der = bytes.subarray(0, Math.min(bytes.length, elementEnd(bytes, 0)));
  const certificate = new X509Certificate(Uint8Array.from(der));
  // OpenSSL's own view for what the library names differently: digest names and fingerprints.
  const native = new NodeCertificate(der);
  const problems: string[] = [];
  const publicKey = describePublicKey(new Uint8Array(certificate.publicKey.rawData));
  const extensions = certificate.extensions.map(rawExtension);
  const serialEncoded = encodedSerial(der);
  const pss = pssParametersOf(der);
  const repeated = readByOlderGo(certificate, native);
  return {
    der,
    version: versionOf(der),
    ...decodeNames(certificate),
    serial: certificate.serialNumber.toLowerCase(),
    serialEncoded,
    notBeforeMs: certificate.notBefore.getTime(),
    notAfterMs: certificate.notAfter.getTime(),
    ...decodeExtensions(certificate, native, problems),
    publicKey,
    signatureAlgorithm: native.signatureAlgorithm ?? native.signatureAlgorithmOid ?? 'unknown',
    ...(pss !== undefined && {pss}),
    ...(repeated !== undefined && {readByOlderGo: repeated}),
    extensions,
    fingerprintSha256: native.fingerprint256.replaceAll(':', '').toLowerCase(),
    problems,
    goProblems: goProblemsOf({
      trailingBytes: bytes.length - der.length,
      publicKey,
      serial: serialEncoded,
      extensions,
      names: [certificate.subjectName.toArrayBuffer(), certificate.issuerName.toArrayBuffer()],
    }),
  };
}

function decodeNames({subjectName, issuerName}: X509Certificate) {
  return {
    subject: nameText(subjectName),
    issuer: nameText(issuerName),
    subjectDer: hex(subjectName.toArrayBuffer()),
    issuerDer: hex(issuerName.toArrayBuffer()),
    canonicalSubject: canonicalName(subjectName),
    canonicalIssuer: canonicalName(issuerName),
    commonNames: commonNamesOf(subjectName),
  };
}

function rawExtension(extension: Extension) {
  return {oid: extension.type, critical: extension.critical, valueHex: hex(extension.value)};
}

// TBSCertificate starts with [0] EXPLICIT version except in version 1 (RFC 5280 4.1); the library
// keeps the number to itself. Behind two SEQUENCE headers.
function versionOf(der: Uint8Array): number {
  const first = contentStart(der, contentStart(der, 0));
  return der[first] === 0xa0 ? (der[first + 4] ?? 0) + 1 : 1;
}

// The library takes leading zeros off, and with them the sign.
function encodedSerial(der: Uint8Array): string {
  const first = contentStart(der, contentStart(der, 0));
  const serial = der[first] === 0xa0 ? elementEnd(der, first) : first;
  return hex(der.slice(contentStart(der, serial), elementEnd(der, serial)));
}

function hex(bytes: ArrayBuffer | Uint8Array): string {
  return Buffer.from(new Uint8Array(bytes)).toString('hex');
}
