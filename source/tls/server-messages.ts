// The bodies of TLS 1.2 handshake messages that carry something to show (RFC 5246 7.4.2, 7.4.4,
// RFC 7301). undefined: the lengths inside do not add up.

/** Certificate: a list of DER certificates, the server's own first. */
export function decodeCertificateList(body: Uint8Array): readonly Uint8Array[] | undefined {
  const list = vector(body, 0, 3);
  return list === undefined || list.end !== body.length ? undefined : items(list.bytes, 3);
}

/** CertificateRequest: the DER names of the CAs it accepts. */
export function decodeCertificateRequest(body: Uint8Array): readonly Uint8Array[] | undefined {
  const types = vector(body, 0, 1);
  const signatures = types && vector(body, types.end, 2);
  const names = signatures && vector(body, signatures.end, 2);
  return names === undefined || names.end !== body.length ? undefined : items(names.bytes, 2);
}

/** ServerHello's extensions, from their length on: the protocol it chose. */
export function decodeAlpn(extensions: Uint8Array): string | undefined {
  const list = vector(extensions, 0, 2);
  let at = 0;
  while (list !== undefined && at + 4 <= list.bytes.length) {
    const value = vector(list.bytes, at + 2, 2);
    if (value === undefined) return undefined;
    if (list.bytes[at] === 0 && list.bytes[at + 1] === 0x10) return firstProtocol(value.bytes);
    at = value.end;
  }
  return undefined;
}

function firstProtocol(value: Uint8Array): string | undefined {
  const list = vector(value, 0, 2);
  const name = list && vector(list.bytes, 0, 1);
  const text = name && Buffer.from(name.bytes).toString('latin1');
  return text !== undefined && /^[\x21-\x7e]{1,32}$/.test(text) ? text : undefined;
}

function items(list: Uint8Array, lengthBytes: number): readonly Uint8Array[] | undefined {
  const found: Uint8Array[] = [];
  let at = 0;
  while (at < list.length) {
    const item = vector(list, at, lengthBytes);
    if (item === undefined) return undefined;
    found.push(item.bytes);
    at = item.end;
  }
  return found;
}

function vector(
  bytes: Uint8Array,
  at: number,
  lengthBytes: number,
): {bytes: Uint8Array; end: number} | undefined {
  if (at + lengthBytes > bytes.length) return undefined;
  let length = 0;
  for (let index = 0; index < lengthBytes; index++)
    length = length * 256 + (bytes[at + index] ?? 0);
  const start = at + lengthBytes;
  const end = start + length;
  return end > bytes.length ? undefined : {bytes: bytes.subarray(start, end), end};
}
