// An ad-hoc signature for a Mach-O executable, as linkers make it: hashes of its pages, no identity.
// macOS on arm64 starts nothing that is unsigned, and codesign(1) is only there. The format is that of
// xnu's osfmk/kern/cs_blobs.h; the result is compared with LLVM's in test/build/macos-signature.test.ts.
import {createHash} from 'node:crypto';

const pageBytes = 4096;
const hashBytes = 32;
const directoryHeaderBytes = 88;
/** Of the blob that holds the code directory; rounded up to what LLVM takes. */
const superBlobHeaderBytes = 24;
const commandBytes = 16;

type Segment = {readonly at: number; readonly offset: number; readonly bytes: number};
type Layout = {
  readonly commandsEnd: number;
  readonly text: Segment;
  readonly linkEdit: Segment;
  readonly firstSection: number;
};

/** The same executable with a signature behind it. Throws where it has one, or has no room for one. */
export function signedAdHoc(unsigned: Buffer, identifier: string): Buffer {
  const {commandsEnd, text, linkEdit, firstSection} = layoutOf(unsigned);
  if (commandsEnd + commandBytes > firstSection) {
    throw new Error('no room for a signature in the header');
  }
  if (linkEdit.offset + linkEdit.bytes !== unsigned.length) {
    throw new Error('__LINKEDIT is not the end of the file');
  }
  const codeBytes = multipleOf(16, unsigned.length);
  const name = paddedName(identifier);
  const pages = Math.ceil(codeBytes / pageBytes);
  const length = superBlobHeaderBytes + directoryHeaderBytes + name.length + pages * hashBytes;
  const signed = Buffer.alloc(codeBytes + multipleOf(16, length));
  unsigned.copy(signed);
  addCommand(signed, {at: commandsEnd, offset: codeBytes, bytes: signed.length - codeBytes});
  growSegment(signed, linkEdit, signed.length - linkEdit.offset);
  const header = directoryHeader({codeBytes, name, pages, text});
  superBlobHeader(length).copy(signed, codeBytes);
  const hashes = pageHashes(signed.subarray(0, codeBytes));
  Buffer.concat([header, name, ...hashes]).copy(signed, codeBytes + superBlobHeaderBytes);
  return signed;
}

function layoutOf(bytes: Buffer): Layout {
  const found = new Map<string, Segment>();
  let firstSection = Number.POSITIVE_INFINITY;
  let at = 32;
  for (let left = bytes.readUInt32LE(16); left > 0; left -= 1) {
    const kind = bytes.readUInt32LE(at);
    if (kind === 0x1d) throw new Error('is signed already');
    if (kind === 0x19) {
      const name = bytes.toString('latin1', at + 8, at + 24).replace(/\0.*$/, '');
      const offset = Number(bytes.readBigUInt64LE(at + 40));
      found.set(name, {at, offset, bytes: Number(bytes.readBigUInt64LE(at + 48))});
      for (let section = 0; section < bytes.readUInt32LE(at + 64); section += 1) {
        const start = bytes.readUInt32LE(at + 72 + section * 80 + 48);
        firstSection = start > 0 ? Math.min(firstSection, start) : firstSection;
      }
    }
    at += bytes.readUInt32LE(at + 4);
  }
  const [text, linkEdit] = [found.get('__TEXT'), found.get('__LINKEDIT')];
  if (text === undefined || linkEdit === undefined) throw new Error('has no __TEXT or __LINKEDIT');
  return {commandsEnd: at, text, linkEdit, firstSection};
}

/** LC_CODE_SIGNATURE: where the signature lies in the file. */
function addCommand(bytes: Buffer, {at, offset, bytes: length}: Segment): void {
  bytes.writeUInt32LE(bytes.readUInt32LE(16) + 1, 16);
  bytes.writeUInt32LE(bytes.readUInt32LE(20) + commandBytes, 20);
  for (const [index, value] of [0x1d, commandBytes, offset, length].entries()) {
    bytes.writeUInt32LE(value, at + index * 4);
  }
}

/** In memory, if it has to grow there, to whole pages of the larger kind that arm64 has. */
function growSegment(bytes: Buffer, {at}: Segment, length: number): void {
  if (bytes.readBigUInt64LE(at + 32) < length) {
    bytes.writeBigUInt64LE(BigInt(multipleOf(0x4000, length)), at + 32);
  }
  bytes.writeBigUInt64LE(BigInt(length), at + 48);
}

/** Holds one blob, the code directory (slot 0). */
function superBlobHeader(length: number): Buffer {
  return bigEndian([0xfade0cc0, length, 1, 0, superBlobHeaderBytes]);
}

/** Ends with a zero, and where the hashes begin: at a multiple of 16. */
function paddedName(identifier: string): Buffer {
  const before = superBlobHeaderBytes + directoryHeaderBytes;
  const name = Buffer.alloc(multipleOf(16, before + identifier.length + 1) - before);
  name.write(identifier, 'latin1');
  return name;
}

type DirectoryParts = {
  readonly codeBytes: number;
  readonly name: Buffer;
  readonly pages: number;
  readonly text: Segment;
};

function directoryHeader({codeBytes, name, pages, text}: DirectoryParts): Buffer {
  const hashesAt = directoryHeaderBytes + name.length;
  const [version, adHocByLinker] = [0x20400, 0x20002];
  const first = [0xfade0c02, hashesAt + pages * hashBytes, version, adHocByLinker];
  // Length of a hash, SHA-256, no platform, pages of 2^12 bytes.
  const hashing = (hashBytes << 24) | (2 << 16) | 12;
  // Unused: spare2, scatterOffset, teamOffset, spare3 and the two halves of codeLimit64.
  const unused = [0, 0, 0, 0, 0, 0];
  const mainExecutable = 1;
  const executable = [0, text.offset, 0, text.bytes, 0, mainExecutable];
  return bigEndian([
    ...first,
    hashesAt,
    directoryHeaderBytes,
    0,
    pages,
    codeBytes,
    hashing,
    ...unused,
    ...executable,
  ]);
}

function pageHashes(code: Buffer): readonly Buffer[] {
  return Array.from({length: Math.ceil(code.length / pageBytes)}, (_, index) => {
    const page = code.subarray(index * pageBytes, (index + 1) * pageBytes);
    return createHash('sha256').update(page).digest();
  });
}

function bigEndian(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) {
    bytes.writeUInt32BE(value, index * 4);
  }
  return bytes;
}

function multipleOf(unit: number, length: number): number {
  return Math.ceil(length / unit) * unit;
}
