// A value over lines in every mode, as a person reads it: values in, lines out.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {plainText} from '../../source/report/lines.ts';
import {createMasker} from '../../source/report/secrets.ts';
import {type ValueMode, valueLines} from '../../source/report/value-lines.ts';

const key = Buffer.from('/apisix/routes/1').toString('base64');
const masker = createMasker({keyBytes: Buffer.alloc(16, 7)});

function shown(
  mode: ValueMode,
  value: string | Buffer,
  {
    before,
    folded = true,
    masked = false,
  }: {before?: string; folded?: boolean; masked?: boolean} = {},
): string[] {
  const base64 = (text: string | Buffer) => Buffer.from(text as string).toString('base64');
  const options = {key, mode, masker: masked ? masker : undefined, width: 80, folded};
  const earlier = before === undefined ? undefined : base64(before);
  return valueLines(base64(value), earlier, options).map(plainText);
}

test('JSON keeps its numbers and doubled names as they were written', () => {
  const text = '{"big":12345678901234567890,"a":1.0,"a":1e400,"l":[],"o":{},"n":[1,{"x":null}]}';
  assert.deepEqual(shown('json', text), [
    'value',
    '{',
    '  "big": 12345678901234567890,',
    '  "a": 1.0,',
    '  "a": 1e400,',
    '  "l": [],',
    '  "o": {},',
    '  "n": [',
    '    1,',
    '    {',
    '      "x": null',
    '    }',
    '  ]',
    '}',
  ]);
});

test('a difference shows what changed, what encloses it, and counts the rest', () => {
  const fields = Object.fromEntries(Array.from({length: 20}, (_, at) => [`f${at}`, at]));
  const before = JSON.stringify({upstream: {...fields, nodes: {a: 1}}, uri: '/a'});
  const after = JSON.stringify({upstream: {...fields, nodes: {a: 2}}, uri: '/a'});
  assert.deepEqual(shown('difference', after, {before}), [
    'difference',
    '  {',
    '    "upstream": {',
    '  … 19 equal lines',
    '      "f19": 19,',
    '      "nodes": {',
    '-       "a": 1',
    '+       "a": 2',
    '      }',
    '    },',
    '  … 2 equal lines',
  ]);
  assert.equal(shown('difference', after, {before, folded: false}).length, 30);
});

test('a difference of text is by lines', () => {
  assert.deepEqual(shown('difference', 'one\n2\nthree', {before: 'one\ntwo\nthree'}), [
    'difference',
    '  one',
    '- two',
    '+ 2',
    '  three',
  ]);
});

test('the same value says that there is no difference', () => {
  assert.equal(shown('difference', '{"a":1}', {before: '{"a":1}'})[1], '  no difference');
});

test('texts that have nothing in common are compared in bounded time', () => {
  const text = (seed: number) => Array.from({length: 20_000}, (_, at) => at * seed).join('\n');
  assert.ok(shown('difference', text(7), {before: text(3)}).length > 20_000);
});

test('long strings are folded, and whole where nothing is folded', () => {
  const value = JSON.stringify({cert: 'A'.repeat(1000)});
  assert.match(shown('json', value)[2] ?? '', /A… \d+ more$/);
  assert.ok((shown('json', value, {folded: false})[2] ?? '').includes('A'.repeat(1000)));
});

test('bytes are shown as hexdump does, sixteen a row', () => {
  assert.deepEqual(shown('hex', Buffer.from([0, 0x1b, ...Buffer.from('hello, world 12345')])), [
    'value',
    '000000  00 1b 68 65 6c 6c 6f 2c  20 77 6f 72 6c 64 20 31  ..hello, world 1',
    '000010  32 33 34 35                                       2345',
  ]);
});

test('secrets are masked in every mode', () => {
  const value = JSON.stringify({username: 'jack', password: 'very secret'});
  for (const mode of ['difference', 'json', 'text', 'hex'] as const) {
    const before = JSON.stringify({username: 'jack', password: 'older secret'});
    const lines = shown(mode, value, {masked: true, before}).join('\n');
    assert.doesNotMatch(lines, /secret/);
    assert.ok(!lines.includes(Buffer.from('very secr').toString('hex').replace(/(..)/g, '$1 ')));
  }
});
