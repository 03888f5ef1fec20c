// Reading what kind of executable a file is: on real files where there are some, on made headers for
// formats that this machine has none of. test/packages looks at the files of a release.
import assert from 'node:assert/strict';
import {existsSync, readFileSync} from 'node:fs';
import {test} from 'node:test';
import {readExecutable} from '../../build/executable-format.ts';
import {executablePath} from '../support/executable.ts';

const isLinux = process.platform === 'linux';
const machine = process.arch === 'arm64' ? 'arm64' : 'x64';
const skipElf = isLinux ? false : 'Node is no ELF file here';

test("the pinned Node is this platform's ELF file without a blob", {skip: skipElf}, () => {
  const found = readExecutable(readFileSync(process.execPath));
  assert.deepEqual(found, {format: 'elf', machine, hasBlob: false, isSigned: false});
});

const skipBuilt = !isLinux || !existsSync(executablePath) ? 'not built' : false;

test('the built executable is the same with a blob', {skip: skipBuilt}, () => {
  const found = readExecutable(readFileSync(executablePath));
  assert.deepEqual(found, {format: 'elf', machine, hasBlob: true, isSigned: false});
});

for (const [what, bytes, expected] of [
  ['a Mach-O file', machO({cpu: 0x0100000c, section: '__NODE_SEA_BLOB'}), ['arm64', true, false]],
  ['one for x86-64 that is signed', machO({cpu: 0x01000007, signs: true}), ['x64', false, true]],
  ['another segment', machO({cpu: 0x0100000c, section: '__text'}), ['arm64', false, false]],
] as const) {
  test(`${what} is read: processor, blob, signature`, () => {
    const {format, ...rest} = readExecutable(bytes);
    assert.equal(format, 'mach-o');
    assert.deepEqual(Object.values(rest), expected);
  });
}

for (const [what, hasBlob] of [
  ['with the resource', true],
  ['with the name elsewhere', false],
] as const) {
  test(`a PE file ${what} is read`, () => {
    const found = readExecutable(portableExecutable(hasBlob));
    assert.deepEqual(found, {format: 'pe', machine: 'x64', hasBlob, isSigned: false});
  });
}

for (const [what, bytes] of [
  ['nothing', Buffer.alloc(0)],
  ['zeros', Buffer.alloc(8192)],
  ['a script', Buffer.from('#!/bin/sh\n'.repeat(900))],
] as const) {
  test(`${what} is no executable`, () => {
    assert.equal(readExecutable(bytes).format, 'unknown');
  });
}

function machO(parts: {cpu: number; section?: string; signs?: boolean}): Buffer {
  const bytes = Buffer.alloc(8192);
  bytes.writeUInt32LE(0xfeedfacf, 0);
  bytes.writeUInt32LE(parts.cpu, 4);
  bytes.writeUInt32LE(parts.signs ? 2 : 1, 16);
  bytes.writeUInt32LE(0x19, 32);
  bytes.writeUInt32LE(72 + 80, 36);
  bytes.write('NODE_SEA', 40);
  bytes.write(parts.section ?? '', 32 + 72);
  bytes.writeUInt32LE(0x1d, 32 + 72 + 80);
  bytes.writeUInt32LE(16, 32 + 72 + 80 + 4);
  return bytes;
}

/** Two sections of 1024 bytes; the second one holds the resources. */
function portableExecutable(inResources: boolean): Buffer {
  const bytes = Buffer.alloc(8192);
  const header = 128;
  bytes.write('MZ', 0);
  bytes.writeUInt32LE(header, 60);
  bytes.writeUInt16LE(0x8664, header + 4);
  bytes.writeUInt16LE(2, header + 6);
  bytes.writeUInt16LE(240, header + 20);
  bytes.writeUInt32LE(0x5000, header + 24 + 112 + 16);
  const sections = header + 24 + 240;
  for (const [index, address] of [0x1000, 0x5000].entries()) {
    bytes.writeUInt32LE(address, sections + index * 40 + 12);
    bytes.writeUInt32LE(1024, sections + index * 40 + 16);
    bytes.writeUInt32LE(4096 + index * 1024, sections + index * 40 + 20);
  }
  bytes.write('NODE_SEA_BLOB', 4096 + (inResources ? 1024 : 0) + 40, 'utf16le');
  return bytes;
}
