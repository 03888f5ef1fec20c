// `etcdscope doctor explain ID|"LOG LINE"|VERSION`: cause and remedy out of the catalogue. No etcd is
// asked; without a word it lists the ids.
import type {CommandLine} from '../config/command-line.ts';
import {writeOutOf} from '../config/flag-values.ts';
import {catalogue} from '../doctor/catalogue.ts';
import {explain, type Match} from '../doctor/explain.ts';
import {versionReports} from '../doctor/version-reports.ts';
import {parseServerVersion} from '../etcd/server-version.ts';
import type {Output} from '../io/output.ts';
import {explanationLines, idLines, versionNoteLines} from '../report/doctor-explain-lines.ts';
import {explanationJson, versionObject} from '../report/doctor-json.ts';
import {type Line, printedText} from '../report/lines.ts';
import {findingMeanings} from '../tls/finding-meanings.ts';
import {exitCodes} from './exit-codes.ts';
import {textWidthOf} from './text-form.ts';

type ExplainOptions = {
  readonly commandLine: CommandLine;
  readonly output: Output;
  readonly stdout: {readonly columns?: number};
};

/** 3 where nothing fits. Throws UsageError. */
export async function runExplain(options: ExplainOptions): Promise<number> {
  const {commandLine, output, stdout} = options;
  const asked = commandLine.explain?.trim() ?? '';
  const isJson = writeOutOf(commandLine.values) === 'json';
  const width = textWidthOf(stdout);
  const print = (json: () => string, lines: () => readonly Line[]) =>
    output.write(`${isJson ? json() : printedText(lines())}\n`);
  if (asked === '') {
    const all = catalogue.map((entry): Match => ({entry}));
    print(
      () => explanationJson(all),
      () => idLines(catalogue, width),
    );
    return exitCodes.done;
  }
  const version = asked.replace(/^etcd[ -]/i, '');
  if (parseServerVersion(version) !== undefined) {
    const [report] = versionReports([version]);
    if (report === undefined) return exitCodes.unknown;
    print(
      () => JSON.stringify(versionObject(report)),
      () => versionNoteLines(report, width),
    );
    return exitCodes.done;
  }
  const matches = matchesOf(asked);
  print(
    () => explanationJson(matches),
    () => (matches.length === 0 ? nothingLines() : explanationLines(matches, width)),
  );
  return matches.length === 0 ? exitCodes.unknown : exitCodes.done;
}

// What only the certificate check knows has a meaning, and its remedy stands in its own report.
function matchesOf(asked: string): readonly Match[] {
  const matches = explain(asked);
  if (matches.length > 0) return matches;
  const own = findingMeanings.find(({id}) => id === asked.toLowerCase());
  if (own === undefined) return [];
  const remedy = 'Run etcdscope certs: it names the remedy for the certificates at hand.';
  return [{entry: {id: own.id, seen: [], cause: own.meaning, remedy, found: 'doctor'}}];
}

function nothingLines(): readonly Line[] {
  return [
    [{text: ' ? nothing in the catalogue fits this text', role: 'unknown'}],
    [
      {
        text: '   etcdscope doctor explain lists every id; etcdscope doctor looks at the connection',
        role: 'dim',
      },
    ],
  ];
}
