// Hostile keys and values in every pane, mode and width: nothing but colours leaves for the terminal,
// no row is wider than it, columns stay straight, copies and files hold no escape of their own.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {setImmediate as turn} from 'node:timers/promises';
import {displayWidth} from '../../source/report/display-width.ts';
import type {Entry} from '../../source/sync/entries.ts';
import {fixtureKeys} from './fixture-keys.ts';
import {base64, putEntry, quietModel, statusEntry} from './fixture-source.ts';
import {frameSession} from './frame-session.ts';
import {hostileKeys, hostileTexts, hostileValues} from './hostile-corpus.ts';

const keyed = hostileKeys.map(key => putEntry(key, 'v'));
const valued = hostileValues.map((value, at) => ({
  ...putEntry(`/apisix/routes/${at}`, 'x', {version: 2}),
  value: base64(value),
  prevValue: base64(hostileValues[(at + 1) % hostileValues.length] ?? ''),
}));
const statuses = hostileTexts.map(reason => statusEntry('disconnected', {reason}));
const entries: readonly Entry[] = [...keyed, ...valued, ...statuses];
const isHarmless = (row: string) =>
  !/[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/.test(
    row.replaceAll(/\x1b\[[\d;]*m/g, ''),
  );

function check(rows: readonly string[], columns: number, where: string): void {
  for (const row of rows) {
    const plain = row.replaceAll(/\x1b\[[\d;]*m/g, '');
    assert.ok(isHarmless(row), `${where}: ${JSON.stringify(plain)}`);
    assert.ok(displayWidth(plain) <= columns, `${where}: ${plain}`);
  }
}

for (const mode of ['difference', 'json', 'text', 'hex']) {
  test(`every entry in the detail as ${mode} is inert`, () => {
    const modes = ['difference', 'json', 'text', 'hex'];
    for (const unicode of [true, false]) {
      const session = frameSession({log: entries, options: {unicode, color: '256'}});
      const size = {columns: 80, rows: 24};
      session.frame(size);
      session.press(['g', 'enter', ...Array.from({length: modes.indexOf(mode)}, () => 'v')]);
      for (let at = 0; at < entries.length; at++) {
        check(session.frame(size), 80, `entry ${at}`);
        session.press(['j']);
      }
      session.close();
    }
  });
}

test('lists of hostile rows fit every width, wrapped, cut and scrolled sideways', () => {
  for (const columns of [20, 40, 60, 101, 200]) {
    const session = frameSession({log: entries});
    const size = {columns, rows: entries.length + 6};
    check(session.frame(size), columns, 'list');
    session.press(['l', 'l', 'l']);
    check(session.frame(size), columns, 'sideways');
    session.press(['b']);
    check(session.frame(size), columns, 'folded');
    session.press(['enter', 'enter', 'w', 'l', 'l']);
    check(session.frame(size), columns, 'detail, cut');
    session.close();
  }
});

test('beside the detail every row of the list ends at the same column', () => {
  const session = frameSession({log: entries});
  const size = {columns: 120, rows: 60};
  session.frame(size);
  session.press(['k', 'enter']);
  const rows = session.frame(size).map(row => row.replaceAll(/\x1b\[[\d;]*m/g, ''));
  const ends = rows.slice(4, -1).map(row => displayWidth(row.slice(0, row.indexOf('│'))));
  assert.deepEqual([...new Set(ends)], [63]);
  session.close();
});

test('hostile keys in the tree, in what is found and in the detail are inert', async () => {
  const keys = fixtureKeys();
  for (const [at, key] of hostileKeys.entries()) {
    keys.put(key, hostileValues[at]?.toString('latin1') ?? '');
  }
  for (const columns of [30, 80, 140]) {
    const session = frameSession({keys, model: {...quietModel, prefix: ''}});
    const size = {columns, rows: 40};
    session.frame(size);
    session.press(['4']);
    session.frame(size);
    for (let step = 0; step < 40; step++) {
      session.press(['enter', 'j']);
      await turn();
      check(session.frame(size), columns, `tree, step ${step}`);
    }
    session.press(['esc', '/', ...'~.'.split(''), 'enter']);
    for (let step = 0; step < 20; step++) {
      session.press(['j', 'enter']);
      await turn();
      check(session.frame(size), columns, `found, step ${step}`);
    }
    session.close();
  }
});

test('hostile names of the endpoint, prefix, filter and message are inert', () => {
  for (const text of hostileTexts) {
    const endpoints = [{url: `http://${text}`, current: true, lastError: text}];
    const model = {...quietModel, prefix: text, endpoints, leader: text, etcdVersion: text};
    for (const keys of ['', '2', '3', '/']) {
      const session = frameSession({log: [], model});
      session.press(keys === '' ? [] : [keys]);
      session.paste(text);
      session.say(text, 'error');
      check(session.frame({columns: 90, rows: 20}), 90, keys);
      session.close();
    }
  }
});

test('what is saved is one JSON object a line, whatever is in it', () => {
  const session = frameSession({log: entries});
  session.frame({columns: 80, rows: 24});
  const [asked] = session.press(['ctrl-s']);
  assert.ok(asked?.type === 'save-lines');
  const lines = [...asked.lines];
  assert.equal(lines.length, entries.length);
  for (const line of lines) {
    assert.ok(!/[\n\r\x1b]/.test(line));
    assert.equal(typeof JSON.parse(line), 'object');
  }
  session.close();
});
