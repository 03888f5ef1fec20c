// Holds the lines of `watch -w json` against the cluster's own history and counts what is wrong. watch:
// each event once, in order, field by field, but for what a `compacted` or `restored` line declares
// unknowable, which has to be exactly what is missing. initial and resync: exactly the difference
// between what was known and the key space. In the end, the key space folded from the lines is the
// cluster's, and what the output says of its own accounts is what it printed, and balances.
import {createEra, type Era} from './era.ts';
import type {History, TrueEvent, TruePut} from './history.ts';
import {apply, differingKeys, isSamePut, keySpaceAt} from './key-space.ts';
import {type OutputChange, type OutputLine, readChange} from './output-line.ts';

export type Judged = {
  readonly prefix: string;
  /** One for a cluster; more where it is restored or another answers: the first is where we start. */
  readonly histories: readonly History[];
  /** Which history is told after a `restored` line. Default: the next one. */
  readonly historyAfter?: (line: OutputLine, present: number) => number;
  /**
   * Events after this revision are owed, and what was there then is known. Absent: nothing is known,
   * and a first sync (--initial) decides.
   */
  readonly fromRevision?: number | undefined;
  readonly prevKv: boolean;
  /** Where the case compacted; a span ends at one of them. */
  readonly compactRevisions?: readonly number[];
};

export type Verdict = {
  readonly events: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly reordered: number;
  readonly invented: number;
  readonly resumes: number;
  /** Excused: recorded, and declared unknowable. */
  readonly unknowable: number;
  /** What is wrong, in words; the first of each kind with the line. */
  readonly problems: readonly string[];
};

type Accounts = Readonly<
  Record<'counted' | 'applied' | 'differences' | 'unseen' | 'missing' | 'doubled', number>
>;

type Count = 'lost' | 'duplicated' | 'reordered' | 'invented';

type Trial = {
  readonly judged: Judged;
  readonly known: Map<string, TruePut>;
  /** Keys of which no line has told anything yet. */
  readonly untold: Set<string>;
  readonly eras: Era[];
  readonly counts: Record<Count, number>;
  readonly problems: string[];
  /** Of the resync or first sync under way: keys that it has spoken of. */
  readonly told: Set<string>;
  events: number;
  differences: number;
  resumes: number;
};

export function judge(lines: readonly OutputLine[], judged: Judged): Verdict {
  const {fromRevision, prefix, histories} = judged;
  const first = createEra({history: histories[0] ?? [], index: 0, fromRevision, prefix});
  const before = keySpaceAt(first.history, fromRevision ?? 0, prefix);
  const trial: Trial = {
    judged,
    known: new Map(before),
    untold: new Set(before.keys()),
    eras: [first],
    counts: {lost: 0, duplicated: 0, reordered: 0, invented: 0},
    problems: [],
    told: new Set(),
    events: 0,
    differences: 0,
    resumes: 0,
  };
  for (const line of lines) {
    if (line.type === 'status') status(trial, line);
    else change(trial, line);
  }
  return conclude(trial);
}

function change(trial: Trial, line: OutputLine): void {
  const read = readChange(line);
  if (read === undefined) {
    wrong(trial, 'invented', 'not a line of the contract', line);
    return;
  }
  if (read.origin === 'watch') {
    watched(trial, read, line);
    return;
  }
  const {event} = read;
  if (read.origin === 'resync') trial.differences++;
  if (trial.told.has(idOf(event))) {
    wrong(trial, 'duplicated', 'told twice', line);
    return;
  }
  trial.told.add(idOf(event));
  if (!isDifference(trial, event)) wrong(trial, 'invented', 'no difference', line);
  learn(trial, event);
}

function learn({known, untold}: Trial, event: TrueEvent): void {
  apply(known, event);
  untold.delete(event.key);
}

function isDifference(trial: Trial, event: TrueEvent): boolean {
  const before = trial.known.get(event.key);
  // A watch from now has read no values: under another history it can't know that one is the same.
  if (presentEra(trial).awaitsSync && trial.untold.has(event.key)) return true;
  if (event.type === 'delete') return before !== undefined;
  return before === undefined || !isSamePut(before, event);
}

function watched(trial: Trial, {event, prevValue}: OutputChange, line: OutputLine): void {
  const era = presentEra(trial);
  trial.events++;
  const truth = era.owed.get(idOf(event));
  if (truth === undefined || !isSameEvent(truth.event, event)) {
    wrong(trial, 'invented', truth === undefined ? 'not recorded' : 'other fields', line);
    return;
  }
  if (era.delivered.has(truth.event)) {
    wrong(trial, 'duplicated', 'again', line);
    return;
  }
  era.delivered.add(truth.event);
  if (truth.index < era.lastIndex) wrong(trial, 'reordered', 'out of order', line);
  era.lastIndex = Math.max(era.lastIndex, truth.index);
  era.appliedRevision = Math.max(era.appliedRevision, event.modRevision);
  // One transaction can't touch a key twice, so what we know is what was there before.
  const previous = trial.judged.prevKv ? trial.known.get(event.key)?.value : undefined;
  if (prevValue !== previous) wrong(trial, 'invented', `prev_value isn't ${previous}`, line);
  learn(trial, event);
}

function status(trial: Trial, line: OutputLine): void {
  const era = presentEra(trial);
  if (line.accounts !== undefined) accounted(trial, line);
  switch (line.phase) {
    case 'resumed':
      trial.resumes++;
      break;
    case 'compacted':
      compacted(trial, era, line);
      break;
    case 'restored':
      restored(trial, line);
      break;
    case 'synced':
      // Without --initial it tells nothing.
      if (era.awaitsSync) synced(trial, line);
      break;
    case 'resynced':
      synced(trial, line);
      break;
    case 'gap':
      note(trial, 'it says itself that events are missing', line);
      break;
  }
}

// What it says of itself, against the lines that were printed until then.
function accounted(trial: Trial, line: OutputLine): void {
  const {counted, applied, differences, unseen, missing, doubled} = line.accounts as Accounts;
  const isTrue = applied === trial.events && differences === trial.differences;
  if (!isTrue) note(trial, `${trial.events} events, ${trial.differences} differences told`, line);
  const isBalanced = counted === applied + differences + unseen;
  if (!isBalanced || missing + doubled > 0) note(trial, 'its accounts do not balance', line);
}

function compacted(trial: Trial, era: Era, line: OutputLine): void {
  const {compactRevisions = []} = trial.judged;
  const [from, to] = [Number(line.lost_from), Number(line.lost_to)];
  const sayWrong = (what: string) => note(trial, `compacted: ${what}`, line);
  // At the applied revision itself only when its last events may be missing.
  if (!(from >= era.appliedRevision && from <= to)) sayWrong(`applied ${era.appliedRevision}`);
  if (!compactRevisions.includes(to)) sayWrong(`compacted at ${compactRevisions.join(', ')}`);
  era.unknowable.push({from, to});
  trial.told.clear();
}

function restored(trial: Trial, line: OutputLine): void {
  const {judged, eras} = trial;
  const present = presentEra(trial);
  // What the old history recorded after the last line is gone with it.
  present.unknowable.push({from: present.appliedRevision + 1, to: Number.POSITIVE_INFINITY});
  const index = judged.historyAfter?.(line, present.index) ?? present.index + 1;
  const history = judged.histories[index];
  if (history === undefined) {
    note(trial, 'restored: nothing was', line);
    return;
  }
  const {prefix} = judged;
  eras.push(createEra({history, index, fromRevision: undefined, prefix}));
  trial.told.clear();
}

// A full sync is over: what is known now is the key space at its revision, told as differences.
function synced(trial: Trial, line: OutputLine): void {
  const era = presentEra(trial);
  const revision = Number(line.revision);
  const truth = keySpaceAt(era.history, revision, trial.judged.prefix);
  for (const key of differingKeys(trial.known, truth)) {
    const text = Buffer.from(key, 'base64').toString();
    const isTold = [...trial.told].some(id => id.endsWith(` ${key}`));
    wrong(trial, isTold ? 'invented' : 'lost', `difference of ${text} at ${revision}`, line);
  }
  trial.known.clear();
  for (const [key, put] of truth) trial.known.set(key, put);
  trial.told.clear();
  era.settle(revision);
}

function conclude(trial: Trial): Verdict {
  const {judged, known, counts, problems, events, resumes} = trial;
  let unknowable = 0;
  for (const era of trial.eras) {
    for (const {event} of era.owed.values()) {
      if (era.delivered.has(event)) continue;
      if (era.excuses(event.modRevision)) unknowable++;
      else wrong(trial, 'lost', `of etcd's history ${era.index}`, describe(event));
    }
    if (era.deliveredInSpan()) note(trial, 'events of a span declared lost were told', {});
  }
  const last = presentEra(trial).history;
  const truth = keySpaceAt(last, Number.POSITIVE_INFINITY, judged.prefix);
  const off = differingKeys(known, truth);
  if (off.length > 0) note(trial, `in the end ${off.length} keys differ`, {keys: off.slice(0, 3)});
  return {...counts, problems, events, resumes, unknowable};
}

function presentEra({eras}: Trial): Era {
  return eras.at(-1) as Era;
}

function idOf(event: TrueEvent): string {
  return `${event.type} ${event.modRevision} ${event.key}`;
}

function isSameEvent(one: TrueEvent, other: TrueEvent): boolean {
  return one.type === 'put' && other.type === 'put' ? isSamePut(one, other) : true;
}

function describe(event: TrueEvent): OutputLine {
  return {...event, key: Buffer.from(event.key, 'base64').toString()};
}

function wrong(trial: Trial, count: Count, what: string, line: OutputLine): void {
  if (trial.counts[count]++ < 3) note(trial, `${count}: ${what}`, line);
}

function note(trial: Trial, what: string, line: OutputLine): void {
  trial.problems.push(`${what}: ${JSON.stringify(line).slice(0, 300)}`);
}
