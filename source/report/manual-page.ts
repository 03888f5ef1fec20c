// The manual page etcdscope.1 as roff (man(7)), made from the flag table and the help.
import {type CommandName, type Flag, flags} from '../config/flags.ts';
import {commandHelp, flagUsage} from './help.ts';

type ManualPageOptions = {
  readonly version: string;
  /** Of the release, as YYYY-MM-DD. */
  readonly date: string;
};

const exitCodes: readonly (readonly [string, string])[] = [
  ['0', 'done; for a check: nothing is wrong'],
  ['1', 'a check found warnings only'],
  ['2', 'a check failed, or the command could not do its work'],
  ['3', 'it could not be told, or bad usage'],
  ['129, 130, 143', 'ended by SIGHUP, SIGINT, SIGTERM; q and Ctrl-C in the interface exit with 0'],
  ['141', 'the reader of the output went away'],
];

export function manualPage({version, date}: ManualPageOptions): string {
  const names = Object.keys(commandHelp) as CommandName[];
  const lines = [
    `.TH ETCDSCOPE 1 "${date}" "etcdscope ${version}" "User Commands"`,
    '.SH NAME',
    text('etcdscope - look at etcd through its HTTP API, as API gateways do'),
    '.SH SYNOPSIS',
    ...synopsis(names),
    '.SH DESCRIPTION',
    text('etcdscope takes the way into etcd that Apache APISIX and other API gateways take:'),
    text('the gRPC gateway, which answers HTTP with JSON. etcdctl takes another, so it can be'),
    text('healthy while that one is broken. It only reads: no request that it sends can write.'),
    '.SH COMMANDS',
    ...names.flatMap(commandLines),
    '.SH OPTIONS',
    ...flags.flatMap(flagLines),
    '.SH ENVIRONMENT',
    text('A flag ranks above its variable, a variable above the default.'),
    ...flags.flatMap(variableLines),
    '.SH EXIT STATUS',
    ...exitCodes.flatMap(([code, meaning]) => ['.TP', bold(code), text(meaning)]),
    '.SH SEE ALSO',
    '.BR etcdctl (1),',
    '.BR etcd (1),',
    '.BR openssl (1)',
  ];
  return `${lines.join('\n')}\n`;
}

function synopsis(names: readonly CommandName[]): readonly string[] {
  return names.flatMap((name, index) => {
    const words = commandHelp[name].usage.split(' ').map(synopsisWord);
    const line = [...words, '[FLAGS]'].join(' ');
    return index === 0 ? [line] : ['.br', line];
  });
}

/** What is typed as it stands is bold. */
function synopsisWord(word: string): string {
  return /^[a-z]+$/.test(word) ? `\\fB${escaped(word)}\\fR` : escaped(word);
}

function commandLines(name: CommandName): readonly string[] {
  const {usage, does, examples} = commandHelp[name];
  const shown = examples.flatMap(([command, what]) => [
    '.PP',
    text(`${what}:`),
    '.RS',
    '.nf',
    text(command),
    '.fi',
    '.RE',
  ]);
  return ['.SS', text(usage), text(does), ...shown];
}

function flagLines(flag: Flag): readonly string[] {
  const standard = flag.default === undefined ? '' : ` (default ${flag.default})`;
  return ['.TP', bold(flagUsage(flag)), text(`${flag.help}${standard}. For: ${placesOf(flag)}.`)];
}

function placesOf({commands}: Flag): string {
  const all = Object.keys(commandHelp).every(name => commands.includes(name as CommandName));
  return all ? 'everything' : commands.join(', ');
}

function variableLines({variable, name}: Flag): readonly string[] {
  return variable === undefined ? [] : ['.TP', bold(variable), text(`as --${name}`)];
}

function bold(line: string): string {
  return `.B ${escaped(line)}`;
}

/** A line of text; a leading dot or quote would be a request to roff. */
function text(line: string): string {
  const safe = escaped(line);
  return /^[.']/.test(safe) ? `\\&${safe}` : safe;
}

function escaped(line: string): string {
  return line.replaceAll('\\', '\\e').replaceAll('-', '\\-').replaceAll('…', '...');
}
