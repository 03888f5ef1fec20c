// A publisher's signature taken off a Windows executable, on made headers; test/packages looks at the
// executable of a release.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {readExecutable} from '../../build/executable-format.ts';
import {withoutSignature} from '../../build/windows-signature.ts';

const header = 128;
const contents = 8192;
const table = Buffer.alloc(512, 7);

test('the table is cut off, and nothing in the header leads to it', () => {
  const unsigned = withoutSignature(signedFile());
  assert.equal(unsigned.length, contents);
  assert.equal(readExecutable(unsigned).isSigned, false);
  assert.equal(
    unsigned.readUInt32LE(header + 24 + 64),
    0,
    'the checksum was that of the other file',
  );
});

test('a file without a signature stays as it is', () => {
  const unsigned = withoutSignature(signedFile());
  assert.ok(withoutSignature(unsigned).equals(unsigned));
});

test('a table in the middle of the file is refused', () => {
  const longer = Buffer.concat([signedFile(), Buffer.alloc(16)]);
  assert.throws(() => withoutSignature(longer), /not at the end/);
});

function signedFile(): Buffer {
  const bytes = Buffer.alloc(contents);
  bytes.write('MZ', 0);
  bytes.writeUInt32LE(header, 60);
  bytes.writeUInt32LE(0xabcd, header + 24 + 64);
  bytes.writeUInt32LE(contents, header + 24 + 112 + 32);
  bytes.writeUInt32LE(table.length, header + 24 + 112 + 36);
  return Buffer.concat([bytes, table]);
}
