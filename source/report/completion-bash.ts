// The completion script for bash 4 and newer. It stands alone: the package bash-completion, which
// slim hosts lack, is not needed.
import {
  type CompletedCommand,
  type CompletedFlag,
  completedCommands,
  completedFlags,
  namedCommands,
  type Value,
  wordsOf,
} from './completion-model.ts';

export function bashCompletion(): string {
  const names = namedCommands.map(({name}) => name);
  return `# bash completion for etcdscope, made by: etcdscope completion bash
_etcdscope() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} command= at joined=
  COMPREPLY=()
  # bash splits --flag=value at the =
  if [[ $word == '=' ]]; then
    word= joined='='
  elif [[ $before == '=' ]]; then
    before=\${COMP_WORDS[COMP_CWORD-2]} joined='='
  fi
  for ((at = 1; at < COMP_CWORD; at++)); do
    case \${COMP_WORDS[at]} in
      --) compopt -o default; return ;;
      ${flagsWithValue().join('|')})
        if [[ \${COMP_WORDS[at+1]} == '=' ]]; then ((at += 2)); else ((at++)); fi ;;
      -*) ;;
      ${names.join('|')}) command=\${command:-\${COMP_WORDS[at]}} ;;
      *) command=\${command:-interface} ;;
    esac
  done
  case $before$joined in
${valueBranches(completedFlags).join('\n')}
  esac
  case \${command:-interface} in
${completedCommands.map(commandBranch).join('\n')}
  esac
  if [[ -z $command && $word != -* ]]; then
    COMPREPLY=($(compgen -W '${names.join(' ')}' -- "$word"))
  fi
}
complete -F _etcdscope etcdscope
`;
}

function flagsWithValue(): readonly string[] {
  return completedFlags
    .filter(({value, isOptional}) => value.kind !== 'none' && !isOptional)
    .flatMap(wordsOf);
}

function valueBranches(all: readonly CompletedFlag[]): readonly string[] {
  const branches = all.map(flag => ({words: beforeValue(flag), answer: answerFor(flag.value)}));
  const answers = [...new Set(branches.map(({answer}) => answer))].filter(each => each !== '');
  return answers.map(answer => {
    const words = branches.filter(each => each.answer === answer).flatMap(each => each.words);
    return `    ${words.join('|')}) ${answer}; return ;;`;
  });
}

/** The word that a value stands behind, with = where it is in the same word. */
function beforeValue(flag: CompletedFlag): readonly string[] {
  const joined = wordsOf(flag).map(word => `${word}=`);
  return flag.isOptional ? joined : [...wordsOf(flag), ...joined];
}

function commandBranch({name, argument}: CompletedCommand): string {
  const mine = completedFlags.filter(({commands}) => commands.includes(name)).flatMap(wordsOf);
  const value = argument.kind === 'text' ? '' : answerFor(argument);
  const other = value === '' ? '' : `\n      else ${value}`;
  return `    ${name})
      if [[ $word == -* ]]; then COMPREPLY=($(compgen -W '${mine.join(' ')}' -- "$word"))${other}
      fi ;;`;
}

function answerFor(value: Value): string {
  switch (value.kind) {
    case 'none':
      return '';
    case 'text':
      return ':';
    case 'file':
      return 'compopt -o filenames; mapfile -t COMPREPLY < <(compgen -f -- "$word")';
    case 'choice':
      return `COMPREPLY=($(compgen -W '${value.words.join(' ')}' -- "$word"))`;
  }
}
