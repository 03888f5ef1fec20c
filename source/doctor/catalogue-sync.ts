// Known failures of the full read and of the watch: limits, compaction, proxies, APISIX's own bugs.
import type {CatalogueEntry} from './catalogue-entry.ts';

export const syncEntries: readonly CatalogueEntry[] = [
  {
    id: 'msg-too-large',
    seen: [
      'grpc: received message larger than max (… vs. 4194304)',
      "attempt to index field 'header' (a nil value)",
    ],
    cause:
      "the gateway's own gRPC client takes 4 MiB at most before 3.4.17 and 3.5.0, and APISIX reads everything at once; etcdctl is not affected",
    remedy: 'Upgrade etcd to 3.4.17, 3.5.0 or newer, or make the data smaller.',
    reference: 'etcd #12576',
    found: 'doctor',
  },
  {
    id: 'watch-compacted',
    seen: [
      'etcd compacted, compact_revision=…',
      'err: compacted, will read the configuration again via readdir',
      '"canceled":true,"compact_revision"',
    ],
    cause:
      'the watch asked for a revision that is compacted away: its reader has to read everything again',
    remedy:
      'Harmless once; where it comes at every interval, raise --auto-compaction-retention or upgrade APISIX to 3.4 or newer.',
    reference: 'apisix #4732',
    found: 'doctor',
  },
  {
    id: 'range-compacted',
    seen: ['etcdserver: mvcc: required revision has been compacted'],
    cause: 'a read at a fixed revision took so long that the revision was compacted away',
    remedy: 'Read again at the newest revision.',
    found: 'doctor',
  },
  {
    id: 'range-future',
    seen: [
      'etcdserver: mvcc: required revision is a future revision',
      'required revision is a future revision',
    ],
    cause: 'this member has not reached the revision: it lags behind, or was restored',
    remedy: 'Compare the members; ask another one.',
    found: 'doctor',
  },
  {
    id: 'resync-cpu',
    seen: [],
    cause:
      'on a shared etcd every compaction makes APISIX before 3.18 read everything and build its routers again',
    remedy: 'Upgrade APISIX to 3.18 or newer.',
    reference: 'apisix #12167',
    found: 'message',
  },
  {
    id: 'events-skipped',
    seen: [],
    cause:
      'APISIX 3.14 to 3.17 jump over events after an idle watch, and older client libraries drop some: the change is in etcd, the gateway never gets it',
    remedy: 'Reload APISIX now (apisix reload), then upgrade it.',
    reference: 'apisix #13067',
    found: 'drift',
  },
  {
    id: 'stale-worker',
    seen: [
      "config_util.lua…attempt to index local 'item' (a boolean value)",
      'failed to find clean_handler with idx',
    ],
    cause: 'an exception during a resync left one worker with old data: some requests get 404',
    remedy: 'Reload APISIX now, then upgrade it to 3.18 or newer.',
    reference: 'apisix #9336',
    found: 'drift',
  },
  {
    id: 'worker-respawn-old',
    seen: [],
    cause:
      'a worker that crashed comes back with the configuration of when the master started (before 3.14)',
    remedy: 'Reload APISIX, then upgrade it to 3.14 or newer.',
    reference: 'apisix #12523',
    found: 'drift',
  },
  {
    id: 'rev-backwards',
    seen: [
      'received smaller revision, rev=…, watch_rev=…. etcd may be restarted. resyncing....',
      'received smaller revision',
    ],
    cause:
      "etcd was restored or replaced: revisions begin lower, so watches from before wait for a future that won't come",
    remedy:
      'Reload every APISIX (apisix reload); next time restore with --bump-revision 1000000000 --mark-compacted.',
    reference: 'apisix #11144',
    found: 'doctor',
  },
  {
    id: 'rev-panic',
    seen: [],
    cause: 'the revision went back after a crash during compaction, fixed in 3.4.32 and 3.5.14',
    remedy: 'Upgrade etcd.',
    reference: 'etcd #17865',
    found: 'message',
  },
  {
    id: 'chunk-split',
    seen: ['failed to decode json body: Expected value but found …'],
    cause:
      'a proxy divides the stream in other pieces, and an old lua-resty-etcd takes each piece for one event',
    remedy: 'Upgrade APISIX to 2.15 or newer.',
    reference: 'lua-resty-etcd #153',
    found: 'message',
  },
  {
    id: 'watch-timeout-noise',
    seen: [
      'failed to fetch data from etcd: timeout',
      'upstream timed out (110: Connection timed out) while reading upstream … /v3/watch',
    ],
    cause: 'an idle watch reached its time limit and is opened again',
    remedy: 'Nothing: it is harmless.',
    reference: 'apisix #9578',
    found: 'message',
  },
  {
    id: 'proxy-buffered',
    seen: [],
    cause:
      'a proxy in front of etcd buffers the watch: not even its head arrives, while reads work',
    remedy:
      'In the proxy: proxy_buffering off; gzip off; proxy_http_version 1.1; proxy_read_timeout 1h.',
    reference: 'apisix #9263',
    found: 'doctor',
  },
  {
    id: 'proxy-idle-cut',
    seen: [
      'upstream prematurely closed connection',
      'aborted',
      'closed',
      'connection reset by peer',
    ],
    cause: 'a proxy or balancer ends idle streams earlier than APISIX does (watch_timeout, 50 s)',
    remedy: "Raise the proxy's idle limit above 60 s, or set watch_timeout below it.",
    reference: 'apisix #6902',
    found: 'doctor',
  },
  {
    id: 'watch-silent',
    seen: [],
    cause:
      'the stream is open and dead: a half-open connection, a frozen or cut-off member, a NAT entry that is gone',
    remedy:
      'Restart what holds the stream; enable TCP keep-alive on the way; APISIX heals itself at watch_timeout.',
    reference: 'etcd #8980',
    found: 'message',
  },
  {
    id: 'watch-leak',
    seen: [],
    cause: 'watches that were given up are not closed, so connections to etcd grow',
    remedy: 'Upgrade APISIX to 3.4 or newer (one stream for all).',
    reference: 'etcd #12333',
    found: 'message',
  },
  {
    id: 'bad-value',
    seen: [
      'invalid item data of […], val: …, it should be an object',
      'failed to check item data of […] err: …',
      'Expected value but found invalid token at character 1',
    ],
    cause: 'somebody wrote a value that is no JSON object under the prefix of APISIX',
    remedy: 'Repair or delete the named keys through the Admin API.',
    reference: 'apisix #11268',
    found: 'doctor',
  },
  {
    id: 'marker-missing',
    seen: [],
    cause:
      'the markers that init_etcd writes ("init_dir") are gone for some directories: lists of older APISIX come out odd',
    remedy: 'Run: apisix init_etcd.',
    reference: 'apisix #4021',
    found: 'doctor',
  },
  {
    id: 'fullsync-slow',
    seen: ['failed to read etcd dir…timeout'],
    cause:
      'the full read takes longer than APISIX waits (timeout, 30 s): much data, a slow way, all workers at once',
    remedy: 'Raise deployment.etcd.timeout, make the data smaller, or bring etcd closer.',
    reference: 'apisix #4240',
    found: 'doctor',
  },
];
