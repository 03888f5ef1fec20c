// What a shell can complete: commands, their argument, their flags. Made from the flag table and the
// help, so that completion-bash.ts, completion-zsh.ts and completion-fish.ts can't differ from them.
import {type CommandName, type Flag, flags} from '../config/flags.ts';
import {commandHelp} from './help.ts';

/** What stands behind a flag or a command; `text` is anything the shell knows nothing about. */
export type Value =
  | {readonly kind: 'none'}
  | {readonly kind: 'text'; readonly name: string}
  | {readonly kind: 'file'; readonly name: string}
  | {readonly kind: 'choice'; readonly words: readonly string[]};

export type CompletedFlag = {
  readonly long: string;
  readonly short: string | undefined;
  readonly value: Value;
  /** Stands alone, or with its value behind = in the same word. */
  readonly isOptional: boolean;
  readonly help: string;
  readonly commands: readonly CommandName[];
};

export type CompletedCommand = {
  readonly name: CommandName;
  readonly does: string;
  readonly argument: Value;
};

/** The interface is first: it is what runs when no command is named. */
export const completedCommands: readonly CompletedCommand[] = (
  Object.keys(commandHelp) as CommandName[]
).map(name => ({
  name,
  does: commandHelp[name].does,
  argument: valueNamed(commandHelp[name].usage.split(' ').slice(name === 'interface' ? 1 : 2)[0]),
}));

export const namedCommands: readonly CompletedCommand[] = completedCommands.filter(
  ({name}) => name !== 'interface',
);

export const completedFlags: readonly CompletedFlag[] = flags.map(flag => ({
  long: `--${flag.name}`,
  short: flag.short === undefined ? undefined : `-${flag.short}`,
  value: flagValue(flag),
  isOptional: flag.kind === 'optional-text',
  help: flag.help,
  commands: flag.commands,
}));

export function wordsOf({long, short}: CompletedFlag): readonly string[] {
  return short === undefined ? [long] : [short, long];
}

function flagValue({kind, value}: Flag): Value {
  return kind === 'boolean' ? {kind: 'none'} : valueNamed(value);
}

function valueNamed(usage: string | undefined): Value {
  if (usage === undefined) return {kind: 'none'};
  const name = usage.replace(/[[\]]/g, '');
  if (/^[a-z]+(\|[a-z]+)+$/.test(name)) return {kind: 'choice', words: name.split('|')};
  return {kind: name === 'FILE' ? 'file' : 'text', name};
}
