// Which flags etcd has in which version, taken from the source of every release from 3.3.0 to 3.7.1
// (etcdmain/config.go, embed/config.go). A flag that a version does not have keeps it from starting:
// "flag provided but not defined". Later lines are taken to have what 3.7 has.
import {parseServerVersion} from '../etcd/server-version.ts';

/** undefined: the version says nothing, so every flag may be fine. */
export function flagsOfVersion(etcdVersion: string): ReadonlySet<string> | undefined {
  const version = parseServerVersion(etcdVersion);
  if (version === undefined || version.major !== 3 || version.minor < 3) return undefined;
  const line = LINES[Math.min(version.minor, 7)] ?? [];
  return new Set(line.flatMap(([patch, names]) => (version.patch >= patch ? names : [])));
}

/** First minor line of etcd, with its first patch, that has the flag: "3.5.8". */
export function firstVersionWith(flag: string): string | undefined {
  for (const [minor, line] of Object.entries(LINES)) {
    const found = line.find(([, names]) => names.includes(flag));
    if (found !== undefined) return `3.${minor}.${found[0]}`;
  }
  return undefined;
}

export function isBooleanFlag(flag: string): boolean {
  return BOOLEANS.includes(flag);
}

function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}

type Line = readonly (readonly [fromPatch: number, names: readonly string[]])[];

/** Flags without a value of their own; -flag=false is their other form. */
const BOOLEANS = words(`
  auto-tls client-cert-auth cluster-active-size cluster-remove-delay cluster-sync-interval
  config debug discovery-insecure-skip-tls-verify discovery-insecure-transport
  enable-distributed-tracing enable-grpc-gateway enable-log-rotation enable-pprof enable-v2
  experimental-compact-hash-check-enabled experimental-enable-distributed-tracing
  experimental-enable-lease-checkpoint experimental-enable-lease-checkpoint-persist
  experimental-initial-corrupt-check experimental-memory-mlock
  experimental-peer-skip-client-san-verification experimental-stop-grpc-service-on-defrag
  experimental-txn-mode-write-with-shared-buffer force force-new-cluster
  initial-election-tick-advance max-result-buffer max-retry-attempts memory-mlock
  next-cluster-version-compatible peer-auto-tls peer-client-cert-auth peer-election-timeout
  peer-heartbeat-interval peer-skip-client-san-verification pre-vote retry-interval snapshot
  socket-reuse-address socket-reuse-port strict-reconfig-check unsafe-no-fsync v version vv
`);

const ALWAYS = words(`
  advertise-client-urls auth-token auto-compaction-mode auto-compaction-retention auto-tls
  cert-file client-cert-auth client-crl-file cluster-active-size cluster-remove-delay
  cluster-sync-interval config config-file cors data-dir discovery-fallback discovery-srv
  election-timeout enable-pprof force force-new-cluster grpc-keepalive-interval
  grpc-keepalive-min-time grpc-keepalive-timeout heartbeat-interval initial-advertise-peer-urls
  initial-cluster initial-cluster-state initial-cluster-token key-file listen-client-urls
  listen-metrics-urls listen-peer-urls max-request-bytes max-result-buffer max-retry-attempts
  max-snapshots max-txn-ops max-wals metrics name peer-auto-tls peer-cert-allowed-cn
  peer-cert-file peer-client-cert-auth peer-crl-file peer-election-timeout
  peer-heartbeat-interval peer-key-file peer-trusted-ca-file quota-backend-bytes retry-interval
  snapshot snapshot-count strict-reconfig-check trusted-ca-file v version vv wal-dir
`);

const SINCE_4 = words(`
  backend-batch-interval backend-batch-limit bcrypt-cost cipher-suites
  client-cert-allowed-hostname discovery-srv-name enable-grpc-gateway host-whitelist
  initial-election-tick-advance log-level log-outputs logger peer-cert-allowed-hostname pre-vote
`);

const SINCE_5 = words(`
  auth-token-ttl backend-bbolt-freelist-type client-cert-file client-key-file
  enable-log-rotation log-rotation-config-json peer-client-cert-file peer-client-key-file
  raft-read-timeout raft-write-timeout self-signed-cert-validity socket-reuse-address
  socket-reuse-port unsafe-no-fsync v2-deprecation
`);

const SINCE_6 = words(`
  bootstrap-defrag-threshold-megabytes compact-hash-check-time compaction-batch-limit
  compaction-sleep-interval corrupt-check-time discovery-cacert discovery-cert
  discovery-dial-timeout discovery-endpoints discovery-insecure-skip-tls-verify
  discovery-insecure-transport discovery-keepalive-time discovery-keepalive-timeout
  discovery-key discovery-password discovery-request-timeout discovery-token discovery-user
  distributed-tracing-address distributed-tracing-instance-id distributed-tracing-sampling-rate
  distributed-tracing-service-name downgrade-check-time enable-distributed-tracing feature-gates
  listen-client-http-urls log-format max-concurrent-streams max-learners memory-mlock
  peer-skip-client-san-verification snapshot-catchup-entries tls-max-version tls-min-version
  warning-apply-duration warning-unary-request-duration watch-progress-notify-interval
`);

const ONLY_3 = words(`
  ca-file debug discovery discovery-proxy enable-v2 experimental-corrupt-check-time
  experimental-enable-v2v3 experimental-initial-corrupt-check log-output log-package-levels
  peer-ca-file proxy proxy-dial-timeout proxy-failure-wait proxy-read-timeout
  proxy-refresh-interval proxy-write-timeout
`);

const ONLY_4 = words(`
  debug discovery discovery-proxy enable-v2 experimental-backend-bbolt-freelist-type
  experimental-compaction-batch-limit experimental-corrupt-check-time
  experimental-enable-lease-checkpoint experimental-enable-v2v3
  experimental-initial-corrupt-check experimental-peer-skip-client-san-verification log-output
  log-package-levels proxy proxy-dial-timeout proxy-failure-wait proxy-read-timeout
  proxy-refresh-interval proxy-write-timeout
`);

const ONLY_5 = words(`
  discovery discovery-proxy enable-v2 experimental-bootstrap-defrag-threshold-megabytes
  experimental-compaction-batch-limit experimental-corrupt-check-time
  experimental-distributed-tracing-address experimental-distributed-tracing-instance-id
  experimental-distributed-tracing-service-name experimental-downgrade-check-time
  experimental-enable-distributed-tracing experimental-enable-lease-checkpoint
  experimental-enable-v2v3 experimental-initial-corrupt-check experimental-memory-mlock
  experimental-peer-skip-client-san-verification experimental-txn-mode-write-with-shared-buffer
  experimental-warning-apply-duration experimental-watch-progress-notify-interval proxy
  proxy-dial-timeout proxy-failure-wait proxy-read-timeout proxy-refresh-interval
  proxy-write-timeout
`);

const ONLY_6 = words(`
  discovery discovery-proxy experimental-bootstrap-defrag-threshold-megabytes
  experimental-compact-hash-check-enabled experimental-compact-hash-check-time
  experimental-compaction-batch-limit experimental-compaction-sleep-interval
  experimental-corrupt-check-time experimental-distributed-tracing-address
  experimental-distributed-tracing-instance-id experimental-distributed-tracing-sampling-rate
  experimental-distributed-tracing-service-name experimental-downgrade-check-time
  experimental-enable-distributed-tracing experimental-enable-lease-checkpoint
  experimental-enable-lease-checkpoint-persist experimental-initial-corrupt-check
  experimental-memory-mlock experimental-peer-skip-client-san-verification
  experimental-snapshot-catchup-entries experimental-stop-grpc-service-on-defrag
  experimental-txn-mode-write-with-shared-buffer experimental-warning-apply-duration
  experimental-warning-unary-request-duration experimental-watch-progress-notify-interval
`);

const LINES: Readonly<Record<number, Line>> = {
  3: [
    [0, [...ALWAYS, ...ONLY_3]],
    [4, ['initial-election-tick-advance']],
    [7, ['cipher-suites']],
    [16, ['experimental-peer-skip-client-san-verification']],
    [23, ['auth-token-ttl']],
  ],
  4: [
    [0, [...ALWAYS, ...SINCE_4, ...ONLY_4]],
    [10, ['auth-token-ttl', 'unsafe-no-fsync']],
    [11, ['experimental-watch-progress-notify-interval']],
    [16, ['experimental-warning-apply-duration']],
    [20, ['experimental-enable-lease-checkpoint-persist', 'max-concurrent-streams']],
    [25, ['listen-client-http-urls', 'tls-max-version', 'tls-min-version']],
    [31, ['next-cluster-version-compatible']],
  ],
  5: [
    [0, [...ALWAYS, ...SINCE_4, ...SINCE_5, ...ONLY_5]],
    [2, ['experimental-enable-lease-checkpoint-persist']],
    [
      5,
      [
        'experimental-compact-hash-check-enabled',
        'experimental-compact-hash-check-time',
        'max-concurrent-streams',
      ],
    ],
    [8, ['listen-client-http-urls', 'tls-max-version', 'tls-min-version']],
    [11, ['experimental-distributed-tracing-sampling-rate']],
    [14, ['experimental-snapshot-catchup-entries', 'experimental-stop-grpc-service-on-defrag']],
    [16, ['experimental-compaction-sleep-interval']],
  ],
  6: [[0, [...ALWAYS, ...SINCE_4, ...SINCE_5, ...SINCE_6, ...ONLY_6]]],
  7: [[0, [...ALWAYS, ...SINCE_4, ...SINCE_5, ...SINCE_6]]],
};
