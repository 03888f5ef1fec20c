// Client files as Node loads them: roots and certificates of every label OpenSSL knows, a pair that
// must fit, and security level 2 for what we present ourselves. Without further certificates in
// --cert OpenSSL completes the chain from the trusted ones when it sends it.
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

export function certificatesIn(file: SeenFile): readonly ParsedCertificate[] {
  return readPemAsGo(file.bytes ?? new Uint8Array())
    .filter(({label}) => LABELS.includes(label))
    .slice(0, CERTIFICATES_MAX)
    .flatMap(({bytes}) => parseCertificate(bytes).certificate ?? []);
}

export function loadPairAsNode(
  cert: SeenFile,
  key: SeenFile,
  roots: readonly ParsedCertificate[],
): ClientPair {
  const chain = certificatesIn(cert);
  const sent = chain.length === 1 ? completed(chain, roots) : chain;
  const fault = fileFault(cert) ?? fileFault(key) ?? pairFault(chain[0], cert, key);
  if (fault !== undefined) return {sent, fault};
  const reason = weakness(chain);
  return reason === undefined ? {sent} : {sent, fault: {kind: 'weak', file: cert.name, reason}};
}

function completed(
  chain: readonly ParsedCertificate[],
  roots: readonly ParsedCertificate[],
): readonly ParsedCertificate[] {
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
  const blocks = readPemAsGo(key.bytes ?? new Uint8Array());
  const block = blocks.find(({label}) => label.endsWith('PRIVATE KEY'));
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

function weakness(chain: readonly ParsedCertificate[]): string | undefined {
  return chain
    .map(one => keyRefusal(one) ?? (isSelfSigned(one) ? undefined : digestRefusal(one)))
    .find(reason => reason !== undefined);
}
