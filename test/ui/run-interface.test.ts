// The interface on a fake terminal: keys in, screen out, the terminal restored on every way out.
// Only the terminal is fake: Ink, React and the interface are real.
import assert from 'node:assert/strict';
import {type TestContext, test} from 'node:test';
import {setTimeout as delay} from 'node:timers/promises';
import {createMasker} from '../../source/report/secrets.ts';
import {runInterface} from '../../source/ui/run-interface.tsx';
import {type FakeTerminal, fakeTerminal} from './fake-terminal.ts';
import {
  type FixtureSource,
  fixtureSource,
  putEntry,
  quietModel,
  routeChanges,
  startMs,
} from './fixture-source.ts';

type Run = {
  readonly terminal: FakeTerminal;
  readonly source: FixtureSource;
  readonly abort: AbortController;
  readonly ended: Promise<{readonly reason: string}>;
  shows(text: string | RegExp): Promise<void>;
};

async function start(
  t: TestContext,
  {source = fixtureSource(routeChanges(40)), columns = 100, rows = 24} = {},
  more: {readonly suspendProcess?: () => Promise<void>} = {},
): Promise<Run> {
  const terminal = fakeTerminal(columns, rows);
  const abort = new AbortController();
  const ended = runInterface({
    source,
    stdin: terminal.stdin,
    stdout: terminal.stdout,
    signal: abort.signal,
    options: {
      showSecrets: false,
      color: '16',
      unicode: true,
      masker: createMasker({keyBytes: Buffer.alloc(16, 7)}),
      now: () => startMs,
      timeZone: 'UTC',
      ...more,
    },
  });
  ended.catch(() => undefined);
  t.after(async () => {
    abort.abort();
    await ended.catch(() => undefined);
  });
  const deadline = AbortSignal.any([t.signal, AbortSignal.timeout(20_000)]);
  const shows = (text: string | RegExp) => terminal.shows(text, deadline);
  await shows('[1 Watch]');
  return {terminal, source, abort, ended, shows};
}

test('the first frame fills the screen and follows the newest change', async t => {
  const {terminal} = await start(t);
  const screen = terminal.screen();
  assert.match(screen[0] ?? '', /etcdscope {2}http:\/\/10.0.0.1:2379 \+1 .*rev 81,240$/);
  assert.match(screen[1] ?? '', /● live \(asked every 5 s\)/);
  assert.match(screen[22] ?? '', /routes\/39/);
  assert.match(screen[23] ?? '', /\? help/);
});

test('keys that arrive in one read are all obeyed', async t => {
  const {terminal, shows} = await start(t);
  terminal.type('kk');
  await shows(/^>.* routes\/37 /m);
  terminal.type('kkkj');
  await shows(/^>.* routes\/35 /m);
});

test('arrow and page keys move as the letters do', async t => {
  const {terminal, shows} = await start(t);
  terminal.type('\x1b[A');
  await shows(/^>.* routes\/38 /m);
  terminal.type('\x1b[5~');
  await shows(/^>.* routes\/20 /m);
  terminal.type('\x1b[H');
  await shows(/^>.* routes\/0 /m);
  terminal.type('\x1b[F');
  await shows(/ routes\/39 /);
});

test('new changes appear without a key, and are only counted while the view is paused', async t => {
  const {terminal, source, shows} = await start(t);
  source.add(putEntry('/apisix/routes/new', {uri: '/new'}));
  source.tell();
  await shows('routes/new');
  terminal.type(' ');
  await shows('PAUSED');
  source.add(putEntry('/apisix/routes/a', {}), putEntry('/apisix/routes/b', {}));
  source.tell();
  await shows('PAUSED  +2 new');
  assert.doesNotMatch(terminal.screen().join('\n'), /routes\/b/);
  terminal.type('G');
  await shows('routes/b');
});

test('nothing is written while nothing changes', async t => {
  const {terminal, source, shows} = await start(t);
  source.tell();
  terminal.type('k');
  await shows(/^>/m);
  // Let what those two asked for be written: it is the quiet after it that is measured.
  await delay(300);
  const before = terminal.written();
  await delay(500);
  source.tell();
  await delay(300);
  assert.equal(terminal.written(), before);
});

test('a burst of events costs a few frames, not one each', async t => {
  const {terminal, source, shows} = await start(t);
  let drawn = 0;
  terminal.stdout.on('drawn', () => drawn++);
  for (let at = 0; at < 5000; at++) {
    source.add(putEntry(`/apisix/routes/burst-${at}`, {}));
    source.tell();
  }
  await shows('burst-4999');
  assert.ok(drawn < 40, `${drawn} writes for one burst`);
});

test('a resize keeps the selection and fills the new size exactly', async t => {
  const {terminal, shows} = await start(t, {columns: 120, rows: 40});
  terminal.type('kkkkk');
  await shows(/^>.* routes\/34 /m);
  for (const [columns, rows] of [
    [60, 16],
    [200, 50],
    [40, 12],
    [80, 24],
  ] as const) {
    terminal.resize(columns, rows);
    await shows(/^>.* routes\/34 /m);
    const screen = terminal.screen();
    assert.ok(
      screen.every(row => row.length <= columns),
      `${columns} columns`,
    );
    assert.match(screen.at(-1) ?? '', /PAUSED$/);
  }
});

for (const [name, leave] of [
  ['q', (run: Run) => run.terminal.type('q')],
  ['Ctrl-C', (run: Run) => run.terminal.type('\x03')],
  ['Ctrl-C while a filter is typed', (run: Run) => run.terminal.type('/a\x03')],
  ['an aborted signal', (run: Run) => run.abort.abort()],
] as const) {
  test(`the terminal is restored after ${name}`, async t => {
    const run = await start(t);
    assert.ok(run.terminal.rawMode());
    assert.ok(run.terminal.modes.has('?1049'));
    leave(run);
    const {reason} = await run.ended;
    assert.equal(reason, name === 'an aborted signal' ? 'aborted' : 'quit');
    assertRestored(run);
  });
}

test('the terminal is restored when drawing fails, and the failure is told', async t => {
  const run = await start(t);
  run.source.view = () => {
    throw new Error('no view today');
  };
  run.source.tell();
  await assert.rejects(run.ended, /no view today/);
  assertRestored(run);
});

function assertRestored({terminal, source}: Run): void {
  assert.equal(terminal.rawMode(), false);
  assert.ok(!terminal.modes.has('?1049'), 'back on the primary screen');
  assert.ok(!terminal.modes.has('?2004'), 'no bracketed paste');
  assert.ok(terminal.modes.has('?25'), 'cursor shown');
  assert.equal(source.listeners, 0);
}

test('Ctrl-Z gives the terminal back while the process is stopped', async t => {
  const seen: boolean[] = [];
  let holder: FakeTerminal | undefined;
  const suspendProcess = async () => {
    seen.push(holder?.rawMode() ?? true, holder?.modes.has('?1049') ?? true);
  };
  const {terminal, shows} = await start(t, {}, {suspendProcess});
  holder = terminal;
  terminal.type('\x1a');
  terminal.type('k');
  await shows(/^>.* routes\/38 /m);
  assert.deepEqual(seen, [false, false]);
  assert.ok(terminal.rawMode());
});

test('Ctrl-R asks for what the pane shows', async t => {
  const {terminal, source, shows} = await start(t);
  terminal.type('\x12');
  await shows('syncing again');
  terminal.type('3\x12');
  await shows('checking again');
  assert.deepEqual(source.asked, ['again watch', 'shown certificates', 'again certificates']);
});

test('pasted text goes into the filter and is never taken for keys', async t => {
  const {terminal, shows} = await start(t);
  terminal.type('\x1b[200~q\x1b[201~');
  await shows('pasting is for filters');
  terminal.type('/');
  terminal.type('\x1b[200~routes/17\nq\x1b[201~');
  await shows('1 of 40');
  await shows(/^ .* routes\/17 /m);
});

test('hostile keys, values, reasons and prefixes write no escape of their own', async t => {
  const hostile = '\x1b[2J\x1b]0;pwned\x07\x9b31m\u202e\u200b\r\n\t\x00\x7f\x1bPq';
  const source = fixtureSource(
    [
      putEntry(`/apisix/${hostile}`, hostile),
      putEntry(Buffer.from([0xff, 0x1b, 0x5b, 0x41, 0xc3]), `{"${hostile}":"x"}`),
      putEntry('/apisix/json', {[hostile]: hostile}),
    ],
    {
      ...quietModel,
      prefix: hostile,
      leader: hostile,
      etcdVersion: hostile,
      phase: {name: 'failed', reason: hostile},
      endpoints: [{url: `http://${hostile}`, current: true, lastError: hostile}],
      resources: [{name: hostile, keys: 1, bytes: 1}],
    },
  );
  const {terminal, shows} = await start(t, {source, columns: 160, rows: 40});
  await shows('\\x1b[2J');
  terminal.type('k\rvv2');
  await shows('Keys by resource');
  terminal.type('1/');
  terminal.type(hostile.replaceAll(/[\x00-\x1f\x7f]/g, ''));
  await shows(/^ \/.*\\u202e/m);
  assert.deepEqual(terminal.strange, []);
});
