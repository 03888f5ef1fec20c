// The pages of etcd's client port that don't pass through the gateway: version, health, readiness and
// the few metrics that clients read. They answer even where the gateway can't reach its own server.
import {type Answer, textAnswer} from './answers.ts';
import type {MemberView} from './cluster.ts';

export function plainPage(path: string, view: MemberView): Answer | undefined {
  switch (path) {
    case '/version':
      return version(view);
    case '/health':
      return health(view);
    case '/metrics':
      return metrics(view);
    case '/readyz':
    case '/livez':
      return view.release.hasReadyz ? textAnswer(200, 'ok\n') : undefined;
    default:
      return undefined;
  }
}

function version({release}: MemberView): Answer {
  const etcdcluster = release.version.replace(/\.\d+$/, '.0');
  const body = JSON.stringify({etcdserver: release.version, etcdcluster});
  return {status: 200, headers: {'content-type': 'application/json'}, body};
}

function health({release}: MemberView): Answer {
  const body = JSON.stringify({health: 'true', ...(release.healthReason ? {reason: ''} : {})});
  return {status: 200, headers: {'content-type': 'text/plain; charset=utf-8'}, body};
}

function metrics({cluster, member, release}: MemberView): Answer {
  const {store} = cluster;
  const minor = release.version.replace(/\.\d+$/, '');
  const bytes = 20_480 + store.keyCount() * 512;
  const gauges: Readonly<Record<string, number>> = {
    [`etcd_cluster_version{cluster_version="${minor}"}`]: 1,
    etcd_debugging_mvcc_compact_revision: store.compactRevision(),
    etcd_debugging_mvcc_current_revision: store.revision(),
    etcd_debugging_mvcc_keys_total: store.keyCount(),
    etcd_mvcc_db_total_size_in_bytes: bytes,
    etcd_mvcc_db_total_size_in_use_in_bytes: bytes,
    etcd_server_has_leader: 1,
    etcd_server_is_leader: member.id === cluster.leaderId ? 1 : 0,
    etcd_server_quota_backend_bytes: 2_147_483_648,
    [`etcd_server_version{server_version="${release.version}"}`]: 1,
  };
  const lines = Object.entries(gauges).flatMap(([name, value]) => [
    `# TYPE ${name.replace(/\{.*/, '')} gauge`,
    `${name} ${value}`,
  ]);
  const headers = {'content-type': 'text/plain; version=0.0.4; charset=utf-8'};
  return {status: 200, headers, body: `${lines.join('\n')}\n`};
}
