// What the scanners of etcd's usual JSON look for in bytes: a text they know, and a number in quotes.

const quote = 0x22;
const zero = 0x30;
/** So many are a safe integer whatever they are. */
const digitsMax = 15;

export function isTextAt(bytes: Buffer, at: number, text: Buffer): boolean {
  for (let index = 0; index < text.length; index++) {
    if (bytes[at + index] !== text[index]) return false;
  }
  return true;
}

/** Where the quote behind the digits is; -1 where there are none, other bytes, or too many to be sure. */
export function endOfDigits(bytes: Buffer, start: number): number {
  let at = start;
  while (isDigit(bytes[at])) at++;
  return bytes[at] === quote && at > start && at - start <= digitsMax ? at : -1;
}

/** Of what endOfDigits has found. */
export function integerIn(bytes: Buffer, start: number, end: number): number {
  let number = 0;
  for (let at = start; at < end; at++) number = number * 10 + (bytes[at] as number) - zero;
  return number;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= zero && byte <= zero + 9;
}
