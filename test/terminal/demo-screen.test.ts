// The demo in a terminal of each width: what a newcomer sees first, the panes, and a resize.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {inProgram} from '../support/shell-terminal.ts';

const sizes = [
  {columns: 60, rows: 20},
  {columns: 80, rows: 24},
  {columns: 120, rows: 40},
  {columns: 200, rows: 50},
];

for (const size of sizes) {
  test(`at ${size.columns} columns the first screen has header, panes and rows`, () =>
    inProgram(['demo'], size, async terminal => {
      const screen = await terminal.waitFor('rows of changes', hasRows);
      const [first = '', ...rest] = screen.split('\n');
      assert.match(first, size.columns < 80 ? /DEMO/ : /etcdscope.*DEMO/);
      assert.ok(rest.some(isPanesLine), `a line with the panes:\n${screen}`);
      assert.ok(screen.split('\n').length <= size.rows);
      assert.ok((await terminal.widestLine()) <= size.columns, `no line is wrapped:\n${screen}`);
    }));

  test(`at ${size.columns} columns 2 shows Sync, 3 Certificates, 1 Watch again`, () =>
    inProgram(['demo'], size, async terminal => {
      await terminal.waitFor('rows of changes', hasRows);
      for (const [key, claim, pattern] of [
        ['2', 'Sync with what was counted', /[0-9]+ of [0-9]+ keys/],
        ['3', 'Certificates with the paths', /gateway/i],
        ['1', 'Watch with its rows', rowPattern],
      ] as const) {
        await terminal.press(key);
        await terminal.waitFor(claim, screen => pattern.test(screen));
        assert.ok((await terminal.widestLine()) <= size.columns, claim);
      }
    }));
}

test('a resize draws the screen anew at each width, none wider than the terminal', () =>
  inProgram(['demo'], {columns: 120, rows: 40}, async terminal => {
    await terminal.waitFor('rows of changes', hasRows);
    for (const [columns, rows] of [
      [60, 20],
      [120, 40],
      [80, 8],
      [80, 24],
    ] as const) {
      await terminal.resize(columns, rows);
      const claim = `a screen of ${columns}x${rows} that starts with the header`;
      await terminal.waitFor(claim, screen => isFrameOf(screen, rows));
      assert.ok((await terminal.widestLine()) <= columns, claim);
    }
    await terminal.waitFor('rows again', hasRows);
  }));

const rowPattern = /[+~-] [a-z_]+\/\S/;

function hasRows(screen: string): boolean {
  return rowPattern.test(screen);
}

/** The header on top and the keys on the last row, or one line of status where rows are few. */
function isFrameOf(screen: string, rows: number): boolean {
  const lines = screen.split('\n');
  return lines[0]?.includes('DEMO') === true && (rows < 10 || lines.length === rows);
}

function isPanesLine(line: string): boolean {
  return /1 Wat.*2 Syn.*3 Cer/.test(line);
}
