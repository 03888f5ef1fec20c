// etcdscope completion SHELL: the shell's completion script on stdout. Needs no connection.
import type {CommandLine} from '../config/command-line.ts';
import {UsageError} from '../config/usage-error.ts';
import type {Output} from '../io/output.ts';
import {bashCompletion} from '../report/completion-bash.ts';
import {fishCompletion} from '../report/completion-fish.ts';
import {zshCompletion} from '../report/completion-zsh.ts';
import {exitCodes} from './exit-codes.ts';

const scripts: Readonly<Record<string, () => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

export function runCompletion({argument: shell}: CommandLine, output: Output): number {
  const script = Object.hasOwn(scripts, shell) ? scripts[shell] : undefined;
  if (script === undefined) {
    const given = shell === '' ? 'no shell' : JSON.stringify(shell);
    throw new UsageError(`completion was given ${given}: expected bash, zsh or fish`);
  }
  output.write(script());
  return exitCodes.done;
}
