// Damage as it happens to certificate files, and as an attacker would make it: bits, lengths and ends
// of DER; blocks, headers and lines of PEM; lines of text. The same for the same random numbers.
import type {PseudoRandom} from './pseudo-random.ts';

export function mutatedDer(bytes: Uint8Array, random: PseudoRandom): Uint8Array {
  let result = bytes;
  for (let left = 1 + random.below(3); left > 0; left--) {
    result = pick(DER_MUTATIONS, random)(result, random);
  }
  return result;
}

export function mutatedPem(text: string, random: PseudoRandom): string {
  let result = text;
  for (let left = 1 + random.below(3); left > 0; left--) {
    result = pick(PEM_MUTATIONS, random)(result, random);
  }
  return result;
}

/** Of a text with lines that mean something each, as YAML. */
export function mutatedLines(text: string, random: PseudoRandom): string {
  let result = text;
  for (let left = 1 + random.below(3); left > 0; left--) {
    result = pick(LINE_MUTATIONS, random)(result, random);
  }
  return result;
}

type Mutation<T> = (value: T, random: PseudoRandom) => T;

const DER_MUTATIONS: readonly Mutation<Uint8Array>[] = [
  flipBit,
  flipBit,
  flipBit,
  growLength,
  growLength,
  (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1)),
  (bytes, random) => splice(bytes, random, piece => Buffer.concat([piece, piece])),
  (bytes, random) => splice(bytes, random, () => new Uint8Array()),
  (bytes, random) => splice(bytes, random, piece => new Uint8Array(piece.length)),
  bytes => Buffer.concat([bytes, Buffer.from('00', 'hex')]),
];

const PEM_MUTATIONS: readonly Mutation<string>[] = [
  (text, random) => onBlocks(text, random, (blocks, at) => [...blocks, blocks[at] ?? '']),
  (text, random) => onBlocks(text, random, (blocks, at) => blocks.toSpliced(at, 1)),
  (text, random) => onBlocks(text, random, blocks => blocks.toReversed()),
  (text, random) => insertLine(text, random, `${word(random)}: ${word(random)}`),
  (text, random) => insertLine(text, random, 'Proc-Type: 4,ENCRYPTED'),
  (text, random) => insertLine(text, random, `-----BEGIN ${word(random)}-----`),
  (text, random) => insertLine(text, random, `-----END ${word(random)}-----`),
  (text, random) => text.replace(/(BEGIN|END) [A-Z ]+/, `$1 ${word(random)}`),
  dropLine,
  (text, random) => text.slice(0, random.below(text.length + 1)),
  (text, random) => replaceAt(text, random, String.fromCharCode(random.below(256))),
  text => text.replaceAll('\n', '\r\n'),
  text => `\ufeff${text}`,
];

const LINE_MUTATIONS: readonly Mutation<string>[] = [
  dropLine,
  (text, random) => insertLine(text, random, `${word(random)}: ${word(random)}`),
  (text, random) => insertLine(text, random, pick(text.split('\n'), random)),
  (text, random) => insertLine(text, random, pick(YAML_WORDS, random)),
  (text, random) => replaceAt(text, random, pick(YAML_WORDS, random)),
  (text, random) => replaceAt(text, random, String.fromCharCode(random.below(256))),
  (text, random) => text.replace(/: (\S+)$/m, `: ${pick(YAML_WORDS, random)}`),
  (text, random) => text.slice(0, random.below(text.length + 1)),
];

const YAML_WORDS = [
  ...['~', '[]', '{}', '*a', '&a x', '!!binary x', '!x y', '? x', '- x', '"', "'", '|', '>', '---'],
  ...['...', '<<: *a', '%YAML 9', '0x7f', '1e999', '.nan', 'yes', '{a: [b, {c: d', '\t', '\0'],
  ...['\u001b[2J', '\u202e', '#', '&a [*a, *a]', '__proto__: {x: 1}', 'constructor: x'],
] as const;

function flipBit(bytes: Uint8Array, random: PseudoRandom): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const at = random.below(copy.length);
  copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8));
  return copy;
}

// Behind one of the tags that X.509 is made of stands a length.
function growLength(bytes: Uint8Array, random: PseudoRandom): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const places = [...copy.keys()].filter(at => TAGS.includes(copy[at] ?? 0));
  const at = (places[random.below(places.length)] ?? 0) + 1;
  if (at >= copy.length) return copy;
  copy[at] = pick([(copy[at] ?? 0) + 1, 0x7f, 0x80, 0x81, 0x84, 0x88, 0xff], random);
  return copy;
}

const TAGS = [0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0c, 0x13, 0x17, 0x30, 0x31, 0x82, 0xa0, 0xa3];

function splice(
  bytes: Uint8Array,
  random: PseudoRandom,
  change: (piece: Uint8Array) => Uint8Array,
): Uint8Array {
  const from = random.below(bytes.length + 1);
  const to = Math.min(bytes.length, from + 1 + random.below(40));
  const middle = change(bytes.subarray(from, to));
  return Buffer.concat([bytes.subarray(0, from), middle, bytes.subarray(to)]);
}

function onBlocks(
  text: string,
  random: PseudoRandom,
  change: (blocks: readonly string[], at: number) => readonly string[],
): string {
  const blocks = text.split(/(?<=-----END [^-]*-----\r?\n)/);
  return change(blocks, random.below(blocks.length)).join('');
}

function insertLine(text: string, random: PseudoRandom, line: string): string {
  const lines = text.split('\n');
  return lines.toSpliced(random.below(lines.length + 1), 0, line).join('\n');
}

function dropLine(text: string, random: PseudoRandom): string {
  const lines = text.split('\n');
  return lines.toSpliced(random.below(lines.length), 1).join('\n');
}

function replaceAt(text: string, random: PseudoRandom, by: string): string {
  const at = random.below(text.length + 1);
  return `${text.slice(0, at)}${by}${text.slice(at + 1)}`;
}

function word(random: PseudoRandom): string {
  return pick(
    [
      'CERTIFICATE',
      'X509 CRL',
      'PRIVATE KEY',
      'EC PRIVATE KEY',
      '',
      '\u001b[31m',
      'DEK-Info',
      'a b',
    ],
    random,
  );
}

function pick<T>(from: readonly T[], random: PseudoRandom): T {
  return from[random.below(from.length)] as T;
}
