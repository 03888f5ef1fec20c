// The README's pictures, made from the built executable's own screens: the demo in tmux, keys
// pressed, each screen as docs/*.svg. Run again whenever the interface looks different:
// node --import tsx build/pictures.ts
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {setTimeout as delay} from 'node:timers/promises';
import {executablePath} from '../test/support/executable.ts';
import {openTerminal, type Terminal} from '../test/support/tmux.ts';
import {terminalSvg} from './terminal-svg.ts';

type Picture = {
  readonly name: string;
  readonly title: string;
  readonly keys: readonly string[];
  /** On the screen once it shows what the picture is of, and not on the one before. */
  readonly shows: RegExp;
};

const size = {columns: 120, rows: 30};
const folder = join(import.meta.dirname, '..', 'docs');

// In this order: the demo's first outage is at 20 s.
const pictures: readonly Picture[] = [
  {
    name: 'watch',
    title: 'The Watch pane: changes to routes and upstreams in words, an outage as a row',
    keys: ['1', 'G'],
    shows: /\[1 Watch\][\s\S]*resumed/,
  },
  {
    name: 'detail',
    title: 'A change in detail: what was and what is, field by field',
    keys: [...'kkkkkkk', 'Enter'],
    shows: /changed at \d+[\s\S]*esc back/,
  },
  {
    name: 'sync',
    title: 'The Sync pane: the full sync, what was lost (nothing), every endpoint',
    keys: ['2'],
    shows: /\[2 Sync\][\s\S]*nothing lost/,
  },
  {
    name: 'certificates',
    title: 'The Certificates pane: the member whose gateway is down, and why',
    keys: ['3'],
    // Not while a member is still said to be away, as in the demo's outage.
    shows: /^(?![\s\S]*net-refused)[\s\S]*\[3 Certificates\][\s\S]*clientAuth/,
  },
  {
    name: 'keys',
    title: 'The Keys pane: the key space as a tree',
    keys: ['4'],
    shows: /\[4 Keys\][\s\S]*routes/,
  },
];

await main();

async function main(): Promise<void> {
  mkdirSync(folder, {recursive: true});
  const env = {TERM: 'xterm-256color', COLORTERM: 'truecolor'};
  const terminal = await openTerminal({...size, env, command: [executablePath, 'demo']});
  try {
    await terminal.waitFor('rows', screen => /[+~-] [a-z_]+\/\S/.test(screen));
    await delay(24_000);
    for (const picture of pictures) await take(picture, terminal);
  } finally {
    await terminal.close();
  }
}

async function take({name, title, keys, shows}: Picture, terminal: Terminal): Promise<void> {
  for (const key of keys) await terminal.press(key);
  await terminal.waitFor(title, screen => shows.test(screen));
  const file = join(folder, `${name}.svg`);
  writeFileSync(file, terminalSvg(await terminal.screenWithEscapes(), {...size, title}));
  process.stdout.write(`${file}\n`);
}
