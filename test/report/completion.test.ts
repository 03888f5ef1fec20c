// The completion scripts, run by the shells themselves: bash always, zsh and fish where installed.
// What is offered is compared with the flag table, so that a new flag or command is offered at once.
import assert from 'node:assert/strict';
import {execFileSync, spawnSync} from 'node:child_process';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {type TestContext, test} from 'node:test';
import {commandWords} from '../../source/config/command-line.ts';
import {type CommandName, flags} from '../../source/config/flags.ts';
import {bashCompletion} from '../../source/report/completion-bash.ts';
import {fishCompletion} from '../../source/report/completion-fish.ts';
import {zshCompletion} from '../../source/report/completion-zsh.ts';
import {temporaryFolder} from '../support/temporary-folder.ts';

/** The words offered for a line that ends with the word to complete. */
type Complete = (folder: string, line: readonly string[]) => readonly string[];

const shells: Readonly<Record<string, {complete: Complete; flagsToo: boolean}>> = {
  bash: {complete: inBash, flagsToo: true},
  fish: {complete: inFish, flagsToo: true},
  zsh: {complete: inZsh, flagsToo: true},
};

for (const [shell, {complete}] of Object.entries(shells)) {
  const missing = spawnSync(shell, ['--version']).status !== 0;
  const skip = missing ? `${shell} is not installed` : false;

  test(`${shell} offers every command`, {skip}, context => {
    const offered = complete(workFolder(context), ['etcdscope', '']);
    assert.deepEqual(missingFrom(offered, commandWords), []);
  });

  test(`${shell} offers each command its own flags and no others`, {skip}, context => {
    const folder = workFolder(context);
    for (const command of ['watch', 'sync', 'certs', 'licenses'] as const) {
      const offered = complete(folder, ['etcdscope', command, '--']);
      assert.deepEqual(longFlags(offered), flagsOf(command), command);
    }
  });

  test(`${shell} offers the interface's flags where no command is named`, {skip}, context => {
    const offered = complete(workFolder(context), ['etcdscope', '--']);
    assert.deepEqual(longFlags(offered), flagsOf('interface'));
  });

  test(`${shell} offers the words that a value can be, and files where it is one`, {
    skip,
  }, context => {
    const folder = workFolder(context);
    for (const [line, expected] of [
      [
        ['etcdscope', 'watch', '-w', ''],
        ['json', 'simple'],
      ],
      [
        ['etcdscope', 'completion', ''],
        ['bash', 'fish', 'zsh'],
      ],
      [
        ['etcdscope', 'certs', '--cacert', 'ca-'],
        ['ca-one.pem', 'ca-two.pem'],
      ],
      [['etcdscope', '--endpoints', 'a:1', 'wat'], ['watch']],
    ] as const) {
      assert.deepEqual([...complete(folder, line)].sort(), expected, line.join(' '));
    }
  });
}

test('a value that reads like a command is not taken for one by bash', context => {
  const offered = inBash(workFolder(context), ['etcdscope', '--user', 'sync', '--']);
  assert.deepEqual(longFlags(offered), flagsOf('interface'));
});

test('bash completes the value after --flag= too, which it hands over in three words', context => {
  const offered = inBash(workFolder(context), ['etcdscope', 'watch', '--write-out', '=', 'j']);
  assert.deepEqual(offered, ['json']);
});

test('bash offers files behind --apisix=, and none after --apisix alone', context => {
  const folder = workFolder(context);
  assert.deepEqual([...inBash(folder, ['etcdscope', '--apisix', '=', 'ca-'])].sort(), [
    'ca-one.pem',
    'ca-two.pem',
  ]);
  assert.deepEqual(inBash(folder, ['etcdscope', '--apisix', 'ca-']), []);
});

function inBash(folder: string, line: readonly string[]): readonly string[] {
  const script = `${bashCompletion()}
compopt() { :; }
COMP_WORDS=(${line.map(word => `'${word}'`).join(' ')}); COMP_CWORD=${line.length - 1}
_etcdscope
printf '%s\\n' "\${COMPREPLY[@]}"`;
  return run(folder, 'bash', ['--norc', '-c', script]);
}

function inFish(folder: string, line: readonly string[]): readonly string[] {
  const script = `${fishCompletion()}\ncomplete -C '${line.join(' ')}'`;
  return run(folder, 'fish', ['--no-config', '-c', script]).map(each => each.split('\t')[0] ?? '');
}

/** zsh completes only on a terminal: one of its own, with a list that a program can read. */
function inZsh(folder: string, line: readonly string[]): readonly string[] {
  writeFileSync(join(folder, 'completion.zsh'), zshCompletion());
  writeFileSync(join(folder, 'list.zsh'), zshListing(line.join(' ')));
  return run(folder, 'zsh', ['-f', 'list.zsh']).map(each => each.replace(/ +-- .*$/, ''));
}

function zshListing(line: string): string {
  return `
zmodload zsh/zpty
zpty shell zsh -f -i
offered() {
  zpty -w shell 'PROMPT=; autoload -Uz compinit; compinit -u -D; source ./completion.zsh'
  zpty -w shell 'compadd() { if [[ "$*" == *-[OAD]* ]]; then builtin compadd "$@"; return; fi
    local -a found; builtin compadd -O found "$@"; print -rl -- $found >>./offered; builtin compadd "$@" }'
  zpty -w shell 'ended() { print done >./ended }; zle -N ended; bindkey "^X" ended; bindkey "^I" complete-word'
  zpty -n -w shell '${line}'$'\\t\\x18'
  integer turns
  while [[ ! -e ./ended ]] && ((turns++ < 400)); do zpty -r -t shell piece; sleep 0.05; done
}
rm -f offered ended
offered >/dev/null
zpty -d shell
[[ -e offered ]] && sort -u offered
true`;
}

function run(folder: string, shell: string, words: readonly string[]): readonly string[] {
  const environment = {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    TERM: 'xterm',
    LC_ALL: 'C.UTF-8',
  };
  const text = execFileSync(shell, words, {cwd: folder, env: environment, encoding: 'utf8'});
  return text.split('\n').filter(each => each !== '');
}

function workFolder(context: TestContext): string {
  const folder = temporaryFolder(context);
  mkdirSync(join(folder, 'other'));
  for (const name of ['ca-one.pem', 'ca-two.pem', 'key.pem']) writeFileSync(join(folder, name), '');
  return folder;
}

function flagsOf(command: CommandName): readonly string[] {
  const mine = flags.filter(({commands}) => commands.includes(command));
  return mine.map(({name}) => `--${name}`).sort();
}

function longFlags(offered: readonly string[]): readonly string[] {
  const found = offered.map(word => word.replace(/=$/, '')).filter(word => word.startsWith('--'));
  return [...new Set(found)].sort();
}

function missingFrom(offered: readonly string[], expected: readonly string[]): readonly string[] {
  return expected.filter(word => !offered.includes(word));
}
