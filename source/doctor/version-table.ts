// Bugs and advisories of etcd that touch its HTTP API, watches or authentication, with the releases
// that fix them, as etcd's change logs and advisories tell. Lines that are not named never had it, or
// have it for good.
import type {FixedIn} from './catalogue-entry.ts';

export type KnownBug = {
  readonly reference: string;
  readonly summary: string;
  /** First fixed release of each line. */
  readonly fixedIn: readonly FixedIn[];
  /** First release that has it, where not all older ones do. */
  readonly since?: FixedIn;
  /** Data itself is at risk. */
  readonly isGrave?: true;
};

export const knownBugs: readonly KnownBug[] = [
  {
    reference: 'etcd #13908',
    summary: 'members may end up with different data after a crash under load',
    fixedIn: ['3.5.3'],
    since: '3.5.0',
    isGrave: true,
  },
  {
    reference: 'etcd #14733',
    summary: 'the revision may differ between members after a crash during defragmentation',
    fixedIn: ['3.5.6'],
    since: '3.5.0',
  },
  {
    reference: 'etcd #14424',
    summary: 'a cluster of one member may lose a write that it confirmed',
    fixedIn: ['3.4.21', '3.5.5'],
  },
  {
    reference: 'etcd #20653',
    summary: 'data may be damaged when a snapshot arrives during defragmentation',
    fixedIn: ['3.4.38', '3.5.23', '3.6.5'],
  },
  {
    reference: 'etcd #17865',
    summary: 'the revision may go back after a crash during compaction',
    fixedIn: ['3.4.32', '3.5.14'],
  },
  {
    reference: 'etcd #13077',
    summary: 'answers and watch frames over 4 MiB fail over HTTP',
    fixedIn: ['3.4.17', '3.5.0'],
  },
  {
    reference: 'etcd #14219',
    summary: 'over TLS, 250 watches over HTTP fill the gateway',
    fixedIn: ['3.4.20', '3.5.5'],
  },
  {
    reference: 'etcd #15402',
    summary: 'heavy reads starve watches on a TLS port that gRPC and HTTP share',
    fixedIn: ['3.4.25', '3.5.8'],
  },
  {
    reference: 'etcd #15517',
    summary: 'https and http listeners of one member race at its start',
    fixedIn: ['3.4.25', '3.5.8'],
  },
  {
    reference: 'etcd #15695',
    summary: 'an answer for progress may run ahead of events: a resume from it loses them',
    fixedIn: ['3.4.25', '3.5.8'],
  },
  {
    reference: 'etcd #15515',
    summary: 'a watch may go back in time after its member took a snapshot',
    fixedIn: ['3.4.25', '3.5.8'],
  },
  {
    reference: 'etcd #15274',
    summary: 'a watch may deliver events twice',
    fixedIn: ['3.4.24', '3.5.8'],
  },
  {
    reference: 'etcd #17566',
    summary: 'a watch without events gets no notice of progress',
    fixedIn: ['3.4.31', '3.5.13'],
  },
  {
    reference: 'etcd #17612',
    summary: 'a watch may lose events after a compaction',
    fixedIn: ['3.4.31', '3.5.13'],
  },
  {
    reference: 'etcd #18089',
    summary: 'a delete is lost when the compaction hits its own revision',
    fixedIn: ['3.4.34', '3.5.16'],
  },
  {
    reference: 'etcd #18784',
    summary: 'watches leak memory',
    fixedIn: ['3.4.35', '3.5.17'],
  },
  {
    reference: 'etcd #19249',
    summary: 'a delete is missing when a watch starts at the compacted revision',
    fixedIn: ['3.4.36', '3.5.18'],
  },
  {
    reference: 'etcd #20290',
    summary: 'a watch from a future revision may get old events',
    fixedIn: ['3.4.38', '3.5.22', '3.6.2'],
  },
  {
    reference: 'CVE-2018-16886',
    summary: "over HTTP a server certificate's CN may stand for a user of the same name",
    fixedIn: ['3.2.26', '3.3.11'],
  },
  {
    reference: 'CVE-2018-1098, CVE-2018-1099',
    summary: 'a web page can reach etcd over plain HTTP (DNS rebinding)',
    fixedIn: ['3.4.0'],
  },
  {
    reference: 'CVE-2021-28235',
    summary: 'passwords can be read through the debug pages',
    fixedIn: ['3.4.25', '3.5.8'],
  },
  {
    reference: 'CVE-2026-33413',
    summary: 'without a token, several calls are answered; any user may compact',
    fixedIn: ['3.4.42', '3.5.28', '3.6.9'],
  },
  {
    reference: 'CVE-2026-33343',
    summary: 'nested transactions get around the rights of a role',
    fixedIn: ['3.4.42', '3.5.28', '3.6.9'],
  },
  {
    reference: 'GHSA-xg4h-6gfc-h4m8',
    summary: 'the right to read one key lets a user watch every key after it',
    fixedIn: ['3.5.33', '3.6.14', '3.7.1'],
  },
  {
    reference: 'GHSA-6vch-q96h-7gc3',
    summary: 'TLS handshakes have no time limit: connections can be used up',
    fixedIn: ['3.5.33', '3.6.14', '3.7.1'],
  },
  {
    reference: 'GHSA-3wh4-j44w-pg92',
    summary: '--client-crl-file does not count on the gRPC port beside --listen-client-http-urls',
    fixedIn: ['3.5.32', '3.6.13'],
  },
];
