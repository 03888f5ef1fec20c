// The Keys pane where there is nothing to list: what it waits for, in the words of the other panes,
// and how many rows a short list takes above the detail.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {setImmediate as turn} from 'node:timers/promises';
import type {ViewModel} from '../../source/report/view-model.ts';
import {apisixKeys, fixtureKeys} from './fixture-keys.ts';
import {quietModel, startMs} from './fixture-source.ts';
import {frameSession} from './frame-session.ts';

const {progress} = quietModel;
const unread = {...progress, keysDone: 0, syncsDone: 0};
const down = {
  name: 'backing-off',
  reason: 'connection refused',
  sinceMs: startMs,
  retryAtMs: startMs + 3000,
  attempt: 2,
} as const;

function shown(model: ViewModel): string {
  const session = frameSession({model, keys: fixtureKeys({})});
  session.press(['4']);
  return session.frame({columns: 100, rows: 24}).join('\n');
}

test('while etcd is down the pane says so, why, and what to do', () => {
  const text = shown({...quietModel, phase: down, progress: unread});
  assert.match(text, /down since 14:02:11/);
  assert.match(text, /next: /);
});

test('while the first sync runs the pane says how far it is', () => {
  const text = shown({...quietModel, phase: {name: 'syncing'}, progress: unread});
  assert.match(text, /○ syncing 0 % of 1,234 keys/);
});

test('a key space without keys is told from one that is not read yet', () => {
  assert.match(shown(quietModel), /there is no key/);
});

test('a list of one row leaves its room to the detail below it', async () => {
  const session = frameSession({keys: apisixKeys()});
  const size = {columns: 80, rows: 24};
  session.frame(size);
  for (const key of '4 / r o u t e s / 1 enter enter'.split(' ')) {
    session.press([key]);
    session.frame(size);
    await turn();
  }
  const rows = session.frame(size);
  assert.ok(rows.findIndex(row => row.includes('detail (')) <= 8, rows.join('\n'));
  session.close();
});
