// What leaves the interface: copies for the terminal's clipboard, commands to paste, lines to save.
// Scripts of keys through a session; secrets stay masked until they are shown.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {test} from 'node:test';
import {setImmediate as turn} from 'node:timers/promises';
import {curlCommand, etcdctlCommand, type Reach} from '../../source/report/typed-commands.ts';
import type {InterfaceSource} from '../../source/report/view-model.ts';
import {clipboardSequence} from '../../source/ui/clipboard.ts';
import {createSession} from '../../source/ui/session.ts';
import {apisixKeys} from './fixture-keys.ts';
import {fixtureSource, putEntry, routeChanges} from './fixture-source.ts';
import {frameOptions} from './frame-session.ts';

const reach: Reach = {
  endpoint: 'https://10.0.0.1:2379',
  apiPrefix: '/v3',
  cacert: "/etc/it's/ca.pem",
  cert: 'c.pem',
  key: 'c.key',
  user: 'reader',
  insecureSkipVerify: false,
};

function sessionOf(more: Partial<InterfaceSource> & {readonly log?: InterfaceSource['log']} = {}) {
  const entries = [
    ...routeChanges(3),
    putEntry('/apisix/ssls/1', {snis: ['a.example'], key: 'very secret'}, {modRevision: 104}),
  ];
  const source = {...fixtureSource(entries), keys: apisixKeys(), reach: () => reach, ...more};
  const session = createSession(source, frameOptions);
  const draw = () => session.frame({columns: 100, rows: 24});
  draw();
  const press = async (keys: string) => {
    const asked = [];
    for (const key of keys.split(' ')) {
      asked.push(...session.press([key]));
      draw();
      await turn();
    }
    draw();
    return asked;
  };
  return {session, press};
}

async function copied(keys: string): Promise<string | undefined> {
  const {press} = sessionOf();
  const asked = (await press(keys)).find(({type}) => type === 'copy-text');
  return asked?.type === 'copy-text' ? asked.text : undefined;
}

const copies: readonly (readonly [string, string, RegExp])[] = [
  ['the value of the newest row', 'k y', /^\{"uri":"\/pay\/2"\}$/],
  ['a secret masked', 'y', /^\{"snis":\["a\.example"\],"key":"••••#[0-9a-f]{4}"\}$/],
  ['a secret once it is shown', '! y', /very secret/],
  ['the key', 'k k c', /^\/apisix\/routes\/1$/],
  ['the value of a key', '4 / r o u t e s / 2 enter enter y', /^\{"uri":"\/shop"/],
  ['an older value', '4 / ~ e s / 1 $ enter enter [ y', /"status":0/],
  ['the text of a pane', '2 y', /keys/],
];

for (const [claim, keys, expected] of copies) {
  test(`y and c copy ${claim} (${keys})`, async () => {
    assert.match((await copied(keys)) ?? 'nothing', expected);
  });
}

test('Y copies curl, and again etcdctl, at the revision of the row', async () => {
  const {press, session} = sessionOf();
  const texts = (await press('k Y Y')).map(each => (each.type === 'copy-text' ? each.text : ''));
  assert.match(texts[0] ?? '', /^curl .*"revision":"102"/);
  assert.match(texts[1] ?? '', /^ETCDCTL_API=3 etcdctl .* get --rev 102 -- \/apisix\/routes\/2$/);
  assert.match(session.state().message?.text ?? '', /^copied \d+ B: as etcdctl; Y again: curl$/);
});

test('without an etcd behind it there is no command, and without a key nothing to copy', async () => {
  const {press, session} = sessionOf({reach: undefined});
  assert.deepEqual(await press('Y'), []);
  assert.match(session.state().message?.text ?? '', /no etcd behind this/);
  const empty = sessionOf({log: fixtureSource().log});
  assert.deepEqual(await empty.press('y c Y'), []);
});

test('more than a clipboard takes is not sent', async () => {
  const {log} = fixtureSource([putEntry('/a', 'x'.repeat(1_000_001))]);
  const {press, session} = sessionOf({log});
  assert.deepEqual(await press('y'), []);
  assert.match(session.state().message?.text ?? '', /1\.0 MB are too much/);
});

test('commands mean the same bytes to a shell, and hold no password or token', () => {
  const keys = ['/a/b', "it's", '$(id) `id` "x" \\', '-', 'tab\tline\nend', '日本語'];
  for (const key of [...keys.map(text => Buffer.from(text)), Buffer.from([0xff, 0x01, 0x41])]) {
    const command = etcdctlCommand(reach, key, 7);
    const words = execFileSync('bash', ['-c', `etcdctl() { printf '%s\\0' "$@"; }; ${command}`]);
    assert.deepEqual(words.subarray(words.lastIndexOf('--\0') + 3, -1), key, command);
    const curl = curlCommand(reach, key);
    const sent = execFileSync('bash', ['-c', `curl() { printf '%s' "\${!#}"; }; ${curl}`]);
    const {key: body} = JSON.parse(sent.toString()) as {readonly key: string};
    assert.deepEqual(Buffer.from(body, 'base64'), key, curl);
    assert.doesNotMatch(`${command} ${curl}`, /password|reader:/);
  }
});

test('tmux and screen get a sequence that they pass on', () => {
  const text = 'ü'.repeat(2000);
  const inside = Buffer.from(text).toString('base64');
  assert.equal(clipboardSequence(text, {TERM: 'xterm'}), `\x1b]52;c;${inside}\x07`);
  const tmux = clipboardSequence(text, {TMUX: '/tmux', TERM: 'tmux-256color'});
  assert.ok(tmux.endsWith(`\x1bPtmux;\x1b\x1b]52;c;${inside}\x07\x1b\\`));
  const pieces = clipboardSequence(text, {STY: '1.a', TERM: 'screen'}).split('\x1b\\');
  assert.ok(pieces.every(piece => piece.length <= 768));
  assert.equal(pieces.map(piece => piece.replace('\x1bP', '')).join(''), `\x1b]52;c;${inside}\x07`);
});

test('Ctrl-S saves what the filter lets through, masked, up to the pause', async () => {
  const {press} = sessionOf();
  const [asked] = (await press('space / s s l s enter ctrl-s')).slice(-1);
  assert.ok(asked?.type === 'save-lines');
  const lines = [...asked.lines];
  assert.equal(lines.length, 1);
  assert.match(lines[0] ?? '', /"key":"\/apisix\/ssls\/1".*••••#/);
  const all = (await press('esc ! b ctrl-s')).find(({type}) => type === 'save-lines');
  assert.ok(all?.type === 'save-lines');
  const revisions = [...all.lines].map(line => JSON.parse(line).mod_revision);
  assert.deepEqual(revisions, [100, 101, 102, 104]);
});
