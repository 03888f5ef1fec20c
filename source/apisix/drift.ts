// What APISIX's workers have loaded against what etcd holds, resource by resource. etcd is read before
// and after the workers: what changed in between is nobody's fault and counts as in step.
import {
  type ComparedKind,
  comparedKinds,
  type LoadedKind,
  type WorkerView,
} from './loaded-resources.ts';

/** What etcd holds at one revision: mod_revision by kind and id. */
export type EtcdView = {
  readonly revision: number;
  readonly kinds: ReadonlyMap<ComparedKind, ReadonlyMap<string, number>>;
};

type DriftState =
  /** Loaded in an older revision than etcd's. */
  | 'stale'
  /** In etcd, not loaded. */
  | 'missing'
  /** Loaded, not in etcd any more. */
  | 'ghost'
  /** Loaded in a revision that etcd has not reached: its history went back. */
  | 'ahead';

export type ResourceDrift = {
  readonly kind: ComparedKind;
  readonly id: string;
  readonly state: DriftState;
  /** modifiedIndex of the worker that is worst. */
  readonly loadedRevision?: number;
  readonly modRevision?: number;
  /** Revisions of the store between the two. */
  readonly behind?: number;
  /** Answers in which it is so, of all. */
  readonly answers: number;
  readonly of: number;
};

export type KindDrift = {
  readonly kind: ComparedKind;
  readonly inEtcd: number;
  /** In the fullest answer. */
  readonly loaded: number;
  readonly inStep: number;
  readonly stale: number;
  readonly missing: number;
  readonly ghost: number;
  readonly ahead: number;
  /** Loaded, but the Control API does not say in which revision. */
  readonly unknown: number;
};

export type DriftComparison = {
  readonly kinds: readonly KindDrift[];
  /** Worst first: missing, ghost, ahead, stale. */
  readonly resources: readonly ResourceDrift[];
  /** How many different pictures of faults the answers showed; 1: the workers agree. */
  readonly views: number;
};

type DriftInput = {
  readonly before: EtcdView;
  readonly after: EtcdView;
  readonly workers: readonly WorkerView[];
};

export function compareDrift(input: DriftInput): DriftComparison {
  const told = comparedKinds.filter(kind => input.workers.some(worker => worker.has(kind)));
  const compared = told.map(kind => compareKind(kind, input));
  return {
    kinds: compared.map(({counts}) => counts),
    resources: compared.flatMap(({resources}) => resources).sort(worstFirst),
    views: new Set(input.workers.map(worker => faultsOf(worker, input))).size,
  };
}

type Verdict = DriftState | 'in-step' | 'unknown';

const order: readonly Verdict[] = ['missing', 'ghost', 'ahead', 'stale', 'unknown', 'in-step'];

function compareKind(kind: ComparedKind, input: DriftInput) {
  const answers = input.workers.flatMap(worker => worker.get(kind) ?? []);
  const inEtcd = input.before.kinds.get(kind) ?? new Map<string, number>();
  const counts = {stale: 0, missing: 0, ghost: 0, ahead: 0, 'in-step': 0, unknown: 0};
  const resources: ResourceDrift[] = [];
  for (const id of idsOf(kind, answers, input)) {
    const {verdict, drift} = judge(kind, id, answers, input);
    counts[verdict]++;
    if (drift !== undefined) resources.push(drift);
  }
  const {'in-step': inStep, ...others} = counts;
  const loaded = Math.max(0, ...answers.map(answer => answer.size));
  return {counts: {kind, inEtcd: inEtcd.size, loaded, inStep, ...others}, resources};
}

function judge(
  kind: ComparedKind,
  id: string,
  answers: readonly LoadedKind[],
  input: DriftInput,
): {verdict: Verdict; drift?: ResourceDrift} {
  const verdicts = answers.map(answer => verdictOn(kind, id, answer, input));
  const verdict = order.find(each => verdicts.includes(each)) ?? 'in-step';
  if (verdict === 'in-step' || verdict === 'unknown') return {verdict};
  const worst = answers
    .filter((_, at) => verdicts[at] === verdict)
    .flatMap(answer => answer.get(id) ?? [])
    .sort((a, b) => a - b);
  const [loadedRevision] = worst;
  const modRevision = input.before.kinds.get(kind)?.get(id);
  const isStale = verdict === 'stale' && loadedRevision !== undefined && modRevision !== undefined;
  const drift: ResourceDrift = {
    kind,
    id,
    state: verdict,
    ...(loadedRevision !== undefined && {loadedRevision}),
    ...(modRevision !== undefined && {modRevision}),
    ...(isStale && {behind: modRevision - loadedRevision}),
    answers: verdicts.filter(each => each === verdict).length,
    of: answers.length,
  };
  return {verdict, drift};
}

function verdictOn(
  kind: ComparedKind,
  id: string,
  answer: LoadedKind,
  {before, after}: DriftInput,
): Verdict {
  const wanted = before.kinds.get(kind)?.get(id);
  const isLeft = after.kinds.get(kind)?.has(id) === true;
  const loaded = answer.get(id);
  if (!answer.has(id)) return wanted !== undefined && isLeft ? 'missing' : 'in-step';
  if (loaded !== undefined && loaded > after.revision) return 'ahead';
  // Deleted while we looked, or made after we did.
  if (wanted !== undefined && !isLeft) return 'in-step';
  if (wanted === undefined) {
    const isNew = isLeft || (loaded !== undefined && loaded > before.revision);
    return isNew ? 'in-step' : 'ghost';
  }
  if (loaded === undefined) return 'unknown';
  return loaded < wanted ? 'stale' : 'in-step';
}

function worstFirst(a: ResourceDrift, b: ResourceDrift): number {
  return (
    order.indexOf(a.state) - order.indexOf(b.state) ||
    comparedKinds.indexOf(a.kind) - comparedKinds.indexOf(b.kind) ||
    (b.behind ?? 0) - (a.behind ?? 0) ||
    (a.id < b.id ? -1 : 1)
  );
}

/** What differs in one answer, as text. Changes that are still under way are no difference. */
function faultsOf(worker: WorkerView, input: DriftInput): string {
  const faults = [...worker].flatMap(([kind, answer]) =>
    [...idsOf(kind, [answer], input)]
      .map(id => `${verdictOn(kind, id, answer, input)} ${kind}/${id}`)
      .filter(fault => !/^(in-step|unknown) /.test(fault)),
  );
  return faults.sort().join('\n');
}

function idsOf(
  kind: ComparedKind,
  answers: readonly LoadedKind[],
  {before}: DriftInput,
): ReadonlySet<string> {
  const inEtcd = before.kinds.get(kind)?.keys() ?? [];
  return new Set([...inEtcd, ...answers.flatMap(answer => [...answer.keys()])]);
}
