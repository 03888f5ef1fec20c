// --help, made from the flag table: usage, examples, what the commands do, their flags. The README's
// table, the completion scripts and the manual page are made from the same.
import {type CommandName, type Flag, flags} from '../config/flags.ts';

type CommandHelp = {
  readonly usage: string;
  readonly does: string;
  /** Command lines that work as they stand, each with what it is for. The overview shows the first. */
  readonly examples: readonly (readonly [command: string, does: string])[];
};

export const commandHelp: Readonly<Record<CommandName, CommandHelp>> = {
  interface: {
    usage: 'etcdscope [PREFIX]',
    does: 'the interface: live watch, sync, certificates (without a terminal: watch --initial)',
    examples: [
      ['etcdscope --endpoints 10.0.0.1:2379,10.0.0.2:2379 /apisix/', 'watch a prefix on a screen'],
    ],
  },
  watch: {
    usage: 'etcdscope watch [PREFIX]',
    does: 'change events on stdout, until interrupted; survives outages and compaction',
    examples: [
      ["etcdscope watch /apisix/ -w json | jq -r '.key // empty'", 'the stream for scripts'],
      ['etcdscope watch /apisix/ --rev 81200 --until-rev 81240', 'a stretch of the past'],
      ['etcdscope watch /apisix/ --initial --timeout 10s', 'the keys, then ten seconds of changes'],
    ],
  },
  sync: {
    usage: 'etcdscope sync [PREFIX]',
    does: 'one full sync: count, bytes and a digest that members in agreement share',
    examples: [
      ['etcdscope sync /apisix/ --endpoints 10.0.0.2:2379', 'what one member holds'],
      ['etcdscope sync /apisix/ --dump keys.ndjson', 'and the keys themselves, into a file'],
    ],
  },
  certs: {
    usage: 'etcdscope certs',
    does: "why HTTP fails while etcdctl works: both paths into etcd, the server's chain, remedies",
    examples: [
      [
        'etcdscope certs --endpoints https://10.0.0.1:2379 --cacert ca.pem --cert c.pem --key c.key',
        'the certificate check, on every member',
      ],
      [
        'etcdscope certs --host 10.0.0.1 --cacert ca.pem -- --cert-file=new.pem --key-file=new.key',
        'before a restart: what etcd will do with these files',
      ],
      ['etcdscope certs --etcd-pid 812', 'the same with the flags of a running etcd'],
    ],
  },
  doctor: {
    usage: 'etcdscope doctor [PREFIX]',
    does: 'every layer between a gateway and its configuration in etcd, in order: the cause and the fix',
    examples: [
      ['etcdscope doctor', 'on a host with APISIX: its own connection, found by itself'],
      ['etcdscope doctor /apisix/ --endpoints 10.0.0.1:2379 -w json', 'for scripts'],
      ["etcdscope doctor explain 'etcd forbidden code: 403'", 'a line of a log, or an id'],
    ],
  },
  drift: {
    usage: 'etcdscope drift [PREFIX]',
    does: 'what the APISIX on this host has loaded against etcd, per resource: stale, missing, ghost',
    examples: [
      ['etcdscope drift', 'is this gateway host stale? exit code 0 in step, 2 not'],
      ['etcdscope drift --apisix=/opt/apisix/conf/config.yaml -w json', 'the same for scripts'],
    ],
  },
  demo: {
    usage: 'etcdscope demo',
    does: 'the interface on an embedded gateway with traffic; needs no etcd',
    examples: [['etcdscope demo', 'look around without an etcd']],
  },
  replay: {
    usage: 'etcdscope replay FILE',
    does: 'a recording (--record, :record) in the same interface, offline',
    examples: [
      ['etcdscope replay incident.ndjson --speed 10', 'what was recorded, ten times as fast'],
      [
        'etcdscope replay incident.ndjson --at 14:03:02',
        'from that time on; --at 81238: a revision',
      ],
    ],
  },
  completion: {
    usage: 'etcdscope completion bash|zsh|fish',
    does: 'a completion script for the shell, on stdout',
    examples: [
      ['source <(etcdscope completion bash)', 'in ~/.bashrc; likewise zsh in ~/.zshrc'],
      ['etcdscope completion fish | source', 'in config.fish'],
    ],
  },
  licenses: {
    usage: 'etcdscope licenses',
    does: 'licences of everything inside the executable',
    examples: [['etcdscope licenses | less', 'read them']],
  },
};

export function helpText(topic: CommandName): string {
  return topic === 'interface' ? overview() : commandPage(topic);
}

function overview(): string {
  const commands = Object.values(commandHelp).map(({usage, does}) => row(usage, does, 28));
  const first = Object.values(commandHelp).flatMap(({examples}) => examples.slice(0, 1));
  return [
    'etcdscope looks at etcd through its HTTP API, the path that API gateways take. It only reads.',
    '',
    'Examples',
    ...exampleLines(first),
    '',
    'Commands',
    ...commands,
    '',
    'Flags of the interface',
    ...flagRows('interface'),
    '',
    'etcdscope COMMAND --help lists the flags of a command. ETCDCTL_* variables work as in etcdctl.',
    'Exit codes: 0 done, 1 warnings, 2 failed, 3 bad usage or could not tell.',
  ].join('\n');
}

function commandPage(topic: CommandName): string {
  const {usage, does, examples} = commandHelp[topic];
  return [
    `${usage} [FLAGS]`,
    `  ${does}`,
    '',
    'Examples',
    ...exampleLines(examples),
    '',
    'Flags',
    ...flagRows(topic),
  ].join('\n');
}

function exampleLines(examples: CommandHelp['examples']): string[] {
  return examples.flatMap(([command, does]) => [`  ${command}`, `      ${does}`]);
}

function flagRows(topic: CommandName): string[] {
  return flags
    .filter(flag => flag.commands.includes(topic))
    .map(flag => row(flagUsage(flag), flagDoes(flag), 28));
}

export function flagUsage(flag: Flag): string {
  const short = flag.short === undefined ? '' : `-${flag.short}, `;
  if (flag.kind === 'optional-text') return `${short}--${flag.name}[=${flag.value ?? 'VALUE'}]`;
  return `${short}--${flag.name}${flag.value === undefined ? '' : ` ${flag.value}`}`;
}

function flagDoes(flag: Flag): string {
  const notes = [
    flag.default === undefined ? '' : `default ${flag.default}`,
    flag.variable ?? '',
  ].filter(note => note !== '');
  return notes.length === 0 ? flag.help : `${flag.help} (${notes.join('; ')})`;
}

function row(left: string, right: string, columns: number): string {
  const start = `  ${left}`;
  return start.length < columns + 1
    ? `${start.padEnd(columns + 2)}${right}`
    : `${start}\n${' '.repeat(columns + 2)}${right}`;
}
