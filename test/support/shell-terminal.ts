// A terminal with a shell in it, as a person has one: the executable is started by typing its name,
// and what it leaves behind is the shell's.
import {executablePath} from './executable.ts';
import {openTerminal, type Terminal} from './tmux.ts';

type ShellOptions = {
  readonly columns: number;
  readonly rows: number;
  readonly env?: Readonly<Record<string, string>>;
};

/** `etcdscope` is the built executable in this shell; closes the terminal whatever the body does. */
export async function inShell(
  {columns, rows, env = {}}: ShellOptions,
  body: (terminal: Terminal) => Promise<void>,
): Promise<void> {
  const terminal = await openTerminal({columns, rows, env, command: ['/bin/sh']});
  try {
    await terminal.waitFor('a shell prompt', screen => /[#$%]$/.test(screen));
    await terminal.typeLine(`alias etcdscope='${executablePath}'; PS1='ready> '; clear`);
    await terminal.waitFor('our prompt alone', screen => screen === 'ready>');
    await body(terminal);
  } finally {
    await terminal.close();
  }
}

/** Starts the executable as the terminal's only program. */
export async function inProgram(
  args: readonly string[],
  {columns, rows, env = {}}: ShellOptions,
  body: (terminal: Terminal) => Promise<void>,
): Promise<void> {
  const command = [executablePath, ...args];
  const terminal = await openTerminal({columns, rows, env, command});
  try {
    await body(terminal);
  } finally {
    await terminal.close();
  }
}
