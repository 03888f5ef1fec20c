// `drift -w json`: one object, field names as etcd's own; what could not be told is null or left out.
import type {ResourceDrift} from '../apisix/drift.ts';
import type {DriftReport} from '../apisix/drift-report.ts';

export function driftJson(report: DriftReport): string {
  const {etcd, comparison, fault} = report;
  return JSON.stringify({
    verdict: report.verdict,
    control_api: report.controlApi,
    apisix_version: report.apisixVersion ?? null,
    ...(etcd && {
      endpoint: etcd.endpoint,
      prefix: etcd.prefix,
      revision: etcd.revision,
      cluster_id: etcd.clusterId,
    }),
    answers: report.answers,
    views: comparison?.views ?? 0,
    kinds: (comparison?.kinds ?? []).map(({inEtcd, inStep, ...counts}) => ({
      ...counts,
      in_etcd: inEtcd,
      in_step: inStep,
    })),
    resources: (comparison?.resources ?? []).map(drift => resourceJson(drift, report)),
    ...(fault && {fault}),
    known_bugs: report.bugs.map(({id, summary, fixedIn, reference}) => ({
      id,
      summary,
      fixed_in: fixedIn ?? null,
      reference,
    })),
  });
}

function resourceJson(drift: ResourceDrift, {rejected}: DriftReport): object {
  const {kind, id, state, loadedRevision, modRevision, behind, answers, of} = drift;
  const reason = rejected.find(each => each.kind === kind && each.id === id)?.reason;
  return {
    kind,
    id,
    state,
    ...(loadedRevision !== undefined && {loaded_revision: loadedRevision}),
    ...(modRevision !== undefined && {mod_revision: modRevision}),
    ...(behind !== undefined && {behind}),
    answers,
    of,
    ...(reason !== undefined && {reason}),
  };
}
