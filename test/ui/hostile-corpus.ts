// Keys and values that somebody could write to etcd to attack or break a terminal that shows them:
// escape sequences, bidi and invisible characters, bytes that are no text, sizes, widths.

export const hostileTexts: readonly string[] = [
  '\x1b[2J\x1b[H',
  '\x1b]52;c;cm0gLXJmIC8=\x07',
  '\x1b]0;title\x07\x1b[?1049l',
  '\x1bP+q544e\x1b\\\x1b_Gx\x1b\\\x1b^x\x1b\\',
  '\x9b31m\x9d0;c1\x9c\x90\x85',
  '\r\n\t\v\f\b\x7f\0',
  '‮moc.live‬⁦hidden⁩‎‏؜',
  'zero​width‌joiner‍s﻿⁠­',
  `e${'\u0301'.repeat(60)}`,
  '👨‍👩‍👧‍👦🏳️‍🌈👍🏽😀✌️1️⃣🇩🇪',
  'ワイド文字한국어ｆｕｌｌｗｉｄｔｈ',
  '\ufff9\ufffa\ufffb\u2028\u2029\u00a0\u3000',
  '\ud800 lone \udfff',
  '\u{e0041}\u{e007f}\u{f0000}\u{10ffff}',
  'ﷺ𒐫꧅⸻',
  '%s%n$(reboot)`id`;|&<>"\'\\',
];

const hostileBytes: readonly Buffer[] = [
  Buffer.from([0xff, 0xfe, 0x00, 0x1b, 0x5b, 0x32, 0x4a]),
  Buffer.from([0xc0, 0xaf, 0xe0, 0x80, 0xaf, 0xf4, 0x90, 0x80, 0x80]),
  Buffer.from([0xed, 0xa0, 0x80, 0xf0, 0x9f, 0x98]),
  Buffer.from(Array.from({length: 256}, (_, byte) => byte)),
];

export const hostileKeys: readonly Buffer[] = [
  ...hostileTexts.map(text => Buffer.from(`/apisix/routes/${text}`)),
  ...hostileBytes.map(bytes => Buffer.concat([Buffer.from('/apisix/'), bytes, Buffer.from('/1')])),
  Buffer.from(`/apisix/${'deep/'.repeat(800)}end`),
  Buffer.from(`/apisix/${'長'.repeat(1300)}`),
  Buffer.from('/'.repeat(4096)),
  Buffer.from('\0'),
];

export const hostileValues: readonly Buffer[] = [
  ...hostileTexts.map(text => Buffer.from(text)),
  ...hostileTexts.map(text => Buffer.from(JSON.stringify({[text]: text, plugins: {[text]: {}}}))),
  ...hostileTexts.map(text => Buffer.from(JSON.stringify({uri: text, nodes: {[text]: 1}}))),
  ...hostileBytes,
  Buffer.from(`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`),
  Buffer.from('['.repeat(100_000)),
  Buffer.from(JSON.stringify({__proto__: 1, constructor: {prototype: null}})),
  Buffer.from('{"__proto__":{"polluted":true},"a":1,"a":2}'),
  Buffer.from('{"big":123456789012345678901234567890,"e":1e999}'),
  Buffer.from('x'.repeat(10_000_000)),
  Buffer.from(JSON.stringify({text: '\u001b'.repeat(200_000)})),
  Buffer.from('\n'.repeat(50_000)),
];
