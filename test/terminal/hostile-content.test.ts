// Keys and values are untrusted input to a terminal: whatever they hold, the screen stays the
// interface's and the terminal keeps its state. Served by the embedded gateway in this process.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {type Gateway, startGateway} from '../../source/demo/gateway.ts';
import {runExecutable} from '../support/executable.ts';
import {inProgram} from '../support/shell-terminal.ts';
import {hostileKeys, hostileValues} from '../ui/hostile-corpus.ts';

const hostile = {
  title: '\u001b]0;stolen title\u0007',
  'leave the alternate screen': '\u001b[?1049l\u001b[?25h',
  'clear and home': '\u001b[2J\u001b[H\u001b[3J',
  reset: '\u001bc',
  'one-byte control sequence': '\u009b2J\u009d0;stolen title\u009c',
  clipboard: '\u001b]52;c;c3RvbGVu\u0007',
  'report back': '\u001b[6n\u001b[c\u0005',
  'carriage return and backspace': 'a\rb\b\b\b\bstolen',
  'line ends': 'one\ntwo\r\nthree\u2028four\u0085five',
  'bidi override': 'abc\u202edef\u2066ghi',
  'zero width': 'a\u200b\u200d\ufeffb',
  'NUL and DEL': 'a\u0000b\u007fc',
  tabs: 'a\tb\tc',
  wide: '漢字漢字漢字漢字👩‍👩‍👧‍👦👩‍👩‍👧‍👦e\u0301\u0301\u0301',
};

test('hostile keys and values do nothing to the screen', () =>
  withGateway(gateway =>
    inProgram(['--endpoints', gateway.url, '/x/'], {columns: 80, rows: 24}, async terminal => {
      await terminal.waitFor('the open watch', screen => /watching/.test(screen));
      const before = await terminal.state();
      putHostile(gateway);
      gateway.put('/x/last', 'done');
      const screen = await terminal.waitFor('the last key', seen => /last/.test(seen));
      assert.match(screen.split('\n')[0] ?? '', /etcdscope/, 'the header stays on top');
      assert.doesNotMatch(screen, /^\s*stolen/m);
      for (const keys of [['Enter'], ['Up'], ['g'], ['Up'], ['Escape'], ['G']]) {
        await terminal.press(...keys);
      }
      await terminal.press('2', '3', '1');
      await terminal.waitFor('the interface still', seen => /last/.test(seen));
      assert.deepEqual(await terminal.state(), before, 'title, cursor and screen as before');
      assert.ok((await terminal.widestLine()) <= 80);
      await terminal.press('q');
      await terminal.waitForState('the end', state => state.programEnded);
    }),
  ));

for (const {columns, rows} of [
  {columns: 80, rows: 24},
  {columns: 120, rows: 40},
]) {
  test(`the whole corpus at ${columns}x${rows}, values of 10 MB included, leaves every pane straight`, () =>
    withGateway(gateway =>
      inProgram(['--endpoints', gateway.url], {columns, rows}, async terminal => {
        await terminal.waitFor('the open watch', screen => /asked every|live/.test(screen));
        const before = await terminal.state();
        hostileKeys.forEach((key, at) => {
          gateway.put(key, hostileValues[at % hostileValues.length] ?? '');
        });
        hostileValues.forEach((value, at) => {
          gateway.put(`/apisix/ssls/${at}`, value);
          gateway.put(`/apisix/ssls/${at}`, '{}');
        });
        gateway.put('/apisix/routes/last', '{"uri":"/last"}');
        await terminal.waitFor('the last key', screen => /routes\/last/.test(screen));
        for (const keys of [
          ['Enter'],
          ['v'],
          ['v'],
          ['v'],
          ['k'],
          ['k'],
          ['g'],
          ['j'],
          ['Escape'],
          ['w'],
          ['j'],
          ['G'],
          ['k'],
          ['b'],
          ['G'],
          ['w'],
          ['b'],
          ['4'],
          ['G'],
        ]) {
          await terminal.press(...keys);
          // What wraps or scrolls would push the header away. (Widths of emoji are the terminal's own
          // matter: tmux and string-width differ.)
          assert.match((await terminal.screen()).split('\n')[0] ?? '', /etcdscope/);
        }
        await terminal.press('2', '3', '1', 'G');
        await terminal.waitFor('the last key again', screen => /routes\/last/.test(screen));
        assert.deepEqual(await terminal.state(), before, 'title, cursor and screen as before');
      }),
    ));
}

test('hostile keys and values reach stdout escaped', () =>
  withGateway(async gateway => {
    putHostile(gateway);
    const until = `${gateway.store.revision()}`;
    const args = ['watch', '/x/', '--endpoints', gateway.url, '--initial', '--until-rev', until];
    const {code, stdout, stderr} = await runExecutable(args);
    assert.equal(code, 0, stderr);
    for (const text of [stdout, stderr]) {
      const unsafe =
        /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u202a-\u202e\u2028\u2029\u2066-\u2069\ufeff]/;
      assert.doesNotMatch(text, unsafe);
    }
    assert.ok(stdout.split('\n').length > Object.keys(hostile).length, stdout);
  }));

function putHostile(gateway: Gateway): void {
  for (const [name, text] of Object.entries(hostile)) {
    gateway.put(`/x/${name}`, text);
    gateway.put(`/x/${text}`, name);
    gateway.put(`/x/json ${name}`, JSON.stringify({uri: text, [text]: 1}));
  }
  gateway.put('/x/bytes', Uint8Array.from([0xff, 0xfe, 0x1b, 0x5b, 0x32, 0x4a, 0xc3]));
}

async function withGateway(body: (gateway: Gateway) => Promise<void>): Promise<void> {
  const gateway = await startGateway();
  try {
    await body(gateway);
  } finally {
    await gateway.close();
  }
}
