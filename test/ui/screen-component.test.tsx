// The screen as a component, without a terminal: rows as given, what is typed as names of keys.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {setImmediate as turn} from 'node:timers/promises';
import {render} from 'ink-testing-library';
import {Screen} from '../../source/ui/screen.tsx';

test('rows are drawn as given, and others in their place', () => {
  const {screen, close} = open(['first', '', '漢字 → é']);
  assert.equal(screen.lastFrame(), 'first\n\n漢字 → é');
  screen.rerender(component(['one']));
  assert.equal(screen.lastFrame(), 'one');
  close();
});

const typed: readonly (readonly [name: string, bytes: string, keys: readonly string[]])[] = [
  ['a letter', 'j', ['j']],
  ['letters in one read', 'jjG', ['j', 'j', 'G']],
  ['Escape', '\x1b', ['esc']],
  ['Enter', '\r', ['enter']],
  ['Tab', '\t', ['tab']],
  ['Shift-Tab', '\x1b[Z', ['shift-tab']],
  ['an arrow', '\x1b[A', ['up']],
  ['a page', '\x1b[6~', ['pagedown']],
  ['Ctrl-D', '\x04', ['ctrl-d']],
];

for (const [name, bytes, keys] of typed) {
  test(`${name}: ${keys.join(' ')}`, async () => {
    const {screen, heard, close} = open(['']);
    await turn();
    screen.stdin.write(bytes);
    await until(() => heard.length > 0);
    assert.deepEqual(heard, keys);
    close();
  });
}

function open(rows: readonly string[]) {
  const heard: string[] = [];
  const screen = render(component(rows, heard));
  return {
    screen,
    heard,
    close: () => {
      screen.unmount();
      screen.cleanup();
    },
  };
}

function component(rows: readonly string[], heard: string[] = []) {
  return (
    <Screen
      rows={rows}
      onKeys={keys => heard.push(...keys)}
      onPaste={() => {}}
      onReady={() => {}}
    />
  );
}

/** Ink keeps an escape back for a moment: the rest of a sequence may follow. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await turn();
}
