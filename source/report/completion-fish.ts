// The completion script for fish 3 and newer.
import {
  type CompletedFlag,
  completedCommands,
  completedFlags,
  namedCommands,
  type Value,
} from './completion-model.ts';

export function fishCompletion(): string {
  const names = namedCommands.map(({name}) => name).join(' ');
  const interfaceOnly = "-n '__etcdscope_is interface'";
  return `# fish completion for etcdscope, made by: etcdscope completion fish
function __etcdscope_is
    set -l command interface
    for word in (commandline -opc)[2..]
        if contains -- $word ${names}
            set command $word
            break
        end
    end
    contains -- $command $argv
end
complete -c etcdscope -f
${namedCommands.map(({name, does}) => `complete -c etcdscope ${interfaceOnly} -a ${name} -d ${quoted(does)}`).join('\n')}
${argumentLines().join('\n')}
${completedFlags.map(flagLine).join('\n')}
`;
}

function argumentLines(): readonly string[] {
  return completedCommands.flatMap(({name, argument}) => {
    const words = argument.kind === 'choice' ? `-a '${argument.words.join(' ')}'` : '-F';
    return argument.kind === 'choice' || argument.kind === 'file'
      ? [`complete -c etcdscope -n '__etcdscope_is ${name}' ${words}`]
      : [];
  });
}

function flagLine({long, short, value, isOptional, help, commands}: CompletedFlag): string {
  const names = [`-l ${long.slice(2)}`, ...(short === undefined ? [] : [`-s ${short.slice(1)}`])];
  const words = [`-n '__etcdscope_is ${commands.join(' ')}'`, ...names];
  // fish has no values that are optional: such a flag is offered as it stands alone.
  const all = isOptional ? words : [...words, ...valueWords(value)];
  return `complete -c etcdscope ${all.join(' ')} -d ${quoted(help)}`;
}

function valueWords(value: Value): readonly string[] {
  switch (value.kind) {
    case 'none':
      return [];
    case 'text':
      return ['-x'];
    case 'file':
      return ['-r', '-F'];
    case 'choice':
      return ['-x', `-a '${value.words.join(' ')}'`];
  }
}

/** Within fish's single quotes only \\ and ' are special. */
function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
