// The APISIX configuration of a command: named by --apisix, or found at its standard place when nothing
// else says where etcd is. What it gives, what is wrong with it, and the PREFIX that follows from it.
import type {ApisixConnection, ApisixFinding} from '../apisix/apisix-connection.ts';
import type {CommandLine} from '../config/command-line.ts';
import type {ConfiguredSettings} from '../config/settings.ts';
import {UsageError} from '../config/usage-error.ts';
import {apisixConfigExists} from '../io/apisix-config-place.ts';

export type ApisixConfigured = {
  readonly connection: ApisixConnection;
  readonly settings: ConfiguredSettings;
  /** /apisix/ */
  readonly prefix: string;
};

type ApisixSearch = {
  readonly commandLine: CommandLine;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly say: (line: string) => void;
  /** Where APISIX is installed; the standard place where absent. */
  readonly home?: string;
};

/** Throws UsageError where a configuration that was asked for can't be read. */
export async function findApisixConfigured(
  search: ApisixSearch,
): Promise<ApisixConfigured | undefined> {
  const {commandLine, environment, home} = search;
  const asked = commandLine.values.get('apisix');
  if (asked === undefined && !isWanted(commandLine)) return undefined;
  const where = {environment, ...(home !== undefined && {home})};
  if (asked === undefined && !apisixConfigExists(where)) return undefined;
  // Loaded only now: YAML takes a while, and most hosts have no APISIX.
  const {readApisixConfig} = await import('../io/apisix-config.ts');
  const reading = readApisixConfig({...where, ...(asked && {file: asked.value})});
  const isAsked = asked !== undefined;
  if (!reading.ok) {
    const lines = reading.findings.map(findingText);
    if (isAsked) throw new UsageError(lines.map(line => `--apisix: ${line}`).join('\n'));
    for (const line of lines) search.say(`APISIX's configuration is not used: ${line}`);
    return undefined;
  }
  const {apisixPrefix, apisixSettings} = await import('../apisix/apisix-settings.ts');
  const {connection} = reading;
  sayFindings(search, connection, isAsked);
  return {
    connection,
    settings: apisixSettings(connection, isAsked),
    prefix: apisixPrefix(connection),
  };
}

/** "conf/config.yaml:12:5: what is wrong. What to do." */
export function findingText({file, line, column, summary, remedy}: ApisixFinding): string {
  const place = line === undefined ? file : `${file}:${line}:${column ?? 1}`;
  const words = summary.startsWith(file) ? summary.slice(file.length).trimStart() : summary;
  return `${place}: ${words}. ${remedy}`;
}

/** Whether a configuration at the standard place counts: nothing else names endpoints. */
function isWanted({values, topic}: CommandLine): boolean {
  return topic !== 'demo' && (values.get('endpoints')?.origin.source ?? 'default') === 'default';
}

/** They have the findings in their report. */
const reporting: readonly string[] = ['doctor', 'drift'];

function sayFindings(
  {commandLine, say}: ApisixSearch,
  connection: ApisixConnection,
  isAsked: boolean,
): void {
  const {files, findings} = connection;
  if (!isAsked) say(`using APISIX's configuration ${files.at(-1)} (--endpoints for another etcd)`);
  if (reporting.includes(commandLine.topic)) return;
  for (const finding of findings) {
    if (finding.severity !== 'info') say(`${finding.severity}: ${findingText(finding)}`);
  }
}
