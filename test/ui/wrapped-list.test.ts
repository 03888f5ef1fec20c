// The Watch pane with wrapped rows: whatever is pressed, the frame has the terminal's rows, the
// selected row is seen from its first line on, and its last one.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {displayWidth} from '../../source/report/display-width.ts';
import {changeEntry, putEntry} from './fixture-source.ts';
import {frameLog, frameSession} from './frame-session.ts';
import {hostileKeys} from './hostile-corpus.ts';

const long = Array.from({length: 40}, (_, at) =>
  changeEntry(
    `/apisix/other/${at}`,
    {text: 'a'},
    {text: 'b '.repeat((at * 7) % 50), end: `end${at}.`},
  ),
);
const log = [...frameLog, ...long, ...hostileKeys.map(key => putEntry(key, 'v'))];
const sizes = [
  {columns: 60, rows: 20},
  {columns: 80, rows: 24},
  {columns: 120, rows: 12},
  {columns: 200, rows: 5},
];
const keys =
  'w k k k pagedown pagedown g j j j j j j j j j pagedown pagedown ctrl-u ctrl-d pageup k k k G k k enter j j j enter j esc esc space k k';

for (const size of sizes) {
  test(`at ${size.columns}x${size.rows} every key leaves a whole frame with the selected row`, () => {
    const session = frameSession({log});
    session.frame(size);
    for (const key of keys.split(' ')) {
      session.press([key]);
      const frame = session.frame(size).map(row => row.replaceAll(/\x1b\[[\d;]*m/g, ''));
      assert.equal(frame.length, size.rows);
      assert.ok(
        frame.every(row => displayWidth(row) <= size.columns),
        frame.join('\n'),
      );
      const {hold, selected, detailOpen} = session.state();
      // On few rows the detail takes the place of the list.
      if (hold !== undefined && selected !== undefined && !detailOpen) {
        assert.ok(
          frame.some(row => row.startsWith('>')),
          `${key}:\n${frame.join('\n')}`,
        );
      }
    }
    session.close();
  });
}

test('a row that is selected is shown to its end', () => {
  const session = frameSession({log: long});
  const size = {columns: 80, rows: 24};
  session.frame(size);
  session.press(['w', 'g']);
  for (let at = 0; at < long.length; at++) {
    const text = session.frame(size).join('\n');
    assert.match(text, new RegExp(`end${at}\\.`), `row ${at}`);
    session.press(['j']);
  }
});

test('w means the detail while it is open, and h l say why they do nothing', () => {
  const session = frameSession({log});
  session.frame({columns: 80, rows: 24});
  session.press(['w', 'l']);
  assert.equal(session.state().wrapRows, true);
  assert.match(session.state().message?.text ?? '', /w cuts them/);
  session.press(['enter', 'w']);
  assert.deepEqual([session.state().wrapRows, session.state().wrap], [true, false]);
});
