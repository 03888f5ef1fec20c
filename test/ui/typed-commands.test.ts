// What is typed after a colon, and the marks, jumps and versions that keys lead to; each a script of
// keys with what it leaves behind.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {setImmediate as turn} from 'node:timers/promises';
import {createSession} from '../../source/ui/session.ts';
import {apisixKeys} from './fixture-keys.ts';
import {changeEntry, fixtureSource, putEntry, routeChanges} from './fixture-source.ts';
import {frameOptions} from './frame-session.ts';

async function run(keys: string) {
  const log = [
    ...routeChanges(30),
    {...changeEntry('/apisix/routes/3', {a: 1}, {a: 2}), modRevision: 140},
    putEntry('/apisix/routes/99', {uri: '/x'}, {modRevision: 141}),
  ];
  const fixture = fixtureSource(log);
  const space = apisixKeys();
  const source = Object.assign(fixture, {keys: space});
  const session = createSession(source, frameOptions);
  const draw = () => session.frame({columns: 100, rows: 50}).join('\n');
  const asked = [];
  draw();
  for (const key of keys.split(' ').filter(name => name !== '')) {
    asked.push(...session.press([key]));
    draw();
    for (let turns = 0; turns < 10; turns++) {
      await turn();
    }
  }
  return {state: session.state(), asked, screen: draw(), space, session, draw};
}

const typed = (text: string) =>
  `: ${text.replaceAll(' ', '_').split('').join(' ')} enter`.replaceAll('_', 'space');

test(':q quits', async () => {
  assert.deepEqual((await run(typed('q'))).asked, [{type: 'quit', keepScreen: false}]);
});

test('Q quits and keeps the screen', async () => {
  assert.deepEqual((await run('Q')).asked, [{type: 'quit', keepScreen: true}]);
});

test(':rev N goes to the first change of that revision or later', async () => {
  assert.equal((await run(typed('rev 110'))).state.selected, 10);
  assert.equal((await run(typed('rev 135'))).state.selected, 30);
  assert.equal((await run(`2 ${typed('rev 110')}`)).state.pane, 'watch');
});

test(':rev N of what is no longer in the log is asked of the source', async () => {
  assert.deepEqual((await run(typed('rev 7'))).asked, [
    {type: 'command', name: 'rev', argument: '7'},
  ]);
});

test(':rev of no number is refused with what was expected', async () => {
  const {state, asked} = await run(typed('rev abc'));
  assert.deepEqual(asked, []);
  assert.match(state.message?.text ?? '', /^:rev abc: expected a revision/);
});

test('other commands go to the source with their argument', async () => {
  assert.deepEqual((await run(typed('record a b.ndjson'))).asked, [
    {type: 'command', name: 'record', argument: 'a b.ndjson'},
  ]);
});

test('esc leaves the prompt and nothing is asked', async () => {
  const {state, asked} = await run(': q esc');
  assert.deepEqual([state.prompt, asked], [undefined, []]);
});

test('marks are set, gone through and taken away', async () => {
  const {state} = await run('g m j j m G U');
  assert.deepEqual([...state.marks], [0, 2]);
  assert.equal(state.selected, 2);
  assert.equal((await run('g m j j m G U U')).state.selected, 0);
  assert.equal((await run('g m m')).state.marks.size, 0);
  assert.match((await run('g m u')).state.message?.text ?? '', /no mark below/);
});

test('[ and ] go through the changes of one key in Watch', async () => {
  assert.equal((await run('k [')).state.selected, 3);
  assert.equal((await run('k [ ]')).state.selected, 30);
  assert.match((await run('k ]')).state.message?.text ?? '', /no change of this key below/);
});

test('[ and ] go through the history of a key in Keys, down to what made it', async () => {
  const open = '4 / ~ e s / 1 $ enter enter';
  assert.match((await run(open)).screen, /version {3}3 · newest/);
  assert.match((await run(`${open} [`)).screen, /version {3}2 · before the one at 5/);
  assert.match((await run(`${open} [ [`)).screen, /created there/);
  assert.match((await run(`${open} [ [ [`)).state.message?.text ?? '', /no older version/);
  assert.match((await run(`${open} [ ]`)).screen, /version {3}3 · newest/);
  assert.match((await run(`${open} ]`)).state.message?.text ?? '', /newest version/);
});

test('history that is compacted away says so', async () => {
  const {space, session, draw} = await run('4');
  space.compact(5);
  session.press([...'/~es/1$'.split(''), 'enter', 'enter']);
  draw();
  for (let turns = 0; turns < 10; turns++) {
    await turn();
  }
  assert.match(draw(), /older is compacted away/);
});

test('a key that cannot be read says why, and the screen goes on', async () => {
  const {space, session, draw} = await run('4');
  space.fail('etcdserver: no leader \x1b[2J');
  session.press([...'/~es/1$'.split(''), 'enter', 'enter']);
  draw();
  await turn();
  assert.match(draw(), /not read: etcdserver: no leader \\x1b\[2J/);
});

test('a key that changes while it is open is read again', async () => {
  const {space, draw} = await run('4 / ~ e s / 1 $ enter enter');
  space.put('/apisix/routes/1', {uri: '/changed/meanwhile'});
  draw();
  for (let turns = 0; turns < 10; turns++) {
    await turn();
  }
  assert.match(draw(), /changed\/meanwhile/);
});

test('an older version stays on the screen while newer ones come', async () => {
  const {space, draw} = await run('4 / ~ e s / 1 $ enter enter [');
  space.put('/apisix/routes/1', {uri: '/changed/meanwhile'});
  draw();
  for (let turns = 0; turns < 10; turns++) {
    await turn();
  }
  assert.match(draw(), /version {3}2 · before the one at 5/);
});

test('words in help are found and gone through by n and N', async () => {
  const {state, screen} = await run('? / c o p y enter n');
  assert.equal(state.find, 'copy');
  assert.match(screen, /\d lines with copy/);
  assert.equal((await run('? / c o p y enter esc')).state.helpOpen, false);
});

test('the tree is opened, left and closed by l and h', async () => {
  const rows = (screen: string) => screen.split('\n').filter(row => /keys? +\d/.test(row)).length;
  assert.equal(rows((await run('4')).screen), 4);
  const open = await run('4 G l');
  assert.ok(open.state.keys.open.has('/apisix/upstreams/'));
  assert.equal((await run('4 G l j h')).state.keys.selected, '/apisix/upstreams/');
  assert.equal((await run('4 G l j h h')).state.keys.open.size, 0);
});

test('twenty older versions are read at once, and more only from the oldest one on', async () => {
  const {space, session, draw} = await run('4');
  for (let version = 0; version < 60; version++) {
    space.put('/apisix/routes/2', {version});
  }
  const settle = async () => {
    draw();
    for (let turns = 0; turns < 100; turns++) {
      await turn();
    }
    draw();
  };
  session.press([...'/~es/2$'.split(''), 'enter', 'enter']);
  await settle();
  assert.equal(space.reads.length, 21);
  session.press(['[']);
  await settle();
  assert.equal(space.reads.length, 21);
  session.press(Array.from({length: 19}, () => '['));
  await settle();
  assert.equal(space.reads.length, 41);
});
