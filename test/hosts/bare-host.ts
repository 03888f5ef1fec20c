// Runs the executable inside a root file system as it would run on a host that has little: in a
// mount namespace of its own, read-only, /tmp without execution, as a user who owns nothing, with
// hardly an environment. The network is the machine's, so that a gateway on loopback is reached.

import {join} from 'node:path';
import {onTerminal} from '../bench/pseudo-terminal.ts';
import {shellWord} from '../support/shell-word.ts';

export type Host = {
  readonly root: string;
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly hasProc: boolean;
};

/** nobody: no home, no shell, no name that the root file system need know. */
const user = '65534:65534';
const executable = '/usr/local/bin/etcdscope';

/** The command line that does all this; to be started by root. */
export function onBareHost(
  host: Host,
  args: readonly string[],
  file: string = executable,
): readonly string[] {
  const {root, env, hasProc} = host;
  const at = shellWord(root);
  const program = [...assignments(env), file, ...args].map(shellWord).join(' ');
  const steps = [
    'set -e',
    `mount --rbind ${at} ${at}`,
    `mount -t tmpfs -o noexec,nosuid,nodev,mode=1777 tmpfs ${shellWord(join(root, 'tmp'))}`,
    ...(hasProc ? [`mount -t proc proc ${shellWord(join(root, 'proc'))}`] : []),
    `mount -o remount,bind,ro ${at}`,
    `exec chroot --userspec=${user} --groups= ${at} /usr/bin/env -i ${program}`,
  ];
  return ['unshare', '--mount', '--propagation', 'private', 'sh', '-c', steps.join('\n')];
}

/** On a pseudo-terminal of 120x40, whose device the machine's own script makes. */
export function onBareTerminal(host: Host, args: readonly string[]) {
  const [command = '', ...rest] = onBareHost(host, args);
  return onTerminal(command, rest);
}

function assignments(env: Host['env']): readonly string[] {
  return Object.entries(env).map(([name, value]) => `${name}=${value}`);
}
