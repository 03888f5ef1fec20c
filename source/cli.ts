// The entry: splits the arguments, picks a command, loads it, and ends the process with the
// contract's exit codes. The only process.exit of the program; no command knows about signals.
import meow from 'meow';
import {type ApisixConfigured, findApisixConfigured} from './commands/apisix-configured.ts';
import type {CommandContext} from './commands/command-context.ts';
import {joinValues} from './config/argument-forms.ts';
import {
  asksForFiles,
  type CommandLine,
  readCommandLine,
  type SplitArguments,
} from './config/command-line.ts';
import {passwordIsMissing, readConnection, valuesBeside} from './config/connection.ts';
import {writeOutOf} from './config/flag-values.ts';
import {type CommandName, flags} from './config/flags.ts';
import type {ConnectionSettings, Setting} from './config/settings.ts';
import {UsageError} from './config/usage-error.ts';
import {createOutput} from './io/output.ts';
import {promptPassword, readPasswordFile} from './io/password.ts';
import {loadTlsMaterial, type TlsMaterial} from './io/tls-material.ts';
import {helpText} from './report/help.ts';
import {printable} from './report/printable.ts';
import {version, versionLine} from './version.ts';

const {stdin, stdout, stderr, env} = process;
const signalCodes = {SIGHUP: 129, SIGINT: 130, SIGTERM: 143} as const;
const readerGone = 141;
const stop = new AbortController();
let endedBy: number | undefined;

for (const [name, code] of Object.entries(signalCodes)) {
  process.on(name, () => {
    if (endedBy !== undefined) process.exit(code); // asked a second time
    endedBy = code;
    stop.abort();
  });
}
const output = createOutput(stdout, () => process.exit(endedBy ?? readerGone));
stderr.on('error', () => undefined); // nobody listens: not a reason to stop

main().then(leave, error => {
  if (error instanceof UsageError) {
    say(error.message);
    return leave(3);
  }
  say(`this is a bug in etcdscope: ${error instanceof Error ? error.stack : String(error)}`);
  return leave(2);
});

async function leave(code: number): Promise<void> {
  await output.flush();
  process.exit(endedBy ?? code);
}

async function main(): Promise<number> {
  const commandLine = readCommandLine(splitArguments(process.argv.slice(2)), env);
  for (const warning of commandLine.warnings) say(warning);
  if (commandLine.command === 'version') {
    output.write(`${versionLine()}\n`);
    return 0;
  }
  if (commandLine.command === 'help') {
    output.write(`${helpText(commandLine.topic)}\n`);
    return 0;
  }
  if (commandLine.topic === 'certs' && asksForFiles(commandLine)) {
    const {runCertsFiles} = await import('./commands/certs-files.ts');
    return runCertsFiles({commandLine, output, stdout, say, environment: env});
  }
  if (commandLine.explain !== undefined) {
    return (await import('./commands/doctor-explain.ts')).runExplain({commandLine, output, stdout});
  }
  switch (commandLine.topic) {
    case 'completion':
      return (await import('./commands/completion.ts')).runCompletion(commandLine, output);
    case 'replay':
      return runReplayCommand(commandLine);
    case 'licenses':
      return (await import('./commands/licenses.ts')).runLicenses(output, say);
    default:
      return runCommand(commandLine.topic, await createContext(commandLine));
  }
}

async function runReplayCommand(commandLine: CommandLine): Promise<number> {
  const {runReplay} = await import('./commands/replay.ts');
  const streams = {stdin, stdout, output, say, environment: env, signal: stop.signal};
  return runReplay({commandLine, writeOut: writeOutOf(commandLine.values), ...streams});
}

type ConnectingCommand = Exclude<CommandName, 'completion' | 'replay' | 'licenses'>;

async function runCommand(command: ConnectingCommand, context: CommandContext): Promise<number> {
  switch (command) {
    case 'interface':
      return (await import('./commands/interface.ts')).runInterfaceCommand(context);
    case 'watch':
      return (await import('./commands/watch.ts')).runWatch(context);
    case 'sync':
      return (await import('./commands/sync.ts')).runSync(context);
    case 'certs':
      return (await import('./commands/certs.ts')).runCerts(context);
    case 'doctor':
      return (await import('./commands/doctor.ts')).runDoctor(context);
    case 'drift':
      return (await import('./commands/drift.ts')).runDrift(context);
    case 'demo':
      return (await import('./commands/demo.ts')).runDemo(context);
  }
}

async function createContext(commandLine: CommandLine): Promise<CommandContext> {
  const apisix = await findApisixConfigured({commandLine, environment: env, say});
  const configured = apisix?.settings ?? {isAsked: false};
  const values = valuesBeside(commandLine.values, configured);
  const settings = readConnection(values, await readPassword(values), configured);
  return {
    commandLine: withApisixPrefix(commandLine, apisix, settings),
    settings,
    ...(apisix && {apisix: apisix.connection}),
    tls: await loadTls(commandLine, settings),
    writeOut: writeOutOf(commandLine.values),
    stdin,
    stdout,
    output,
    say,
    writeError: text => stderr.write(text),
    ...(settings.debug && {debug: say}),
    environment: env,
    signal: stop.signal,
  };
}

// The doctor names bad files in its report and goes on with the others.
async function loadTls({topic}: CommandLine, settings: ConnectionSettings): Promise<TlsMaterial> {
  if (topic === 'doctor') return (await import('./io/doctor-files.ts')).usableTls(settings);
  return loadTlsMaterial(settings, {allowsWeak: topic === 'certs'});
}

/** No PREFIX: APISIX's, when its configuration gave the endpoints. */
function withApisixPrefix(
  commandLine: CommandLine,
  apisix: ApisixConfigured | undefined,
  {endpoints}: ConnectionSettings,
): CommandLine {
  if (commandLine.argumentGiven || apisix === undefined) return commandLine;
  const isOwn = apisix.settings.endpoints === endpoints;
  return isOwn ? {...commandLine, argument: apisix.prefix} : commandLine;
}

async function readPassword(values: CommandLine['values']): Promise<Setting<string> | undefined> {
  const file = values.get('password-file');
  if (file !== undefined) return readPasswordFile(file);
  const user = values.get('user');
  return user !== undefined && passwordIsMissing(values)
    ? promptPassword(user, stdin, stderr)
    : undefined;
}

// meow only splits: values stay text, given twice they stay two, what it doesn't know it hands over.
function splitArguments(args: readonly string[]): SplitArguments {
  const names = new Map(flags.map(flag => [camelCase(flag.name), flag.name]));
  const split = meow('', {
    importMeta: import.meta,
    pkg: {name: 'etcdscope', version},
    // With the -- at the end: without it meow drops an empty last value, as in `sync --apisix`.
    argv: [...joinValues(args), '--'],
    autoHelp: false,
    autoVersion: false,
    inferType: false,
    booleanDefault: undefined,
    flags: Object.fromEntries(
      flags.map(flag => [
        camelCase(flag.name),
        {
          type: flag.kind === 'boolean' ? 'boolean' : 'string',
          isMultiple: true,
          ...(flag.short !== undefined && {shortFlag: flag.short}),
        },
      ]),
    ) as Record<string, {type: 'string'; isMultiple: true}>,
  });
  const given: Record<string, readonly string[]> = {};
  for (const [name, value] of Object.entries(split.flags as Record<string, unknown>)) {
    const texts = (Array.isArray(value) ? value : [value]).map(String);
    if (texts.length > 0 && value !== undefined) given[names.get(name) ?? kebabCase(name)] = texts;
  }
  const end = args.indexOf('--');
  const rest = end === -1 ? undefined : args.slice(end + 1);
  return {words: split.input.map(String), flags: given, ...(rest !== undefined && {rest})};
}

function camelCase(name: string): string {
  return name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function kebabCase(name: string): string {
  return name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`);
}

// Servers are quoted in what is said: nothing of theirs may reach the terminal raw.
function say(text: string): void {
  for (const line of text.split('\n')) stderr.write(`etcdscope: ${printable(line)}\n`);
}
