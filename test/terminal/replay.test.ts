// --record, :record and replay with the built executable: what was seen is seen again, offline.
import assert from 'node:assert/strict';
import {appendFileSync, readFileSync, statSync, truncateSync} from 'node:fs';
import {join} from 'node:path';
import {type TestContext, test} from 'node:test';
import {startGateway} from '../../source/demo/gateway.ts';
import {runExecutable} from '../support/executable.ts';
import {inProgram} from '../support/shell-terminal.ts';
import {temporaryFolder} from '../support/temporary-folder.ts';

const size = {columns: 100, rows: 30};

test('what --record has written is replayed in the interface: rows, panes, speed, seek, end', t =>
  inFolder(t, async file => {
    await recordDemo(file);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    await inProgram(['replay', file, '--speed', '50'], size, async terminal => {
      const first = await terminal.waitFor('the badge', seen => /REPLAY/.test(seen));
      assert.match(first, /etcd 3\.5|connecting|REPLAY/);
      await terminal.waitFor('the end', seen => /REPLAY \S+ end/.test(seen));
      const screen = await terminal.waitFor('rows', seen => /[+~-] [a-z_]+\/\S/.test(seen));
      assert.match(screen, /\[1 Watch\]/);
      await terminal.press('4');
      await terminal.waitFor('the keys', seen => /routes/.test(seen) && /\[4 Keys\]/.test(seen));
      await terminal.press('3');
      await terminal.waitFor('the certificates', seen => /clientAuth/.test(seen));
      await terminal.press('1', ':');
      await terminal.waitFor('the prompt', seen => /^ :/m.test(seen));
      await terminal.typeLine('seek -1h');
      await terminal.waitFor('the start', seen => !/REPLAY \S+ end/.test(seen));
      await terminal.press('P', '<');
      await terminal.waitFor('the speed', seen => /speed 25x|stopped/.test(seen));
      await terminal.press('q');
      await terminal.waitForState('the end', state => state.programEnded);
    });
  }));

test('secrets are masked in a recording, and are not with --show-secrets', t =>
  inFolder(t, async file => {
    const gateway = await startGateway();
    try {
      gateway.put('/apisix/ssls/1', JSON.stringify({sni: 'a.example', key: 'hunter2hunter2'}));
      const until = `${gateway.store.revision()}`;
      const base = ['watch', '/', '--initial', '--until-rev', until, '--endpoints', gateway.url];
      await runExecutable([...base, '--record', file]);
      assert.doesNotMatch(readFileSync(file, 'utf8'), /hunter2/);
      await runExecutable([...base, '--record', `${file}.2`, '--show-secrets']);
      assert.match(readFileSync(`${file}.2`, 'utf8'), /hunter2/);
    } finally {
      await gateway.close();
    }
  }));

test('a recording cut or damaged is read up to there, and says so', t =>
  inFolder(t, async file => {
    await recordWatch(file);
    const whole = await runExecutable(['replay', file, '-w', 'json']);
    assert.deepEqual({code: whole.code, stderr: whole.stderr}, {code: 0, stderr: ''});
    truncateSync(file, statSync(file).size - 60);
    const cut = await runExecutable(['replay', file, '-w', 'json']);
    assert.equal(cut.code, 0);
    assert.match(cut.stderr, /has no end/);
    assert.ok(whole.stdout.startsWith(cut.stdout));
    appendFileSync(file, '\u0000\u0000garbage\n{"type":"put"}\n');
    const damaged = await runExecutable(['replay', file, '-w', 'json']);
    assert.equal(damaged.code, 2);
    assert.match(damaged.stderr, /damaged at line \d+/);
    assert.equal(damaged.stdout, cut.stdout);
  }));

test('a file that is no recording, or is not there, is bad usage', t =>
  inFolder(t, async file => {
    const missing = await runExecutable(['replay', file]);
    assert.equal(missing.code, 3);
    assert.match(missing.stderr, /no such file/);
    appendFileSync(file, 'hello\n');
    const text = await runExecutable(['replay', file]);
    assert.equal(text.code, 3);
    assert.match(text.stderr, /not a recording/);
    const taken = await runExecutable(['demo', '--record', file]);
    assert.equal(taken.code, 3);
    assert.match(taken.stderr, /--record .*r\.ndjson: .*there already.*; name a new file/);
    assert.equal(readFileSync(file, 'utf8'), 'hello\n');
  }));

test(':record starts a recording and ends it', t =>
  inFolder(t, async file => {
    await inProgram(['demo'], size, async terminal => {
      await terminal.waitFor('rows', seen => /[+~-] [a-z_]+\/\S/.test(seen));
      await terminal.press(':');
      await terminal.waitFor('the prompt', seen => /^ :/m.test(seen));
      await terminal.typeLine(`record ${file}`);
      await terminal.waitFor('that it records', seen => /recording to/.test(seen));
      await terminal.press(':');
      await terminal.waitFor('the prompt', seen => /^ :/m.test(seen));
      await terminal.typeLine('record');
      await terminal.waitFor('that it ended', seen => /recorded .* to/.test(seen));
    });
    assert.match(readFileSync(file, 'utf8'), /\{"type":"end",.*\}\n$/);
  }));

async function recordDemo(file: string): Promise<void> {
  await inProgram(['demo', '--record', file], size, async terminal => {
    await terminal.waitFor('rows', seen => /[+~-] [a-z_]+\/\S/.test(seen));
    await terminal.press('3');
    await terminal.waitFor('the certificates', seen => /clientAuth/.test(seen));
    await terminal.press('q');
    await terminal.waitForState('the end', state => state.programEnded);
  });
}

async function recordWatch(file: string): Promise<void> {
  const gateway = await startGateway();
  try {
    for (let key = 0; key < 20; key += 1) gateway.put(`/apisix/routes/${key}`, `{"uri":"/${key}"}`);
    const until = `${gateway.store.revision()}`;
    const args = ['watch', '/', '--rev', '1', '--until-rev', until, '--endpoints', gateway.url];
    const {code, stderr} = await runExecutable([...args, '--record', file]);
    assert.equal(code, 0, stderr);
  } finally {
    await gateway.close();
  }
}

async function inFolder(t: TestContext, body: (file: string) => Promise<void>): Promise<void> {
  const directory = temporaryFolder(t);
  await body(join(directory, 'r.ndjson'));
}
