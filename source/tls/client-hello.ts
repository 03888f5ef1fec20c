// The first message of a TLS 1.2 handshake, as bytes. Only 1.2 is offered, because there the
// server's certificates and its CertificateRequest come in plain text (RFC 5246 7.3): the one
// remote view of --trusted-ca-file, which no TLS library hands out. The handshake ends there.

type ClientHelloOptions = {
  /** 32 bytes. */
  readonly random: Uint8Array;
  /** SNI; an address or undefined sends none (RFC 6066 3 allows host names only). */
  readonly serverName?: string;
  readonly alpn: readonly string[];
};

export function encodeClientHello(options: ClientHelloOptions): Uint8Array {
  const body = Buffer.concat([
    uint16(0x0303),
    options.random,
    uint8(0),
    vector16(Buffer.concat(CIPHER_SUITES.map(uint16))),
    Buffer.from([1, 0]),
    vector16(Buffer.concat(extensions(options))),
  ]);
  const handshake = Buffer.concat([uint8(1), uint24(body.length), body]);
  // RFC 5246 E.1: the first record says 3.1 to servers that look at it.
  return Buffer.concat([uint8(22), uint16(0x0301), vector16(handshake)]);
}

/** All that Go's and OpenSSL's servers offer for TLS 1.2, RSA key exchange last. */
const CIPHER_SUITES = [
  0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc009, 0xc013, 0xc00a, 0xc014, 0xc023, 0xc027,
  0x009e, 0x009f, 0x009c, 0x009d, 0x002f, 0x0035,
];
const GROUPS = [0x001d, 0x0017, 0x0018, 0x0019, 0x0015];
/** With SHA-1 and PSS: what the certificate is signed with is for the rules to judge. */
const SIGNATURES = [
  0x0403, 0x0503, 0x0603, 0x0807, 0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b, 0x0401, 0x0501,
  0x0601, 0x0203, 0x0201,
];

function extensions(options: ClientHelloOptions): Buffer[] {
  return [
    ...serverNameExtension(options.serverName),
    extension(0x000a, vector16(Buffer.concat(GROUPS.map(uint16)))),
    extension(0x000b, vector8(uint8(0))),
    extension(0x000d, vector16(Buffer.concat(SIGNATURES.map(uint16)))),
    extension(
      0x0010,
      vector16(Buffer.concat(options.alpn.map(name => vector8(Buffer.from(name, 'latin1'))))),
    ),
    extension(0xff01, vector8(Buffer.alloc(0))),
  ];
}

function serverNameExtension(serverName: string | undefined): Buffer[] {
  if (serverName === undefined || serverName === '' || isAddress(serverName)) return [];
  const name = Buffer.from(serverName.replace(/\.$/, ''), 'latin1').subarray(0, 255);
  return [extension(0x0000, vector16(Buffer.concat([uint8(0), vector16(name)])))];
}

function isAddress(host: string): boolean {
  return host.includes(':') || /^[0-9.]+$/.test(host);
}

function extension(type: number, value: Buffer): Buffer {
  return Buffer.concat([uint16(type), vector16(value)]);
}

function vector8(value: Buffer): Buffer {
  return Buffer.concat([uint8(value.length), value]);
}

function vector16(value: Buffer): Buffer {
  return Buffer.concat([uint16(value.length), value]);
}

function uint8(value: number): Buffer {
  return Buffer.of(value & 0xff);
}

function uint16(value: number): Buffer {
  return Buffer.of((value >> 8) & 0xff, value & 0xff);
}

function uint24(value: number): Buffer {
  return Buffer.of((value >> 16) & 0xff, (value >> 8) & 0xff, value & 0xff);
}
