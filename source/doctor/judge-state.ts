// How the cluster is: agreement, its speed, and space. The quorum is judged from the member's own word
// first, which comes in milliseconds; a read by agreement would take etcd seven seconds to refuse.

import type {RangeResponse, StatusResponse} from '../etcd/messages.ts';
import {finding} from './catalogue.ts';
import {judgeRead} from './judge-access.ts';
import {type Found, type Judged, judged, skipped} from './judged.ts';
import type {Alarm, CallResult} from './probe-facts.ts';
import {sizeText} from './size-text.ts';

type QuorumFacts = {
  readonly endpoint: string;
  /** Range as printed. */
  readonly range: string;
  /** The member's last word about itself, where there is one. */
  readonly status: StatusResponse | undefined;
  /** It named no leader at first and one a moment later. */
  readonly hadNoLeader: boolean;
  readonly linearizable: CallResult<RangeResponse>;
  /** Seconds of further reads, of either kind: only where the first was slow. */
  readonly linearizableSeconds: readonly number[];
  readonly serializableSeconds: readonly number[];
};

/** A read by agreement costs a round between members: more than this is felt by every request. */
const SLOW_SECONDS = 0.2;

export function judgeQuorum(facts: QuorumFacts): Judged {
  const {endpoint, status, linearizable, hadNoLeader} = facts;
  const given = {endpoint, severity: 'error'} as const;
  if (status !== undefined && status.leader === undefined) {
    const summary = 'this member sees no leader: most members are down or cut off from it';
    const evidence = status.errors.length === 0 ? ['status: no leader'] : status.errors;
    return judged('quorum', [finding('etcd-no-leader', {...given, summary, evidence})], '');
  }
  if (linearizable.kind !== 'answered') {
    const about = {endpoint, what: 'a read by agreement of the members', range: facts.range};
    return judgeRead('quorum', linearizable, about);
  }
  if (hadNoLeader) {
    const summary = 'there was no leader a moment ago: an election';
    const found = finding('etcd-leader-changed', {endpoint, severity: 'warning', summary});
    return judged('quorum', [found], '', {seconds: linearizable.seconds});
  }
  return judged('quorum', slowness(facts), 'a read by agreement of the members: answered', {
    seconds: linearizable.seconds,
  });
}

function slowness(facts: QuorumFacts): readonly Found[] {
  const agreed = median(facts.linearizableSeconds);
  const alone = median(facts.serializableSeconds);
  if (agreed === undefined || alone === undefined) return [];
  if (agreed < SLOW_SECONDS || agreed < alone * 4) return [];
  const text = (seconds: number) => `${Math.max(1, Math.round(seconds * 1000))} ms`;
  return [
    finding('etcd-slow', {
      severity: 'warning',
      endpoint: facts.endpoint,
      summary: `agreement between the members is slow: ${text(agreed)} a read, ${text(alone)} without agreement`,
      evidence: [
        `median of ${facts.linearizableSeconds.length} linearizable reads: ${text(agreed)}`,
        `median of ${facts.serializableSeconds.length} serializable reads: ${text(alone)}`,
      ],
    }),
  ];
}

function median(values: readonly number[]): number | undefined {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
}

type SpaceFacts = {
  /** undefined: not told. */
  readonly alarms: CallResult<readonly Alarm[]>;
  /** The newest, for what to type. */
  readonly revision?: number;
  readonly members: readonly {
    readonly endpoint: string;
    readonly memberId: string;
    readonly dbSizeBytes: number;
    readonly dbSizeInUseBytes?: number;
    readonly quotaBytes?: number;
    readonly errors: readonly string[];
  }[];
};

const NEAR_QUOTA = 0.8;

export function judgeSpace(facts: SpaceFacts): Judged {
  const {alarms, members} = facts;
  if (alarms.kind === 'not-asked') return skipped('space', alarms.reason);
  const raised = alarms.kind === 'answered' ? alarms.value : [];
  const found = [...alarmFindings(raised, facts), ...nearFindings(facts, raised)];
  const largest = members.toSorted((one, other) => other.dbSizeBytes - one.dbSizeBytes)[0];
  const size = largest === undefined ? '' : `, database ${sizeText(largest.dbSizeBytes)}`;
  if (found.length === 0 && alarms.kind === 'refused') {
    return skipped('space', `alarms are not told: ${alarms.failure.message}`);
  }
  const details = {seconds: alarms.seconds};
  return judged('space', found, `no alarm${size}`, details);
}

function alarmFindings(
  alarms: readonly Alarm[],
  {members, revision}: SpaceFacts,
): readonly Found[] {
  const nameOf = (id: string) => members.find(({memberId}) => memberId === id)?.endpoint ?? id;
  const on = (alarm: string) => alarms.filter(each => each.alarm === alarm);
  const evidence = (alarm: string) =>
    on(alarm).map(({memberId}) => `${alarm}: ${nameOf(memberId)}`);
  const sizes = members.map(
    ({endpoint, dbSizeBytes, dbSizeInUseBytes, quotaBytes}) =>
      `${endpoint}: ${sizeText(dbSizeBytes)}${inUse(dbSizeInUseBytes)}${ofQuota(quotaBytes)}`,
  );
  const nospace = finding('etcd-nospace', {
    severity: 'error',
    summary: 'etcd is out of space: it refuses every write; reads and watches go on',
    evidence: [...evidence('NOSPACE'), ...sizes],
    remedy:
      revision === undefined
        ? undefined
        : `${freeingCommands(members, revision)}. Then set --auto-compaction-retention, so that it does not come again.`,
  });
  const corrupt = finding('etcd-corrupt', {
    severity: 'error',
    summary: "etcd raised the alarm CORRUPT: its members' data differ",
    evidence: evidence('CORRUPT'),
  });
  return [
    ...(on('CORRUPT').length > 0 ? [corrupt] : []),
    ...(on('NOSPACE').length > 0 ? [nospace] : []),
  ];
}

function freeingCommands(members: SpaceFacts['members'], revision: number): string {
  const etcdctl = `etcdctl --endpoints ${members.map(({endpoint}) => endpoint).join(',')}`;
  return `${etcdctl} compact ${revision} && ${etcdctl} defrag && ${etcdctl} alarm disarm`;
}

function nearFindings({members}: SpaceFacts, alarms: readonly Alarm[]): readonly Found[] {
  if (alarms.some(({alarm}) => alarm === 'NOSPACE')) return [];
  return members.flatMap(({endpoint, dbSizeBytes, dbSizeInUseBytes, quotaBytes}) => {
    if (quotaBytes === undefined || quotaBytes <= 0 || dbSizeBytes < quotaBytes * NEAR_QUOTA) {
      return [];
    }
    const share = Math.round((dbSizeBytes / quotaBytes) * 100);
    const used = dbSizeInUseBytes ?? dbSizeBytes;
    const canShrink = used < dbSizeBytes * 0.7;
    return [
      finding('etcd-nospace-near', {
        severity: 'warning',
        endpoint,
        summary: `the database uses ${share} % of its quota: at 100 % etcd refuses every write`,
        evidence: [`${sizeText(dbSizeBytes)}${inUse(dbSizeInUseBytes)}${ofQuota(quotaBytes)}`],
        remedy: canShrink
          ? `Defragment, one member at a time: etcdctl defrag --endpoints ${endpoint}. It gives back ${sizeText(dbSizeBytes - used)}.`
          : 'Compact and defragment, set --auto-compaction-retention, or raise --quota-backend-bytes.',
      }),
    ];
  });
}

function inUse(bytes: number | undefined): string {
  return bytes === undefined ? '' : `, ${sizeText(bytes)} in use`;
}

function ofQuota(bytes: number | undefined): string {
  return bytes === undefined ? '' : `, quota ${sizeText(bytes)}`;
}
