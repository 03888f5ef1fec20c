// Failures that stand in APISIX's own configuration, with the connection taken from it; and one in
// which nothing is wrong.
import {createCertificateAuthority} from '../../source/demo/certificates.ts';
import type {DoctorCase, Stage} from './doctor-case.ts';
import {enableAuth, etcdOf, fillAsApisix} from './plain-etcd.ts';

export const configurationCases: readonly DoctorCase[] = [
  {name: 'an etcd block at the top of APISIX 3', expects: 'cfg-toplevel', arrange: topLevel},
  {name: 'a host with an underscore', expects: 'cfg-host-syntax', arrange: underscore},
  {name: 'a variable that is not set', expects: 'cfg-env', arrange: variable},
  {name: 'the CA under etcd.tls', expects: 'tls-ca-misplaced', arrange: misplacedCa},
  {name: 'APISIX on etcd 3.3', expects: 'etcd-old', versions: /^3\.3\./, arrange: oldEtcd},
  {
    name: "APISIX's user, authentication off",
    expects: 'auth-not-enabled',
    arrange: userWithoutAuth,
  },
  {name: "APISIX's prefix is empty", expects: 'prefix-empty', arrange: emptyPrefix},
  {
    name: "healthy: APISIX's configuration",
    expects: 'pass',
    versions: /^3\.[45]\./,
    onEach: true,
    arrange: healthy,
  },
];

async function configured(stage: Stage, lines: readonly string[]): Promise<readonly string[]> {
  return [`--apisix=${await stage.write('config.yaml', `${lines.join('\n')}\n`)}`];
}

function deployment(url: string, ...more: readonly string[]): readonly string[] {
  return [
    'deployment:',
    '  role: traditional',
    '  role_traditional:',
    '    config_provider: etcd',
    '  etcd:',
    `    host: ["${url}"]`,
    '    prefix: /apisix',
    ...more,
  ];
}

async function filledUrl(stage: Stage): Promise<string> {
  const etcd = await etcdOf(stage);
  await fillAsApisix(etcd);
  return etcd.url;
}

async function topLevel(stage: Stage): Promise<readonly string[]> {
  const url = await filledUrl(stage);
  return configured(stage, [
    'deployment:',
    '  role: traditional',
    '  role_traditional:',
    '    config_provider: etcd',
    'etcd:',
    '  host:',
    `    - "${url}"`,
  ]);
}

async function underscore(stage: Stage): Promise<readonly string[]> {
  const url = await filledUrl(stage);
  const list = ['    host:', `      - "${url}"`, '      - "http://my_etcd:2379"'];
  const lines = deployment(url).filter(line => !line.startsWith('    host:'));
  return configured(stage, [...lines, ...list]);
}

async function variable(stage: Stage): Promise<readonly string[]> {
  const url = await filledUrl(stage);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: APISIX's own notation
  return configured(stage, deployment(url, '    user: "${{ETCD_NOBODY_SET}}"', '    password: x'));
}

async function misplacedCa(stage: Stage): Promise<readonly string[]> {
  const ca = await createCertificateAuthority('doctor CA');
  const pair = await ca.issue({
    commonName: '',
    usages: ['serverAuth', 'clientAuth'],
    ipAddresses: ['127.0.0.1'],
  });
  const cert = await stage.write('server.crt', pair.cert);
  const key = await stage.write('server.key', pair.key);
  const {url} = await etcdOf(stage, {tls: {cert, key}});
  const file = await stage.write('ca.crt', ca.ca);
  const tls = ['    tls:', '      verify: true', `      ssl_trusted_certificate: ${file}`];
  return configured(stage, deployment(url, ...tls));
}

async function oldEtcd(stage: Stage): Promise<readonly string[]> {
  return configured(stage, deployment(await filledUrl(stage)));
}

async function userWithoutAuth(stage: Stage): Promise<readonly string[]> {
  const url = await filledUrl(stage);
  return configured(stage, deployment(url, '    user: apisix', '    password: secret'));
}

async function emptyPrefix(stage: Stage): Promise<readonly string[]> {
  const etcd = await etcdOf(stage);
  await fillAsApisix(etcd, undefined, '/gateway');
  return configured(stage, deployment(etcd.url));
}

async function healthy(stage: Stage): Promise<readonly string[]> {
  const etcd = await etcdOf(stage);
  await fillAsApisix(etcd);
  await enableAuth(etcd, {rolePrefix: '/apisix'});
  return configured(stage, deployment(etcd.url, '    user: apisix', '    password: secret'));
}
