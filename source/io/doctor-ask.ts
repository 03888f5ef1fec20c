// What one endpoint says once its API answers: its status, a read of its own, a read by agreement with
// how fast both are, its figures, and what it holds at a revision that another member has.
import {judgeRead, judgeStatus} from '../doctor/judge-access.ts';
import {judgeQuorum} from '../doctor/judge-state.ts';
import type {CallResult} from '../doctor/probe-facts.ts';
import {prefixRange} from '../etcd/key-range.ts';
import type {RangeResponse, StatusResponse} from '../etcd/messages.ts';
import {compactRevisionOfMetrics} from '../etcd/metrics-text.ts';
import type {DoctorCalls} from './doctor-calls.ts';
import {type DoctorRun, tell, tellSkipped, type Visit} from './doctor-visit.ts';

/** An election is over by then. */
const LEADER_WAIT_MS = 1_500;
/** etcd itself answers after seven seconds. */
const QUORUM_MS_MAX = 10_000;
const REPEATS = 5;
const QUICK_SECONDS = 0.1;

export async function askEndpoint(run: DoctorRun, visit: Visit): Promise<void> {
  const {calls} = visit;
  if (calls === undefined) return;
  const url = visit.endpoint.url;
  const status = await calls.status();
  const judged = judgeStatus(status, url);
  tell(run, visit, judged);
  if (status.kind === 'answered') visit.status = status.value;
  if (judged.check.status === 'fail') {
    return tellSkipped(run, visit, ['read', 'quorum', 'watch'], 'this member serves no clients');
  }
  const range = prefixRange(run.context.prefix.bytes);
  const request = {...range, limit: 1, keysOnly: true};
  const own = await calls.range({...request, serializable: true});
  const about = {endpoint: url, what: 'a read without agreement', range: rangeText(run)};
  const read = judgeRead('read', own, about);
  tell(run, visit, read);
  if (own.kind === 'answered') {
    visit.first = own.value;
    visit.readSeconds = own.seconds;
  }
  if (read.check.status !== 'pass') {
    return tellSkipped(run, visit, ['quorum', 'watch'], 'reads are refused');
  }
  await askQuorum(run, visit, calls, request);
}

async function askQuorum(
  run: DoctorRun,
  visit: Visit,
  calls: DoctorCalls,
  request: Parameters<DoctorCalls['range']>[0],
): Promise<void> {
  const hadNoLeader = visit.status !== undefined && visit.status.leader === undefined;
  const status = hadNoLeader ? await statusAgain(run, calls) : visit.status;
  if (status !== undefined) visit.status = status;
  const isLost = status !== undefined && status.leader === undefined;
  const linearizable: CallResult<RangeResponse> = isLost
    ? {kind: 'not-asked', reason: 'there is no leader'}
    : await calls.range(request, {timeoutMs: QUORUM_MS_MAX});
  const isSlow = linearizable.kind === 'answered' && linearizable.seconds > QUICK_SECONDS;
  const facts = {
    endpoint: visit.endpoint.url,
    range: rangeText(run),
    status,
    hadNoLeader,
    linearizable,
    linearizableSeconds: isSlow ? await repeat(calls, request) : [],
    serializableSeconds: isSlow ? await repeat(calls, {...request, serializable: true}) : [],
  };
  tell(run, visit, judgeQuorum(facts));
  if (linearizable.kind === 'answered') {
    visit.first = linearizable.value;
    visit.hasQuorum = true;
    await askFigures(visit, calls);
  } else tellSkipped(run, visit, ['watch'], 'there is no quorum');
}

async function statusAgain(
  run: DoctorRun,
  calls: DoctorCalls,
): Promise<StatusResponse | undefined> {
  await new Promise<void>(resolve => {
    const timer = setTimeout(done, LEADER_WAIT_MS);
    run.signal.addEventListener('abort', done, {once: true});
    function done(): void {
      clearTimeout(timer);
      resolve();
    }
  });
  const status = await calls.status();
  return status.kind === 'answered' ? status.value : undefined;
}

async function repeat(
  calls: DoctorCalls,
  request: Parameters<DoctorCalls['range']>[0],
): Promise<readonly number[]> {
  const seconds: number[] = [];
  for (let turn = 0; turn < REPEATS; turn++) {
    const read = await calls.range(request, {timeoutMs: 2_000});
    if (read.kind === 'answered') seconds.push(read.seconds);
  }
  return seconds;
}

async function askFigures(visit: Visit, calls: DoctorCalls): Promise<void> {
  const page = await calls.page('/metrics');
  if (!('body' in page)) return;
  const quota = visit.status?.dbSizeQuotaBytes ?? quotaOf(page.body);
  if (quota !== undefined) visit.quotaBytes = quota;
  const compacted = compactRevisionOfMetrics(page.body);
  if (compacted !== undefined && compacted > 0) visit.compactRevision = compacted;
}

function quotaOf(metrics: string): number | undefined {
  const match = /^etcd_server_quota_backend_bytes (\S+)/m.exec(metrics);
  const bytes = Number(match?.[1] ?? Number.NaN);
  return Number.isSafeInteger(bytes) && bytes > 0 ? bytes : undefined;
}

/** [from, to) of the prefix, as a person reads it. */
function rangeText({context}: Pick<DoctorRun, 'context'>): string {
  const {prefix} = context;
  if (prefix.text === '') return 'every key';
  return rangeOf(prefix.text);
}

export function rangeOf(prefix: string): string {
  const {key, rangeEnd} = prefixRange(Buffer.from(prefix, 'utf8'));
  const text = (base64: string) => Buffer.from(base64, 'base64').toString('utf8');
  return `[${text(key)}, ${text(rangeEnd)})`;
}

/** A large store is not hashed: that costs the member seconds of work. */
const HASHED_BYTES_MAX = 64 * 1024 * 1024;
const BEHIND_MS_MAX = 4_000;

/** Keys and hash at the revision; a member that has not reached it is asked again for a while. */
export async function askAtRevision(run: DoctorRun, visit: Visit, revision: number): Promise<void> {
  const {calls, status} = visit;
  if (calls === undefined) return;
  const range = prefixRange(run.context.prefix.bytes);
  const started = performance.now();
  for (;;) {
    const count = await calls.range({...range, countOnly: true, serializable: true, revision});
    const isFuture = count.kind === 'refused' && count.failure.kind === 'future-revision';
    if (isFuture && performance.now() - started < BEHIND_MS_MAX && !run.signal.aborted) {
      await new Promise(resolve => setTimeout(resolve, 100));
      continue;
    }
    if (count.kind !== 'answered' && !isFuture) return;
    const isSmall = (status?.dbSizeInUseBytes ?? status?.dbSizeBytes ?? 0) <= HASHED_BYTES_MAX;
    const hash = isFuture || !isSmall ? undefined : await calls.hash(revision);
    visit.atRevision = {
      revision,
      isBehind: isFuture,
      ...(count.kind === 'answered' && {keys: count.value.count}),
      ...(hash?.kind === 'answered' && hash.value),
    };
    return;
  }
}
