// The completion script for zsh: works sourced and as a file _etcdscope on the fpath.
import {
  type CompletedCommand,
  type CompletedFlag,
  completedCommands,
  completedFlags,
  namedCommands,
  type Value,
  wordsOf,
} from './completion-model.ts';

export function zshCompletion(): string {
  const names = namedCommands.map(({name}) => name).join('|');
  return `#compdef etcdscope
# zsh completion for etcdscope, made by: etcdscope completion zsh
_etcdscope() {
  local command=interface word
  local -a commands
  commands=(
${namedCommands.map(({name, does}) => `    ${quoted(`${name}:${does}`)}`).join('\n')}
  )
  for word in \${words[2,CURRENT-1]}; do
    case $word in
      --) _default; return ;;
      ${names}) command=$word; break ;;
    esac
  done
  case $command in
${completedCommands.map(commandBranch).join('\n')}
  esac
}
if [[ $funcstack[1] == _etcdscope ]]; then
  _etcdscope "$@"
else
  compdef _etcdscope etcdscope
fi
`;
}

function commandBranch({name, argument}: CompletedCommand): string {
  const mine = completedFlags
    .filter(({commands}) => commands.includes(name))
    .map(flagSpecification);
  const first =
    name === 'interface'
      ? ["'1:command:{_describe command commands}'"]
      : [`'1:command:(${name})'`, ...argumentSpecification(argument)];
  return `    ${name})
      _arguments -S \\
        ${[...mine, ...first].join(' \\\n        ')} ;;`;
}

function argumentSpecification(argument: Value): readonly string[] {
  return argument.kind === 'none' ? [] : [quoted(`2${action(argument)}`)];
}

function flagSpecification(flag: CompletedFlag): string {
  const {long, short, value, isOptional, help} = flag;
  const words = wordsOf(flag);
  const excluded = `'(${words.join(' ')})'`;
  const rest = quoted(
    `[${help.replace(/[[\]\\]/g, '\\$&')}]${isOptional ? ':' : ''}${action(value)}`,
  );
  const equals = value.kind === 'none' ? '' : isOptional ? '=-' : '=';
  return short === undefined
    ? `${excluded}${long}${equals}${rest}`
    : `${excluded}{${short},${long}${equals}}${rest}`;
}

function action(value: Value): string {
  switch (value.kind) {
    case 'none':
      return '';
    case 'text':
      return `:${escaped(value.name)}: `;
    case 'file':
      return `:${escaped(value.name)}:_files`;
    case 'choice':
      return `:${value.words.join(' or ')}:(${value.words.join(' ')})`;
  }
}

function escaped(text: string): string {
  return text.replaceAll(':', '\\:');
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
