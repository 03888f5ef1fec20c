// Patterns as typed, on texts: what they find, what is refused, and that no regex can stall the
// interface. The slow ones here would run for years in an engine that only backtracks.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {parsePattern} from '../../source/report/text-pattern.ts';

function matches(typed: string, text: string): boolean {
  const parsed = parsePattern(typed);
  assert.ok(parsed.ok && parsed.pattern !== undefined, typed);
  return parsed.pattern.matches(text);
}

const cases: readonly (readonly [string, string, boolean])[] = [
  ['pay', '/Pay/1', true],
  ['Pay', '/pay/1', false],
  ['!pay', '/pay/1', false],
  ['!pay', '/shop', true],
  ['~^/pay/\\d+$', '/pay/17', true],
  ['~^/PAY', '/pay/17', false],
  ['~pay\\S', '/PAY/', true],
  ['~\\D$', 'a1', false],
  ['!~\\d', 'abc', true],
  ['~(?<=/)1$', '/pay/1', true],
  ['~[äöü]', 'schön', true],
];

for (const [typed, text, expected] of cases) {
  test(`${typed} ${expected ? 'matches' : 'does not match'} ${text}`, () => {
    assert.equal(matches(typed, text), expected);
  });
}

for (const typed of ['~(a+)+$', '~(a|aa)+$', '~(a*)*b', '~(.*)(.*)(.*)(.*)(.*)(.*)x']) {
  test(`${typed} comes to an end`, () => {
    assert.equal(matches(typed, `${'a'.repeat(5000)}!`), false);
  });
}

for (const typed of ['~(a)\\1', '~(?=a)b', '~a{1,5000}', '~\\p{L}']) {
  test(`${typed} is refused, and the message says why`, () => {
    const parsed = parsePattern(typed);
    assert.ok(!parsed.ok);
    assert.match(parsed.message, /could take for ever/);
  });
}
