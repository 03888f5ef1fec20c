// --help, made from the flag table: usage, what the commands do, their flags.
import {type CommandName, type Flag, flags} from '../config/flags.ts';

export const commandHelp: Readonly<Record<CommandName, {usage: string; does: string}>> = {
  interface: {
    usage: 'etcdscope [PREFIX]',
    does: 'the interface: live watch, sync, certificates (without a terminal: watch --initial)',
  },
  watch: {
    usage: 'etcdscope watch [PREFIX]',
    does: 'change events on stdout, until interrupted; survives outages and compaction',
  },
  sync: {
    usage: 'etcdscope sync [PREFIX]',
    does: 'one full sync: count, bytes and a digest that members in agreement share',
  },
  certs: {
    usage: 'etcdscope certs',
    does: "why HTTP fails while etcdctl works: both paths into etcd, the server's chain, remedies",
  },
  demo: {
    usage: 'etcdscope demo',
    does: 'the interface on an embedded gateway with traffic; needs no etcd',
  },
};

const examples: readonly (readonly [string, string])[] = [
  ['etcdscope demo', 'look around without an etcd'],
  ['etcdscope --endpoints 10.0.0.1:2379,10.0.0.2:2379 /apisix/', 'watch a prefix'],
  ['etcdscope watch /apisix/ -w json | jq .key', 'the stream for scripts'],
  [
    'etcdscope certs --cacert ca.pem --cert c.pem --key c.key --endpoints https://10.0.0.1:2379',
    '',
  ],
];

export function helpText(topic: CommandName): string {
  return topic === 'interface' ? overview() : commandPage(topic);
}

function overview(): string {
  const commands = Object.values(commandHelp).map(({usage, does}) => row(usage, does, 28));
  const first = examples.flatMap(([command, does]) => [
    `  ${command}`,
    ...(does ? [`      ${does}`] : []),
  ]);
  return [
    'etcdscope looks at etcd through its HTTP API, the path that API gateways take. It only reads.',
    '',
    'Examples',
    ...first,
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
  const {usage, does} = commandHelp[topic];
  return [`${usage} [FLAGS]`, `  ${does}`, '', 'Flags', ...flagRows(topic)].join('\n');
}

function flagRows(topic: CommandName): string[] {
  return flags
    .filter(flag => flag.commands.includes(topic))
    .map(flag => row(flagUsage(flag), flagDoes(flag), 28));
}

export function flagUsage(flag: Flag): string {
  const short = flag.short === undefined ? '' : `-${flag.short}, `;
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
