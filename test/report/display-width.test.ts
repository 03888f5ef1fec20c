// The widths that are known without measuring, against the library that measures.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import stringWidth from 'string-width';
import {displayWidth} from '../../source/report/display-width.ts';

/** Every character of the planes that text is made of, apart from halves of pairs. */
const characters = Array.from({length: 0x1_0000}, (_, code) => code)
  .filter(code => code >= 0x20 && !(code >= 0xd800 && code <= 0xdfff))
  .map(code => String.fromCharCode(code));

test('every character is as wide as the library says, alone and behind others', () => {
  for (const character of characters) {
    for (const text of [character, `a${character}`, `→${character}b`, `…─${character}`]) {
      assert.equal(displayWidth(text), stringWidth(text), JSON.stringify(text));
    }
  }
});

test('signs that we draw with are one column each, in any order', () => {
  const signs = ['·', '…', '←', '→', '─', '│', '├', '└', '▁', '█', '●', '✓', '"', '}', ' '];
  for (const first of signs) {
    for (const second of signs) {
      assert.equal(displayWidth(first + second), 2);
      assert.equal(stringWidth(first + second), 2, first + second);
    }
  }
});
