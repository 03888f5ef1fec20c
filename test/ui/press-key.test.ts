// The interface's state by scripts of keys: what is selected, held, filtered and open afterwards.
// Scripts go through a whole session, so that moves are measured against real frames.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {createMasker} from '../../source/report/secrets.ts';
import type {InterfaceState} from '../../source/ui/interface-state.ts';
import {panes} from '../../source/ui/panes.ts';
import {createSession} from '../../source/ui/session.ts';
import {
  type FixtureSource,
  fixtureSource,
  routeChanges,
  startMs,
  statusEntry,
} from './fixture-source.ts';

const options = {
  showSecrets: false,
  color: 'none',
  unicode: true,
  masker: createMasker({keyBytes: Buffer.alloc(16, 7)}),
  now: () => startMs,
  timeZone: 'UTC',
} as const;

function named(keys: string): string[] {
  return keys.split(' ').filter(key => key !== '');
}

/** Keys by name with spaces between; 20 rows of list at 100 columns. */
function press(keys: string, source: FixtureSource = fixtureSource(routeChanges(50))) {
  const session = createSession(source, options);
  const draw = () =>
    session.frame({columns: 100, rows: 25}).map(row => row.replaceAll(/\x1b\[\d*m/g, ''));
  draw();
  const type = (more: string) => {
    const effects = session.press(named(more));
    draw();
    return effects;
  };
  const effects = type(keys);
  return {source, session, type, draw, effects, state: session.state()};
}

const scripts: readonly {
  readonly claim: string;
  readonly keys: string;
  readonly leads: Partial<InterfaceState>;
}[] = [
  {claim: 'it starts following', keys: '', leads: {selected: undefined, hold: undefined}},
  {claim: 'k selects the row above the newest', keys: 'k', leads: {selected: 48}},
  {claim: 'j past the last row follows again', keys: 'k j j', leads: {hold: undefined}},
  {claim: 'j while following keeps following', keys: 'j j', leads: {hold: undefined}},
  {claim: 'g selects the oldest', keys: 'g', leads: {selected: 0, top: 0}},
  {claim: 'k at the oldest stays', keys: 'g k k', leads: {selected: 0}},
  {claim: 'G follows from anywhere', keys: 'g G', leads: {hold: undefined, selected: undefined}},
  {claim: 'a page is the list less one row', keys: 'g pagedown', leads: {selected: 19}},
  {claim: 'half a page is half of it', keys: 'g ctrl-d', leads: {selected: 10}},
  {
    claim: 'space holds without a selection',
    keys: 'space',
    leads: {hold: {endSequence: 50, by: 'pause'}, selected: undefined},
  },
  {claim: 'space again follows', keys: 'space space', leads: {hold: undefined}},
  {
    claim: 'j never ends a pause that a key began',
    keys: 'p j j j',
    leads: {hold: {endSequence: 50, by: 'pause'}, selected: 49},
  },
  {claim: 's stays, then follows', keys: 's s', leads: {hold: undefined}},
  {claim: 'digits choose panes', keys: '2', leads: {pane: 'sync'}},
  {
    claim: 'tab goes round',
    keys: 'tab '.repeat(panes.length).trim(),
    leads: {pane: 'watch'},
  },
  {claim: 'shift-tab goes the other way', keys: 'tab tab shift-tab', leads: {pane: 'sync'}},
  {
    claim: 'enter opens the newest row and holds',
    keys: 'enter',
    leads: {selected: 49, detailOpen: true},
  },
  {claim: 'enter again moves inside the detail', keys: 'enter enter', leads: {focus: 'detail'}},
  {
    claim: 'esc leaves the detail step by step',
    keys: 'enter enter esc esc',
    leads: {focus: 'list', detailOpen: false},
  },
  {
    claim: 'v opens the detail first',
    keys: 'v',
    leads: {detailOpen: true, valueMode: 'difference'},
  },
  {claim: 'v then goes through the modes', keys: 'v v v', leads: {valueMode: 'text'}},
  {claim: 'v comes round', keys: 'v v v v v', leads: {valueMode: 'difference'}},
  {claim: 't goes through the times', keys: 't t', leads: {timeMode: 'off'}},
  {claim: '! reveals', keys: '!', leads: {showSecrets: true}},
  {claim: '! twice masks', keys: '! !', leads: {showSecrets: false}},
  {claim: 'l scrolls by half a page of columns', keys: 'l l', leads: {sideways: 100}},
  {claim: 'h never scrolls past the start', keys: 'l h h', leads: {sideways: 0}},
  {claim: 'help opens and esc closes it', keys: '? esc', leads: {helpOpen: false}},
  {claim: 'f is full screen and esc ends it', keys: 'f esc', leads: {fullScreen: false}},
  {claim: 'a filter applies as it is typed', keys: '/ r o', leads: {filter: 'ro'}},
  {claim: 'enter keeps the filter', keys: '/ 7 enter', leads: {filter: '7', prompt: undefined}},
  {claim: 'esc goes back to the filter before', keys: '/ 7 enter / 8 esc', leads: {filter: '7'}},
  {claim: 'esc clears the filter', keys: '/ 7 enter esc', leads: {filter: '', lastFilter: '7'}},
  {
    claim: 'keys are text while a filter is typed',
    keys: '/ q 2 g',
    leads: {filter: 'q2g', pane: 'watch'},
  },
  {claim: 'backspace takes one character', keys: '/ 1 7 backspace', leads: {filter: '1'}},
  {
    claim: 'backspace on nothing closes the prompt',
    keys: '/ backspace',
    leads: {prompt: undefined},
  },
  {claim: 'ctrl-u empties the filter', keys: '/ 1 7 ctrl-u', leads: {filter: ''}},
  {claim: 'an invalid regex leaves the last one in force', keys: '/ ~ 1 (', leads: {filter: '~1'}},
  {
    claim: 'keys of the watch pane mean nothing elsewhere',
    keys: '2 space v e m',
    leads: {hold: undefined, detailOpen: false, marks: new Set()},
  },
  {claim: 'unknown keys do nothing', keys: 'z ü f12', leads: {message: undefined, hold: undefined}},
];

for (const {claim, keys, leads} of scripts) {
  test(`${claim} (${keys || 'no key'})`, () => {
    const {state} = press(keys);
    for (const [name, value] of Object.entries(leads)) {
      assert.deepEqual(state[name as keyof InterfaceState], value, name);
    }
  });
}

test('keys that reach outside come back as effects, in order', () => {
  assert.deepEqual(press('ctrl-r 3 ctrl-r ctrl-z q').effects, [
    {type: 'look-again', pane: 'watch'},
    {type: 'pane-shown', pane: 'certificates'},
    {type: 'look-again', pane: 'certificates'},
    {type: 'suspend'},
    {type: 'quit', keepScreen: false},
  ]);
});

test('an invalid regex is a message, not a crash', () => {
  const {state} = press('/ ~ (');
  assert.equal(state.message?.role, 'error');
  assert.match(state.message?.text ?? '', /Invalid regular expression/);
});

test('rows of a filter are walked by j and k as they stand on the screen', () => {
  const {type, session} = press('/ 7 enter k');
  assert.equal(session.state().selected, 37);
  type('k');
  assert.equal(session.state().selected, 27);
});

test('n and N find hits of the last filter after it was cleared', () => {
  const {type, session} = press('/ 7 enter esc N');
  assert.equal(session.state().selected, 47);
  type('N N');
  assert.equal(session.state().selected, 27);
  type('n');
  assert.equal(session.state().selected, 37);
  type('n n n');
  assert.match(session.state().message?.text ?? '', /no hit below/);
});

test('e and E stop at what was cut or lost, and pass what happens at every start', () => {
  const source = fixtureSource([
    statusEntry('synced', {}),
    statusEntry('watching', {}),
    ...routeChanges(10),
    statusEntry('disconnected', {reason: 'reset'}),
    statusEntry('resumed', {}),
    ...routeChanges(10),
    statusEntry('compacted', {}),
  ]);
  const {type, session} = press('E', source);
  assert.equal(session.state().selected, 24);
  type('E');
  assert.equal(session.state().selected, 13);
  type('E E');
  assert.equal(session.state().selected, 12);
  assert.equal(session.state().message?.text, 'no gap above');
  type('e e');
  assert.equal(session.state().selected, 24);
});

test('new entries are counted while held and do not move the selection', () => {
  const {source, draw, session} = press('k k');
  source.add(...routeChanges(3));
  const footer = draw().at(-1) ?? '';
  assert.match(footer, /PAUSED {2}\+3 new$/);
  assert.equal(session.state().selected, 47);
});

test('a selection that falls out of the log moves to the oldest row kept', () => {
  const {source, draw, type, session} = press('g');
  source.forget(20);
  const rows = draw();
  assert.ok(rows.some(row => /^>.*routes\/20 /.test(row)));
  type('j');
  assert.equal(session.state().selected, 21);
});

test('everything can fall out of the log while the detail is open', () => {
  const {source, draw, type} = press('g enter');
  source.forget(50);
  draw();
  type('j k enter v G');
});

test('every key does something sensible on an empty log', () => {
  const {effects} = press(
    'j k g G pagedown pageup ctrl-d ctrl-u enter v space s e E n N h l t f ! / x enter esc ? j k G esc',
    fixtureSource(),
  );
  assert.deepEqual(effects, []);
});
