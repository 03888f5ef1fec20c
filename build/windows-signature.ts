// Takes the publisher's signature off a Windows executable before it is changed: what is injected
// would leave it behind as a false one. learn.microsoft.com/windows/win32/debug/pe-format, Certificate
// Table: the only directory entry that is a place in the file, at whose end the table lies.

/** The same executable without one. Throws where the table is not at the end of the file. */
export function withoutSignature(signed: Buffer): Buffer {
  const optionalHeader = signed.readUInt32LE(60) + 24;
  const entry = optionalHeader + 112 + 4 * 8;
  const [offset, bytes] = [signed.readUInt32LE(entry), signed.readUInt32LE(entry + 4)];
  if (offset === 0) {
    return signed;
  }
  if (offset + bytes !== signed.length) {
    throw new Error('the signature is not at the end of the file');
  }
  const unsigned = Buffer.from(signed.subarray(0, offset));
  unsigned.fill(0, entry, entry + 8);
  // The checksum, which is asked of drivers only: none is better than a wrong one.
  unsigned.writeUInt32LE(0, optionalHeader + 64);
  return unsigned;
}
