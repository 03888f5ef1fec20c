// Every key of the keymap pressed in the built executable, in each pane: the screen keeps its frame,
// nothing ends the interface but the keys that say so, and what a key opens is seen.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {keymap} from '../../source/ui/keymap.ts';
import {inProgram} from '../support/shell-terminal.ts';
import type {Terminal} from '../support/tmux.ts';

const size = {columns: 100, rows: 30};

/** As key-names.ts names them → as tmux does. */
const tmuxNames: Readonly<Record<string, string>> = {
  tab: 'Tab',
  'shift-tab': 'BTab',
  down: 'Down',
  up: 'Up',
  left: 'Left',
  right: 'Right',
  pagedown: 'PageDown',
  pageup: 'PageUp',
  home: 'Home',
  end: 'End',
  enter: 'Enter',
  esc: 'Escape',
  space: 'Space',
};

/** Each has a test of its own: it leaves, writes a file, or is Alt with the key behind it. */
const apart = new Set(['quit', 'quit-keeping-screen', 'suspend', 'save', 'back']);

const keys = keymap.flatMap(binding =>
  Object.entries(binding.keys).flatMap(([key, command]) =>
    apart.has(command) ? [] : [{key, command}],
  ),
);
const paneKeys = Object.entries(keymap[0]?.keys ?? {}).map(([key]) => key);

for (const pane of paneKeys) {
  test(`in pane ${pane} every key leaves a whole frame behind`, () =>
    inProgram(['demo'], size, async terminal => {
      await terminal.waitFor('the demo', isFrame);
      for (const {key, command} of keys) {
        await terminal.press(pane, tmuxName(key));
        if (command === 'full-screen') await terminal.press(tmuxName(key));
        if (command === 'filter' || command === 'command') await terminal.press('Enter');
      }
      await terminal.press('1');
      const screen = await terminal.waitFor('pane 1', seen => seen.includes('[1 Watch]'));
      assert.ok(isFrame(screen), screen);
      assert.ok((await terminal.widestLine()) <= size.columns);
      assert.equal((await terminal.state()).programEnded, false);
    }));
}

test('? opens the help, / a filter, : a command, Enter the detail; Esc closes each', () =>
  inProgram(['demo'], size, async terminal => {
    await terminal.waitFor('rows', seen => /[+~-] [a-z_]+\/\S/.test(seen));
    for (const [key, claim, pattern] of [
      ['?', 'the help', /pane Watch, Sync/],
      ['/', 'the filter', /^ \/.*exclude/m],
      [':', 'the command', /^ :/m],
      ['Enter', 'the detail', /[─▶] detail/],
    ] as const) {
      await terminal.press(key);
      await terminal.waitFor(claim, seen => pattern.test(seen));
      await terminal.press('Escape');
      await terminal.waitFor(`no ${claim}`, seen => !pattern.test(seen));
    }
  }));

test('help lists every key of the keymap', () =>
  inProgram(['demo'], {columns: 120, rows: 80}, async terminal => {
    await terminal.waitFor('the demo', isFrame);
    await terminal.press('?');
    const screen = await terminal.waitFor('the help', seen => seen.includes('this help'));
    const missing = keymap.filter(({shown}) => !screen.includes(shown));
    assert.deepEqual(missing, []);
  }));

test(':q leaves with the screen given back', () =>
  inProgram(['demo'], size, async terminal => {
    await terminal.waitFor('the demo', isFrame);
    await typeCommand(terminal, ':q');
    await terminal.waitForState('the end', state => state.programEnded);
    assert.equal((await terminal.state()).alternateScreen, false);
  }));

async function typeCommand(terminal: Terminal, text: string): Promise<void> {
  await terminal.press(':');
  await terminal.waitFor('the prompt', seen => /^ :/m.test(seen));
  await terminal.typeLine(text.slice(1));
}

function tmuxName(key: string): string {
  const control = /^ctrl-(.)$/.exec(key)?.[1];
  return tmuxNames[key] ?? (control === undefined ? key : `C-${control}`);
}

function isFrame(screen: string): boolean {
  return /DEMO/.test(screen.split('\n')[0] ?? '');
}
