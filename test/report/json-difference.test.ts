// Differences of JSON values as paths, and the same laid out as marked lines.
// The table is shared: what the paths say, the lines must lay out.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {jsonDifference, pathText} from '../../source/report/json-difference.ts';
import {jsonDifferenceLines} from '../../source/report/json-lines.ts';
import {jsonTextLines} from '../../source/report/json-text-lines.ts';
import {plainText} from '../../source/report/lines.ts';

const cases: readonly (readonly [string, unknown, unknown, readonly string[]])[] = [
  ['equal values', {a: [1, {b: 2}]}, {a: [1, {b: 2}]}, []],
  ['a changed field', {a: {b: 1}}, {a: {b: 2}}, ['changed a.b 1 → 2']],
  [
    'names that need quoting',
    {nodes: {'10.0.0.3:80': 1}},
    {nodes: {'10.0.0.3:80': 0}},
    ['changed nodes["10.0.0.3:80"] 1 → 0'],
  ],
  ['fields that came and went', {a: 1, c: 3}, {a: 1, b: 2}, ['added b → 2', 'removed c 3 →']],
  ['an element put in front', [1, 2, 3], [0, 1, 2, 3], ['added [0] → 0']],
  ['an element taken out', [1, 2, 3], [1, 3], ['removed [1] 2 →']],
  ['a change inside an element', [{w: 1}, {w: 2}], [{w: 1}, {w: 3}], ['changed [1].w 2 → 3']],
  [
    'an element put in front of a changed one',
    [1, 2, 3],
    [0, 1, 9, 3],
    ['added [0] → 0', 'changed [2] 2 → 9'],
  ],
  [
    'elements put in and taken out far apart',
    [1, 2, 3, 4, 5],
    [0, 1, 3, 4, 6],
    ['added [0] → 0', 'removed [1] 2 →', 'changed [4] 5 → 6'],
  ],
  [
    'elements with names, one put in front and one changed',
    [
      {id: 1, w: 1},
      {id: 2, w: 1},
    ],
    [
      {id: 0, w: 1},
      {id: 1, w: 1},
      {id: 2, w: 5},
    ],
    ['added [0] → {"id":0,"w":1}', 'changed [2].w 1 → 5'],
  ],
  [
    'nodes with host and port, all changed and one put in front',
    [
      {host: 'a', port: 1, weight: 1},
      {host: 'a', port: 2, weight: 1},
    ],
    [
      {host: 'b', port: 1, weight: 1},
      {host: 'a', port: 1, weight: 2},
      {host: 'a', port: 2, weight: 3},
    ],
    [
      'added [0] → {"host":"b","port":1,"weight":1}',
      'changed [1].weight 1 → 2',
      'changed [2].weight 1 → 3',
    ],
  ],
  [
    'an element of another name is another element',
    [{name: 'a', w: 1}],
    [{name: 'b', w: 1}],
    ['removed [0] {"name":"a","w":1} →', 'added [0] → {"name":"b","w":1}'],
  ],
  [
    'fields of elements in another order',
    [{a: 1, b: 2}, 3],
    [0, {b: 2, a: 1}],
    ['added [0] → 0', 'removed [1] 3 →'],
  ],
  ['another type', {a: {}}, {a: []}, ['changed a {} → []']],
  ['null is a value', {a: null}, {a: 0}, ['changed a null → 0']],
  ['a field in another order', {a: 1, b: 2}, {b: 2, a: 1}, []],
  ['the whole value', [1], {a: 1}, ['changed  [1] → {"a":1}']],
  ['a field named as Object has', {}, {constructor: 1}, ['added constructor → 1']],
];

for (const [claim, before, after, told] of cases) {
  test(`difference: ${claim}`, () => {
    const texts = jsonDifference(before, after).map(difference => {
      const was = 'before' in difference ? `${JSON.stringify(difference.before)} ` : '';
      const is = 'after' in difference ? ` ${JSON.stringify(difference.after)}` : '';
      return `${difference.kind} ${pathText(difference.path)} ${was}→${is}`;
    });
    assert.deepEqual(texts, told);
  });
}

test('__proto__ is a name like any other', () => {
  const after = JSON.parse('{"__proto__": {"polluted": 1}}');
  assert.equal(pathText(jsonDifference({}, after)[0]?.path ?? []), '__proto__');
  assert.equal(({} as Record<string, unknown>).polluted, undefined);
});

function text(lines: ReturnType<typeof jsonDifferenceLines>): string[] {
  return lines.map(plainText);
}

test('JSON lines say what JSON.stringify with two spaces says', () => {
  for (const value of [
    {},
    [],
    {a: [], b: {}},
    {a: [1, 'x', null, true], b: {c: 1.5}},
    [[1], [2, 3]],
  ]) {
    assert.equal(
      text(jsonTextLines(JSON.stringify(value))).join('\n'),
      JSON.stringify(value, null, 2),
    );
  }
});

test('the lines without those that went are the new value', () => {
  const pairs = cases.flatMap(([, before, after]) => [
    [before, after],
    [after, before],
  ]);
  for (const [before, after] of pairs) {
    const kept = text(jsonDifferenceLines(before, after)).filter(line => !line.startsWith('- '));
    assert.deepEqual(JSON.parse(kept.map(line => line.slice(2)).join('')), after);
  }
});

test('control characters in names and values stay escaped', () => {
  const rows = text(jsonTextLines(JSON.stringify({'\x1b[2J\u202e': '\x07\u200b'}))).join('\n');
  assert.doesNotMatch(rows, /[\x00-\x09\x0b-\x1f\u202e\u200b]/);
});

test('lists without anything in common are compared in moments, by place', () => {
  const list = (sign: string) => Array.from({length: 50_000}, (_, at) => `${sign}${at}`);
  assert.equal(jsonDifference(list('a'), [...list('b'), 'x']).length, 50_001);
  assert.equal(jsonDifference([...list('a'), 'x', 'y'], ['z', ...list('a'), 'y']).length, 2);
});
