// A pretended cluster: members that share one store, its identity and its users. The header that
// every answer carries is made here.
import {createHash} from 'node:crypto';
import type {Release} from './releases.ts';
import type {Store} from './store.ts';

export type DemoMember = {
  /** Decimal, as on the wire. */
  readonly id: string;
  readonly name: string;
  readonly peerUrl: string;
  /** Known once its gateway listens. */
  clientUrl: string;
};

export type Cluster = {
  readonly id: string;
  readonly store: Store;
  readonly members: readonly DemoMember[];
  readonly leaderId: string;
  readonly raftTerm: number;
  /** Names and passwords; auth is on when there are any. Everybody may do everything. */
  readonly users: Readonly<Record<string, string>>;
  /** Tokens that were handed out. */
  readonly tokens: Set<string>;
};

export type MemberView = {
  readonly cluster: Cluster;
  readonly member: DemoMember;
  readonly release: Release;
};

type ClusterOptions = {
  readonly store: Store;
  readonly memberNames: readonly string[];
  readonly users?: Readonly<Record<string, string>>;
};

export function createCluster({store, memberNames, users = {}}: ClusterOptions): Cluster {
  const members = memberNames.map((name, at) => ({
    id: idFrom(`member ${name}`),
    name,
    peerUrl: `http://127.0.0.1:${2380 + at * 10}`,
    clientUrl: '',
  }));
  return {
    id: idFrom(`cluster ${memberNames.join()}`),
    store,
    members,
    leaderId: members[0]?.id ?? '0',
    raftTerm: 2,
    users,
    tokens: new Set(),
  };
}

/** Without a revision where etcd leaves it out. */
export function headerOf(
  {cluster, member}: MemberView,
  revision: number | undefined,
): Record<string, string> {
  return {
    cluster_id: cluster.id,
    member_id: member.id,
    ...(revision === undefined ? {} : {revision: String(revision)}),
    raft_term: String(cluster.raftTerm),
  };
}

function idFrom(text: string): string {
  return createHash('sha256').update(text).digest().readBigUInt64BE().toString();
}
