// Terminals that can less, and people who can't see one: TERM=dumb and a screen reader get lines that
// only come, NO_COLOR no colour, a locale without Unicode nothing but ASCII around the data.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {inProgram, inShell} from '../support/shell-terminal.ts';

const size = {columns: 100, rows: 30};

for (const [name, variable] of [
  ['TERM=dumb', 'TERM=dumb'],
  ['a screen reader', 'INK_SCREEN_READER=1'],
] as const) {
  test(`with ${name} changes come as lines, without a cursor code, until Ctrl-C`, () =>
    inShell(size, async terminal => {
      await terminal.typeLine(`${variable} etcdscope demo | head -n 9 | cat -v; echo "end"`);
      const piped = await terminal.waitFor('lines', seen => /^end$/m.test(seen));
      assert.match(piped, /[+~-] \/apisix\/\S/);
      assert.doesNotMatch(piped, /\^\[/);
      await terminal.typeLine(`clear; ${variable} etcdscope demo; echo "code $?"`);
      await terminal.waitFor('lines on the terminal', seen => /synced: \d+ keys/.test(seen));
      assert.equal((await terminal.state()).alternateScreen, false);
      assert.equal((await terminal.state()).cursorVisible, true);
      await terminal.press('C-c');
      await terminal.waitFor('the end', seen => /code 130$/m.test(seen));
    }));
}

test('with NO_COLOR no colour is sent, and every symbol is there', () =>
  inProgram(['demo'], {...size, env: {NO_COLOR: '1'}}, async terminal => {
    await terminal.waitFor('rows', seen => /[+~-] [a-z_]+\/\S/.test(seen));
    for (const key of ['2', '3', '4', '5', '1', 'k']) {
      await terminal.press(key);
      const screen = await terminal.screenWithEscapes();
      assert.doesNotMatch(screen, /\x1b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9\d|10\d)(?:;\d+)*m/);
    }
  }));

test('without Unicode in the locale nothing but ASCII is drawn', () =>
  inProgram(['demo'], {...size, env: {LC_ALL: 'C', LANG: 'C'}}, async terminal => {
    await terminal.waitFor('rows', seen => /[+~-] [a-z_]+\/\S/.test(seen));
    for (const [key, seen] of [
      ['2', /Keys by resource/],
      ['3', /clientAuth/],
      ['4', /keys under/],
      ['5', /Doctor/],
      ['?', /this help/],
    ] as const) {
      await terminal.press(key);
      const screen = await terminal.waitFor(String(seen), text => seen.test(text));
      assert.match(screen, /^[\x00-\x7f]*$/, screen);
    }
  }));
