// What each row of the keymap does, seen on the screen of the built executable: one script a row, and
// every row has one. Keys that leave or write a file are pressed from a shell in a folder of its own.
import assert from 'node:assert/strict';
import {mkdtempSync, readdirSync, readFileSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {type TestContext, test} from 'node:test';
import {keymap} from '../../source/ui/keymap.ts';
import {inProgram, inShell} from '../support/shell-terminal.ts';
import type {Terminal} from '../support/tmux.ts';

const size = {columns: 100, rows: 30};

/** Keys, as tmux names them, and what is seen once they are pressed. */
type Step = readonly [keys: string, seen: RegExp | ((screen: string) => boolean)];

const selected = /^>\S/m;
const back = (screen: string) => /^ enter detail/m.test(screen);
const scripts: Readonly<Record<string, readonly Step[]>> = {
  '1 2 3 4 5 6': [
    ['2', /\[2 Sync\]/],
    ['3', /\[3 Certificates\]/],
    ['4', /\[4 Keys\]/],
    ['5', /\[5 Doctor\]/],
    ['6', /\[6 Drift\]/],
    ['1', /\[1 Watch\]/],
  ],
  'Tab Shift-Tab': [
    ['Tab', /\[2 Sync\]/],
    ['BTab', /\[1 Watch\]/],
    ['BTab', /\[6 Drift\]/],
  ],
  'j k ↓ ↑': [
    ['k', selected],
    ['Up', selected],
    ['Down', selected],
    ['G', back],
    ['Up j j j j', back],
  ],
  'PgDn PgUp Ctrl-D Ctrl-U': [
    ['? PageDown', /^ .* \d+-\d+ of \d+$/m],
    ['PageUp', / 1-\d+ of/],
    ['C-d', / (?!1-)\d+-\d+ of/],
    ['C-u', / 1-\d+ of/],
  ],
  'g Home, G End': [
    ['g', /^>.*synced/m],
    ['G', back],
    ['Home', /^>.*synced/m],
    ['End', back],
  ],
  'h l ← →': [
    ['4 G l', /^>▾/m],
    ['h', /^>▸/m],
    ['Right', /^>▾/m],
    ['Left', /^>▸/m],
  ],
  Enter: [
    ['Enter', /─ detail \(difference\)/],
    ['Enter', /▶ detail/],
  ],
  Esc: [
    ['Enter', /─ detail/],
    ['Escape', screen => !screen.includes('detail (')],
  ],
  '/': [['/', /^ \/.*exclude/m]],
  'n N': [
    ['/', /^ \//m],
    ['s y n c e d Enter', /filter synced: 1 of/],
    ['Escape', screen => !screen.includes('filter synced')],
    ['N', /^>.*synced/m],
    ['n', /no hit below: synced/],
  ],
  'Space p': [
    ['Space', /PAUSED/],
    ['p', back],
  ],
  s: [
    ['s', /PAUSED/],
    ['s', back],
  ],
  w: [
    ['w', /rows are wrapped/],
    ['w', /rows are cut/],
    ['Enter w', /long lines are cut/],
  ],
  t: [
    ['t', /\d s ago/],
    ['t', screen => !/ ago|\d\d:\d\d:\d\d {2}(synced|watching)/.test(screen)],
    ['t', /\d\d:\d\d:\d\d {2}synced/],
  ],
  f: [
    ['f', screen => !screen.includes('DEMO')],
    ['f', /DEMO/],
  ],
  b: [
    ['b', /bursts of changes are one row/],
    ['b', /every change is a row/],
  ],
  v: [
    ['Enter v', /detail \(json\)/],
    ['v', /detail \(text\)/],
    ['v', /detail \(hex\)/],
    ['v', /detail \(difference\)/],
  ],
  '[ ]': [
    ['k', selected],
    ['[', /no change of this key above|^>\S/m],
    ['G ] ]', /no change of this key below/],
  ],
  'm, u U': [
    ['k m', /^\*\S/m],
    ['g', /^>.*synced/m],
    ['u U', /no mark above/],
  ],
  'e E': [['g E', /no gap above/]],
  y: [['y', /copied \d+ B|copied .*: value/]],
  Y: [
    ['Y', /copied \d+ B: as curl/],
    ['Y', /copied \d+ B: as etcdctl/],
  ],
  c: [['c', /copied \d+ B: key/]],
  '!': [
    ['!', /SECRETS SHOWN/],
    ['!', /secrets are masked/],
  ],
  ':': [[':', /^ :/m]],
  '< > P, { }': [
    ['<', /:speed is for a replay/],
    ['>', /:speed is for a replay/],
    ['P', /:play is for a replay/],
    ['{', /:seek is for a replay/],
    ['}', /:seek is for a replay/],
  ],
  'Ctrl-R': [['2 C-r', /checking again|syncing again|2 syncs done/]],
  '?': [
    ['?', /pane Watch, Sync/],
    ['?', back],
  ],
};

/** In tests of their own below. */
const leaving = ['Ctrl-S', 'q Q', 'Ctrl-C, Ctrl-Z'];

test('every row of the keymap has a script here', () => {
  const shown = keymap.map(row => row.shown);
  assert.deepEqual([...Object.keys(scripts), ...leaving].sort(), shown.sort());
});

for (const [shown, steps] of Object.entries(scripts)) {
  test(`${shown} does what the help says`, () =>
    inProgram(['demo'], size, async terminal => {
      await terminal.waitFor('a change with a value', seen => /[+~] (routes|upstr)\S+/.test(seen));
      for (const [keys, seen] of steps) {
        await terminal.press(...keys.split(' '));
        const isSeen = typeof seen === 'function' ? seen : (text: string) => seen.test(text);
        await terminal.waitFor(`${keys}: ${seen}`, isSeen);
      }
    }));
}

test('Ctrl-S saves the stream as NDJSON that nobody else may read', t =>
  inFolder(t, async (terminal, folder) => {
    await terminal.press('C-s');
    await terminal.waitFor('that it is saved', seen => /saved \d+ lines?, .* to /.test(seen));
    const [name = ''] = readdirSync(folder);
    const file = join(folder, name);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const [first = ''] = readFileSync(file, 'utf8').split('\n');
    assert.equal(JSON.parse(first).phase, 'synced');
  }));

test('Q leaves the last screen in the scrollback, q gives back what was there before', t =>
  inFolder(t, async terminal => {
    await terminal.press('Q');
    const screen = await terminal.waitFor('the shell', seen => /^code 0$/m.test(seen));
    assert.match(screen, /\[1 Watch\].*\n(.*\n)+code 0/);
    await terminal.typeLine('clear; etcdscope demo; echo "code $?"');
    await terminal.waitFor('a change', seen => /[+~-] (routes|upstr)\S+/.test(seen));
    await terminal.press('q');
    const after = await terminal.waitFor('the shell', seen => /^code 0$/m.test(seen));
    assert.doesNotMatch(after, /1 Watch/);
  }));

test('Ctrl-Z gives the shell its terminal, fg the interface its screen', t =>
  inFolder(t, async terminal => {
    await terminal.press('C-z');
    await terminal.waitFor('the shell', seen => /(Stopped|suspended).*\n.*ready>/.test(seen));
    const {alternateScreen, cursorVisible} = await terminal.state();
    assert.deepEqual([alternateScreen, cursorVisible], [false, true]);
    await terminal.typeLine('fg');
    await terminal.waitForState('the other screen', state => state.alternateScreen);
    await terminal.waitFor('the demo', seen => /DEMO/.test(seen.split('\n')[0] ?? ''));
    await terminal.press('C-c');
    await terminal.waitForState('the shell again', state => !state.alternateScreen);
  }));

async function inFolder(
  t: TestContext,
  body: (terminal: Terminal, folder: string) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'etcdscope-keys-'));
  t.after(() => rmSync(folder, {recursive: true}));
  await inShell(size, async terminal => {
    await terminal.typeLine(`cd ${folder}; clear; etcdscope demo; echo "code $?"`);
    await terminal.waitFor('a change', seen => /[+~-] (routes|upstr)\S+/.test(seen));
    await body(terminal, folder);
  });
}
