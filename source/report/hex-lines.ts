// Bytes as hexdump -C shows them: offset, bytes in hexadecimal, and what of them is ASCII.
import {type Line, span} from './lines.ts';

export function hexLines(bytes: Uint8Array, width: number): Line[] {
  const perRow = width >= 76 ? 16 : width >= 44 ? 8 : 4;
  const count = Math.ceil(bytes.length / perRow);
  return Array.from({length: count}, (_, at) => row(bytes, at * perRow, perRow));
}

function row(bytes: Uint8Array, offset: number, perRow: number): Line {
  const part = [...bytes.subarray(offset, offset + perRow)];
  const hex = part.map(byte => byte.toString(16).padStart(2, '0'));
  const half = perRow / 2;
  const groups = [hex.slice(0, half).join(' '), hex.slice(half).join(' ')].join('  ');
  const ascii = part.map(byte => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.'));
  return [
    span(`${offset.toString(16).padStart(6, '0')}  `, 'dim'),
    span(groups.padEnd(perRow * 3 + 1)),
    span(` ${ascii.join('')}`, 'key'),
  ];
}
