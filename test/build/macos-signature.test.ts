// The ad-hoc signature against LLVM's: a program of ten lines that clang 14 and ld64.lld 14 made for
// arm64 macOS and signed. Its signature taken off and ours put on gives the same file, byte for byte.
import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {resolve} from 'node:path';
import {test} from 'node:test';
import {readExecutable} from '../../build/executable-format.ts';
import {signedAdHoc} from '../../build/macos-signature.ts';

const fixture = resolve(import.meta.dirname, '..', 'fixtures', 'mach-o', 'signed-by-llvm');
const byLlvm = readFileSync(fixture);

test("signing what LLVM signed gives LLVM's file", () => {
  const unsigned = withoutSignature(byLlvm);
  assert.equal(readExecutable(unsigned).isSigned, false);
  const signed = signedAdHoc(unsigned, 'etcdscope');
  assert.ok(signed.equals(byLlvm));
  assert.equal(readExecutable(signed).isSigned, true);
});

test('a longer file is signed page by page, and the last page is what is left', () => {
  const unsigned = withoutSignature(byLlvm);
  const longer = Buffer.concat([unsigned, Buffer.alloc(10_000, 7)]);
  growLinkEdit(longer, 10_000);
  const signed = signedAdHoc(longer, 'etcdscope');
  const codeBytes = Math.ceil(longer.length / 16) * 16;
  const pages = Math.ceil(codeBytes / 4096);
  const last = signed.subarray((pages - 1) * 4096, codeBytes);
  const hash = createHash('sha256').update(last).digest();
  assert.ok(signed.subarray(codeBytes).includes(hash));
  assert.ok(signed.length > codeBytes + pages * 32);
});

for (const [what, make, complaint] of [
  ['is signed already', () => byLlvm, /is signed already/],
  [
    'goes on behind __LINKEDIT',
    () => Buffer.concat([withoutSignature(byLlvm), Buffer.alloc(8)]),
    /not the end/,
  ],
  ['has a header without room', () => withFullHeader(withoutSignature(byLlvm)), /no room/],
] as const) {
  test(`a file that ${what} is refused`, () => {
    assert.throws(() => signedAdHoc(make(), 'etcdscope'), complaint);
  });
}

type Commands = {readonly linkEdit: number; readonly signature: number; readonly text: number};

/** Where these load commands are; LLVM's signature is the last one. */
function commandsOf(bytes: Buffer): Commands {
  const found = {linkEdit: 0, signature: 0, text: 0};
  for (let at = 32, left = bytes.readUInt32LE(16); left > 0; left -= 1) {
    const kind = bytes.readUInt32LE(at);
    const name = bytes.toString('latin1', at + 8, at + 24).replace(/\0.*$/, '');
    if (kind === 0x1d) found.signature = at;
    if (kind === 0x19 && name === '__LINKEDIT') found.linkEdit = at;
    if (kind === 0x19 && name === '__TEXT') found.text = at;
    at += bytes.readUInt32LE(at + 4);
  }
  return found;
}

function withoutSignature(signed: Buffer): Buffer {
  const {signature, linkEdit} = commandsOf(signed);
  const codeBytes = signed.readUInt32LE(signature + 8);
  const bytes = Buffer.from(signed.subarray(0, codeBytes));
  bytes.fill(0, signature, signature + 16);
  bytes.writeUInt32LE(bytes.readUInt32LE(16) - 1, 16);
  bytes.writeUInt32LE(bytes.readUInt32LE(20) - 16, 20);
  growLinkEdit(bytes, codeBytes - signed.length, linkEdit);
  return bytes;
}

function growLinkEdit(bytes: Buffer, by: number, at = commandsOf(bytes).linkEdit): void {
  bytes.writeBigUInt64LE(bytes.readBigUInt64LE(at + 48) + BigInt(by), at + 48);
}

/** Its first section begins where the load commands end. */
function withFullHeader(bytes: Buffer): Buffer {
  const end = 32 + bytes.readUInt32LE(20);
  bytes.writeUInt32LE(end, commandsOf(bytes).text + 72 + 48);
  return bytes;
}
