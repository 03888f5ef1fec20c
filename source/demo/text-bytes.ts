// Text and bytes as the store keeps them: keys with one character a byte, values as base64.

export function keyOf(text: string | Uint8Array): string {
  return Buffer.from(text).toString('latin1');
}

export function base64Of(text: string | Uint8Array): string {
  return Buffer.from(text).toString('base64');
}
