// Certificate files as etcd and etcdctl load them: a pair by tls.X509KeyPair, a CA file by etcd's
// NewCertPool (pkg/tlsutil), which takes every PEM block for a certificate and an unreadable one for
// a reason not to start. What is refused, and why, is the result; the files' bytes come from the caller.
import type {GoBuild} from './go-build.ts';
import {type GoPemBlock, readPemAsGo} from './go-pem.ts';
import {parseFault} from './go-rules.ts';
import {type ParseResult, parseCertificate} from './parse-certificate.ts';
import type {ParsedCertificate} from './parsed-certificate.ts';
import {PEM_BYTES_MAX, readPemBlocks} from './pem-blocks.ts';
import {isSameKey, publicHalfOf} from './private-key.ts';

/** A file as it was found; `error` in the system's words where it could not be read. */
export type SeenFile = {
  readonly name: string;
  readonly bytes?: Uint8Array;
  readonly error?: string;
  readonly modifiedMs?: number;
};

export type FileFault = {
  readonly kind:
    | 'unreadable'
    | 'no-certificate'
    | 'bad-certificate'
    | 'no-key'
    | 'encrypted-key'
    | 'bad-key'
    | 'key-mismatch'
    | 'key-unusable'
    | 'bad-ca-file'
    | 'missing';
  readonly file: string;
  readonly reason: string;
  /** The build decides, and it is not known. */
  readonly isUncertain?: boolean;
};

export type LoadedPair = {
  /** Everything that is sent, the leaf first; what can't be parsed is in `unread`. */
  readonly chain: readonly ParsedCertificate[];
  /** Certificates behind the leaf that nobody can parse: a peer gives up on them. */
  readonly unread: readonly string[];
  readonly fault?: FileFault;
};

export function loadPairAsGo(cert: SeenFile, key: SeenFile, build: GoBuild): LoadedPair {
  const fail = (fault: FileFault): LoadedPair => ({chain: [], unread: [], fault});
  const unreadable = fileFault(cert) ?? fileFault(key);
  if (unreadable !== undefined) return fail(unreadable);
  const blocks = readPemAsGo(cert.bytes ?? none);
  const ders = blocks
    .filter(({label}) => label === 'CERTIFICATE')
    .slice(0, CHAIN_LENGTH_MAX)
    .map(({bytes}) => bytes);
  if (ders.length === 0) return fail(noCertificate(cert, blocks));
  const keyBlock = readPemAsGo(key.bytes ?? none).find(
    ({label}) => label === 'PRIVATE KEY' || label.endsWith(' PRIVATE KEY'),
  );
  if (keyBlock === undefined) return fail(noKey(key));
  const results = ders.map(parseCertificate);
  const leaf = results[0]?.certificate;
  const fault =
    leafFault(cert, results[0], build) ?? (leaf && pairFault(leaf, keyBlock, cert, key));
  return {
    chain: results.flatMap(({certificate}) => (certificate === undefined ? [] : [certificate])),
    unread: results.flatMap(result => ('error' in result ? [result.error] : [])),
    ...(fault !== undefined && {fault}),
  };
}

type LoadedPool = {
  readonly certificates: readonly ParsedCertificate[];
  readonly fault?: FileFault;
};

export function loadPoolAsGo(file: SeenFile, build: GoBuild): LoadedPool {
  const unreadable = fileFault(file);
  if (unreadable !== undefined) return {certificates: [], fault: unreadable};
  const certificates: ParsedCertificate[] = [];
  for (const {label, bytes} of readPemAsGo(file.bytes ?? none)) {
    const parsed = parseCertificate(bytes);
    const refused = parsed.certificate
      ? parseFault(parsed.certificate, build)
      : {verdict: 'fail', reason: `the block ${label} is no certificate: ${parsed.error}`};
    if (refused !== undefined) {
      const isUncertain = refused.verdict === 'unknown';
      const {reason} = refused;
      return {certificates: [], fault: {kind: 'bad-ca-file', file: file.name, reason, isUncertain}};
    }
    if (parsed.certificate !== undefined) certificates.push(parsed.certificate);
  }
  return {certificates};
}

/** Nobody sends more: a handshake message would be too long. */
const CHAIN_LENGTH_MAX = 200;

const none = new Uint8Array();

export function fileFault({name, bytes, error}: SeenFile): FileFault | undefined {
  if (bytes === undefined) {
    return {kind: 'unreadable', file: name, reason: error ?? 'it can not be read'};
  }
  return bytes.length > PEM_BYTES_MAX
    ? {kind: 'unreadable', file: name, reason: `more than ${PEM_BYTES_MAX} bytes`}
    : undefined;
}

function noCertificate({name, bytes}: SeenFile, blocks: readonly GoPemBlock[]): FileFault {
  const labels = blocks.map(({label}) => label);
  const seen = readPemBlocks(bytes ?? none);
  const reason =
    labels.length === 0
      ? (seen.problems[0] ?? 'Go finds no PEM block: a BEGIN line does not start its line')
      : `it holds ${labels.join(', ')}${labels.some(label => label.endsWith('PRIVATE KEY')) ? ': certificate and key may be swapped' : ''}`;
  return {kind: 'no-certificate', file: name, reason};
}

function noKey({name, bytes}: SeenFile): FileFault {
  const seen = readPemBlocks(bytes ?? none);
  const labels = seen.blocks.map(({label}) => label);
  const reason =
    seen.problems[0] ?? (labels.length > 0 ? `it holds only ${labels.join(', ')}` : 'no PEM block');
  return {kind: 'no-key', file: name, reason};
}

function leafFault(
  {name}: SeenFile,
  result: ParseResult | undefined,
  build: GoBuild,
): FileFault | undefined {
  if (result?.certificate === undefined) {
    const reason = result === undefined ? 'it is empty' : result.error;
    return {kind: 'bad-certificate', file: name, reason};
  }
  const fault = parseFault(result.certificate, build);
  if (fault === undefined) return undefined;
  const isUncertain = fault.verdict === 'unknown';
  return {kind: 'bad-certificate', file: name, reason: fault.reason, isUncertain};
}

function pairFault(
  leaf: ParsedCertificate,
  block: GoPemBlock,
  cert: SeenFile,
  key: SeenFile,
): FileFault | undefined {
  if (block.label === 'ENCRYPTED PRIVATE KEY' || block.hasHeaders) {
    const reason = 'the key is encrypted, and etcd asks for no passphrase';
    return {kind: 'encrypted-key', file: key.name, reason};
  }
  const half = publicHalfOf(block.bytes);
  if (half === undefined) {
    return {kind: 'bad-key', file: key.name, reason: 'the block is no private key'};
  }
  if (!['rsa', 'ec', 'ed25519'].includes(leaf.publicKey.kind)) {
    const reason = `Go's TLS can't use the key ${leaf.publicKey.text}`;
    return {kind: 'key-unusable', file: cert.name, reason};
  }
  if (isSameKey(half, leaf.publicKey)) return undefined;
  const reason = `the key (${half.text}) does not belong to the first certificate, ${leaf.subject} (${leaf.publicKey.text})`;
  return {kind: 'key-mismatch', file: key.name, reason};
}
