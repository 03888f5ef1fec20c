// Whether a watch comes through, and from where it still could start: the stream that APISIX opens,
// a question for progress on it, and the store's history against what earlier runs have seen.
import {describeFailure, type Failure} from '../etcd/gateway-error.ts';
import {finding} from './catalogue.ts';
import {accessFinding} from './judge-access.ts';
import {type Found, type Judged, judged, passed, skipped, unknown} from './judged.ts';
import type {Remembered, WatchProbe} from './probe-facts.ts';

type WatchFacts = {
  readonly endpoint: string;
  readonly probe: WatchProbe | undefined;
  /** Why there is none. */
  readonly reason?: string;
  /** Seconds of a read on the same endpoint just before. */
  readonly readSeconds: number;
  /** What the endpoint's answers name as their sender, where that is a proxy. */
  readonly proxy?: string;
};

export function judgeWatch(facts: WatchFacts): Judged {
  const {probe, endpoint} = facts;
  if (probe === undefined) return skipped('watch', facts.reason ?? 'not tried');
  const {seconds, outcome} = probe;
  switch (outcome.kind) {
    case 'created':
      return passed('watch', createdText(probe), {seconds});
    case 'silent':
      return judged('watch', [silentFinding(facts)], '', {seconds});
    case 'cut':
      return judged('watch', [cutFinding(endpoint, outcome)], '', {seconds});
    case 'compacted': {
      const found = compactedFinding(endpoint, probe.startRevision, outcome.compactRevision);
      return judged('watch', [found], '', {seconds});
    }
    case 'refused': {
      const found = refusedFinding(outcome.failure, endpoint);
      return found === undefined
        ? unknown('watch', describeFailure(outcome.failure), {seconds})
        : judged('watch', [found], '', {seconds});
    }
  }
}

function createdText({startRevision, progressSeconds}: WatchProbe): string {
  const asked =
    progressSeconds === undefined
      ? 'a question for progress was not answered'
      : `progress answered in ${Math.max(1, Math.round(progressSeconds * 1000))} ms`;
  return `created from revision ${startRevision}; ${asked}`;
}

function silentFinding({endpoint, probe, readSeconds, proxy}: WatchFacts): Found {
  const by = proxy === undefined ? 'something between here and etcd' : `a proxy (${proxy})`;
  const waited = `${(probe?.seconds ?? 0).toFixed(1)} s`;
  return finding('proxy-buffered', {
    severity: 'error',
    endpoint,
    summary: `${by} holds the watch back: not even its head arrives, while reads are answered`,
    evidence: [
      `POST watch: no byte in ${waited}`,
      `POST range: answered in ${Math.max(1, Math.round(readSeconds * 1000))} ms`,
      ...(proxy === undefined ? [] : [`answers come from ${proxy}`]),
    ],
  });
}

function cutFinding(
  endpoint: string,
  {afterSeconds, failure}: {readonly afterSeconds: number; readonly failure: Failure},
): Found {
  return finding('proxy-idle-cut', {
    severity: 'error',
    endpoint,
    summary: `an idle watch is ended after ${afterSeconds.toFixed(0)} s; APISIX expects 50 s and more`,
    evidence: [describeFailure(failure)],
  });
}

function compactedFinding(endpoint: string, start: number, compactRevision: number): Found {
  return finding('watch-compacted', {
    severity: 'error',
    endpoint,
    summary: `a watch from revision ${start} can't be had: history begins at ${compactRevision}; its reader has to read everything again`,
    evidence: [`compact_revision ${compactRevision}`],
  });
}

function refusedFinding(failure: Failure, endpoint: string): Found | undefined {
  const given = {severity: 'error', endpoint, evidence: [describeFailure(failure)]} as const;
  if (failure.kind === 'permission-denied') {
    return finding('auth-forbidden-watch', {...given, summary: 'the role may read, but not watch'});
  }
  if (failure.kind === 'token-invalid') {
    return finding('auth-token-watch', {...given, summary: 'the watch is refused: invalid token'});
  }
  return accessFinding(failure, {endpoint, what: 'a watch', severity: 'error'});
}

type HistoryFacts = {
  readonly endpoint: string;
  readonly clusterId?: string;
  readonly revision?: number;
  /** Of an earlier run on the same endpoints. */
  readonly remembered?: Remembered;
  /** A change of store that an earlier run has met within the last hour. */
  readonly change?: {readonly from: Remembered; readonly timeMs: number};
  /** Where the history begins, as far as it is told. */
  readonly compactRevision?: number;
  /** --rev N, and what a watch from there got. */
  readonly asked?: {readonly revision: number; readonly probe: WatchProbe};
};

export function judgeHistory(facts: HistoryFacts): Judged {
  const {revision, compactRevision, clusterId} = facts;
  if (revision === undefined) return skipped('history', 'no revision was told');
  const found = [...storeFindings(facts), ...askedFindings(facts)];
  const begins =
    compactRevision === undefined
      ? ''
      : `, watches can start from ${compactRevision} on (${revision - compactRevision} revisions back)`;
  return judged('history', found, `revision ${revision} of cluster ${clusterId ?? '?'}${begins}`);
}

function storeFindings(facts: HistoryFacts): readonly Found[] {
  const {remembered, change, revision = 0, clusterId, endpoint} = facts;
  const before =
    change?.from ?? (remembered && goesBack(remembered, facts) ? remembered : undefined);
  if (before === undefined) return [];
  const isOther = before.clusterId !== clusterId;
  return [
    finding('rev-backwards', {
      severity: 'error',
      endpoint,
      summary: isOther
        ? 'another cluster is behind the endpoints than at an earlier run: restored, or replaced'
        : `the revision went back from ${before.revision} to ${revision}: restored from a snapshot; watches from before wait in silence`,
      evidence: [
        `${new Date(before.timeMs).toISOString()}: cluster ${before.clusterId}, revision ${before.revision}`,
        `now: cluster ${clusterId}, revision ${revision}`,
      ],
    }),
  ];
}

/** Whether this is another store than the remembered one, or an older state of it. */
export function goesBack(
  remembered: Remembered,
  {clusterId, revision = 0}: Pick<HistoryFacts, 'clusterId' | 'revision'>,
): boolean {
  return remembered.clusterId !== clusterId || remembered.revision > revision;
}

function askedFindings({asked, revision = 0, endpoint}: HistoryFacts): readonly Found[] {
  if (asked === undefined) return [];
  if (asked.revision > revision + 1) {
    return [
      finding('rev-backwards', {
        severity: 'error',
        endpoint,
        summary: `revision ${asked.revision} is not reached: the store stands at ${revision}, so a watch from there waits in silence`,
        evidence: [`asked for: ${asked.revision}`, `newest: ${revision}`],
      }),
    ];
  }
  const {outcome} = asked.probe;
  return outcome.kind === 'compacted'
    ? [compactedFinding(endpoint, asked.revision, outcome.compactRevision)]
    : [];
}
