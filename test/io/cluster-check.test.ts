// The check of a whole cluster: members that were not given, what is asked of whom, and what APISIX
// keeps. Against the embedded gateways, whose third member lacks clientAuth.
import assert from 'node:assert/strict';
import {once} from 'node:events';
import net from 'node:net';
import {test} from 'node:test';
import {parseEndpoints} from '../../source/config/values.ts';
import {createCertificateAuthority} from '../../source/demo/certificates.ts';
import {createCluster} from '../../source/demo/cluster.ts';
import {type Demo, startDemo} from '../../source/demo/demo.ts';
import {startGateway} from '../../source/demo/gateway.ts';
import {createStore} from '../../source/demo/store.ts';
import {type ClusterCheckOptions, checkCluster} from '../../source/io/cluster-check.ts';
import {createGatewayClient} from '../../source/io/gateway-client.ts';
import {memberEndpoints} from '../../source/io/member-endpoints.ts';
import type {CertificatesReport} from '../../source/tls/certificates-report.ts';
import {listenOnLoopback} from '../support/loopback-port.ts';

test('members that were not given are checked too, each under its name', async () => {
  const demo = await startDemo({traffic: false});
  try {
    const report = await checkCluster(optionsOf(demo, demo.endpoints.slice(0, 1)));
    assert.deepEqual(rowsOf(report), [
      'm1 given ok ok ok',
      'm2 listed ok ok ok',
      'm3 listed ok fail ok',
    ]);
    assert.deepEqual(
      report.endpoints[2]?.findings.map(({id}) => id),
      ['tls-server-eku'],
    );
    assert.deepEqual(
      report.findings?.map(({id, severity}) => `${severity} ${id}`),
      ['warning members-differ'],
    );
  } finally {
    await demo.stop();
  }
});

test('members that were given are not checked twice', async () => {
  const demo = await startDemo({traffic: false});
  try {
    const {port} = new URL(demo.endpoints[1] ?? '');
    const report = await checkCluster(
      optionsOf(demo, [demo.endpoints[0] ?? '', `https://localhost:${port}`]),
    );
    assert.deepEqual(rowsOf(report), [
      'm1 given ok ok ok',
      'm2 given ok ok ok',
      'm3 listed ok fail ok',
    ]);
  } finally {
    await demo.stop();
  }
});

test('the certificates that APISIX keeps are judged', async () => {
  const demo = await startDemo({traffic: false});
  try {
    const {apisixSsls} = await checkCluster(optionsOf(demo, demo.endpoints.slice(0, 1)));
    assert.equal(apisixSsls?.unread, undefined);
    assert.deepEqual(
      apisixSsls?.entries.map(({id, certificates, findings}) => [
        id,
        certificates[0]?.key,
        ...findings.map(finding => finding.id),
      ]),
      [
        ['1', 'matches'],
        ['2', 'matches', 'ssl-expires-soon'],
        ['3', 'matches', 'ssl-sni-uncovered'],
      ],
    );
  } finally {
    await demo.stop();
  }
});

test('what was given is told first, without the members that were not', async () => {
  const demo = await startDemo({traffic: false});
  try {
    const told: CertificatesReport[] = [];
    const options = optionsOf(demo, demo.endpoints.slice(0, 1));
    const report = await checkCluster({...options, onGiven: given => told.push(given)});
    assert.deepEqual(
      told.map(({endpoints}) => endpoints.length),
      [1],
    );
    assert.equal(report.endpoints.length, 3);
  } finally {
    await demo.stop();
  }
});

test('a member that nobody can reach is unknown and no failure', async () => {
  const cluster = createCluster({store: createStore(), memberNames: ['m1', 'm2']});
  const [m1, m2] = cluster.members;
  assert.ok(m1 && m2);
  m2.clientUrl = `http://127.0.0.1:${await closedPort()}`;
  const gateway = await startGateway({cluster, member: m1});
  try {
    const report = await checkCluster(optionsOf(undefined, [gateway.url]));
    assert.deepEqual(rowsOf(report).slice(1), ['m2 listed unknown unknown unknown']);
    assert.deepEqual(
      report.endpoints[1]?.findings.map(({severity, id}) => `${severity} ${id}`),
      ['info net-refused'],
    );
    assert.match(report.endpoints[1]?.observed.https.summary ?? '', /refused/i);
  } finally {
    await gateway.close();
  }
});

test('with authentication on, one login at the given endpoint reads what it may', async () => {
  const authority = await createCertificateAuthority('test CA');
  const server = await authority.issue({
    commonName: 'root',
    usages: ['serverAuth', 'clientAuth'],
    ipAddresses: ['127.0.0.1'],
  });
  const cluster = createCluster({
    store: createStore(),
    memberNames: ['m1', 'm2'],
    users: {root: 'pass'},
  });
  const [m1, m2] = cluster.members;
  assert.ok(m1 && m2);
  const gateways = await Promise.all(
    [m1, m2].map(member => startGateway({cluster, member, tls: server})),
  );
  const lines: string[] = [];
  try {
    const base = optionsOf({ca: authority.ca}, [gateways[0]?.url ?? '']);
    const settings = {...base.settings, user: given('root'), password: given('pass')};
    const report = await checkCluster({...base, settings, debug: line => lines.push(line)});
    assert.equal(report.apisixSsls, undefined);
    assert.deepEqual(
      report.endpoints.map(({findings}) => findings.map(({id}) => id)),
      [['tls-server-cn-user'], ['tls-server-cn-user']],
    );
    const logins = lines.filter(line => line.includes('/auth/authenticate'));
    assert.deepEqual(
      logins.map(line => line.split(' ')[1]),
      [`${gateways[0]?.url}/v3/auth/authenticate`],
    );
    assert.doesNotMatch(lines.join('\n'), /pass\b/);
    const anonymous = await checkCluster(base);
    assert.match(anonymous.apisixSsls?.unread ?? '', /user name is empty/);
    assert.deepEqual(anonymous.findings, []);
    const wrong = {...settings, password: given('other')};
    const refused = await checkCluster({...base, settings: wrong});
    assert.deepEqual(
      refused.findings?.map(({id, severity}) => [id, severity]),
      [['auth-bad-password', 'error']],
    );
  } finally {
    await Promise.all(gateways.map(gateway => gateway.close()));
  }
});

type ListRow = {
  readonly claim: string;
  readonly urls: readonly string[];
  readonly given?: string;
  readonly isAnswered?: boolean;
  /** URL, with the reason where it is not dialed. */
  readonly expected: readonly string[];
};

const listRows: readonly ListRow[] = [
  {
    claim: 'a URL is dialed as it is',
    urls: ['https://10.0.0.2:2379'],
    expected: ['https://10.0.0.2:2379'],
  },
  {claim: 'a given URL is not dialed again', urls: ['https://10.0.0.1:2379/'], expected: []},
  {
    claim: 'a member that answered under another name is left out',
    urls: ['https://10.9.9.9:2379'],
    isAnswered: true,
    expected: [],
  },
  {
    claim: "a member's localhost is not ours",
    urls: [
      'http://localhost:2379',
      'http://127.0.0.1:2379',
      'http://0.0.0.0:2379',
      'http://[::1]:2379',
    ],
    expected: ['localhost', '127.0.0.1', '0.0.0.0', '::1'].map(
      host => `its --advertise-client-urls names ${host}, which from here is this host`,
    ),
  },
  {
    claim: 'from the same host localhost is fine',
    given: 'https://localhost:1',
    urls: ['http://localhost:2379'],
    expected: ['http://localhost:2379'],
  },
  {
    claim: 'what is no http URL is said to be none',
    urls: [
      'unix:///tmp/etcd.sock',
      'https://a/b',
      'https://user:word@10.0.0.2:2379',
      '',
      'https://1,https://2',
    ],
    expected: Array.from({length: 5}, () => 'the member list names no http or https URL'),
  },
];

for (const row of listRows) {
  test(row.claim, () => {
    const members = [{id: '7', name: 'm2', peerUrls: [], clientUrls: row.urls, isLearner: false}];
    const found = memberEndpoints({
      members,
      given: parseEndpoints(given(row.given ?? 'https://10.0.0.1:2379'), true),
      answeredIds: new Set(row.isAnswered === true ? ['7'] : []),
    });
    const told = found.map(({target}) =>
      'reason' in target ? target.reason : target.endpoint.url,
    );
    assert.deepEqual(told, row.expected);
  });
}

test('a list of a thousand members is cut', () => {
  const members = Array.from({length: 1000}, (_, at) => ({
    id: String(at),
    name: '',
    peerUrls: [],
    clientUrls: [`https://10.0.${at >> 8}.${at & 255}:2379`],
    isLearner: false,
  }));
  const found = memberEndpoints({members, given: [], answeredIds: new Set()});
  assert.equal(found.length, 32);
});

function given<T>(value: T) {
  return {value, origin: {source: 'default'}} as const;
}

function optionsOf(
  material: (Pick<Demo, 'ca'> & Partial<Demo>) | undefined,
  urls: readonly string[],
): ClusterCheckOptions {
  const {cert, key, ca} = material ?? {};
  const tls = {
    ca: ca === undefined ? [] : [ca],
    caSource: 'the test',
    ...(cert !== undefined && key !== undefined && {cert, key}),
    insecureSkipVerify: false,
  };
  const limits = {dialTimeoutMs: 5000, commandTimeoutMs: 5000};
  return {
    settings: {
      endpoints: given(parseEndpoints(given(urls.join(',')), true)),
      insecureSkipTlsVerify: given(false),
      dialTimeoutMs: given(limits.dialTimeoutMs),
      commandTimeoutMs: given(limits.commandTimeoutMs),
      debug: false,
    },
    tls,
    createClient: endpoint => createGatewayClient({endpoint, tls, ...limits}),
    now: Date.now,
  };
}

function rowsOf({endpoints}: CertificatesReport): readonly string[] {
  return endpoints.map(({member, observed}) => {
    const hops = [observed.https, observed.gateway, observed.grpc].map(({verdict}) => verdict);
    return [member?.name, member?.isListed === true ? 'listed' : 'given', ...hops].join(' ');
  });
}

async function closedPort(): Promise<number> {
  const server = net.createServer();
  const port = await listenOnLoopback(server);
  server.close();
  await once(server, 'close');
  return port;
}
