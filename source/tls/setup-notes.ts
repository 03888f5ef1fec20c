// What is worth saying about a setup beside its faults: what will expire, what is weak, names that
// collide with etcd's users, files that changed under a running process, assumptions that were made.
import type {Finding} from './certificates-report.ts';
import {asksForCertificate, buildOfSetup, type EtcdSetup, usesAutoTls} from './etcd-setup.ts';
import {ownExpiryFindings, serverExpiryFindings} from './expiry-findings.ts';
import {goBuildOf} from './go-build.ts';
import {digestRefusal, isSelfSigned, keyRefusal} from './openssl-rules.ts';
import type {ParsedCertificate} from './parsed-certificate.ts';
import {predictSetup} from './predict-setup.ts';
import type {FindingScene} from './setup-findings.ts';

export function setupNotes(scene: FindingScene): readonly Finding[] {
  return [
    ...expiryNotes(scene),
    ...weaknessNotes(scene),
    ...userNameNotes(scene),
    ...listenerNotes(scene),
    ...autoTlsNotes(scene),
    ...buildNotes(scene),
    ...changedFileNotes(scene.setup),
  ];
}

function expiryNotes({prediction, context, client}: FindingScene): readonly Finding[] {
  const {loaded, client: own} = prediction;
  const {nowMs, warnDays, verifySignature} = context;
  const base = {nowMs, warnDays, verifySignature, insecureSkipVerify: false, client: []};
  const roots = (certificates: readonly ParsedCertificate[], rootsSource: string) => ({
    ...base,
    roots: certificates,
    rootsSource,
    rootsAreOwn: true,
  });
  const trusted = loaded.clientCas ?? [];
  const presented = loaded.gateway === loaded.server ? [] : loaded.gateway.chain;
  return [
    ...serverExpiryFindings(loaded.server.chain, roots([], '')),
    ...ownExpiryFindings({...roots([], ''), client: own.goPair?.chain ?? []}),
    ...(client.ca === undefined ? [] : ownExpiryFindings(roots(own.goRoots, client.ca.name))),
    ...ownExpiryFindings(roots(trusted, '--trusted-ca-file')),
    ...ownExpiryFindings(roots(presented, '--client-cert-file')),
  ];
}

function weaknessNotes({prediction}: FindingScene): readonly Finding[] {
  const {loaded, client} = prediction;
  const all = [
    ...loaded.server.chain,
    ...(loaded.clientCas ?? []),
    ...(client.goPair?.chain ?? []),
  ];
  const reasons = all.flatMap(
    one => keyRefusal(one) ?? (isSelfSigned(one) ? undefined : digestRefusal(one)) ?? [],
  );
  return [...new Set(reasons)].map(reason => ({
    id: 'tls-weak-algorithm',
    severity: 'warning',
    hop: 'server',
    summary: `a weak algorithm: ${reason}`,
    evidence: [],
    remedy: 'Issue it again with RSA 2048, ECDSA P-256 or better, signed with SHA-256.',
  }));
}

// etcd takes the common name of a gRPC client's certificate for a user (auth/store.go), and the
// gateway's calls would carry the server's.
function userNameNotes({prediction, setup}: FindingScene): readonly Finding[] {
  if (!asksForCertificate(setup)) return [];
  const server = prediction.loaded.gateway.chain[0]?.commonNames ?? [];
  const own = prediction.client.goPair?.chain[0]?.commonNames ?? [];
  return [
    ...(server.includes('root')
      ? [
          {
            id: 'tls-server-cn-user',
            severity: 'warning',
            hop: 'gateway',
            summary:
              "etcd's server certificate has the common name root, which is etcd's first user",
            evidence: ['presented: CN=root'],
            remedy: 'Issue it with another common name.',
          } as const,
        ]
      : []),
    ...(own.length > 0
      ? [
          {
            id: 'tls-client-cn',
            severity: 'info',
            hop: 'client',
            summary:
              'the client certificate has a common name: fine, until authentication is turned on',
            evidence: own.slice(0, 4).map(name => `presented: CN=${name}`),
            remedy:
              'With authentication on, etcd refuses every HTTP call of such a client: use a certificate without a CN, and a user with password.',
            reference: 'etcd #10392',
          } as const,
        ]
      : []),
  ];
}

function listenerNotes({setup}: FindingScene): readonly Finding[] {
  const urls = [...setup.clientUrls, ...setup.httpUrls];
  const hasFiles = setup.cert !== undefined || setup.trustedCa !== undefined;
  const note = (
    severity: Finding['severity'],
    rest: Omit<Finding, 'severity' | 'hop'>,
  ): Finding => ({
    severity,
    hop: 'https',
    ...rest,
  });
  if (setup.urlsAreAssumed) {
    return [
      note('info', {
        id: 'etcd-urls-assumed',
        summary: 'no --listen-client-urls is given: https is assumed, since TLS files are',
        evidence: ["etcd's own default is http://localhost:2379, without TLS"],
        remedy: 'Give --listen-client-urls too, as etcd is started with.',
      }),
    ];
  }
  const plain = urls.filter(({isTls}) => !isTls).map(({url}) => url);
  if (plain.length === 0) return [];
  const summary =
    hasFiles && plain.length === urls.length
      ? 'etcd would ignore its TLS files: no client URL is https'
      : 'a client URL without TLS: anybody on the way can read and change everything';
  const ignored = hasFiles && plain.length === urls.length;
  return [
    note(ignored ? 'warning' : 'info', {
      id: ignored ? 'tls-files-ignored' : 'no-tls',
      summary,
      evidence: plain,
      remedy: 'Use https:// in --listen-client-urls, or nothing where the network is trusted.',
    }),
  ];
}

function autoTlsNotes({setup, prediction, client}: FindingScene): readonly Finding[] {
  if (!setup.autoTls) return [];
  const base = {id: 'etcd-auto-tls', severity: 'warning', hop: 'server'} as const;
  if (!usesAutoTls(setup)) {
    const summary = '--auto-tls has no effect: certificate files are given';
    return [{...base, severity: 'info', summary, evidence: [], remedy: 'Leave --auto-tls out.'}];
  }
  const dropped = [
    ...(setup.clientCertAuth ? ['--client-cert-auth'] : []),
    ...(setup.trustedCa === undefined ? [] : ['--trusted-ca-file']),
    ...(setup.crl === undefined ? [] : ['--client-crl-file']),
  ].map(flag => `without effect: ${flag}`);
  const isMade = prediction.loaded.server.chain.length > 0;
  if (isMade && dropped.length === 0) return [];
  return [
    {
      ...base,
      summary: isMade
        ? '--auto-tls turns client authentication off: anybody may connect'
        : 'with --auto-tls etcd makes its certificate at its first start: clients are judged as if they had been given it',
      evidence: [
        ...dropped,
        ...(client.ca === undefined || isMade ? [] : [`--cacert: ${client.ca.name}`]),
      ],
      remedy:
        'Give clients DATA-DIR/fixtures/client/cert.pem as --cacert after the first start, or give etcd a certificate of your own CA.',
    },
  ];
}

// The same version built by others may judge otherwise: short RSA keys, SHA-1, negative serials.
function buildNotes({setup, client, prediction, context}: FindingScene): readonly Finding[] {
  const build = buildOfSetup(setup);
  if (setup.build !== undefined || build.minor === undefined) return [];
  const other = goBuildOf(setup.version, build.by === 'Debian' ? 'upstream' : 'Debian');
  if (other.minor === undefined || other.minor === build.minor) return [];
  const elsewhere = predictSetup({...setup, build: other}, client, context);
  const hops = ['start', 'https', 'gateway', 'grpc'] as const;
  const differing = hops.filter(hop => elsewhere[hop].verdict !== prediction[hop].verdict);
  if (differing.length === 0) return [];
  return [
    {
      id: 'go-build-decides',
      severity: 'warning',
      hop: 'server',
      summary: `judged as ${build.by}'s etcd ${setup.version} (go1.${build.minor}); ${other.by}'s build (go1.${other.minor}) does otherwise`,
      evidence: differing.map(
        hop =>
          `${hop}: ${elsewhere[hop].verdict}${elsewhere[hop].reason ? `, ${elsewhere[hop].reason}` : ''}`,
      ),
      remedy: 'Replace what is weak or odd; etcd --version names the Go it was built with.',
    },
  ];
}

/** The kernel tells the start to a second at best. */
const START_SLACK_MS = 2000;

function changedFileNotes(setup: EtcdSetup): readonly Finding[] {
  const {startedMs} = setup;
  if (startedMs === undefined) return [];
  const restart = [setup.trustedCa, setup.legacyCa];
  const reread = [setup.cert, setup.key, setup.clientCert, setup.clientKey];
  const changed = (files: typeof restart) =>
    files
      .filter(file => (file?.modifiedMs ?? 0) > startedMs + START_SLACK_MS)
      .map(file => file?.name ?? '');
  const note = (evidence: readonly string[], id: string, summary: string, remedy: string) =>
    evidence.length === 0
      ? []
      : [{id, severity: 'warning', hop: 'server', summary, evidence, remedy} as const];
  return [
    ...note(
      changed(restart),
      'tls-ca-changed-on-disk',
      'etcd runs with another --trusted-ca-file than is on disk: it reads it at its start only',
      'The verdicts above are for the next restart; restart etcd to use the new file.',
    ),
    ...note(
      changed(reread),
      'tls-files-changed-on-disk',
      "certificate files were changed since etcd's start: new handshakes use them, the gateway's connection does not yet",
      'The verdicts above hold from the next reconnect or restart on; what works now may rest on the old files.',
    ),
  ];
}
