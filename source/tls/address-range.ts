// IP addresses as bytes, and whether one lies in the range of a name constraint (RFC 5280 4.2.1.10:
// an address and a mask behind each other, 8 bytes for IPv4, 32 for IPv6).
import {isIPv4} from 'node:net';
import {canonicalAddress} from './host-names.ts';

/** 4 or 16 bytes; undefined for what is no address. An IPv4 address in IPv6 form has 4. */
export function addressBytes(text: string): readonly number[] | undefined {
  const address = canonicalAddress(text);
  if (address === undefined) return undefined;
  return isIPv4(address) ? address.split('.').map(Number) : ipv6Bytes(address);
}

/** `range` is hex of address and mask. */
export function isInAddressRange(text: string, range: string): boolean {
  const address = addressBytes(text);
  const bytes = Buffer.from(range, 'hex');
  if (address === undefined || bytes.length !== address.length * 2) return false;
  return address.every((byte, at) => {
    const mask = bytes[at + address.length] ?? 0;
    return (byte & mask) === ((bytes[at] ?? 0) & mask);
  });
}

function ipv6Bytes(address: string): readonly number[] {
  const [left = '', right] = address.replace(/%.*$/, '').split('::');
  const head = groupBytes(left);
  if (right === undefined) return head;
  const tail = groupBytes(right);
  return [...head, ...Array<number>(Math.max(0, 16 - head.length - tail.length)).fill(0), ...tail];
}

function groupBytes(text: string): number[] {
  return text
    .split(':')
    .filter(group => group !== '')
    .flatMap(group => {
      if (isIPv4(group)) return group.split('.').map(Number);
      const value = Number.parseInt(group, 16);
      return [value >> 8, value & 0xff];
    });
}
