// The table of flags: the parser, the help and the README's table are made from it. Names and
// defaults of the connection flags are etcdctl's.

export type CommandName =
  | 'interface'
  | 'watch'
  | 'sync'
  | 'certs'
  | 'doctor'
  | 'drift'
  | 'demo'
  | 'completion'
  | 'licenses';

export type FlagKind =
  | 'boolean'
  | 'text'
  /** Comma-separated; given twice, the lists join. */
  | 'list'
  /** Go's notation: 500ms, 2s, 1m30s. */
  | 'duration'
  /** A safe integer of 0 or more. */
  | 'number'
  /** Bytes: 1048576, 64MiB. */
  | 'size'
  /** The flag alone, or with a value behind =; never the next argument. */
  | 'optional-text';

export type Flag = {
  readonly name: string;
  readonly short?: string;
  readonly kind: FlagKind;
  /** What stands for the value in the help. */
  readonly value?: string;
  readonly default?: string;
  /** The variable that sets it too. */
  readonly variable?: string;
  readonly help: string;
  /** Where it means something; elsewhere it is a usage error. */
  readonly commands: readonly CommandName[];
};

const everywhere: readonly CommandName[] = [
  'interface',
  'watch',
  'sync',
  'certs',
  'doctor',
  'drift',
  'demo',
];
const anywhere: readonly CommandName[] = [...everywhere, 'completion', 'licenses'];
const connecting: readonly CommandName[] = [
  'interface',
  'watch',
  'sync',
  'certs',
  'doctor',
  'drift',
];
const reading: readonly CommandName[] = ['interface', 'watch', 'sync', 'doctor'];

export const flags: readonly Flag[] = [
  {
    name: 'endpoints',
    kind: 'list',
    value: 'LIST',
    default: '127.0.0.1:2379',
    variable: 'ETCDCTL_ENDPOINTS',
    help: 'etcd members, as host:port or URL, tried in this order',
    commands: connecting,
  },
  {
    name: 'cacert',
    kind: 'text',
    value: 'FILE',
    variable: 'ETCDCTL_CACERT',
    help: "CA certificates (PEM) that the server's is verified against; default: the system's",
    commands: connecting,
  },
  {
    name: 'cert',
    kind: 'text',
    value: 'FILE',
    variable: 'ETCDCTL_CERT',
    help: 'client certificate (PEM)',
    commands: connecting,
  },
  {
    name: 'key',
    kind: 'text',
    value: 'FILE',
    variable: 'ETCDCTL_KEY',
    help: 'its private key (PEM)',
    commands: connecting,
  },
  {
    name: 'user',
    kind: 'text',
    value: 'NAME[:PASSWORD]',
    variable: 'ETCDCTL_USER',
    help: 'log in; without a password it is asked for',
    commands: connecting,
  },
  {
    name: 'password',
    kind: 'text',
    value: 'PASSWORD',
    variable: 'ETCDCTL_PASSWORD',
    help: 'visible to others in the process list: prefer --password-file or the variable',
    commands: connecting,
  },
  {
    name: 'password-file',
    kind: 'text',
    value: 'FILE',
    help: 'read the password from the first line of a file',
    commands: connecting,
  },
  {
    name: 'insecure-skip-tls-verify',
    kind: 'boolean',
    variable: 'ETCDCTL_INSECURE_SKIP_TLS_VERIFY',
    help: "don't verify the server's certificate; the screen says so",
    commands: connecting,
  },
  {
    name: 'server-name',
    kind: 'text',
    value: 'NAME',
    help: "name sent as SNI and verified, instead of the endpoint's host",
    commands: connecting,
  },
  {
    name: 'dial-timeout',
    kind: 'duration',
    value: 'TIME',
    default: '2s',
    variable: 'ETCDCTL_DIAL_TIMEOUT',
    help: 'limit for opening a connection',
    commands: connecting,
  },
  {
    name: 'command-timeout',
    kind: 'duration',
    value: 'TIME',
    default: '5s',
    variable: 'ETCDCTL_COMMAND_TIMEOUT',
    help: 'how long a call may stay without an answer',
    commands: connecting,
  },
  {
    name: 'apisix',
    kind: 'optional-text',
    value: 'FILE',
    help: "take the connection from APISIX's configuration; alone: /usr/local/apisix/conf/config.yaml",
    commands: connecting,
  },
  {
    name: 'control-api',
    kind: 'text',
    value: 'HOST:PORT',
    help: "where APISIX's Control API listens; default: as its configuration says, else 127.0.0.1:9090",
    commands: ['interface', 'drift'],
  },
  {
    name: 'samples',
    kind: 'number',
    value: 'N',
    default: '8',
    help: 'connections to the Control API: each is answered by one worker',
    commands: ['interface', 'drift'],
  },
  {
    name: 'debug',
    kind: 'boolean',
    variable: 'ETCDCTL_DEBUG',
    help: 'say every request on stderr, credentials left out',
    commands: everywhere,
  },
  {
    name: 'write-out',
    short: 'w',
    kind: 'text',
    value: 'simple|json',
    default: 'simple',
    variable: 'ETCDCTL_WRITE_OUT',
    help: 'form of the output; json is exact and meant for scripts',
    commands: everywhere,
  },
  {
    name: 'prefix-base64',
    kind: 'text',
    value: 'BASE64',
    help: 'a PREFIX that is not text',
    commands: reading,
  },
  {
    name: 'prefix',
    kind: 'boolean',
    help: "accepted out of etcdctl's habit: PREFIX is always one",
    commands: reading,
  },
  {
    name: 'rev',
    kind: 'number',
    value: 'N',
    help: 'from revision N on, instead of from now; doctor: can a watch still start there?',
    commands: ['watch', 'doctor'],
  },
  {
    name: 'initial',
    kind: 'boolean',
    help: 'first the keys that exist',
    commands: ['watch'],
  },
  {
    name: 'prev-kv',
    kind: 'boolean',
    help: 'with the value before each change',
    commands: ['watch'],
  },
  {
    name: 'timeout',
    kind: 'duration',
    value: 'TIME',
    help: 'end after this time, with exit code 0; doctor: end of all probes (30s)',
    commands: ['watch', 'doctor'],
  },
  {
    name: 'until-rev',
    kind: 'number',
    value: 'N',
    help: 'end once revision N is applied or confirmed, with exit code 0',
    commands: ['watch'],
  },
  {
    name: 'history-bytes',
    kind: 'size',
    value: 'SIZE',
    default: '64MiB',
    help: 'memory for events that can be scrolled back to',
    commands: ['interface', 'demo'],
  },
  {
    name: 'show-secrets',
    kind: 'boolean',
    help: "don't mask private keys and credentials",
    commands: ['interface', 'watch', 'demo'],
  },
  {
    name: 'mask',
    kind: 'boolean',
    help: 'mask private keys and credentials in json too',
    commands: ['watch', 'sync'],
  },
  {
    name: 'limit',
    kind: 'number',
    value: 'N',
    help: 'keys a page; default: adapts to their size',
    commands: ['sync'],
  },
  {
    name: 'concurrency',
    kind: 'number',
    value: 'N',
    default: '8',
    help: 'pages under way at once; fewer when the server slows down',
    commands: ['sync'],
  },
  {
    name: 'dump',
    kind: 'text',
    value: 'FILE',
    help: "the keys as NDJSON, ascending; '-' is stdout",
    commands: ['sync'],
  },
  {
    name: 'warn-days',
    kind: 'number',
    value: 'N',
    default: '30',
    help: 'warn when a certificate expires within N days',
    commands: ['certs', 'doctor'],
  },
  {
    name: 'host',
    kind: 'text',
    value: 'NAME',
    help: 'with -- ETCD FLAGS: name or address that clients dial; default: 127.0.0.1',
    commands: ['certs'],
  },
  {
    name: 'etcd-version',
    kind: 'text',
    value: 'V',
    help: 'with -- ETCD FLAGS: which etcd is meant; without it, where versions differ it says so',
    commands: ['certs'],
  },
  {
    name: 'etcd-config',
    kind: 'text',
    value: 'FILE',
    help: "check from files: etcd's YAML configuration instead of -- ETCD FLAGS",
    commands: ['certs'],
  },
  {
    name: 'etcd-pid',
    kind: 'number',
    value: 'PID',
    help: 'check from files: the flags and variables of a running etcd; what its next restart does',
    commands: ['certs'],
  },
  {
    name: 'deep',
    kind: 'boolean',
    help: 'read everything, at once too, and keep a watch open for a minute',
    commands: ['doctor'],
  },
  {
    name: 'textfile',
    kind: 'text',
    value: 'FILE',
    help: "write the result in Prometheus' text format too, for node_exporter",
    commands: ['certs', 'doctor'],
  },
  {name: 'help', short: 'h', kind: 'boolean', help: 'this text', commands: anywhere},
  {name: 'version', kind: 'boolean', help: 'name, version, Node, commit', commands: anywhere},
];
