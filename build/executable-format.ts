// What kind of executable a file is: format, processor, whether Node's blob was injected and whether
// it is signed. Reads headers only; enough to check what can't be run here.
// ELF: elf(5). Mach-O: <mach-o/loader.h>. PE: learn.microsoft.com/windows/win32/debug/pe-format.

type ExecutableFormat = {
  readonly format: 'elf' | 'mach-o' | 'pe' | 'unknown';
  readonly machine: 'x64' | 'arm64' | 'unknown';
  /** As postject puts it: an ELF note, a Mach-O section or a PE resource. */
  readonly hasBlob: boolean;
  readonly isSigned: boolean;
};

const blobName = 'NODE_SEA_BLOB';
const machines: Readonly<Record<string, 'x64' | 'arm64'>> = {
  'elf 62': 'x64',
  'elf 183': 'arm64',
  'mach-o 16777223': 'x64',
  'mach-o 16777228': 'arm64',
  'pe 34404': 'x64',
  'pe 43620': 'arm64',
};

export function readExecutable(bytes: Buffer): ExecutableFormat {
  if (bytes.length < 4096) {
    return {format: 'unknown', machine: 'unknown', hasBlob: false, isSigned: false};
  }
  if (bytes.readUInt32BE(0) === 0x7f454c46) {
    return readElf(bytes);
  }
  if (bytes.readUInt32LE(0) === 0xfeedfacf) {
    return readMachO(bytes);
  }
  if (bytes.toString('latin1', 0, 2) === 'MZ') {
    return readPe(bytes);
  }
  return {format: 'unknown', machine: 'unknown', hasBlob: false, isSigned: false};
}

function machineOf(format: string, number: number): 'x64' | 'arm64' | 'unknown' {
  return machines[`${format} ${number}`] ?? 'unknown';
}

function readElf(bytes: Buffer): ExecutableFormat {
  const headersAt = Number(bytes.readBigUInt64LE(32));
  const headerBytes = bytes.readUInt16LE(54);
  const names: string[] = [];
  for (let index = 0; index < bytes.readUInt16LE(56); index += 1) {
    const at = headersAt + index * headerBytes;
    const from = Number(bytes.readBigUInt64LE(at + 8));
    const length = Number(bytes.readBigUInt64LE(at + 32));
    const isNote = bytes.readUInt32LE(at) === 4;
    names.push(...(isNote ? noteNames(bytes.subarray(from, from + length)) : []));
  }
  return {
    format: 'elf',
    machine: machineOf('elf', bytes.readUInt16LE(18)),
    hasBlob: names.includes(blobName),
    isSigned: false,
  };
}

/** One segment holds many notes: lengths of name and contents, type, name, contents. */
function noteNames(notes: Buffer): readonly string[] {
  const names: string[] = [];
  for (let at = 0; at + 12 <= notes.length; ) {
    const nameBytes = notes.readUInt32LE(at);
    const contentBytes = notes.readUInt32LE(at + 4);
    names.push(notes.toString('latin1', at + 12, at + 12 + nameBytes).replace(/\0+$/, ''));
    at += 12 + padded(nameBytes) + padded(contentBytes);
  }
  return names;
}

function padded(length: number): number {
  return Math.ceil(length / 4) * 4;
}

function readMachO(bytes: Buffer): ExecutableFormat {
  const commands: {readonly kind: number; readonly at: number}[] = [];
  for (let at = 32, left = bytes.readUInt32LE(16); left > 0; left -= 1) {
    commands.push({kind: bytes.readUInt32LE(at), at});
    at += bytes.readUInt32LE(at + 4);
  }
  const segments = commands.filter(({kind}) => kind === 0x19);
  return {
    format: 'mach-o',
    machine: machineOf('mach-o', bytes.readUInt32LE(4)),
    // The segment's one section stands behind its header of 72 bytes; 16 bytes hold the name.
    hasBlob: segments.some(
      ({at}) => textAt(bytes, at + 8) === 'NODE_SEA' && textAt(bytes, at + 72) === `__${blobName}`,
    ),
    isSigned: commands.some(({kind}) => kind === 0x1d),
  };
}

function textAt(bytes: Buffer, at: number): string {
  return bytes.toString('latin1', at, at + 16).replace(/\0.*$/, '');
}

function readPe(bytes: Buffer): ExecutableFormat {
  const header = bytes.readUInt32LE(60);
  const directories = header + 24 + 112;
  const name = Buffer.from(blobName, 'utf16le');
  const resources = resourceSection(bytes, header, bytes.readUInt32LE(directories + 16));
  return {
    format: 'pe',
    machine: machineOf('pe', bytes.readUInt16LE(header + 4)),
    hasBlob: resources.includes(name),
    isSigned: bytes.readUInt32LE(directories + 4 * 8) !== 0,
  };
}

/** The bytes of the section that holds the resource directory. */
function resourceSection(bytes: Buffer, header: number, resourcesAt: number): Buffer {
  const first = header + 24 + bytes.readUInt16LE(header + 20);
  for (let index = 0; index < bytes.readUInt16LE(header + 6); index += 1) {
    const at = first + index * 40;
    const from = bytes.readUInt32LE(at + 20);
    if (bytes.readUInt32LE(at + 12) === resourcesAt) {
      return bytes.subarray(from, from + bytes.readUInt32LE(at + 16));
    }
  }
  return Buffer.alloc(0);
}
