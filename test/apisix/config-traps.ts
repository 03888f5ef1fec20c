// The traps that an etcd block of APISIX can walk into, each as the least file that does, with the finding
// and its place; and files without a trap.
import type {ApisixFinding} from '../../source/apisix/apisix-connection.ts';
import type {ConfigSource} from '../../source/apisix/read-config.ts';

export type Trap = {
  readonly claim: string;
  /** Lines of config.yaml. */
  readonly text: readonly string[];
  readonly version?: string;
  readonly variables?: ConfigSource['variables'];
  /** id, severity, line, column. */
  readonly finding: readonly [string, ApisixFinding['severity'], number, number];
  readonly says?: RegExp;
};

const variable = (name: string) => `$\{{${name}}}`;
const etcd3 = (...lines: readonly string[]) => ['deployment:', '  etcd:', ...lines];
const https = ['    host:', '      - https://e1:2379'];
const ca = ['apisix:', '  ssl:', '    ssl_trusted_certificate: /ca.pem'];

export const traps: readonly Trap[] = [
  {
    claim: 'a 2.x block in a 3.x file is overwritten',
    text: ['deployment:', '  role: traditional', 'etcd:', '  host: ["http://10.0.0.1:2379"]'],
    finding: ['cfg-toplevel', 'error', 3, 1],
    says: /deployment\.etcd\.host: http:\/\/127\.0\.0\.1:2379/,
  },
  {
    claim: 'a 2.x block alone is an error where 3.x is installed',
    version: '3.9.1',
    text: ['etcd:', '  host: ["http://10.0.0.1:2379"]'],
    finding: ['cfg-toplevel', 'error', 1, 1],
  },
  {
    claim: 'a 2.x block alone is a warning where no version is known',
    text: ['etcd:', '  host: ["http://10.0.0.1:2379"]'],
    finding: ['cfg-toplevel', 'warning', 1, 1],
  },
  {
    claim: 'an etcd block below apisix.ssl is read by nobody',
    text: ['apisix:', '  ssl:', '    etcd:', '      host: ["http://10.0.0.1:2379"]'],
    finding: ['cfg-toplevel', 'error', 4, 7],
  },
  {
    claim: 'a host with a slash at its end is refused',
    text: etcd3('    host:', '      - http://e1:2379/'),
    finding: ['cfg-host-syntax', 'error', 4, 9],
    says: /Write it as "http:\/\/e1:2379"/,
  },
  {
    claim: 'a host with an underscore is refused',
    text: etcd3('    host:', '      - http://e1:2379', '      - http://my_etcd:2379'),
    finding: ['cfg-host-syntax', 'error', 5, 9],
    says: /underscore/,
  },
  {
    claim: 'a host with a path is refused',
    text: etcd3('    host: ["http://e1:2379/v3"]'),
    finding: ['cfg-host-syntax', 'error', 3, 12],
  },
  {
    claim: 'a host without a scheme is refused',
    text: etcd3('    host:', '      - 10.0.0.1:2379'),
    finding: ['cfg-host-syntax', 'error', 4, 9],
    says: /no scheme/,
  },
  {
    claim: 'a user in a host is refused, and not repeated',
    text: etcd3('    host:', '      - http://root:hunter2@e1:2379'),
    finding: ['cfg-host-syntax', 'error', 4, 9],
    says: /http:\/\/…@e1:2379/,
  },
  {
    claim: 'http beside https is told',
    text: [...ca, ...etcd3('    host:', '      - https://e1:2379', '      - http://e2:2379')],
    finding: ['cfg-mixed-scheme', 'warning', 8, 9],
  },
  {
    claim: 'a single text for host is told',
    text: etcd3('    host: http://e1:2379'),
    finding: ['cfg-host-list', 'warning', 3, 11],
  },
  {
    claim: 'an empty list of hosts is an error',
    text: etcd3('    host: []'),
    finding: ['cfg-no-host', 'error', 3, 11],
  },
  {
    claim: 'a prefix with a slash at its end makes double slashes',
    text: etcd3('    prefix: /apisix/'),
    finding: ['prefix-slash', 'error', 3, 13],
    says: /\/apisix\/\/routes\/1/,
  },
  {
    claim: 'a prefix without a slash before it is another one',
    text: etcd3('    prefix: apisix'),
    finding: ['cfg-prefix', 'warning', 3, 13],
  },
  {
    claim: 'milliseconds for a timeout are told',
    text: etcd3('    timeout: 30000'),
    finding: ['cfg-time', 'warning', 3, 14],
    says: /timeout: 30$/,
  },
  {
    claim: 'a timeout with a unit is refused',
    text: etcd3('    timeout: 30s'),
    finding: ['cfg-type', 'error', 3, 14],
  },
  {
    claim: 'a user without password logs nobody in',
    text: etcd3('    user: root'),
    finding: ['cfg-auth-half', 'error', 3, 11],
  },
  {
    claim: 'a password of digits is a number to YAML',
    text: etcd3('    user: root', '    password: 1234567'),
    finding: ['cfg-type', 'error', 4, 15],
  },
  {
    claim: 'a password of digits in a variable is a number, quotes or not',
    variables: {P: '1234567'},
    text: etcd3('    user: root', `    password: "${variable('P')}"`),
    finding: ['cfg-type', 'error', 4, 15],
    says: /give P a value with a letter/,
  },
  {
    claim: 'a variable without value and default is named',
    text: etcd3('    host:', `      - http://${variable('ETCD_HOST')}:2379`),
    finding: ['cfg-env', 'error', 4, 9],
  },
  {
    claim: 'a variable that the connection does not need is no error',
    text: ['apisix:', `  id: ${variable('NODE_ID')}`, ...etcd3('    prefix: /apisix')],
    finding: ['cfg-env', 'info', 2, 7],
  },
  {
    claim: 'a CA below etcd.tls is read by nobody',
    text: etcd3(...https, '    tls:', '      ssl_trusted_certificate: /ca.pem'),
    finding: ['tls-ca-misplaced', 'error', 6, 7],
    says: /deployment\.etcd\.tls\.ssl_trusted_certificate/,
  },
  {
    claim: 'a CA below etcd.mtls is read by nobody',
    text: etcd3(...https, '    mtls:', '      ca: /ca.pem'),
    finding: ['tls-ca-misplaced', 'error', 5, 5],
  },
  {
    claim: 'a CA beside apisix.ssl instead of in it is read by nobody',
    text: ['apisix:', '  ssl_trusted_certificate: /ca.pem', ...etcd3(...https)],
    finding: ['tls-ca-misplaced', 'error', 2, 3],
  },
  {
    claim: 'no CA with https means that 3.9 trusts nothing',
    version: '3.9.0',
    text: etcd3(...https),
    finding: ['tls-ca-unset', 'error', 4, 7],
  },
  {
    claim: 'a certificate without key is not sent',
    text: [...ca, ...etcd3(...https, '    tls:', '      cert: /c.pem')],
    finding: ['cfg-client-half', 'error', 9, 13],
    says: /deployment\.etcd\.tls\.key is missing/,
  },
  {
    claim: 'a client certificate for plain hosts is never sent',
    text: etcd3('    tls:', '      cert: /c.pem', '      key: /c.key'),
    finding: ['cfg-client-unused', 'warning', 4, 13],
  },
  {
    claim: 'verification off is told',
    text: etcd3(...https, '    tls:', '      verify: false'),
    finding: ['tls-verify-off', 'warning', 6, 15],
  },
  {
    claim: 'verify in quotes does not switch verification off',
    text: [...ca, ...etcd3(...https, '    tls:', '      verify: "false"')],
    finding: ['cfg-type', 'error', 9, 15],
    says: /expect: boolean, but got: string/,
  },
  {
    claim: 'a URL for sni is no name',
    text: [...ca, ...etcd3(...https, '    tls:', '      sni: https://etcd.example.com')],
    finding: ['cfg-sni', 'error', 9, 12],
  },
  {
    claim: 'a name to verify is for the workers only',
    text: [...ca, ...etcd3(...https, '    tls:', '      sni: etcd.example.com')],
    finding: ['tls-cli-no-sni', 'info', 9, 12],
  },
  {
    claim: 'a key that only later versions read is told',
    version: '3.7.0',
    text: etcd3('    watch_timeout: 50'),
    finding: ['cfg-unknown-key', 'warning', 3, 5],
    says: /is read from 3\.8\.0 on, not by 3\.7\.0/,
  },
  {
    claim: 'a key that nobody reads is told, with the one that is meant',
    text: etcd3('    hosts:', '      - http://e1:2379'),
    finding: ['cfg-unknown-key', 'warning', 3, 5],
    says: /Write host\./,
  },
  {
    claim: 'an empty etcd block takes the defaults away',
    text: ['deployment:', '  etcd: {}'],
    finding: ['cfg-no-host', 'error', 2, 9],
  },
  {
    claim: 'an etcd key with nothing behind it takes the block away',
    text: ['deployment:', '  etcd:'],
    finding: ['cfg-no-etcd', 'error', 2, 3],
  },
  {
    claim: 'a block of another type does not start',
    text: ['deployment:', '  etcd: http://e1:2379'],
    finding: ['cfg-type', 'error', 2, 9],
    says: /path\[deployment->etcd\] expect: table, but got: string/,
  },
  {
    claim: 'a role that does not exist is told',
    text: ['deployment:', '  role: dataplane'],
    finding: ['cfg-role', 'error', 2, 9],
  },
  {
    claim: 'a data plane that reads a file does not use etcd',
    text: ['deployment:', '  role: data_plane', '  role_data_plane:', '    config_provider: yaml'],
    finding: ['cfg-provider', 'warning', 4, 22],
  },
  {
    claim: 'config_center yaml of 2.x does not use etcd',
    text: ['apisix:', '  config_center: yaml'],
    finding: ['cfg-provider', 'warning', 2, 18],
  },
  {
    claim: 'a control plane as provider is gone since 3.6',
    version: '3.6.0',
    text: [
      'deployment:',
      '  role: data_plane',
      '  role_data_plane:',
      '    config_provider: control_plane',
    ],
    finding: ['cfg-provider', 'error', 4, 22],
  },
  {
    claim: 'use_grpc is told',
    text: etcd3('    use_grpc: true'),
    finding: ['cfg-use-grpc', 'warning', 3, 15],
  },
  {
    claim: 'of two equal keys the first counts up to 3.9',
    version: '3.9.0',
    text: etcd3('    prefix: /a', '    prefix: /b'),
    finding: ['cfg-duplicate-key', 'warning', 4, 5],
    says: /the first one counts/,
  },
  {
    claim: 'of two equal keys the last counts from 3.10 on',
    version: '3.10.0',
    text: etcd3('    prefix: /a', '    prefix: /b'),
    finding: ['cfg-duplicate-key', 'warning', 4, 5],
    says: /the last one counts/,
  },
  {
    claim: 'an alias is plain text up to 3.9',
    version: '3.9.0',
    text: ['x-hosts: &hosts ["http://e1:2379"]', ...etcd3('    host: *hosts')],
    finding: ['cfg-anchor', 'error', 4, 11],
  },
  {
    claim: 'what stands behind --- is not read',
    text: [...etcd3('    prefix: /a'), '---', 'etcd: {}'],
    finding: ['cfg-documents', 'warning', 0, 0],
  },
];

export const cleanFiles: Readonly<Record<string, readonly string[]>> = {
  'plain hosts': etcd3('    host:', '      - http://10.0.0.1:2379', '      - http://[::1]:2379'),
  'TLS with a CA and a client certificate': [
    ...ca,
    ...etcd3(...https, '    tls:', '      cert: /c.pem', '      key: /c.key'),
  ],
  'credentials and times': etcd3(
    '    user: root',
    '    password: "0123"',
    '    timeout: 5',
    '    resync_delay: 5',
    '    health_check_timeout: 10',
    '    startup_retry: 3',
  ),
  'nothing of etcd at all': ['apisix:', '  node_listen: 9080'],
  'anchors, which 3.10 knows': ['x-hosts: &hosts ["http://e1:2379"]', ...etcd3('    host: *hosts')],
  'a variable with a value': etcd3(`    prefix: ${variable('PREFIX:=/apisix')}`),
};
