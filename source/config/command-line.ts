// From what was typed to a command with its settings: command word, PREFIX, flags over variables
// over defaults. Pure: the arguments, the variables and the splitter are handed in.
import leven from 'leven';
import {isWriteOut} from './flag-values.ts';
import {type CommandName, type Flag, flags} from './flags.ts';
import type {Setting} from './settings.ts';
import {UsageError} from './usage-error.ts';

/** What the splitter (meow) makes of the arguments: every value as text, in the order given. */
export type SplitArguments = {
  readonly words: readonly string[];
  readonly flags: Readonly<Record<string, readonly string[] | undefined>>;
  /** Everything behind the first --; absent where there is none. */
  readonly rest?: readonly string[];
};

export type CommandLine = {
  readonly command: CommandName | 'help' | 'version';
  /** For help: about which command. */
  readonly topic: CommandName;
  /** PREFIX, or the one word that the command takes instead; '' when none was given. */
  readonly argument: string;
  readonly argumentGiven: boolean;
  /** By flag name: from the command line, a variable or the default. Absent where none of them. */
  readonly values: ReadonlyMap<string, Setting<string>>;
  /** Behind `doctor explain`: an id of the catalogue or a pasted line; '' for the list of ids. */
  readonly explain?: string;
  /** Everything behind the first --, for `certs`: etcd's own command line. */
  readonly rest?: readonly string[];
  /** One line each, for stderr. */
  readonly warnings: readonly string[];
};

export type Variables = Readonly<Record<string, string | undefined>>;

/** Words that are commands; the interface has none of its own. */
export const commandWords: readonly CommandName[] = [
  'watch',
  'sync',
  'certs',
  'doctor',
  'drift',
  'demo',
  'replay',
  'completion',
  'licenses',
];

/** What a command's one word is; commands that are not here take none. */
const argumentNames: Partial<Readonly<Record<CommandName, string>>> = {
  interface: 'PREFIX',
  watch: 'PREFIX',
  sync: 'PREFIX',
  doctor: 'PREFIX',
  drift: 'PREFIX',
  replay: 'FILE',
  completion: 'SHELL',
};

/** Throws UsageError. */
export function readCommandLine(split: SplitArguments, variables: Variables): CommandLine {
  const {command, argument, argumentGiven, explain} = readWords(split.words);
  refuseUnknownFlags(split.flags);
  const isHelp = isOn(split.flags.help);
  const isVersion = isOn(split.flags.version);
  if (!isHelp && !isVersion) refuseForeignFlags(split.flags, command);
  const warnings: string[] = [];
  const values = new Map<string, Setting<string>>();
  for (const flag of flags) {
    const setting = settingOf(flag, split.flags[flag.name], variables, warnings);
    if (setting !== undefined) values.set(flag.name, setting);
  }
  return {
    command: isHelp ? 'help' : isVersion ? 'version' : command,
    topic: command,
    argument,
    argumentGiven,
    values,
    ...(explain !== undefined && {explain}),
    ...(split.rest !== undefined && {rest: split.rest}),
    warnings,
  };
}

/** Whether `certs` is asked for files and not for a live check. */
export function asksForFiles({values, rest}: Pick<CommandLine, 'values' | 'rest'>): boolean {
  return rest !== undefined || values.has('etcd-config') || values.has('etcd-pid');
}

/** A spelling among the candidates that is at most two edits away. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const ranked = candidates
    .map(candidate => ({candidate, distance: leven(word, candidate)}))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best !== undefined && best.distance <= 2 ? best.candidate : undefined;
}

function readWords(words: readonly string[]): {
  command: CommandName;
  argument: string;
  argumentGiven: boolean;
  explain?: string;
} {
  const [first, ...others] = words;
  const isCommand = first !== undefined && (commandWords as readonly string[]).includes(first);
  const command = isCommand ? (first as CommandName) : 'interface';
  const rest = isCommand ? others : words;
  // A line of a log pasted without quotes comes as many words.
  if (command === 'doctor' && rest[0] === 'explain') {
    return {command, argument: '', argumentGiven: false, explain: rest.slice(1).join(' ')};
  }
  const [argument, extra] = rest;
  if (!isCommand && first !== undefined && first !== '' && !first.startsWith('/')) {
    const near = first === 'explain' ? 'doctor explain' : nearest(first, commandWords);
    const hint =
      near === undefined ? `commands are ${commandWords.join(', ')}` : `did you mean ${near}?`;
    throw new UsageError(
      `${JSON.stringify(first)} is neither a command nor a PREFIX (those start with /): ${hint}`,
    );
  }
  const argumentName = argumentNames[command];
  const unexpected = argumentName === undefined ? argument : extra;
  if (unexpected !== undefined) {
    const expected = argumentName === undefined ? 'none' : `one ${argumentName}`;
    throw new UsageError(
      `${JSON.stringify(unexpected)} is one argument too many: expected ${expected}`,
    );
  }
  return {command, argument: argument ?? '', argumentGiven: argument !== undefined};
}

function refuseUnknownFlags(given: SplitArguments['flags']): void {
  for (const name of Object.keys(given)) {
    if (flags.some(flag => flag.name === name)) continue;
    const dashes = name.length === 1 ? '-' : '--';
    const near = nearest(
      name,
      flags.map(flag => flag.name),
    );
    const hint = near === undefined ? 'see etcdscope --help' : `did you mean --${near}?`;
    throw new UsageError(`unknown flag ${dashes}${name}: ${hint}`);
  }
}

function refuseForeignFlags(given: SplitArguments['flags'], command: CommandName): void {
  for (const flag of flags) {
    if (given[flag.name] === undefined || flag.commands.includes(command)) continue;
    const where = flag.commands.map(name => (name === 'interface' ? 'the interface' : name));
    const here = command === 'interface' ? 'the interface' : command;
    throw new UsageError(`--${flag.name} means nothing to ${here}: it is for ${where.join(', ')}`);
  }
}

function settingOf(
  flag: Flag,
  given: readonly string[] | undefined,
  variables: Variables,
  warnings: string[],
): Setting<string> | undefined {
  const last = given?.at(-1);
  if (given !== undefined && last !== undefined) {
    const mayBeEmpty = ['boolean', 'optional-text'].includes(flag.kind) || flag.name === 'password';
    if (last === '' && !mayBeEmpty) {
      throw new UsageError(`--${flag.name} needs a value: ${flag.value ?? flag.kind}`);
    }
    const value = flag.kind === 'list' ? given.join(',') : last;
    return {value, origin: {source: 'flag', name: flag.name}};
  }
  const variable = flag.variable === undefined ? undefined : variables[flag.variable];
  if (flag.variable !== undefined && variable !== undefined && variable !== '') {
    const origin = {source: 'variable', name: flag.variable} as const;
    if (flag.name !== 'write-out' || isWriteOut(variable)) return {value: variable, origin};
    warnings.push(
      `${flag.variable}=${JSON.stringify(variable)} is not a form of etcdscope's output (simple, json): ignored`,
    );
  }
  return flag.default === undefined
    ? undefined
    : {value: flag.default, origin: {source: 'default'}};
}

function isOn(values: readonly string[] | undefined): boolean {
  return values !== undefined && values.at(-1) !== 'false';
}
