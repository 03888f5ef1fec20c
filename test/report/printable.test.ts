// Untrusted text as it reaches a row: what stays, what is spelled out, and how wide it is.
// Beside the table, bytes at random: nothing may get a control character through.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {
  cutMiddle,
  cutText,
  displayWidth,
  dropColumns,
  takeColumns,
  wrapLine,
  wrapText,
} from '../../source/report/display-width.ts';
import {plainText, span} from '../../source/report/lines.ts';
import {printable, printableBytes} from '../../source/report/printable.ts';

const texts: readonly (readonly [string, string, string])[] = [
  ['plain text stays', 'routes/1 {"a":"b"}', 'routes/1 {"a":"b"}'],
  ['letters of any script stay', 'Grüße 日本語 שלום हिन्दी', 'Grüße 日本語 שלום हिन्दी'],
  ['an emoji stays', 'ok 🚀', 'ok 🚀'],
  ['escape sequences are spelled out', '\x1b[2J\x1b]0;x\x07', '\\x1b[2J\\x1b]0;x\\x07'],
  ['C1 controls are spelled out', '\u009b31m', '\\u009b31m'],
  ['line feeds and tabs take one row', 'a\n\tb\r', 'a\\n\\tb\\r'],
  ['NUL and DEL', '\0\x7f', '\\x00\\x7f'],
  ['bidirectional overrides', 'a\u202eb\u2066c', 'a\\u202eb\\u2066c'],
  ['zero-width characters', 'a\u200bb\u200d\ufeffc', 'a\\u200bb\\u200d\\ufeffc'],
  ['variation selectors, whose width terminals disagree on', '❤\ufe0f', '❤\\ufe0f'],
  ['line and paragraph separators', '\u2028\u2029', '\\u2028\\u2029'],
  ['spaces that are not a space', 'a\u00a0b\u3000', 'a\\u00a0b\\u3000'],
  ['a lone surrogate', 'a\ud800b', 'a\\ud800b'],
  ['private use and tags', '\ue0b0\u{e0041}', '\\ue0b0\\u{e0041}'],
  ['a mark on a letter stays', 'e\u0301', 'e\u0301'],
  ['a mark on nothing would land on the cell before', '\u0301x', '\\u0301x'],
  ['stacked marks end', `e${'\u0301'.repeat(5)}`, `e${'\u0301'.repeat(3)}\\u0301\\u0301`],
];

for (const [claim, given, shown] of texts) {
  test(`printable: ${claim}`, () => {
    assert.equal(printable(given), shown);
    assert.equal(printableBytes(Buffer.from(given)), shown.replace('\\ud800', '\ufffd'));
  });
}

const bytes: readonly (readonly [string, readonly number[], string])[] = [
  ['a byte that never occurs', [0x61, 0xff, 0x62], 'a\\xffb'],
  ['a lead byte without its rest', [0x61, 0xc3], 'a\\xc3'],
  ['a continuation byte alone', [0x80, 0x61], '\\x80a'],
  ['an overlong slash', [0xc0, 0xaf], '\\xc0\\xaf'],
  ['an encoded surrogate', [0xed, 0xa0, 0x80], '\\xed\\xa0\\x80'],
  ['good characters around a bad byte', [0xc3, 0xbc, 0xfe, 0xe6, 0x97, 0xa5], 'ü\\xfe日'],
  ['an escape beside a bad byte', [0xff, 0x1b, 0x5b], '\\xff\\x1b['],
];

for (const [claim, given, shown] of bytes) {
  test(`printableBytes: ${claim}`, () => {
    assert.equal(printableBytes(Uint8Array.from(given)), shown);
  });
}

test('no byte sequence gets a control character through', () => {
  let seed = 1;
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed >>> 16;
  };
  for (let round = 0; round < 2000; round++) {
    const input = Uint8Array.from({length: random() % 24}, () => random() % 256);
    assert.doesNotMatch(printableBytes(input), /[\p{C}\p{Zl}\p{Zp}]/u);
  }
});

test('width counts columns, not characters', () => {
  assert.deepEqual(['abc', '日本', 'e\u0301', '🚀', ''].map(displayWidth), [3, 4, 1, 2, 0]);
});

test('cutting keeps to the columns and shows that it cut', () => {
  assert.equal(cutText('routes/17', 9), 'routes/17');
  assert.equal(cutText('routes/17', 8), 'routes/…');
  assert.equal(cutText('日本語', 5), '日本…');
  assert.equal(cutText('日本語', 4), '日…');
  assert.equal(cutText('abc', 0), '');
  assert.equal(cutMiddle('routes/0000000017', 11), 'route…00017');
});

test('a wide character cut in half leaves its column', () => {
  assert.equal(takeColumns('日本', 3), '日');
  assert.equal(dropColumns('日本', 1), ' 本');
  assert.equal(dropColumns('日本', 2), '本');
});

test('wrapping loses nothing and never exceeds the width', () => {
  const text = `key 日本語 ${'x'.repeat(50)} e\u0301nd`;
  for (const columns of [2, 3, 10, 60, 200]) {
    const rows = wrapLine([span(text.slice(0, 9)), span(text.slice(9), 'key')], columns);
    assert.equal(rows.map(plainText).join(''), text);
    assert.ok(
      rows.every(row => displayWidth(plainText(row)) <= columns),
      `${columns} columns`,
    );
  }
});

test('sentences break between words, long words anywhere', () => {
  assert.deepEqual(wrapText('connect to the host', 10), ['connect to', 'the host']);
  assert.deepEqual(wrapText('abcdefghijkl mn', 5), ['abcde', 'fghij', 'kl mn']);
});
