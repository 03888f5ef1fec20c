// How a frame gets to the terminal: in one piece, only what changed, text as it was given.
import assert from 'node:assert/strict';
import type {Writable} from 'node:stream';
import {test} from 'node:test';
import {setTimeout as delay} from 'node:timers/promises';
import {openScreen} from '../../source/ui/screen.tsx';
import {fakeTerminal} from './fake-terminal.ts';

test('a frame is one write, however many rows have changed in it', async () => {
  const {screen, terminal, writes} = await openCounted(['first', 'second', 'third']);
  writes.length = 0;
  screen.show(['one', 'two', 'three']);
  assert.equal(writes.length, 1);
  assert.deepEqual(terminal.screen(), ['one', 'two', 'three']);
  await throttleOver();
  screen.show(['one', 'two', '3']);
  assert.equal(writes.length, 2);
  assert.ok(!writes[1]?.includes('two'), JSON.stringify(writes[1]));
  await close(screen);
});

test('a frame that is the same as before is not written', async () => {
  const {screen, writes} = await openCounted(['a', '', 'c']);
  writes.length = 0;
  screen.show(['a', '', 'c']);
  assert.deepEqual(writes, []);
  await close(screen);
});

test('rows are drawn as given: empty, styled, wide, and as wide as the screen', async () => {
  const {screen, terminal} = await openCounted(['', '', '']);
  const full = 'x'.repeat(columns);
  screen.show([`\x1b[33m${full}\x1b[0m`, '', '漢字 \x1b[1m→ é\x1b[0m']);
  assert.deepEqual(terminal.screen(), [full, '', '漢字 → é']);
  await close(screen);
});

const columns = 40;

async function openCounted(rows: readonly string[]) {
  const terminal = fakeTerminal(columns, rows.length);
  const {stdin, stdout} = terminal;
  const writes: string[] = [];
  countWrites(stdout, writes);
  const ignore = () => {};
  const screen = openScreen({
    stdin,
    stdout,
    framesPerSecondMax: 1000,
    rows,
    onKeys: ignore,
    onPaste: ignore,
  });
  await throttleOver();
  return {screen, terminal, writes};
}

/** Ink's own timer, of 1 ms, is due before this one: the next frame is drawn when it is shown. */
function throttleOver(): Promise<void> {
  return delay(10);
}

/** What the system is given at once: a terminal's stream hands over what was held back together. */
function countWrites(stdout: Writable, writes: string[]): void {
  const write = stdout._write.bind(stdout);
  stdout._write = (chunk, encoding, done) => {
    writes.push(String(chunk));
    write(chunk, encoding, done);
  };
  stdout._writev = (chunks, done) => {
    const text = chunks.map(({chunk}) => String(chunk)).join('');
    writes.push(text);
    write(text, 'utf8', done);
  };
}

async function close(screen: ReturnType<typeof openScreen>): Promise<void> {
  screen.close();
  await screen.ended;
}
