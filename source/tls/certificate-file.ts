// Certificates out of a PEM file, in order, and what is wrong with the file in one line each.
// Loads the X.509 library: import lazily.
import {parseCertificate} from './parse-certificate.ts';
import type {ParsedCertificate} from './parsed-certificate.ts';
import {type PemBlock, readPemBlocks} from './pem-blocks.ts';

type CertificateFile = {
  readonly certificates: readonly ParsedCertificate[];
  /** Name the file and the line; [] when all is well. */
  readonly problems: readonly string[];
  /** Labels of blocks that are no certificates: EC PRIVATE KEY, ... */
  readonly otherBlocks: readonly string[];
};

/** What to call a file that has no name: --cacert can also be the system's store. */
export function readCertificateFile(file: Uint8Array, fileName: string): CertificateFile {
  const pem = readPemBlocks(file);
  const problems = pem.problems.map(problem => `${fileName}: ${problem}`);
  const certificates: ParsedCertificate[] = [];
  for (const block of pem.blocks.filter(isCertificate)) {
    const parsed = parseCertificate(block.bytes);
    if (parsed.certificate !== undefined) certificates.push(parsed.certificate);
    else problems.push(`${fileName}: line ${block.lineNumber}: ${parsed.error}`);
  }
  const otherBlocks = pem.blocks.filter(block => !isCertificate(block)).map(block => block.label);
  if (certificates.length === 0 && problems.length === 0) {
    problems.push(`${fileName}: no certificate in it, only ${otherBlocks.join(', ')}`);
  }
  return {certificates, problems, otherBlocks};
}

function isCertificate(block: PemBlock): boolean {
  return (
    block.label === 'CERTIFICATE' ||
    block.label === 'X509 CERTIFICATE' ||
    // OpenSSL's form has trust settings after the certificate, which the X.509 library skips.
    block.label === 'TRUSTED CERTIFICATE'
  );
}
