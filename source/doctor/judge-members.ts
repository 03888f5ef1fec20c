// What only shows when members are laid side by side: other clusters, members that lag, differ or are
// gone, a gateway that only some of them have, endpoints that nobody lists.
import type {Member, StatusResponse} from '../etcd/messages.ts';
import type {Finding} from '../tls/certificates-report.ts';
import {finding} from './catalogue.ts';
import {type Found, type Judged, judged, skipped} from './judged.ts';
import {putsDataAtRisk} from './version-reports.ts';

export type MemberFacts = {
  readonly endpoint: string;
  /** Given, or found in the member list. */
  readonly isGiven: boolean;
  readonly isLoopback: boolean;
  /** Something answers there. */
  readonly isReached: boolean;
  /** Id of what failed on the way there. */
  readonly failure?: string;
  readonly gatewayIsOff: boolean;
  readonly gatewayWorks: boolean;
  readonly etcdVersion?: string;
  readonly status?: StatusResponse;
  /** From whatever answer had a header. */
  readonly clusterId?: string;
  readonly memberId?: string;
  /** Keys and a hash at one revision; absent: not asked. */
  readonly atRevision?: AtRevision;
};

export type AtRevision = {
  readonly revision: number;
  readonly keys?: number;
  readonly hash?: number;
  readonly compactRevision?: number;
  /** It does not have that revision, though it was given time. */
  readonly isBehind: boolean;
};

type MembersFacts = {
  readonly members: readonly MemberFacts[];
  /** Empty: not told. */
  readonly list: readonly Member[];
  /** What differs between the certificates that they show. */
  readonly certificateDifferences?: readonly Finding[];
};

export function judgeMembers(facts: MembersFacts): Judged {
  const {members, list} = facts;
  const found = [
    ...clusterFindings(members),
    ...oneDown(facts),
    ...staleFindings(members),
    ...divergence(members),
    ...partialGateway(members),
    ...advertised(facts),
    ...versionDifferences(members),
    ...riskyVersions(members),
    ...(facts.certificateDifferences ?? []).map(({hop: _hop, ...rest}) => rest),
  ];
  if (list.length === 0 && found.length === 0) return skipped('members', 'the list was not told');
  const names = list.map(({name, id}) => (name === '' ? id : name)).join(', ');
  const reached = members.filter(({isReached}) => isReached).length;
  const summary = `${list.length} in the cluster (${names}), ${reached} of ${members.length} reached from here`;
  return judged('members', found, list.length === 0 ? 'the list was not told' : summary);
}

function clusterFindings(members: readonly MemberFacts[]): readonly Found[] {
  const known = members.filter(({clusterId, isGiven}) => clusterId !== undefined && isGiven);
  const groups = Map.groupBy(known, ({clusterId}) => clusterId);
  if (groups.size < 2) return [];
  return [
    finding('etcd-other-cluster', {
      severity: 'error',
      summary: `the endpoints belong to ${groups.size} different clusters`,
      evidence: [...groups].map(
        ([id, group]) => `cluster ${id}: ${group.map(({endpoint}) => endpoint).join(', ')}`,
      ),
    }),
  ];
}

function oneDown({members, list}: MembersFacts): readonly Found[] {
  const given = members.filter(({isGiven}) => isGiven);
  const down = given.filter(({isReached}) => !isReached);
  if (down.length === 0 || down.length === given.length) return [];
  const urls = list.flatMap(({clientUrls}) => clientUrls);
  const isListed = ({endpoint}: MemberFacts) =>
    urls.some(url => url.replace(/\/$/, '') === endpoint);
  // Only where the endpoints that answer are dialed as they are listed: a balancer's port is in no list.
  const comparable = list.length > 0 && given.every(each => !each.isReached || isListed(each));
  const removed = comparable
    ? down.filter(each => each.failure === 'net-refused' && !isListed(each))
    : [];
  const missing = down.filter(each => !removed.includes(each));
  return [
    ...removed.map(({endpoint}) =>
      finding('etcd-removed', {
        severity: 'error',
        endpoint,
        summary: 'this endpoint is down, and no member of the cluster names it any more',
        evidence: list.map(({name, clientUrls}) => `member ${name}: ${clientUrls.join(', ')}`),
        remedy: `Take ${endpoint} out of the list of hosts.`,
      }),
    ),
    ...(missing.length === 0 ? [] : [downFinding(missing, given.length)]),
  ];
}

function downFinding(down: readonly MemberFacts[], of: number): Found {
  const names = down.map(({endpoint}) => endpoint).join(', ');
  return finding('net-one-down', {
    severity: 'error',
    ...(down.length === 1 && {endpoint: names}),
    summary: `${down.length} of ${of} endpoints ${down.length === 1 ? 'does' : 'do'} not answer: ${names}`,
    evidence: down.map(({endpoint}) => `${endpoint}: not reached`),
    remedy: `Repair ${names}, or take ${down.length === 1 ? 'it' : 'them'} out of the list of hosts.`,
  });
}

// A member without a leader is cut off where another one has a leader.
function staleFindings(members: readonly MemberFacts[]): readonly Found[] {
  const led = members.filter(({status}) => status?.leader !== undefined);
  if (led.length === 0) return [];
  const newest = led.toSorted(
    (one, other) => (other.status?.raftTerm ?? 0) - (one.status?.raftTerm ?? 0),
  )[0]?.status;
  const term = newest?.raftTerm ?? 0;
  const stale = members.filter(
    ({status}) =>
      status !== undefined &&
      !status.isLearner &&
      // Right after an election a follower may name the new leader under the old term.
      (status.leader === undefined || (status.raftTerm < term && status.leader !== newest?.leader)),
  );
  const groups = new Set(members.flatMap(({clusterId}) => clusterId ?? []));
  if (groups.size > 1) return [];
  return stale.map(({endpoint, status}) =>
    finding('etcd-stale-node', {
      severity: 'error',
      endpoint,
      summary: 'this member is cut off from the others: it has no leader, they have one',
      evidence: [
        `${endpoint}: term ${status?.raftTerm}, ${status?.leader === undefined ? 'no leader' : 'another leader'}`,
        `others: term ${term}`,
      ],
    }),
  );
}

function divergence(members: readonly MemberFacts[]): readonly Found[] {
  const read = members.filter(({atRevision}) => atRevision !== undefined);
  const behind = read.filter(({atRevision}) => atRevision?.isBehind === true);
  const asked = read.filter(({atRevision}) => atRevision?.isBehind === false);
  return [...behind.map(behindFinding), ...differing(asked)];
}

function behindFinding({endpoint, atRevision, status}: MemberFacts): Found {
  return finding('range-future', {
    severity: 'error',
    endpoint,
    summary: `this member has not reached revision ${atRevision?.revision}, which another one has`,
    evidence: [`its own revision: ${status?.header.revision ?? 'unknown'}`],
  });
}

function differing(asked: readonly MemberFacts[]): readonly Found[] {
  const textOf = ({atRevision}: MemberFacts) =>
    atRevision?.hash === undefined
      ? `${atRevision?.keys} keys`
      : `${atRevision.keys} keys, hash ${atRevision.hash}`;
  // A hash counts only where both were compacted at the same revision.
  const compacted = new Set(asked.map(({atRevision}) => atRevision?.compactRevision));
  const hashesCount = compacted.size === 1;
  const keyOf = (member: MemberFacts) =>
    hashesCount ? textOf(member) : `${member.atRevision?.keys}`;
  const groups = Map.groupBy(asked, keyOf);
  if (groups.size < 2) return [];
  return [
    finding('etcd-diverged', {
      severity: 'error',
      summary: `the members hold different data at the same revision ${asked[0]?.atRevision?.revision}`,
      evidence: asked.map(member => `${member.endpoint}: ${textOf(member)}`),
    }),
  ];
}

function partialGateway(members: readonly MemberFacts[]): readonly Found[] {
  const off = members.filter(({gatewayIsOff}) => gatewayIsOff);
  const works = members.filter(({gatewayWorks}) => gatewayWorks);
  if (off.length === 0 || works.length === 0) return [];
  const names = off.map(({endpoint}) => endpoint).join(', ');
  return [
    finding('gw-partial', {
      severity: 'error',
      ...(off.length === 1 && {endpoint: names}),
      summary: `the HTTP API is off at ${names} and on at the other ${works.length === 1 ? 'endpoint' : 'endpoints'}`,
      evidence: [
        ...off.map(({endpoint}) => `${endpoint}: 404`),
        ...works.map(({endpoint}) => `${endpoint}: answers`),
      ],
      remedy: `Set enable-grpc-gateway: true (--enable-grpc-gateway) at ${names} too, and restart it.`,
    }),
  ];
}

// APISIX does not follow the list; clients that do would dial their own host.
function advertised({members, list}: MembersFacts): readonly Found[] {
  const isHere = members.some(
    ({isGiven, isLoopback, isReached}) => isGiven && isLoopback && isReached,
  );
  return list.flatMap(({name, clientUrls}) => {
    const odd = clientUrls.filter(url => {
      const host = /^https?:\/\/(\[[^\]]*\]|[^:/]+)/.exec(url)?.[1] ?? '';
      const isAny = host === '0.0.0.0' || host === '[::]';
      return isAny || (!isHere && /^(localhost|127\.|\[::1\])/.test(host));
    });
    if (odd.length === 0) return [];
    return [
      finding('etcd-advertise', {
        severity: 'warning',
        summary: `member ${name} advertises ${odd.join(', ')}, which no other host can dial; APISIX itself is not affected`,
        evidence: [`clientURLs of ${name}: ${clientUrls.join(', ')}`],
      }),
    ];
  });
}

// Two versions side by side is what an upgrade looks like: worth a note, no fault.
function versionDifferences(members: readonly MemberFacts[]): readonly Found[] {
  const known = members.filter(({etcdVersion}) => etcdVersion !== undefined);
  const groups = Map.groupBy(known, ({etcdVersion}) => etcdVersion);
  if (groups.size < 2) return [];
  return [
    {
      id: 'members-differ',
      severity: 'info',
      summary: `the members run different versions: ${[...groups.keys()].join(', ')}`,
      evidence: [...groups].map(
        ([version, group]) => `etcd ${version}: ${group.map(({endpoint}) => endpoint).join(', ')}`,
      ),
      remedy: 'Finish the upgrade.',
    },
  ];
}

function riskyVersions(members: readonly MemberFacts[]): readonly Found[] {
  const versions = new Set(members.flatMap(({etcdVersion}) => etcdVersion ?? []));
  const risky = [...versions].filter(putsDataAtRisk);
  if (risky.length === 0) return [];
  const summary = `etcd ${risky.join(', ')}: after a crash under load its members may hold different data`;
  return [finding('etcd-data-risk', {severity: 'warning', summary})];
}
