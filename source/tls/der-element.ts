// Where a DER element's content starts and where it ends: for the few places where bytes around or
// inside what the X.509 library decodes matter. Definite lengths only, nothing is interpreted.

/** Offset behind tag and length. */
export function contentStart(der: Uint8Array, at: number): number {
  const length = der[at + 1] ?? 0;
  return at + (length < 0x80 ? 2 : 2 + (length & 0x7f));
}

/** Offset behind the element, by its own word: may lie beyond the bytes there are. */
export function elementEnd(der: Uint8Array, at: number): number {
  const start = contentStart(der, at);
  if (start === at + 2) return start + (der[at + 1] ?? 0);
  return der.subarray(at + 2, start).reduce((length, byte) => length * 256 + byte, 0) + start;
}
