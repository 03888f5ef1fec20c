// What one read of the watch brought, as facts in order: each response's events, then its frame.
// Under a stream of small responses those that follow one another plainly are told as one, since a
// step costs more than an event. What comes out is the same; that an event does not fit etcd's
// counters is found a few events later.
import type {WatchEvent, WatchPart} from '../etcd/messages.ts';
import type {Fact, SingleFact} from './facts-effects.ts';
import type {SyncState} from './state.ts';

type WatchReadFact = Extract<Fact, {readonly type: 'watch-read'}>;

export function factsOfRead(
  state: SyncState,
  {nowMs, attempt, parts}: WatchReadFact,
): SingleFact[] {
  const told = isPlainTime(state) ? joined(parts) : parts;
  return told.flatMap(({events, frame, eventCount}): SingleFact[] => [
    ...(events.length === 0
      ? []
      : [{type: 'watch-events-received', nowMs, attempt, events} as const]),
    ...(frame === undefined
      ? []
      : [{type: 'watch-frame-received', nowMs, attempt, frame, eventCount} as const]),
  ]);
}

// While it catches up every frame is answered by a question, and where a revision is the end the
// first frame that reaches it is the last.
function isPlainTime({phase, options}: SyncState): boolean {
  return phase.name === 'watching' && phase.caughtUp && options.untilRevision === undefined;
}

function joined(parts: readonly WatchPart[]): readonly WatchPart[] {
  const all: WatchPart[] = [];
  let run: WatchPart[] = [];
  const endRun = (): void => {
    const last = run.at(-1);
    if (last !== undefined) all.push(run.length === 1 ? last : joinedRun(run, last));
    run = [];
  };
  for (const part of parts) {
    const before = run.at(-1);
    if (before !== undefined && !follows(part, before)) endRun();
    run.push(part);
  }
  endRun();
  return all;
}

function joinedRun(run: readonly WatchPart[], last: WatchPart): WatchPart {
  const events: WatchEvent[] = [];
  for (const part of run) for (const event of part.events) events.push(event);
  return {events, frame: last.frame, eventCount: events.length};
}

/** Both whole, of one member, and the second has newer revisions alone. */
function follows(part: WatchPart, before: WatchPart): boolean {
  const {frame} = part;
  const {frame: frameBefore} = before;
  if (frame === undefined || frameBefore === undefined) return false;
  if (!isPlain(part) || !isPlain(before)) return false;
  const [first] = part.events;
  const newest = before.events.at(-1);
  if (first === undefined || newest === undefined) return false;
  return (
    first.kv.modRevision > newest.kv.modRevision &&
    frame.header.clusterId === frameBefore.header.clusterId &&
    (frame.header.raftTerm ?? 0) >= (frameBefore.header.raftTerm ?? 0) &&
    (frame.header.revision ?? 0) >= (frameBefore.header.revision ?? 0)
  );
}

/** Events and no more. */
function isPlain({frame}: WatchPart): boolean {
  return frame !== undefined && !frame.created && !frame.canceled && !frame.fragment;
}
