// The TLS files of a connection, read once and checked for being what they should be. Without
// --cacert the system's trust store is used as Go does (etcdctl), not Node's bundled list.

import {X509Certificate} from 'node:crypto';
import {readFileSync} from 'node:fs';
import tls from 'node:tls';
import {refuseLoneFile} from '../config/certificate-pair.ts';
import {type ConnectionSettings, describeOrigin, type Setting} from '../config/settings.ts';
import {UsageError} from '../config/usage-error.ts';
import {readingError} from './file-error.ts';
import {readSystemTrust} from './system-trust.ts';

export type TlsMaterial = {
  /** PEM as in the file, latin1, of the roots that servers are verified against; empty: none is. */
  readonly ca: readonly string[] | undefined;
  /** Where the roots came from, for messages: a file name or "the system's trust store". */
  readonly caSource: string;
  readonly cert?: string;
  readonly key?: string;
  readonly serverName?: string;
  /** --insecure-skip-tls-verify, typed by the user: never set by us. */
  readonly insecureSkipVerify: boolean;
};

const fileBytesMax = 16 * 1024 * 1024;

type LoadTlsOptions = {
  /** For the certificate check, which looks with weak keys and digests too and says so. */
  readonly allowsWeak: boolean;
};

/** Throws UsageError where a file can't be read or doesn't hold what it should. */
export function loadTlsMaterial(
  settings: ConnectionSettings,
  {allowsWeak}: LoadTlsOptions,
): TlsMaterial {
  const {cacert, cert, key, serverName} = settings;
  refuseLoneFile(cert, key);
  const usesTls = settings.endpoints.value.some(endpoint => endpoint.tls);
  const certText = cert && readPem(cert, 'CERTIFICATE');
  const keyText = key && readPem(key, 'PRIVATE KEY');
  if (cert && key && certText && keyText) checkPair({cert, key, certText, keyText, allowsWeak});
  return {
    ca: cacert ? [readPem(cacert, 'CERTIFICATE')] : usesTls ? readSystemTrust() : [],
    caSource: cacert?.value ?? "the system's trust store",
    ...(certText !== undefined && {cert: certText}),
    ...(keyText !== undefined && {key: keyText}),
    ...(serverName && {serverName: serverName.value}),
    insecureSkipVerify: settings.insecureSkipTlsVerify.value,
  };
}

/** OpenSSL passes over the mark in a file; in text of one character a byte it would not. */
export function withoutByteOrderMark(pem: string): string {
  return pem.replace(/^\xef\xbb\xbf/, '');
}

function readPem(setting: Setting<string>, block: 'CERTIFICATE' | 'PRIVATE KEY'): string {
  const where = `${describeOrigin(setting.origin)} ${setting.value}`;
  let text: string;
  try {
    const bytes = readFileSync(setting.value);
    if (bytes.length > fileBytesMax) throw new Error(`is larger than ${fileBytesMax} bytes`);
    text = bytes.toString('latin1');
  } catch (error) {
    throw new UsageError(`${where} can't be read: ${readingError(error)}`, {cause: error});
  }
  const first = new RegExp(`-----BEGIN [A-Z0-9 ]*${block}-----`);
  if (!first.test(text)) {
    throw new UsageError(`${where} holds no PEM block ${block}`);
  }
  if (block === 'CERTIFICATE') checkCertificate(text, where);
  else if (/BEGIN ENCRYPTED PRIVATE KEY|Proc-Type: 4,ENCRYPTED/.test(text)) {
    throw new UsageError(
      `${where} is encrypted: etcd's clients can't use it, decrypt it first (openssl pkey)`,
    );
  }
  return text;
}

function checkCertificate(text: string, where: string): void {
  try {
    new X509Certificate(withoutByteOrderMark(text));
  } catch (error) {
    throw new UsageError(`${where} does not hold a certificate: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function checkPair(pair: {
  cert: Setting<string>;
  key: Setting<string>;
  certText: string;
  keyText: string;
  allowsWeak: boolean;
}): void {
  try {
    const [cert, key] = [pair.certText, pair.keyText].map(withoutByteOrderMark);
    tls.createSecureContext({cert, key});
  } catch (error) {
    if (pair.allowsWeak && isWeakness(error)) return;
    const names = `${describeOrigin(pair.cert.origin)} ${pair.cert.value} and ${describeOrigin(pair.key.origin)} ${pair.key.value}`;
    throw new UsageError(`${names} are no pair: ${(error as Error).message}`, {cause: error});
  }
}

/** OpenSSL's security level: the pair fits, it is only too weak to be used by default. */
function isWeakness(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^ERR_SSL_(EE_KEY_TOO_SMALL|CA_KEY_TOO_SMALL|CA_MD_TOO_WEAK)$/.test(code);
}
