// Ways out of the interface: each gives the terminal back as it was, with the exit code of the
// contract, and the shell goes on.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {test} from 'node:test';
import {inShell} from '../support/shell-terminal.ts';
import type {Terminal} from '../support/tmux.ts';

const waysOut: readonly {
  readonly name: string;
  readonly code: number;
  leave(terminal: Terminal): Promise<void>;
}[] = [
  {name: 'q', code: 0, leave: terminal => terminal.press('q')},
  {name: 'Ctrl-C', code: 0, leave: terminal => terminal.press('C-c')},
  {name: 'SIGTERM', code: 143, leave: terminal => signal(terminal, 'SIGTERM')},
  {name: 'SIGHUP', code: 129, leave: terminal => signal(terminal, 'SIGHUP')},
  {name: 'SIGINT', code: 130, leave: terminal => signal(terminal, 'SIGINT')},
];

for (const {name, code, leave} of waysOut) {
  test(`${name} ends the interface with ${code} and restores the terminal`, () =>
    inShell({columns: 80, rows: 24}, async terminal => {
      await terminal.typeLine('before=$(stty -a); etcdscope demo; echo "code $?"');
      await terminal.waitFor('the demo', screen => screen.includes('DEMO'));
      const open = await terminal.waitForState('the other screen', state => state.alternateScreen);
      assert.equal(open.cursorVisible, false, 'no cursor in the interface');
      await leave(terminal);
      const screen = await terminal.waitFor('the shell', seen => /^code \d+$/m.test(seen));
      assert.match(screen, new RegExp(`^code ${code}$`, 'm'));
      const {alternateScreen, cursorVisible} = await terminal.state();
      assert.deepEqual(
        {alternateScreen, cursorVisible},
        {alternateScreen: false, cursorVisible: true},
      );
      await terminal.typeLine('clear; test "$before" = "$(stty -a)" && echo same line settings');
      await terminal.waitFor('line settings as before', seen => /^same line settings$/m.test(seen));
    }));
}

test('keys typed together with q are not left for the shell', () =>
  inShell({columns: 80, rows: 24}, async terminal => {
    await terminal.typeLine('etcdscope demo; echo "code $?"');
    await terminal.waitFor('the demo', screen => screen.includes('DEMO'));
    await terminal.press('j', 'j', 'k', 'q');
    const screen = await terminal.waitFor('the shell', seen => /^code 0$/m.test(seen));
    assert.doesNotMatch(screen, /jjk|command not found|: not found/);
  }));

/** To the program that the shell runs in the foreground: its only child. */
async function signal(terminal: Terminal, name: NodeJS.Signals): Promise<void> {
  const {pid} = await terminal.state();
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  const child = Number(children.trim().split(/\s+/)[0]);
  assert.ok(child > 0, 'the shell runs the executable');
  process.kill(child, name);
}
