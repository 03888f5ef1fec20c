// Frames of every pane at the widths that people have: exactly as many rows as the terminal, no row
// wider than it, and on them what the pane is for.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {displayWidth} from '../../source/report/display-width.ts';
import {createMasker} from '../../source/report/secrets.ts';
import type {ViewModel} from '../../source/report/view-model.ts';
import type {Entry} from '../../source/sync/entries.ts';
import type {CertificatesReport} from '../../source/tls/certificates-report.ts';
import {keymap, worksIn} from '../../source/ui/keymap.ts';
import {createSession, type SessionOptions} from '../../source/ui/session.ts';
import {
  changeEntry,
  fixtureSource,
  putEntry,
  quietModel,
  routeChanges,
  startMs,
  statusEntry,
} from './fixture-source.ts';
import {frameOptions} from './frame-session.ts';

const entries: readonly Entry[] = [
  ...routeChanges(30),
  putEntry('/apisix/routes/日本語キー', {desc: 'ワイド文字'}),
  changeEntry('/apisix/routes/17', {nodes: {'10.0.0.3:80': 1}}, {nodes: {'10.0.0.3:80': 0}}),
  statusEntry('disconnected', {reason: 'read ECONNRESET'}),
  statusEntry('resumed', {fromRevision: 81_239, toRevision: 81_250, outageSeconds: 29}),
  {...putEntry('/apisix/ssls/1', {key: 'very secret'}), origin: 'resync'},
];

type FrameOptions = {
  readonly keys?: string;
  readonly columns?: number;
  readonly rows?: number;
  readonly model?: ViewModel;
  readonly log?: readonly Entry[];
  readonly session?: Partial<SessionOptions>;
};

function frame({keys = '', columns = 100, rows = 24, model, log, session}: FrameOptions): string[] {
  const run = createSession(fixtureSource(log ?? entries, model), {
    showSecrets: false,
    color: 'none',
    unicode: true,
    masker: createMasker({keyBytes: Buffer.alloc(16, 7)}),
    now: () => startMs + 12_000,
    timeZone: 'UTC',
    ...session,
  });
  const size = {columns, rows};
  run.frame(size);
  for (const key of keys.split(' ').filter(name => name !== '')) {
    run.press([key]);
    run.frame(size);
  }
  // Inverse video of the selected row is all that is left without colours.
  return run.frame(size).map(row => row.replaceAll(/\x1b\[\d*m/g, ''));
}

const screens = {
  watch: '',
  'watch, selected': 'k k',
  'watch, detail': 'k k k k enter',
  'watch, detail in focus, full screen': 'enter enter f',
  'watch, filter': '/ r o u t',
  sync: '2',
  certificates: '3',
  help: '?',
};

for (const [name, keys] of Object.entries(screens)) {
  test(`${name}: fits every terminal exactly`, () => {
    for (const columns of [20, 39, 60, 80, 99, 100, 120, 200]) {
      for (const rows of [1, 2, 5, 9, 10, 24, 50]) {
        const shown = frame({keys, columns, rows});
        assert.equal(shown.length, rows, `${columns}x${rows}`);
        for (const row of shown) {
          assert.ok(displayWidth(row) <= columns, `${columns}x${rows}: ${row}`);
        }
      }
    }
  });
}

test('the header names endpoint, version, leader, security and revision as room allows', () => {
  const at = (columns: number) => frame({columns})[0]?.replaceAll(/ +/g, ' ').trim();
  const wide = 'etcdscope http://10.0.0.1:2379 +1 etcd 3.5.30 leader m1 mTLS read-only rev 81,240';
  assert.equal(at(200), wide);
  assert.equal(at(80), 'etcdscope http://10.0.0.1:2379 +1 etcd 3.5.30 leader m1 mTLS rev 81,240');
  assert.equal(at(40), 'http://10.0.0.1:2379 +1 rev 81,240');
});

test('a row says when, at which revision, what and how', () => {
  const shown = frame({columns: 120, rows: 40}).join('\n');
  for (const pattern of [
    /^ 14:02:11\.204 {4}100 {2}\+ routes\/0 +\/pay\/0 +16 B$/m,
    /^ 14:02:11\.204 +9 {2}~ routes\/17 +node 10\.0\.0\.3:80 {2}weight 1 → 0$/m,
    /^ ════ 14:02:11 {2}disconnected from http:\/\/10\.0\.0\.1:2379 · read ECONNRESET ═+$/m,
    /^ ════ 14:02:11 {2}resumed after 29 s · nothing lost · caught up 81,239 to 81,250 · .* ═+$/m,
    /^ 14:02:11\.204 +9 {2}\+ ssls\/1 +resync \{"key":"••••#[0-9a-f]{4}"\} +21 B$/m,
  ]) {
    assert.match(shown, pattern);
  }
});

test('wide characters keep the columns in line', () => {
  const rows = frame({columns: 120, rows: 45}).filter(row => / [+~] routes\//.test(row));
  const starts = rows.map(row => displayWidth(row.slice(0, row.search(/\{"desc|\/pay|node /))));
  assert.equal(new Set(starts).size, 1);
});

test('narrow terminals lose columns, never the key and the symbol', () => {
  assert.match(frame({columns: 80}).join('\n'), /^ 14:02:11\.204 .* ~ routes\/17 /m);
  assert.match(frame({columns: 60}).join('\n'), /^ 14:02:11 .* 9 {2}~ routes\/17 /m);
  assert.match(frame({columns: 50}).join('\n'), /^ 14:02:11 {2}~ routes\/17 /m);
  assert.match(frame({columns: 30}).join('\n'), /^ ~ routes\/17 /m);
});

test('the detail stands beside the list on wide terminals and below it on others', () => {
  const keys = 'k k k enter';
  assert.match(frame({keys, columns: 120}).join('\n'), /^>.*~ routes\/17 .*│/m);
  const narrow = frame({keys, columns: 80});
  assert.ok(
    narrow.findIndex(row => row.startsWith('>')) <
      narrow.findIndex(row => row.startsWith('─ detail')),
  );
  assert.match(narrow.join('\n'), /^ \/apisix\/routes\/17$/m);
});

test('secrets are masked in rows and detail until they are revealed', () => {
  const masked = frame({keys: 'enter', columns: 120}).join('\n');
  assert.doesNotMatch(masked, /very secret/);
  const revealed = frame({keys: '! enter', columns: 120}).join('\n');
  assert.match(revealed, /very secret/);
  assert.match(revealed, /SECRETS SHOWN/);
});

test('a terminal of few rows has one line of status and the rest for rows', () => {
  const shown = frame({columns: 80, rows: 6});
  assert.match(shown[0] ?? '', /^ ● live/);
  assert.match(shown[5] ?? '', /ssls\/1/);
});

test('without Unicode every row is ASCII and as wide', () => {
  for (const keys of Object.values(screens)) {
    const options = {keys, columns: 100, rows: 30};
    const ascii = frame({...options, session: {unicode: false}});
    assert.ok(
      ascii.every(row => /^[\x20-\x7e]*$/.test(row)),
      ascii.join('\n'),
    );
    assert.deepEqual(ascii.map(displayWidth), frame(options).map(displayWidth));
  }
});

test('colours add nothing but SGR, and the same text remains', () => {
  for (const color of ['16', '256'] as const) {
    assert.deepEqual(
      frame({session: {color}}).map(row => row.replaceAll(/\x1b\[[\d;]*m/g, '')),
      frame({}),
    );
  }
});

const certificates: CertificatesReport = {
  endpoints: [
    {
      endpoint: 'https://10.0.0.1:2379',
      verdict: {start: 'ok', https: 'ok', gateway: 'fail', grpc: 'ok'},
      observed: {
        https: {verdict: 'ok', summary: 'answered'},
        gateway: {verdict: 'fail', summary: 'bad certificate \x1b[2J'},
        grpc: {verdict: 'ok', summary: 'answered'},
      },
      chain: [],
      findings: Array.from({length: 12}, (_, at) => ({
        id: 'tls-server-eku',
        severity: 'error',
        hop: 'gateway',
        summary: `the server certificate lacks clientAuth (${at})`,
        evidence: ['required: clientAuth'],
        remedy: 'issue it again with both usages',
      })),
    },
  ],
  client: [],
  checkedTimeMs: startMs,
};

test('the certificates pane shows the report and scrolls through it', () => {
  const model = {...quietModel, certificates};
  const top = frame({model, keys: '3'}).join('\n');
  assert.match(top, /lacks clientAuth/);
  assert.match(top, /1-19 of \d+$/);
  assert.doesNotMatch(top, /\x1b/);
  assert.match(frame({model, keys: '3 G'}).join('\n'), /lacks clientAuth \(11\)/);
  assert.match(frame({model, keys: '3 j j'}).join('\n'), /3-21 of \d+$/);
  assert.match(frame({keys: '3'}).join('\n'), /checking the certificates/);
});

const waiting: readonly (readonly [string, Partial<ViewModel>, readonly RegExp[]])[] = [
  [
    'connecting',
    {
      phase: {name: 'connecting', endpoint: 'http://10.0.0.2:2379', attempt: 3},
      headerRevision: undefined as never,
    },
    [
      /○ connecting to http:\/\/10\.0\.0\.2:2379 \(attempt 3\)/,
      /connect ECONNREFUSED/,
      /next: nothing listens there/,
    ],
  ],
  [
    'backing off',
    {
      phase: {
        name: 'backing-off',
        reason: 'connect ETIMEDOUT',
        sinceMs: startMs,
        retryAtMs: startMs + 9000,
        attempt: 2,
      },
    },
    [/✗ down since 14:02:11, trying again at 14:02:20/, /connect ETIMEDOUT/, /next: no answer/],
  ],
  [
    'failed',
    {phase: {name: 'failed', reason: 'etcdserver: permission denied'}},
    [/✗ stopped/, /^ {3}etcdserver: permission denied$/m, /next: ask for read permission/],
  ],
  ['quiet', {}, [/1,234 keys at revision 81,200/, /waiting for changes of keys under \/apisix\//]],
  ['an empty prefix', {prefix: ''}, [/waiting for changes of any key/, /every key$/m]],
];

for (const [name, more, patterns] of waiting) {
  test(`before the first row, ${name} says what is going on`, () => {
    const shown = frame({log: [], model: {...quietModel, ...more}}).join('\n');
    for (const pattern of patterns) {
      assert.match(shown, pattern);
    }
  });
}

test('a failure is readable above rows that are there already', () => {
  const model = {
    ...quietModel,
    phase: {name: 'failed', reason: 'no permission '.repeat(12)} as const,
  };
  const shown = frame({model, columns: 60, rows: 40}).join('\n');
  assert.match(shown, /stopped: nothing new is read/);
  assert.match(shown, /ssls\/1/);
});

test('a silent watch does not look like a living one', () => {
  const model = {...quietModel, liveness: {askedEveryMs: 5000, silentSinceMs: startMs}};
  assert.match(frame({model})[1] ?? '', /✗ SILENT since 14:02:11/);
});

test('the demo says so', () => {
  assert.match(frame({model: {...quietModel, demo: true}, columns: 60})[0] ?? '', /DEMO/);
});

test('the help shows every key of the keymap, and elsewhere only those that work there', () => {
  const watch = frame({keys: '?', rows: 60}).join('\n');
  const sync = frame({keys: '2 ?', rows: 60}).join('\n');
  for (const binding of keymap) {
    const row = `  ${binding.shown.padEnd(25)}`;
    assert.equal(watch.includes(row), worksIn(binding, 'watch'), row);
    assert.equal(sync.includes(row), worksIn(binding, 'sync'), row);
  }
});

test('relative and absent times', () => {
  assert.match(frame({keys: 't'}).join('\n'), / 12 s ago .* ~ routes\/17 /);
  assert.match(frame({keys: 't t'}).join('\n'), /^ +9 {2}~ routes\/17 /m);
});

test('scrolling sideways moves what changed and nothing else', () => {
  const log = [putEntry('/apisix/routes/1', {text: `${'x'.repeat(60)}END${'y'.repeat(200)}`})];
  assert.doesNotMatch(frame({log, columns: 80}).join('\n'), /END/);
  assert.match(frame({log, columns: 80, keys: 'l'}).join('\n'), / \+ routes\/1 .*END/);
});

test('a paused view says when only newer rows match the filter', () => {
  const source = fixtureSource(routeChanges(3));
  const run = createSession(source, frameOptions);
  const size = {columns: 80, rows: 24};
  run.frame(size);
  run.press(['space', '/', '7', 'enter']);
  assert.match(run.frame(size).join('\n'), /^ +nothing matches the filter; Esc clears it/m);
  source.add(...routeChanges(9));
  const newer = /^ +nothing before the pause matches the filter; G shows what is newer: 1/m;
  assert.match(run.frame(size).join('\n'), newer);
  run.press(['G']);
  assert.match(run.frame(size).join('\n'), /\+ routes\/7 /);
  run.close();
});
