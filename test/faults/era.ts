// A stretch of the output under one history of one cluster, which a `restored` line ends: what is
// owed from a revision on, what has been delivered of it, and the spans that are declared unknowable.
import type {History, TrueEvent} from './history.ts';
import {hasPrefix} from './key-space.ts';

type Span = {readonly from: number; readonly to: number};

export type Era = {
  readonly history: History;
  /** Which of the case's histories. */
  readonly index: number;
  /** "type revision key" to event and place, for events under the prefix that are owed. */
  readonly owed: Map<string, {readonly event: TrueEvent; readonly index: number}>;
  /** The same names for everything under the prefix. */
  readonly ids: ReadonlySet<string>;
  readonly delivered: Set<TrueEvent>;
  readonly unknowable: Span[];
  lastIndex: number;
  /** The newest revision told by the watch or settled by a sync. */
  appliedRevision: number;
  awaitsSync: boolean;
  /** A sync told the state at this revision. */
  settle(revision: number): void;
  excuses(revision: number): boolean;
  /** Whether something was delivered of a revision past the first of a span. */
  deliveredInSpan(): boolean;
};

export function createEra(options: {
  readonly history: History;
  readonly index: number;
  /** Events after it are owed; undefined: a sync is to come first and decides. */
  readonly fromRevision: number | undefined;
  readonly prefix: string;
}): Era {
  const {history, index, fromRevision, prefix} = options;
  const own = history.filter(event => hasPrefix(event.key, prefix));
  const idOf = (event: TrueEvent) => `${event.type} ${event.modRevision} ${event.key}`;
  const places = own.map((event, at) => [idOf(event), {event, index: at}] as const);
  const era: Era = {
    history,
    index,
    owed: new Map(),
    ids: new Set(places.map(([id]) => id)),
    delivered: new Set(),
    unknowable: [],
    lastIndex: -1,
    appliedRevision: 0,
    awaitsSync: true,
    settle(revision) {
      // Later syncs settle a declared span and change nothing of what is owed.
      if (era.awaitsSync) {
        const owed = places.filter(([, {event}]) => event.modRevision > revision);
        for (const [id, place] of owed) era.owed.set(id, place);
      }
      era.awaitsSync = false;
      era.appliedRevision = Math.max(era.appliedRevision, revision);
    },
    excuses: revision => era.unknowable.some(({from, to}) => revision >= from && revision <= to),
    deliveredInSpan: () =>
      [...era.delivered].some(({modRevision}) =>
        era.unknowable.some(({from, to}) => modRevision > from && modRevision <= to),
      ),
  };
  if (fromRevision !== undefined) era.settle(fromRevision);
  return era;
}
