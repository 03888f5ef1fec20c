// Rows of one line or several in a window: which are shown, and that the selected one is whole,
// against a search through every place that the window could have.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {wrappedWindow} from '../../source/ui/wrapped-window.ts';
import {createPseudoRandom} from '../support/pseudo-random.ts';

function shown(heights: readonly number[], options: {start?: number; selected?: number}) {
  const {lines, first, count} = wrappedWindow({
    end: heights.length,
    start: options.start,
    selected: options.selected,
    height: 5,
    linesOf: row => Array.from({length: heights[row] ?? 0}, (_, at) => `${row}.${at}`),
  });
  return {text: lines.join(' '), first, count};
}

const cases: readonly (readonly [string, Parameters<typeof shown>, ReturnType<typeof shown>])[] = [
  [
    'the newest rows, the first of them cut above',
    [[1, 3, 1, 2], {}],
    {text: '1.1 1.2 2.0 3.0 3.1', first: 1, count: 3},
  ],
  ['fewer lines than there is room for', [[1, 2], {}], {text: '0.0 1.0 1.1', first: 0, count: 2}],
  [
    'from a place on, the last row cut below',
    [[1, 1, 3, 2, 1], {start: 1, selected: 1}],
    {text: '1.0 2.0 2.1 2.2 3.0', first: 1, count: 3},
  ],
  [
    'the selected row whole where it would be cut',
    [[1, 1, 3, 2, 1], {start: 1, selected: 3}],
    {text: '2.0 2.1 2.2 3.0 3.1', first: 2, count: 2},
  ],
  [
    'no room is left empty at the end',
    [[1, 1, 3, 2], {start: 3, selected: 3}],
    {text: '2.0 2.1 2.2 3.0 3.1', first: 2, count: 2},
  ],
];

for (const [claim, given, expected] of cases) {
  test(`shown: ${claim}`, () => {
    assert.deepEqual(shown(...given), expected);
  });
}

test('whatever the rows, the window is full where there are lines, and the selected one is whole', () => {
  const random = createPseudoRandom(7);
  for (let turn = 0; turn < 2000; turn++) {
    const heights = Array.from({length: 1 + random.below(9)}, () => 1 + random.below(3));
    const selected = random.below(heights.length);
    const start = random.below(selected + 1);
    const {text} = shown(heights, {start, selected});
    const lines = text.split(' ');
    const total = heights.reduce((sum, each) => sum + each, 0);
    assert.equal(lines.length, Math.min(5, total), text);
    for (let at = 0; at < (heights[selected] ?? 0); at++) {
      assert.ok(lines.includes(`${selected}.${at}`), `${selected} of ${heights}: ${text}`);
    }
  }
});
