// The view model out of the sync state and what was counted on the way. No clock: the time of the
// newest fact is the only "now" that it knows.
import {isBalanced} from '../sync/accounting.ts';
import {headroomOf} from '../sync/compaction.ts';
import {limits} from '../sync/limits.ts';
import {accountsEntry} from '../sync/noting.ts';
import type {SyncRun, SyncState} from '../sync/state.ts';
import type {CertificatesReport} from '../tls/certificates-report.ts';
import type {Activity} from './activity.ts';
import type {
  AccountsView,
  EndpointView,
  LivenessView,
  PhaseView,
  ProgressView,
  ResourceCount,
  ViewModel,
} from './view-model.ts';

type ViewParts = {
  readonly state: SyncState;
  readonly demo: boolean;
  /** As typed. */
  readonly prefix: string;
  readonly security: ViewModel['security'];
  readonly user?: string;
  readonly activity: Activity;
  readonly resources: readonly ResourceCount[];
  readonly certificates: CertificatesReport | undefined;
};

export function buildView(parts: ViewParts): ViewModel {
  const {state, activity} = parts;
  const leader = leaderName(state);
  const {etcdVersion, clusterId, headerRevision} = state;
  const {lastEventTimeMs} = activity;
  return {
    demo: parts.demo,
    prefix: parts.prefix,
    endpoints: endpointViews(state),
    security: parts.security,
    ...(parts.user !== undefined && {user: parts.user}),
    ...(etcdVersion !== undefined && {etcdVersion}),
    ...(clusterId !== undefined && {clusterId}),
    ...(leader !== undefined && {leader}),
    phase: phaseView(state),
    ...(headerRevision !== undefined && {headerRevision}),
    ...(state.everSynced && {appliedRevision: appliedRevision(state)}),
    liveness: livenessView(state),
    ...(lastEventTimeMs !== undefined && {lastEventTimeMs}),
    eventsPerMinute: activity.eventsPerMinute,
    eventBuckets: activity.buckets,
    accounts: accountsView(state),
    headroom: headroomOf(state),
    progress: progressView(state),
    resources: parts.resources,
    certificates: parts.certificates,
  };
}

function endpointViews(state: SyncState): readonly EndpointView[] {
  return state.endpoints.map((endpoint, index) => ({
    ...endpoint,
    current: index === state.endpointIndex,
  }));
}

function phaseView(state: SyncState): PhaseView {
  const {phase} = state;
  switch (phase.name) {
    case 'idle':
    case 'connecting':
      return {
        name: 'connecting',
        endpoint: state.endpoints[state.endpointIndex]?.url ?? '',
        attempt: state.failuresInRow + 1,
      };
    case 'backing-off':
      return {...phase, attempt: state.failuresInRow};
    case 'failed':
      return {name: 'failed', reason: phase.reason};
    case 'done':
      return {name: 'watching'};
    case 'syncing':
    case 'opening-watch':
    case 'watching':
      return {name: phase.name};
  }
}

function livenessView(state: SyncState): LivenessView {
  const {phase} = state;
  const askedEveryMs = limits.livenessIntervalMs;
  if (phase.name !== 'watching') return {askedEveryMs};
  const {lastAnswerMs, isOverdue} = phase;
  return {
    askedEveryMs,
    lastAnswerTimeMs: lastAnswerMs,
    ...(isOverdue && {silentSinceMs: lastAnswerMs}),
  };
}

function accountsView(state: SyncState): AccountsView {
  const {proof} = state.accounts;
  const {keysToldMs} = state.compaction;
  return {
    ...accountsEntry(state),
    isBalanced: isBalanced(state),
    ...(proof !== undefined && {proof}),
    ...(keysToldMs !== undefined && {keysCountedTimeMs: keysToldMs}),
  };
}

function appliedRevision({applied}: SyncState): number {
  return Math.max(applied.revision, applied.confirmedRevision);
}

function leaderName({status, members}: SyncState): string | undefined {
  const leader = status?.leader;
  const name = members.find(member => member.id === leader)?.name;
  return name === undefined || name === '' ? leader : name;
}

function progressView(state: SyncState): ProgressView {
  const run: SyncRun | undefined = state.run ?? state.lastRun;
  const none = {keysDone: 0, bytes: 0, pages: 0, requests: 0, retries: 0};
  if (run === undefined) return {...none, syncsDone: state.runsDone};
  const {keysDone, bytes, pages, requests, retries, keysTotal, finishedMs} = run;
  return {
    ...(run.pin !== undefined && {pinnedRevision: run.pin}),
    keysDone,
    ...(keysTotal !== undefined && {keysTotal}),
    bytes,
    pages,
    requests,
    retries,
    startedTimeMs: run.startedMs,
    ...(finishedMs !== undefined && {finishedTimeMs: finishedMs}),
    syncsDone: state.runsDone,
  };
}
