// Every remedy, followed: etcd is broken in the way that a finding names, the finding is there, what it
// advises is done, and the gateway works. What a scenario of truth.json with a working etcdctl and a
// failing gateway is called is in `covers`; a test sees to it that none is left out.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import {
  createCertificateAuthority,
  type IssuedCertificate,
} from '../../source/demo/certificates.ts';
import {
  readScenarios,
  scenarioCertificates,
  scenarioText,
} from '../support/certificate-scenarios.ts';
import {testEachEtcd} from '../support/each-etcd.ts';
import {
  bothUsages,
  type EtcdWithCertificates,
  type EtcdWithCertificatesOptions,
  startEtcdWithCertificates,
  type World,
} from '../support/etcd-with-certificates.ts';
import {freePort} from '../support/free-port.ts';
import type {EtcdBuild} from '../support/real-etcd.ts';
import {revocationListOf} from '../support/revocation-list.ts';

type Row = {
  readonly remedy: string;
  /** Versions it is tried on; where left out: all. */
  readonly versions?: RegExp;
  readonly covers: readonly string[];
  readonly broken: Omit<EtcdWithCertificatesOptions, 'build'>;
  /** After the start, what breaks it then. */
  readonly breakIt?: (world: EtcdWithCertificates) => Promise<void>;
  readonly finding: string;
  /** What the remedy says, of which this is a trial. */
  readonly says: RegExp;
  readonly follow: (world: EtcdWithCertificates) => Promise<void>;
};

const splitPort = await freePort();
const serverOnly = {...bothUsages, usages: ['serverAuth'] as const};

const rows: readonly Row[] = [
  {
    remedy: 're-issue the server certificate with both usages: heals without a restart',
    covers: [
      'srv-eku-server',
      'srv-eku-server-critical',
      'srv-eku-server-unknown',
      'flag-trustedca-only-eku-server',
    ],
    broken: {prepare: issueServer(serverOnly)},
    finding: 'tls-server-eku',
    says: /^Re-issue etcd's server certificate with serverAuth and clientAuth\. No restart is needed/,
    follow: world => issueServer(bothUsages)(world),
  },
  {
    remedy: '--client-cert-file and --client-key-file of a certificate with clientAuth',
    versions: /^3\.5\./,
    covers: ['srv-eku-server'],
    broken: {prepare: issueServer(serverOnly)},
    finding: 'tls-server-eku',
    says: /Or start etcd with --client-cert-file and --client-key-file/,
    follow: restartWith(world => [
      '--client-cert-file',
      world.path('client.crt'),
      '--client-key-file',
      world.path('client.key'),
    ]),
  },
  {
    remedy: 're-issue the server certificate where only TLS 1.3 is spoken',
    versions: /^3\.5\.16$/,
    covers: ['flag-tls13-min', 'flag-tls12-max'],
    broken: {prepare: issueServer(serverOnly), flags: () => ['--tls-min-version', 'TLS1.3']},
    finding: 'tls-server-eku',
    says: /^Re-issue etcd's server certificate/,
    follow: world => issueServer(bothUsages)(world),
  },
  {
    remedy: 'renew an expired server certificate',
    versions: /^3\.[45]\.\d+$/,
    covers: [],
    broken: {prepare: issueServer({...bothUsages, validDays: -0.02})},
    finding: 'tls-srv-expired',
    says: /^Renew the certificate: etcd reads the file again/,
    follow: world => issueServer(bothUsages)(world),
  },
  {
    remedy: "add the server's CA to --trusted-ca-file and restart",
    versions: /^3\.(3\.25|5\.16)$/,
    covers: ['trust-a-server-b-clients', 'trust-self-signed-client-ca-b'],
    broken: {prepare: scenarioFiles('trust-a-server-b-clients')},
    breakIt: scenarioClient('trust-a-server-b-clients'),
    finding: 'tls-server-clientca',
    says: /^Add CN=certs\.test Root CA,O=certs\.test to etcd's --trusted-ca-file and restart etcd\./,
    follow: async world => {
      const both = ['client-ca.crt', 'ca.crt'].map(name =>
        scenarioText('trust-a-server-b-clients', name),
      );
      await world.write('trusted.crt', both.join('\n'));
      await world.etcd.restart();
    },
  },
  {
    remedy: 'put the missing intermediate into --cert-file',
    versions: /^3\.5\.16$/,
    covers: ['chain-missing-int-server-clients-have-it'],
    broken: {prepare: scenarioFiles('chain-missing-int-server-clients-have-it')},
    breakIt: scenarioClient('chain-missing-int-server-clients-have-it'),
    finding: 'tls-server-clientca',
    says: /with its intermediates in --cert-file/,
    follow: world =>
      world.write(
        'server.crt',
        ['server.crt', 'ca.crt']
          .map(name => scenarioText('chain-missing-int-server-clients-have-it', name))
          .join('\n'),
      ),
  },
  {
    remedy: 'leave --client-cert-allowed-hostname out',
    versions: /^3\.4\./,
    covers: ['flag-allowed-hostname-client-only', 'flag-allowed-hostname-both'],
    broken: {flags: () => ['--client-cert-allowed-hostname', 'client.cluster.test']},
    finding: 'gw-unreachable-self',
    says: /--client-cert-allowed-hostname \(it always breaks the gateway\)/,
    follow: restartWith(() => []),
  },
  {
    remedy: 'take the serial of the server certificate out of --client-crl-file',
    versions: /^3\.5\.16$/,
    covers: ['crl-server', 'crl-server-der', 'crl-other-ca-same-serial'],
    broken: {
      prepare: async world => {
        const server = await world.authority.issue(bothUsages);
        await world.writePair('server', server);
        await world.write('revoked.crl', await revocationListOf([server.cert]));
      },
      flags: world => ['--client-crl-file', world.path('revoked.crl')],
    },
    finding: 'gw-unreachable-self',
    says: /the serial of the server certificate in --client-crl-file/,
    follow: async world => world.write('revoked.crl', await revocationListOf([])),
  },
  {
    remedy: 'a good certificate in --client-cert-file',
    versions: /^3\.5\.16$/,
    covers: ['flag-client-cert-file-bad', 'flag-client-cert-file-expired'],
    broken: {
      prepare: async world => {
        const stranger = await createCertificateAuthority('nobody');
        await world.writePair(
          'gw',
          await stranger.issue({commonName: 'gw', usages: ['clientAuth']}),
        );
      },
      flags: world => [
        '--client-cert-file',
        world.path('gw.crt'),
        '--client-key-file',
        world.path('gw.key'),
      ],
    },
    finding: 'gw-unreachable-self',
    says: /--client-cert-file with a bad certificate/,
    follow: async world =>
      world.writePair(
        'gw',
        await world.authority.issue({commonName: 'gw', usages: ['clientAuth']}),
      ),
  },
  {
    remedy: 'switch the gateway on again',
    versions: /^3\.4\./,
    covers: ['flag-gateway-off'],
    broken: {flags: () => ['--enable-grpc-gateway=false']},
    finding: 'gw-disabled',
    says: /^Set --enable-grpc-gateway=true/,
    follow: restartWith(() => ['--enable-grpc-gateway=true']),
  },
  {
    remedy: 're-issue the server certificate behind a plain HTTP port of its own',
    versions: /^3\.5\.16$/,
    covers: ['flag-split-http-plain-eku-server'],
    broken: {
      prepare: issueServer(serverOnly),
      flags: () => ['--listen-client-http-urls', `http://127.0.0.1:${splitPort}`],
      endpoint: `http://127.0.0.1:${splitPort}`,
    },
    finding: 'gw-unreachable-self',
    says: /a certificate file that was replaced on disk|split off/,
    follow: world => issueServer(bothUsages)(world),
  },
  {
    remedy: 'a client certificate without a CN, and a user with password',
    versions: /^3\.[45]\.\d+$/,
    covers: ['auth-cn-client-root'],
    broken: {},
    breakIt: async world => {
      await world.etcdctl('user', 'add', 'root:secret-of-root');
      await world.etcdctl('user', 'grant-role', 'root', 'root');
      await world.etcdctl('auth', 'enable');
    },
    finding: 'tls-cn-auth',
    says: /^Use a client certificate without a CN, and a user with password/,
    follow: async world => {
      world.client = await world.authority.issue({commonName: '', usages: ['clientAuth']});
      world.user = {name: 'root', password: 'secret-of-root'};
      const {membersUnread, apisixSsls} = await world.check();
      assert.deepEqual([membersUnread, apisixSsls], [undefined, undefined]);
    },
  },
];

for (const row of rows) {
  await testEachEtcd(`${row.finding}: ${row.remedy}`, (build, context) => {
    if (row.versions?.test(build.version) === false) {
      context.skip('tried on other versions');
      return Promise.resolve();
    }
    return tryRemedy(build, row);
  });
}

test('no scenario in which etcdctl works and the gateway fails is left out', () => {
  const broken = Object.entries(readScenarios()).flatMap(([name, {etcd}]) =>
    Object.values(etcd).some(({grpc, gateway}) => grpc === 'ok' && gateway.startsWith('fail'))
      ? [name]
      : [],
  );
  const covered = new Set(rows.flatMap(({covers}) => covers));
  assert.deepEqual(
    broken.filter(name => !covered.has(name)),
    [],
  );
});

async function tryRemedy(build: EtcdBuild, row: Row): Promise<void> {
  const world = await startEtcdWithCertificates({build, ...row.broken});
  try {
    await row.breakIt?.(world);
    const [before] = (await world.check()).endpoints;
    assert.notEqual(before?.observed.gateway.verdict, 'ok', JSON.stringify(before?.observed));
    const finding = before?.findings.find(({id}) => id === row.finding);
    assert.ok(finding, JSON.stringify(before?.findings));
    assert.match(finding.remedy, row.says);
    await row.follow(world);
    const after = await world.checkUntilOk();
    assert.equal(after.observed.gateway.verdict, 'ok', JSON.stringify(after.observed));
    const left = after.findings.filter(({id}) => id === row.finding);
    assert.ok(
      left.every(({severity}) => severity !== 'error'),
      JSON.stringify(left),
    );
  } finally {
    await world.close();
  }
}

function issueServer(options: Parameters<World['authority']['issue']>[0]) {
  return async (world: World): Promise<void> =>
    world.writePair('server', await world.authority.issue(options));
}

function scenarioFiles(scenario: string) {
  return async (world: World): Promise<void> => {
    await world.write('ca.crt', scenarioText(scenario, 'ca.crt'));
    await world.write('trusted.crt', scenarioText(scenario, 'client-ca.crt'));
    await world.writePair('server', pairOf(scenario, 'server'));
    await world.writePair('client', pairOf(scenario, 'client'));
  };
}

function scenarioClient(scenario: string) {
  return async (world: EtcdWithCertificates): Promise<void> => {
    assert.notEqual(scenarioCertificates(scenario, 'client.crt').length, 0);
    world.client = pairOf(scenario, 'client');
  };
}

function pairOf(scenario: string, name: string): IssuedCertificate {
  return {cert: scenarioText(scenario, `${name}.crt`), key: scenarioText(scenario, `${name}.key`)};
}

function restartWith(flags: (world: World) => readonly string[]) {
  return async (world: EtcdWithCertificates): Promise<void> => {
    world.flags.splice(0, world.flags.length, ...flags(world));
    await world.etcd.restart();
  };
}
