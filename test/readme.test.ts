// The README says what the program does: its tables stand between marker comments and are compared
// with the tables in the code, its lists of JSON fields with what the printers print. To rewrite the
// tables: node_modules/.bin/node --import tsx test/readme.test.ts --write
import assert from 'node:assert/strict';
import {globSync, readFileSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {test} from 'node:test';
import {exitCodes} from '../source/commands/context.ts';
import {type Flag, flags} from '../source/config/flags.ts';
import {catalogue} from '../source/doctor/catalogue.ts';
import type {DoctorReport} from '../source/doctor/doctor-report.ts';
import {certificatesJson} from '../source/report/certificates-json.ts';
import {doctorJson} from '../source/report/doctor-json.ts';
import {driftJson} from '../source/report/drift-json.ts';
import {entryJson} from '../source/report/entry-json.ts';
import {commandHelp, flagUsage} from '../source/report/help.ts';
import {keyJson, summaryJson} from '../source/report/sync-summary.ts';
import type {Entry} from '../source/sync/entries.ts';
import {keymap, placeOf as whereKeyWorks} from '../source/ui/keymap.ts';
import {certificatesReport} from './support/certificates-report.ts';
import {driftReport} from './support/drift-report.ts';

const root = resolve(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** Tables that are made from the code, by the name in their markers. */
const tables: Readonly<Record<string, () => string>> = {
  commands: () =>
    table(
      ['command', 'does'],
      Object.values(commandHelp).map(({usage, does}) => [code(usage), does]),
    ),
  flags: () => table(['flag', 'variable', 'default', 'for', 'meaning'], flags.map(flagRow)),
  keys: () =>
    table(
      ['key', 'does', 'where'],
      keymap.map(binding => [
        binding.shown.replace(/[^ ,]+/g, code),
        binding.does,
        whereKeyWorks(binding),
      ]),
    ),
  failures: () =>
    table(
      ['id', 'found by', 'what it is', 'what to do'],
      catalogue.map(({id, found, cause, remedy}) => [
        code(id),
        found === 'message' ? '`explain`' : code(found),
        cause,
        remedy,
      ]),
    ),
};

/** Lists in the README whose first column must hold exactly these names. */
const namesInCode: Readonly<Record<string, () => readonly string[]>> = {
  'exit codes': exitCodesInCode,
  findings: findingsInCode,
  'apisix findings': apisixFindingsInCode,
  'drift fields': () => fieldsOf(JSON.parse(driftJson(driftReport))),
  'status phases': () => phases,
  'watch fields': () => fieldsOf(entries.map(entry => JSON.parse(entryJson(entry)))),
  'sync fields': () => fieldsOf(summaries.map(each => JSON.parse(summaryJson(each)))),
  'dump fields': () => fieldsOf([JSON.parse(keyJson(keyValue)), JSON.parse(keyJson(binary))]),
  'doctor fields': () => fieldsOf(JSON.parse(doctorJson(doctorReport))),
  'certs fields': () => fieldsOf(JSON.parse(certificatesJson(certificatesReport))),
};

function flagRow(flag: Flag): readonly string[] {
  const variable = flag.variable === undefined ? '' : code(flag.variable);
  const standard = flag.default === undefined ? '' : code(flag.default);
  return [code(flagUsage(flag)), variable, standard, commandsOf(flag), flag.help];
}

function commandsOf({commands}: Flag): string {
  const talking = ({name}: Flag) => name === 'debug';
  // Those that connect to something; completion and licences have no flags of their own.
  const all = flags.find(talking)?.commands ?? [];
  const missing = all.filter(name => !commands.includes(name));
  if (missing.length === 0) return 'all';
  return missing.length === 1 ? `all but ${missing.join('')}` : commands.join(', ');
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`.replace(
      /\| {2}(?=\|)/g,
      '| ',
    );
  return [line(heads), `|${'---|'.repeat(heads.length)}`, ...rows.map(line)].join('\n');
}

function code(text: string): string {
  return `\`${text}\``;
}

/** The commands' codes, and those that cli.ts ends with itself. It runs when imported: read as text. */
function exitCodesInCode(): readonly string[] {
  const cli = read('source/cli.ts');
  const signals = /signalCodes = \{([^}]*)\}/.exec(cli)?.[1]?.match(/\d+/g) ?? [];
  const reader = /readerGone = (\d+)/.exec(cli)?.[1];
  assert.ok(
    signals.length > 0 && reader !== undefined,
    'cli.ts names its exit codes otherwise now',
  );
  return [...Object.values(exitCodes).map(String), ...signals, reader];
}

function findingsInCode(): readonly string[] {
  const texts = globSync('source/tls/*.ts', {cwd: root}).map(read);
  const ids = texts
    .flatMap(text => [...text.matchAll(/\bid: ([^\n]*)/g)])
    .flatMap(([, rest]) => [...(rest ?? '').matchAll(/'([a-z]+-[a-z0-9-]+)'/g)])
    .map(([, id]) => id ?? '');
  assert.ok(ids.length >= 30, 'source/tls names its findings otherwise now');
  return ids;
}

function apisixFindingsInCode(): readonly string[] {
  const places = ['source/apisix/*.ts', 'source/io/apisix-config.ts'];
  const texts = places.flatMap(place => globSync(place, {cwd: root})).map(read);
  const ids = texts.flatMap(text => [...text.matchAll(/\bid: '((?:cfg|prefix|tls)-[a-z-]+)'/g)]);
  assert.ok(ids.length >= 30, 'source/apisix names its findings otherwise now');
  return ids.map(([, id]) => id ?? '');
}

/** Names of the fields at every depth. */
function fieldsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(fieldsOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...fieldsOf(inner)]);
}

const text = Buffer.from('/a').toString('base64');
const bytes = Buffer.from([0xff]).toString('base64');
const keyValue = {
  key: text,
  value: text,
  createRevision: 1,
  modRevision: 2,
  version: 2,
  lease: '1f',
};
const binary = {...keyValue, key: bytes, value: bytes};
const common = {timeMs: 0, origin: 'watch'} as const;
const phases = [
  'synced',
  'watching',
  'disconnected',
  'resumed',
  'compacted',
  'restored',
  'resynced',
  'gap',
] as const;
const entries: readonly Entry[] = [
  {type: 'put', ...keyValue, prevValue: text, ...common},
  {type: 'put', ...binary, prevValue: bytes, ...common},
  {
    type: 'status',
    phase: 'resumed',
    endpoint: 'http://a:1',
    reason: 'r',
    revision: 1,
    timeMs: 0,
    fromRevision: 1,
    toRevision: 1,
    outageSeconds: 1,
    compactRevision: 1,
    lostFrom: 1,
    lostTo: 1,
    keys: 1,
    differences: 1,
    accounts: {counted: 1, applied: 1, differences: 0, unseen: 0, missing: 0, doubled: 0},
    headroomSeconds: 1,
  },
];
const summary = {
  prefix: text,
  revision: 1,
  keys: 1,
  bytes: 1,
  pages: 1,
  requests: 1,
  retries: 0,
  seconds: 1,
  digest: undefined,
  clusterId: '1f',
  endpoints: [],
  unread: [{key: text, bytes: 1}],
};
const summaries = [summary, {...summary, prefix: bytes, unread: [{key: bytes, bytes: 1}]}];
const check = {id: 'tls', status: 'fail', seconds: 1, summary: 's', evidence: ['e']} as const;
const failure = {
  id: 'tls-server-eku',
  severity: 'error',
  check: 'tls',
  endpoint: 'https://a:1',
  summary: 's',
  evidence: ['e'],
  remedy: 'r',
  reference: 'r',
  causedBy: 'net-refused',
} as const;
const doctorReport: DoctorReport = {
  verdict: 'fail',
  cause: failure,
  endpoints: [
    {
      endpoint: 'https://a:1',
      etcdVersion: '3.5.0',
      member: {name: 'm1', isListed: true},
      checks: [{...check, failure: 'tls-server-eku', causedBy: 'net-refused'}],
    },
  ],
  checks: [check],
  findings: [failure],
  versions: [
    {
      version: '3.5.0',
      notes: [{reference: 'r', summary: 's', fixedIn: ['3.5.3']}],
      fixedBy: '3.5.3',
    },
  ],
  requests: 1,
  seconds: 1,
  checkedTimeMs: 0,
};

if (process.argv.includes('--write')) {
  const readme = Object.entries(tables).reduce((text, [name, make]) => {
    const {from, to} = placeOf(text, name);
    return text.slice(0, from) + make() + text.slice(to);
  }, read('README.md'));
  writeFileSync(join(root, 'README.md'), readme);
} else {
  declareTests();
}

function declareTests(): void {
  for (const [name, make] of Object.entries(tables)) {
    test(`the README's table of ${name} is the code's`, () => {
      const hint = 'rewrite it: node --import tsx test/readme.test.ts --write';
      assert.equal(between(read('README.md'), name), make(), hint);
    });
  }
  for (const [name, make] of Object.entries(namesInCode)) {
    test(`the README lists the code's ${name}, each with words`, () => {
      const rows = between(read('README.md'), name).split('\n').slice(2).map(cellsOf);
      const listed = rows.flatMap(([first]) => [...(first ?? '').matchAll(/`([^`]+)`/g)]);
      assert.deepEqual(sorted(listed.map(([, word]) => word ?? '')), sorted(make()));
      assert.deepEqual(
        rows.filter(cells => cells.length < 2 || cells.includes('')),
        [],
      );
    });
  }
  test("the README's list of status phases is the type's", () => {
    const union = /type StatusPhase =([^;]*);/.exec(read('source/sync/entries.ts'))?.[1] ?? '';
    const named = [...union.matchAll(/'([a-z-]+)'/g)].map(([, phase]) => phase ?? '');
    assert.deepEqual(sorted(named), sorted(phases));
  });
  test('every link of the documents within the repository leads to a file', () => {
    for (const document of ['README.md', 'ARCHITECTURE.md', 'CHANGELOG.md']) {
      for (const [, target] of read(document).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)) {
        assert.doesNotThrow(() => read(target ?? ''), `${document} links to ${target}`);
      }
    }
  });
  test('ARCHITECTURE.md has at most 150 lines', () => {
    assert.ok(read('ARCHITECTURE.md').trimEnd().split('\n').length <= 150);
  });
}

/** What is between <!-- NAME --> and <!-- end of NAME -->, without the newlines beside them. */
function between(readme: string, name: string): string {
  const {from, to} = placeOf(readme, name);
  return readme.slice(from, to);
}

function placeOf(readme: string, name: string): {from: number; to: number} {
  const [start, end] = [`<!-- ${name} -->\n`, `\n<!-- end of ${name} -->`];
  const from = readme.indexOf(start) + start.length;
  const to = readme.indexOf(end);
  assert.ok(from >= start.length && to >= from, `README.md has no <!-- ${name} --> and its end`);
  return {from, to};
}

function cellsOf(row: string): readonly string[] {
  return row
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map(cell => cell.trim());
}

function sorted(words: readonly string[]): readonly string[] {
  return [...new Set(words)].sort();
}
