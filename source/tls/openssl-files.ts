// Client files as Node loads them: roots and certificates of every label OpenSSL knows, a pair that
// must fit, and security level 2 for what we present ourselves. Without further certificates in
// --cert OpenSSL completes the chain from the trusted ones when it sends it.
import {X509Certificate} from 'node:crypto';
import {type FileFault, fileFault, type SeenFile} from './go-files.ts';
import {readPemAsGo} from './go-pem.ts';
import {digestRefusal, isSelfSigned, keyRefusal, mayHaveIssued} from './openssl-rules.ts';
import {parseCertificate} from './parse-certificate.ts';
import type {ParsedCertificate} from './parsed-certificate.ts';
import {isSameKey, publicHalfOf} from './private-key.ts';

export type ClientPair = {
  /** As OpenSSL sends it. */
  readonly sent: readonly ParsedCertificate[];
  readonly fault?:
    | FileFault
    | {readonly kind: 'weak'; readonly file: string; readonly reason: string};
};

const LABELS = ['CERTIFICATE', 'X509 CERTIFICATE', 'TRUSTED CERTIFICATE'];

/** Of all public CAs there are some 140. */
const CERTIFICATES_MAX = 5000;

/** Up to the first block that is no certificate: there OpenSSL stops reading, without a word. */
export function certificatesIn(file: SeenFile): readonly ParsedCertificate[] {
  return certificatesAndFault(file).certificates;
}

type Read = {readonly certificates: readonly ParsedCertificate[]; readonly error?: string};

function certificatesAndFault(file: SeenFile): Read {
  const certificates: ParsedCertificate[] = [];
  const blocks = blocksOf(file).filter(({label}) => LABELS.includes(label));
  for (const {bytes} of blocks.slice(0, CERTIFICATES_MAX)) {
    const parsed = parseCertificate(bytes);
    if (parsed.certificate !== undefined) certificates.push(parsed.certificate);
    else if (!isReadByOpenssl(bytes)) return {certificates, error: parsed.error};
  }
  return {certificates};
}

function isReadByOpenssl(der: Uint8Array): boolean {
  try {
    return new X509Certificate(der).raw.length > 0;
  } catch {
    return false;
  }
}

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

// PEM as Go reads it, but that OpenSSL passes over a byte order mark at the start.
function blocksOf({bytes = new Uint8Array()}: SeenFile) {
  const hasMark = BOM.equals(bytes.subarray(0, BOM.length));
  return readPemAsGo(hasMark ? bytes.subarray(BOM.length) : bytes);
}

export function loadPairAsNode(
  cert: SeenFile,
  key: SeenFile,
  roots: readonly ParsedCertificate[],
  options: {readonly refusesWeakDigests: boolean},
): ClientPair {
  const {certificates: chain, error} = certificatesAndFault(cert);
  const sent = sentByOpenssl(chain, roots);
  const broken: FileFault | undefined =
    error === undefined ? undefined : {kind: 'bad-certificate', file: cert.name, reason: error};
  const fault = fileFault(cert) ?? fileFault(key) ?? pairFault(chain[0], cert, key) ?? broken;
  if (fault !== undefined) return {sent, fault};
  const reason = weakness(chain, options.refusesWeakDigests);
  return reason === undefined ? {sent} : {sent, fault: {kind: 'weak', file: cert.name, reason}};
}

/** A certificate that stands alone in its file is completed from the trusted ones. */
export function sentByOpenssl(
  chain: readonly ParsedCertificate[],
  roots: readonly ParsedCertificate[],
): readonly ParsedCertificate[] {
  if (chain.length !== 1) return chain;
  const path = [...chain];
  for (let last = path[0]; last !== undefined && !isSelfSigned(last); last = path.at(-1)) {
    const child: ParsedCertificate = last;
    const issuer = roots.find(root => mayHaveIssued(root, child) && !path.includes(root));
    if (issuer === undefined) break;
    path.push(issuer);
  }
  return path;
}

function pairFault(
  leaf: ParsedCertificate | undefined,
  cert: SeenFile,
  key: SeenFile,
): FileFault | undefined {
  if (leaf === undefined) {
    return {kind: 'no-certificate', file: cert.name, reason: 'it holds no certificate in PEM'};
  }
  const block = blocksOf(key).find(({label}) => label.endsWith('PRIVATE KEY'));
  if (block === undefined) {
    return {kind: 'no-key', file: key.name, reason: 'it holds no private key in PEM'};
  }
  if (block.label.startsWith('ENCRYPTED') || block.hasHeaders) {
    return {kind: 'encrypted-key', file: key.name, reason: 'the key is encrypted'};
  }
  const half = publicHalfOf(block.bytes);
  if (half === undefined) {
    return {kind: 'bad-key', file: key.name, reason: 'the block is no private key'};
  }
  if (isSameKey(half, leaf.publicKey)) return undefined;
  const reason = `the key (${half.text}) does not belong to ${leaf.subject}`;
  return {kind: 'key-mismatch', file: key.name, reason};
}

function weakness(
  chain: readonly ParsedCertificate[],
  refusesWeakDigests: boolean,
): string | undefined {
  const digest = (one: ParsedCertificate) =>
    refusesWeakDigests && !isSelfSigned(one) ? digestRefusal(one) : undefined;
  return chain.map(one => keyRefusal(one) ?? digest(one)).find(reason => reason !== undefined);
}
