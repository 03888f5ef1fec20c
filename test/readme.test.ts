// README and docs/ say what the program does: their tables stand between marker comments and are
// compared with the tables in the code, their lists of JSON fields with what the printers print. To
// rewrite the tables: node_modules/.bin/node --import tsx test/readme.test.ts --write
import assert from 'node:assert/strict';
import {globSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname, join, resolve} from 'node:path';
import {test} from 'node:test';
import {exitCodes} from '../source/commands/exit-codes.ts';
import {type Flag, flags} from '../source/config/flags.ts';
import {catalogue} from '../source/doctor/catalogue.ts';
import {certificatesJson} from '../source/report/certificates-json.ts';
import {doctorJson} from '../source/report/doctor-json.ts';
import {driftJson} from '../source/report/drift-json.ts';
import {entryJson} from '../source/report/entry-json.ts';
import {commandHelp, flagUsage} from '../source/report/help.ts';
import {keyJson, summaryJson} from '../source/report/sync-summary.ts';
import {keymap, placeOf as whereKeyWorks} from '../source/ui/keymap.ts';
import {certificatesReport} from './support/certificates-report.ts';
import {driftReport} from './support/drift-report.ts';
import {
  binary,
  doctorReport,
  entries,
  keyValue,
  phases,
  summaries,
} from './support/printed-samples.ts';

const root = resolve(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const documents = ['README.md', ...globSync('docs/*.md', {cwd: root})];

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

/** Lists in the documents whose first column must hold exactly these names. */
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

if (process.argv.includes('--write')) {
  for (const [name, make] of Object.entries(tables)) {
    const {document, text, from, to} = placeOf(name);
    writeFileSync(join(root, document), text.slice(0, from) + make() + text.slice(to));
  }
} else {
  declareTests();
}

function declareTests(): void {
  for (const [name, make] of Object.entries(tables)) {
    test(`the documents' table of ${name} is the code's`, () => {
      const hint = 'rewrite it: node --import tsx test/readme.test.ts --write';
      assert.equal(between(name), make(), hint);
    });
  }
  for (const [name, make] of Object.entries(namesInCode)) {
    test(`the documents list the code's ${name}, each with words`, () => {
      const rows = between(name).split('\n').slice(2).map(cellsOf);
      const listed = rows.flatMap(([first]) => [...(first ?? '').matchAll(/`([^`]+)`/g)]);
      assert.deepEqual(sorted(listed.map(([, word]) => word ?? '')), sorted(make()));
      assert.deepEqual(
        rows.filter(cells => cells.length < 2 || cells.includes('')),
        [],
      );
    });
  }
  test("the documents' list of status phases is the type's", () => {
    const union = /type StatusPhase =([^;]*);/.exec(read('source/sync/entries.ts'))?.[1] ?? '';
    const named = [...union.matchAll(/'([a-z-]+)'/g)].map(([, phase]) => phase ?? '');
    assert.deepEqual(sorted(named), sorted(phases));
  });
  test('every link of the documents within the repository leads to a file and its heading', () => {
    const others = ['ARCHITECTURE.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'];
    for (const document of [...documents, ...others]) {
      for (const [, to = ''] of read(document).matchAll(/\]\((?!https?:)([^)\s]+)/g)) {
        const [path = '', heading] = to.split('#');
        const target = path === '' ? document : join(dirname(document), path);
        assert.doesNotThrow(() => read(target), `${document} links to ${to}`);
        if (heading === undefined) continue;
        assert.ok(anchorsOf(read(target)).includes(heading), `${document} links to ${to}`);
      }
    }
  });
  test('CONTRIBUTING.md names every script of npm', () => {
    const named = read('CONTRIBUTING.md');
    const short = ['start', 'test'];
    const calls = Object.keys(JSON.parse(read('package.json')).scripts).map(name =>
      short.includes(name) ? `npm ${name}` : `npm run ${name}`,
    );
    assert.deepEqual(
      calls.filter(call => !named.includes(call)),
      [],
    );
  });
  test('ARCHITECTURE.md has at most 150 lines', () => {
    assert.ok(read('ARCHITECTURE.md').trimEnd().split('\n').length <= 150);
  });
}

/** As the host of the repository names headings. */
function anchorsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, words = '']) =>
    words
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** What is between <!-- NAME --> and <!-- end of NAME -->, without the newlines beside them. */
function between(name: string): string {
  const {text, from, to} = placeOf(name);
  return text.slice(from, to);
}

function placeOf(name: string) {
  const [start, end] = [`<!-- ${name} -->\n`, `\n<!-- end of ${name} -->`];
  const holding = documents.filter(document => read(document).includes(start));
  const [document] = holding;
  assert.ok(document !== undefined && holding.length === 1, `${start} is in ${holding.join(', ')}`);
  const text = read(document);
  const from = text.indexOf(start) + start.length;
  const to = text.indexOf(end);
  assert.ok(to >= from, `${document} has no${end}`);
  return {document, text, from, to};
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
