// A source for the interface made of plain values: what a test puts in is what is shown. Entries
// come from the few calls below; times count up from a fixed morning.
import type {EntryLog, InterfaceSource, ViewModel} from '../../source/report/view-model.ts';
import type {ChangeEntry, Entry, StatusEntry} from '../../source/sync/entries.ts';

export const startMs = Date.UTC(2026, 10, 22, 14, 2, 11, 204);

export function base64(text: string | Uint8Array): string {
  return Buffer.from(text).toString('base64');
}

export function putEntry(
  key: string | Uint8Array,
  value: unknown,
  more: Partial<Extract<ChangeEntry, {type: 'put'}>> = {},
): ChangeEntry {
  return {
    type: 'put',
    key: base64(key),
    value: base64(textOf(value)),
    createRevision: 7,
    modRevision: 9,
    version: 1,
    timeMs: startMs,
    origin: 'watch',
    ...more,
  };
}

/** A put over an earlier value. */
export function changeEntry(key: string, before: unknown, after: unknown): ChangeEntry {
  return putEntry(key, after, {version: 2, prevValue: base64(textOf(before))});
}

export function statusEntry(phase: StatusEntry['phase'], more: Partial<StatusEntry>): StatusEntry {
  const endpoint = 'http://10.0.0.1:2379';
  return {type: 'status', phase, endpoint, revision: 81_238, timeMs: startMs, ...more};
}

export const quietModel: ViewModel = {
  demo: false,
  prefix: '/apisix/',
  endpoints: [
    {url: 'http://10.0.0.1:2379', current: true, etcdVersion: '3.5.30', headerRevision: 81_240},
    {url: 'http://10.0.0.2:2379', current: false, lastError: 'connect ECONNREFUSED'},
  ],
  security: 'mTLS',
  etcdVersion: '3.5.30',
  leader: 'm1',
  phase: {name: 'watching'},
  headerRevision: 81_240,
  appliedRevision: 81_240,
  liveness: {askedEveryMs: 5000},
  lastEventTimeMs: startMs,
  eventsPerMinute: 12,
  eventBuckets: [0, 0, 1, 3, 0, 0, 0, 8, 2, 0, 0, 1],
  accounts: {
    counted: 12,
    applied: 12,
    differences: 0,
    unseen: 0,
    missing: 0,
    doubled: 0,
    isBalanced: true,
  },
  headroom: {known: 'seconds', seconds: 11_000, compactRevision: 40_000},
  progress: {
    pinnedRevision: 81_200,
    keysDone: 1234,
    keysTotal: 1234,
    bytes: 1_200_000,
    pages: 3,
    requests: 5,
    retries: 0,
    startedTimeMs: startMs,
    finishedTimeMs: startMs + 210,
    syncsDone: 1,
  },
  resources: [
    {name: 'routes', keys: 800, bytes: 412_000},
    {name: 'upstreams', keys: 300, bytes: 300_000},
  ],
  certificates: undefined,
};

export type FixtureSource = InterfaceSource & {
  model: ViewModel;
  readonly asked: string[];
  /** Adds an entry without telling anybody. */
  add(...entries: readonly Entry[]): void;
  /** Forgets the oldest entries, as the ring does. */
  forget(count: number): void;
  tell(): void;
  readonly listeners: number;
};

export function fixtureSource(entries: readonly Entry[] = [], model = quietModel): FixtureSource {
  const kept: (Entry | undefined)[] = [...entries];
  const listeners = new Set<() => void>();
  const asked: string[] = [];
  let first = 0;
  const log: EntryLog = {
    get first() {
      return first;
    },
    get end() {
      return kept.length;
    },
    at: sequence => (sequence < first ? undefined : kept[sequence]),
  };
  return {
    model,
    asked,
    log,
    view() {
      return this.model;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    paneShown: pane => void asked.push(`shown ${pane}`),
    lookAgain: pane => void asked.push(`again ${pane}`),
    add: (...more) => void kept.push(...more),
    forget(count) {
      first += count;
    },
    tell() {
      for (const listener of listeners) {
        listener();
      }
    },
    get listeners() {
      return listeners.size;
    },
  };
}

/** Changes of routes/0, routes/1, … with revisions from 100 on. */
export function routeChanges(count: number): ChangeEntry[] {
  return Array.from({length: count}, (_, at) =>
    putEntry(`/apisix/routes/${at}`, {uri: `/pay/${at}`}, {modRevision: 100 + at}),
  );
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
