// What Go's x509.ParseCertificate turns down although OpenSSL, and so we, can read it. One such
// certificate in a handshake ends it, and as --cert-file it keeps etcd from starting (crypto/x509
// parser.go; Go's ASN.1 reader is strict DER).
import {AsnConvert} from '@peculiar/asn1-schema';
import {Name} from '@peculiar/asn1-x509';
import {contentStart, elementEnd} from './der-element.ts';
import type {GoBuild} from './go-build.ts';
import type {
  GoProblem,
  ParsedCertificate,
  PublicKeyFacts,
  RawExtension,
} from './parsed-certificate.ts';

type Parts = {
  /** Behind the certificate's own end. */
  readonly trailingBytes: number;
  readonly publicKey: PublicKeyFacts;
  /** Hex as encoded. */
  readonly serial: string;
  readonly extensions: readonly RawExtension[];
  /** DER. */
  readonly names: readonly ArrayBuffer[];
};

export function goProblemsOf(parts: Parts): readonly GoProblem[] {
  return [
    ...trailingData(parts.trailingBytes),
    ...keyProblems(parts.publicKey),
    ...serialProblems(parts.serial),
    ...parts.names.flatMap(nameProblems),
    ...extensionProblems(parts.extensions),
  ];
}

/** The first reason for which this Go can't parse the certificate. */
export function goParseReason(
  certificate: ParsedCertificate,
  build: GoBuild,
): {readonly reason: string; readonly decidedByBuild: boolean} | undefined {
  for (const {reason, sinceGo, kind} of certificate.goProblems) {
    if (kind === 'negative-serial') {
      if (build.refusesNegativeSerial === false) continue;
      return {reason, decidedByBuild: build.refusesNegativeSerial === undefined};
    }
    if (sinceGo === undefined) return {reason, decidedByBuild: false};
    if (build.minor === undefined) return {reason, decidedByBuild: true};
    if (build.minor >= sinceGo) return {reason, decidedByBuild: false};
  }
  return undefined;
}

function trailingData(bytes: number): GoProblem[] {
  return bytes <= 0
    ? []
    : [{reason: `${bytes} bytes follow the certificate (trust settings of OpenSSL?)`}];
}

const GO_CURVES = ['secp224r1', 'prime256v1', 'secp384r1', 'secp521r1'];

function keyProblems({kind, curve, text, spkiDer}: PublicKeyFacts): GoProblem[] {
  if (kind === 'ec') {
    if (curve === undefined || !GO_CURVES.includes(curve)) {
      return [{reason: `its key (${text}) is on a curve that Go does not know`}];
    }
    return pointForm(spkiDer) === 4 ? [] : [{reason: 'its key is a compressed curve point'}];
  }
  if (kind === 'rsa' && !hasNullParameters(spkiDer)) {
    return [{reason: 'its RSA key lacks the NULL parameters'}];
  }
  return [];
}

// SubjectPublicKeyInfo: SEQUENCE {SEQUENCE {OID, parameters}, BIT STRING}. 4: uncompressed.
function pointForm(spki: Uint8Array): number | undefined {
  const bits = elementEnd(spki, contentStart(spki, 0));
  return spki[contentStart(spki, bits) + 1];
}

function hasNullParameters(spki: Uint8Array): boolean {
  const algorithm = contentStart(spki, 0);
  const parameters = elementEnd(spki, contentStart(spki, algorithm));
  return spki[parameters] === 5 && parameters < elementEnd(spki, algorithm);
}

function serialProblems(serial: string): GoProblem[] {
  const first = Number.parseInt(serial.slice(0, 2), 16);
  return first >= 0x80 ? [{kind: 'negative-serial', reason: 'its serial number is negative'}] : [];
}

// Go's isPrintable: letters, digits and a few signs; an underscore or an @ ends the parsing.
const PRINTABLE = /^[A-Za-z0-9'()+,\-./ :=?*&]*$/;

function nameProblems(der: ArrayBuffer): GoProblem[] {
  const texts = AsnConvert.parse(der, Name).flatMap(part =>
    Array.from(part, ({value}) => value.printableString),
  );
  const bad = texts.find(text => text !== undefined && !PRINTABLE.test(text));
  return bad === undefined ? [] : [{reason: 'a name in it is a PrintableString with other signs'}];
}

function extensionProblems(extensions: readonly RawExtension[]): GoProblem[] {
  const oids = extensions.map(({oid}) => oid);
  const twice = oids.find((oid, at) => oids.indexOf(oid) !== at);
  const critical = extensions.find(one => one.critical && NEVER_CRITICAL.includes(one.oid));
  const names = extensions.find(({oid}) => oid === '2.5.29.17');
  return [
    ...(twice === undefined ? [] : [{reason: `it has the extension ${twice} twice`, sinceGo: 19}]),
    ...(critical === undefined
      ? []
      : [{reason: `its extension ${critical.oid} is marked critical`, sinceGo: 24}]),
    ...extensions.flatMap(shapeProblem),
    ...(names === undefined ? [] : altNameProblems(Buffer.from(names.valueHex, 'hex'))),
  ];
}

/** ASN.1 tag of the extensions that Go reads; others it leaves alone. */
const TAGS: Readonly<Record<string, number>> = {
  '2.5.29.14': 0x04,
  '2.5.29.15': 0x03,
  '2.5.29.17': 0x30,
  '2.5.29.19': 0x30,
  '2.5.29.30': 0x30,
  '2.5.29.31': 0x30,
  '2.5.29.32': 0x30,
  '2.5.29.35': 0x30,
  '2.5.29.37': 0x30,
  '1.3.6.1.5.5.7.1.1': 0x30,
};

function shapeProblem({oid, valueHex}: RawExtension): GoProblem[] {
  const tag = TAGS[oid];
  const value = Buffer.from(valueHex, 'hex');
  if (tag === undefined || (value[0] === tag && elementEnd(value, 0) <= value.length)) return [];
  return [{reason: `its extension ${oid} is not what RFC 5280 says`}];
}

/** Key identifiers and authority info: RFC 5280 forbids it, and Go minds since 1.24 at the latest. */
const NEVER_CRITICAL = ['2.5.29.14', '2.5.29.35', '1.3.6.1.5.5.7.1.1'];

const ADDRESS = 0x87;
const TEXTS = [0x81, 0x82, 0x86];

// SEQUENCE OF GeneralName: addresses have 4 or 16 bytes, names are ASCII.
function altNameProblems(san: Uint8Array): GoProblem[] {
  const problems: GoProblem[] = [];
  for (let at = contentStart(san, 0); at < san.length; at = elementEnd(san, at)) {
    const tag = san[at] ?? 0;
    const value = san.subarray(contentStart(san, at), elementEnd(san, at));
    if (tag === ADDRESS && value.length !== 4 && value.length !== 16) {
      problems.push({reason: `an address in its SAN has ${value.length} bytes`});
    }
    if (TEXTS.includes(tag) && value.some(byte => byte > 0x7f)) {
      problems.push({reason: 'a name in its SAN is not ASCII'});
    }
  }
  return problems;
}
