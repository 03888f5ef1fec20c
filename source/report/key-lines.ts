// Rows of the Keys pane: a directory with how many keys and bytes are in it, a key with revision,
// version and size. The numbers stand in columns at the right edge.
import {cutMiddle, displayWidth, padText} from './display-width.ts';
import type {KeyFacts} from './key-source.ts';
import type {KeyRow} from './key-tree.ts';
import {type Line, span} from './lines.ts';
import {bytesText, countOf, countText} from './number-text.ts';
import {printableBytes} from './printable.ts';

export function keyLine(row: KeyRow, facts: KeyFacts | undefined, width: number): Line {
  const right = row.isDirectory ? directoryNumbers(row, width) : keyNumbers(row, facts, width);
  const glyph = row.isDirectory ? (row.isOpen ? '▾ ' : '▸ ') : '  ';
  const indent = '  '.repeat(Math.min(row.depth, Math.floor(width / 8)));
  const room = Math.max(4, width - displayWidth(indent) - 2 - displayWidth(right) - 2);
  const name = padText(cutMiddle(nameOf(row), room), room);
  return [
    span(`${indent}${glyph}`, 'dim'),
    span(name, row.isDirectory ? 'key' : 'plain'),
    span(`  ${right}`, row.isDirectory ? 'plain' : 'dim'),
  ];
}

function nameOf({name}: KeyRow): string {
  return name === ''
    ? '(the key of this name itself)'
    : printableBytes(Buffer.from(name, 'latin1'));
}

function directoryNumbers({keys, bytes, isRough}: KeyRow, width: number): string {
  const about = isRough ? '~' : '';
  const count = `${about}${countOf(keys, 'key')}`;
  return width < 40 ? count : `${count.padStart(14)}  ${sizeColumn(bytes)}`;
}

function keyNumbers({bytes}: KeyRow, facts: KeyFacts | undefined, width: number): string {
  if (facts === undefined) {
    return 'deleted';
  }
  const size = sizeColumn(bytes);
  const version = `v${facts.version}`.padStart(6);
  const revision = `rev ${countText(facts.modRevision)}`.padStart(14);
  if (width < 40) {
    return size.trim();
  }
  return width < 60 ? `${version}  ${size}` : `${revision}${version}  ${size}`;
}

function sizeColumn(bytes: number): string {
  return bytesText(bytes).padStart(8);
}
