// Known failures of etcd itself: space, quorum, members, overload.
import type {CatalogueEntry} from './catalogue-entry.ts';

export const stateEntries: readonly CatalogueEntry[] = [
  {
    id: 'etcd-nospace',
    seen: ['etcdserver: mvcc: database space exceeded', 'ALARM NOSPACE', 'alarm:NOSPACE'],
    cause:
      'the database reached its quota (2 GiB by default): every write is refused, reads and watches go on',
    remedy:
      'Compact, defragment every member, then disarm: etcdctl compact REV; etcdctl defrag --cluster; etcdctl alarm disarm. Set --auto-compaction-retention.',
    reference: 'apisix #9946',
    found: 'doctor',
  },
  {
    id: 'etcd-nospace-near',
    seen: [],
    cause: 'the database uses more than 80 % of its quota',
    remedy: 'Compact and defragment (one member at a time), or raise --quota-backend-bytes.',
    found: 'doctor',
  },
  {
    id: 'etcd-corrupt',
    seen: ['etcdserver: corrupt cluster', 'alarm:CORRUPT'],
    cause: 'etcd found that the data of its members differs',
    remedy: 'Replace the named member: remove it, wipe its data, add it again.',
    found: 'doctor',
  },
  {
    id: 'etcd-diverged',
    seen: [],
    cause:
      'members answer differently at the same revision (bugs of 3.5.0 to 3.5.2, a restore of different snapshots)',
    remedy: 'Take the odd member out, wipe its data and add it again; upgrade etcd.',
    reference: 'etcd #13766',
    found: 'doctor',
  },
  {
    id: 'etcd-data-risk',
    seen: [],
    cause: 'releases 3.5.0 to 3.5.2 may leave members with different data after a crash under load',
    remedy: 'Upgrade to 3.5.3 or newer, unless the distribution says that its build has the fix.',
    reference: 'etcd #13766',
    found: 'doctor',
  },
  {
    id: 'etcd-no-leader',
    seen: [
      'etcdserver: no leader',
      'RAFT NO LEADER',
      'etcdserver: request timed out',
      'context deadline exceeded',
    ],
    cause: 'the member sees no leader: most members are down or cut off',
    remedy: 'Bring back a majority of the members.',
    reference: 'etcd #8673',
    found: 'doctor',
  },
  {
    id: 'etcd-leader-changed',
    seen: [
      'etcdserver: leader changed',
      'etcdserver: request timed out, possibly due to previous leader failure',
      'etcdserver: request timed out, possibly due to connection lost',
    ],
    cause: 'an election while the call was under way: slow disks or a slow network between members',
    remedy:
      'Check fsync times of the disks and the round trip between members; see --heartbeat-interval.',
    reference: 'etcd #13169',
    found: 'doctor',
  },
  {
    id: 'etcd-overload',
    seen: ['etcdserver: too many requests'],
    cause:
      'the member has thousands of entries committed that it has not applied; from 5,000 on it refuses requests',
    remedy: 'Wait with writes; look at disk and defragmentation of that member.',
    reference: 'etcd #10709',
    found: 'doctor',
  },
  {
    id: 'etcd-slow',
    seen: ['apply request took too long', 'waiting for ReadIndex response took too long'],
    cause: 'agreement between members is slow: disk, CPU or the network between them',
    remedy: 'Look at etcd_disk_wal_fsync_duration_seconds and the round trip between members.',
    reference: 'etcd #13169',
    found: 'doctor',
  },
  {
    id: 'etcd-too-large',
    seen: ['etcdserver: request is too large'],
    cause: 'one object is larger than --max-request-bytes (1.5 MiB)',
    remedy: 'Make the object smaller (an OpenAPI text or certificates in a route).',
    found: 'message',
  },
  {
    id: 'etcd-learner',
    seen: ['etcdserver: rpc not supported for learner'],
    cause:
      'the endpoint is a learner: it serves no reads, no watches, no logins, though /health is fine',
    remedy: 'Promote it (etcdctl member promote ID), or take it out of the list of hosts.',
    found: 'doctor',
  },
  {
    id: 'etcd-removed',
    seen: ['the member has been permanently removed from the cluster'],
    cause: 'the endpoint is no member any more; its process ended when it was removed',
    remedy: 'Take it out of the list of hosts.',
    found: 'doctor',
  },
  {
    id: 'etcd-other-cluster',
    seen: ['request cluster ID mismatch'],
    cause: 'the endpoints belong to different clusters, so the configuration flaps',
    remedy: 'Name only the members of one cluster.',
    found: 'doctor',
  },
  {
    id: 'etcd-advertise',
    seen: [],
    cause:
      'the member list names client URLs that can not be dialed from elsewhere; APISIX itself does not use them',
    remedy: 'Correct --advertise-client-urls.',
    found: 'doctor',
  },
  {
    id: 'etcd-stale-node',
    seen: [],
    cause:
      'one member is cut off from the others: its raft term stays behind, and serializable reads of it are old',
    remedy: 'Take it out of the list of hosts until it is back with the others.',
    reference: 'patroni #3318',
    found: 'doctor',
  },
  {
    id: 'etcd-shutdown',
    seen: [
      'transport is closing',
      'grpc: the client connection is closing',
      'error reading from server: EOF',
      'Service Unavailable',
    ],
    cause: 'the member was stopped or restarted while a stream was open',
    remedy: 'Nothing where it was meant: clients go on from the same revision.',
    reference: 'lua-resty-etcd #128',
    found: 'message',
  },
  {
    id: 'etcd-36rc-crash',
    seen: ['panic: Write called after Handler finished'],
    cause: 'release candidates of 3.6 crash on malformed watches over HTTP',
    remedy: 'Upgrade to 3.6.0 or newer.',
    reference: 'etcd #19509',
    found: 'message',
  },
  {
    id: 'etcd-empty-reply',
    seen: ['curl: (52) Empty reply from server'],
    cause: 'builds of 3.4 with a newer protobuf panic when the gateway has to send an error',
    remedy: 'Upgrade to 3.4.24 or newer.',
    reference: 'etcd #15088',
    found: 'message',
  },
];
