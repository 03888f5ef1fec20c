// PEM files taken apart: the blocks, where they are, and what is odd about the file. Lenient about
// text around blocks and line endings; strict about base64, since Go is. Decodes no certificate.

export type PemBlock = {
  /** CERTIFICATE, EC PRIVATE KEY, ... */
  readonly label: string;
  readonly bytes: Uint8Array;
  /** From 1. */
  readonly lineNumber: number;
  /** RFC 1421 headers (Proc-Type: 4,ENCRYPTED), as written. */
  readonly headers: readonly string[];
};

type PemFile = {
  readonly blocks: readonly PemBlock[];
  /** One line each. */
  readonly problems: readonly string[];
};

/** A bundle of every public CA has some 250 KiB; a file larger than this is no certificate file. */
export const PEM_BYTES_MAX = 4 * 1024 * 1024;

const BEGIN = /^-----BEGIN ([A-Z0-9][A-Z0-9 ]{0,63})-----\s*$/;

export function readPemBlocks(file: Uint8Array): PemFile {
  if (file.length === 0) return {blocks: [], problems: ['the file is empty']};
  if (file.length > PEM_BYTES_MAX) {
    return {blocks: [], problems: [`${file.length} bytes are more than ${PEM_BYTES_MAX}`]};
  }
  const text = Buffer.from(file).toString('latin1');
  const problems = bomProblems(text);
  const blocks: PemBlock[] = [];
  const lines = text.replace(/^\u00ef\u00bb\u00bf/, '').split('\n');
  let at = 0;
  while (at < lines.length) {
    const label = BEGIN.exec(lines[at] ?? '')?.[1];
    if (label === undefined) {
      at++;
      continue;
    }
    const read = readBlock(lines, at, label);
    if (typeof read.block === 'string') problems.push(read.block);
    else blocks.push(read.block);
    at = read.nextLine;
  }
  if (blocks.length === 0 && problems.length === 0) problems.push(describeNoPem(file, text));
  return {blocks, problems};
}

function bomProblems(text: string): string[] {
  // Go's pem.Decode skips a first line that does not begin with dashes, so a BOM hides a block.
  return /^(\u00ef\u00bb\u00bf|\u00ff\u00fe|\u00fe\u00ff)/.test(text)
    ? ['a byte order mark stands before the first line: etcd does not find the block behind it']
    : [];
}

function readBlock(
  lines: readonly string[],
  start: number,
  label: string,
): {block: PemBlock | string; nextLine: number} {
  const body: string[] = [];
  const headers: string[] = [];
  for (let at = start + 1; at < lines.length; at++) {
    const line = (lines[at] ?? '').trim();
    if (line.startsWith('-----END ')) {
      return {block: makeBlock(label, start + 1, headers, body.join('')), nextLine: at + 1};
    }
    if (line.startsWith('-----BEGIN ')) {
      return {block: `${label} at line ${start + 1} has no END line`, nextLine: at};
    }
    if (line.includes(':')) headers.push(line);
    else body.push(line);
  }
  return {block: `${label} at line ${start + 1} has no END line`, nextLine: lines.length};
}

function makeBlock(
  label: string,
  lineNumber: number,
  headers: readonly string[],
  base64: string,
): PemBlock | string {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64) || base64.length % 4 !== 0) {
    return `${label} at line ${lineNumber} is not valid base64`;
  }
  return {label, bytes: Buffer.from(base64, 'base64'), lineNumber, headers};
}

function describeNoPem(file: Uint8Array, text: string): string {
  // 0x30 0x82: a SEQUENCE of more than 255 bytes, as every certificate and most keys are.
  if (file[0] === 0x30 && ((file[1] ?? 0) & 0x80) !== 0) {
    return 'the file is DER, not PEM: convert it with openssl x509 -inform der';
  }
  if (text.includes('-----BEGIN')) return 'a BEGIN line does not stand alone on its line';
  return 'the file has no PEM block (-----BEGIN CERTIFICATE-----)';
}
