// The system's trust store, found as Go's crypto/x509 finds it (root_linux.go, root_unix.go), so
// that we trust what etcdctl on the same host trusts. SSL_CERT_FILE and SSL_CERT_DIR count.
import {readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import tls from 'node:tls';

const bundleFiles = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/tls/cacert.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
];
const bundleDirectories = ['/etc/ssl/certs', '/etc/pki/tls/certs'];

/** PEM texts; none where this system has no store that we can read: then no server is trusted. */
export function readSystemTrust(): readonly string[] {
  if (process.platform === 'darwin' || process.platform === 'win32') {
    return tls.getCACertificates('system');
  }
  const {SSL_CERT_FILE: file, SSL_CERT_DIR: directories} = process.env;
  const fromFile = firstReadable(file ? [file] : bundleFiles);
  if (fromFile !== undefined && !directories) return [fromFile];
  const searched = directories ? directories.split(':') : bundleDirectories;
  const fromDirectories = searched.flatMap(readDirectory);
  const all = fromFile === undefined ? fromDirectories : [fromFile, ...fromDirectories];
  return all;
}

function firstReadable(files: readonly string[]): string | undefined {
  for (const file of files) {
    const text = readText(file);
    if (text !== undefined) return text;
  }
  return undefined;
}

function readDirectory(directory: string): readonly string[] {
  let names: readonly string[];
  try {
    names = readdirSync(directory);
  } catch {
    return []; // as Go: a directory that can't be read adds nothing
  }
  return names
    .map(name => readText(join(directory, name)))
    .filter(text => text?.includes('-----BEGIN CERTIFICATE-----') === true) as string[];
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return undefined;
  }
}
