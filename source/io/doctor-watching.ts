// Watches on every endpoint that answers, and what the store's history says: against an earlier run,
// and from the revision that was asked for.
import {goesBack, judgeHistory, judgeWatch} from '../doctor/judge-watch.ts';
import {type KeyRange, prefixRange} from '../etcd/key-range.ts';
import {type Environment, type Memory, recall, remember} from './doctor-memory.ts';
import {type DoctorRun, tell, type Visit} from './doctor-visit.ts';
import {probeWatch} from './doctor-watch-probe.ts';

const CREATED_MS_MIN = 3_000;
const CREATED_MS_MAX = 8_000;
/** APISIX keeps an idle stream open for 50 s. */
const SOAK_MS = 55_000;

export async function watchEndpoint(run: DoctorRun, visit: Visit): Promise<void> {
  if (visit.checks.some(({id}) => id === 'watch')) return;
  const {first, readSeconds = 0, endpoint} = visit;
  if (!visit.gatewayWorks || first?.header.revision === undefined) return;
  const probe = await probeAt(run, visit, {
    startRevision: first.header.revision + 1,
    soakMs: run.isDeep ? SOAK_MS : 0,
  });
  const {proxy} = visit;
  const facts = {endpoint: endpoint.url, probe, readSeconds, ...(proxy !== undefined && {proxy})};
  tell(run, visit, judgeWatch(facts));
}

function probeAt(
  run: DoctorRun,
  visit: Visit,
  {startRevision, soakMs}: {startRevision: number; soakMs: number},
) {
  const {endpoint, token, apiPrefix, readSeconds = 0} = visit;
  const range: KeyRange = prefixRange(run.context.prefix.bytes);
  return probeWatch({
    endpoint,
    tls: run.tls,
    dialTimeoutMs: run.context.settings.dialTimeoutMs.value,
    apiPrefix,
    ...(token !== undefined && {token}),
    range,
    startRevision,
    // A slow way is slow for watches too.
    createdMsMax: Math.min(CREATED_MS_MAX, Math.max(CREATED_MS_MIN, readSeconds * 4_000)),
    soakMs,
    signal: run.signal,
    count: run.count,
  });
}

/** How long a change of store is told again by later runs. */
const CHANGE_TOLD_MS = 3_600_000;

export async function askHistory(
  run: DoctorRun,
  visit: Visit,
  options: {readonly environment: Environment; readonly askedRevision?: number},
): Promise<void> {
  const {environment, askedRevision} = options;
  const header = visit.first?.header;
  const key = run.context.settings.endpoints.value.map(({url}) => url).join(',');
  const memory = await recall(environment, key);
  const seen = header?.revision === undefined ? undefined : {...header, revision: header.revision};
  const nowMs = run.now();
  const change = changeOf(memory, seen, nowMs);
  const {last} = memory;
  const asked =
    askedRevision === undefined
      ? undefined
      : {
          revision: askedRevision,
          probe: await probeAt(run, visit, {startRevision: askedRevision, soakMs: 0}),
        };
  tell(
    run,
    undefined,
    judgeHistory({
      endpoint: visit.endpoint.url,
      ...(seen && {clusterId: seen.clusterId, revision: seen.revision}),
      ...(last && {remembered: last}),
      ...(change && {change}),
      ...(visit.compactRevision !== undefined && {compactRevision: visit.compactRevision}),
      ...(asked && {asked}),
    }),
  );
  if (seen === undefined) return;
  const now = {clusterId: seen.clusterId, revision: seen.revision, timeMs: nowMs};
  await remember(environment, key, {last: now, ...(change && {change})});
}

function changeOf(
  {last, change}: Memory,
  seen: {clusterId: string; revision: number} | undefined,
  nowMs: number,
): Memory['change'] {
  if (seen !== undefined && last !== undefined && goesBack(last, seen)) {
    return {from: last, timeMs: nowMs};
  }
  return change !== undefined && nowMs - change.timeMs < CHANGE_TOLD_MS ? change : undefined;
}
