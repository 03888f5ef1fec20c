// Plays a script of facts to the sync engine and keeps what it asked for and handed on, so that a
// test reads as a transcript.
import type {Failure} from '../../source/etcd/gateway-error.ts';
import type {KeyValue, RangeResponse, WatchEvent, WatchFrame} from '../../source/etcd/messages.ts';
import type {Entry} from '../../source/sync/entries.ts';
import type {Effect, Fact} from '../../source/sync/facts-effects.ts';
import type {SyncOptions, SyncState} from '../../source/sync/state.ts';
import {initialState, step} from '../../source/sync/step.ts';

type WithoutTime<T> = T extends unknown ? Omit<T, 'nowMs' | 'attempt' | 'requestId'> : never;

export type Script = {
  readonly state: SyncState;
  /** Tells a fact of the present attempt; answers what was asked for in return. */
  tell(fact: WithoutTime<Fact>): readonly Effect[];
  /** Tells a fact of an attempt that is over. */
  tellLate(fact: WithoutTime<Fact>): readonly Effect[];
  pass(milliseconds: number): void;
  /** Everything handed on so far, in short: "put a@5", "status synced". */
  readonly said: readonly string[];
  readonly entries: readonly Entry[];
};

const defaultOptions: SyncOptions = {
  endpoints: ['http://a:1', 'http://b:2'],
  // Not every key: revisions may be passed over.
  range: {key: 'AA==', rangeEnd: Buffer.from('~').toString('base64')},
  emitInitial: false,
  initialValues: false,
  keepMirror: true,
  prevKv: false,
  watch: true,
  giveUp: false,
  login: false,
  jitter: 0,
};

export function createScript(options: Partial<SyncOptions> = {}): Script {
  let state = initialState({...defaultOptions, ...options});
  let nowMs = 1_000_000;
  const entries: Entry[] = [];
  /** Pages asked for and not answered, oldest first: what an answer without a number is for. */
  let asked: number[] = [];
  const play = (fact: Fact): readonly Effect[] => {
    const isAnswer = fact.type === 'page-received' || fact.type === 'call-failed';
    const requestId = isAnswer ? asked.shift() : undefined;
    const next = step(state, {...fact, ...(requestId !== undefined && {requestId})} as Fact);
    state = next.state;
    for (const effect of next.effects) {
      if (effect.type === 'drop-connection') asked = [];
      if (effect.type === 'fetch-page') asked.push(effect.requestId);
    }
    for (const effect of next.effects) if (effect.type === 'emit') entries.push(...effect.entries);
    return next.effects;
  };
  return {
    get state() {
      return state;
    },
    tell: fact => play({...fact, nowMs, attempt: state.attempt} as Fact),
    tellLate: fact => play({...fact, nowMs, attempt: state.attempt - 1} as Fact),
    pass(milliseconds) {
      nowMs += milliseconds;
    },
    get said() {
      return entries.map(inShort);
    },
    entries,
  };
}

/** Connected and in step: version told, keys synced at the revision, watch confirmed. */
export function createWatching(
  options: Partial<SyncOptions> = {},
  kvs: readonly KeyValue[] = [],
  revision = 10,
): Script {
  const script = createScript(options);
  script.tell({type: 'started'});
  script.tell({type: 'version-received', version: '3.5.16'});
  script.tell({type: 'page-received', response: page(kvs, revision)});
  script.tell(frame(revision, {created: true}));
  return script;
}

export function page(
  kvs: readonly KeyValue[],
  revision: number,
  about: Partial<RangeResponse> = {},
): RangeResponse {
  const header = {clusterId: 'c1', memberId: 'm1', revision};
  return {header, kvs, more: false, count: kvs.length, ...about};
}

export function kv(key: string, modRevision: number, value = 'v'): KeyValue {
  return {
    key: Buffer.from(key).toString('base64'),
    value: Buffer.from(value).toString('base64'),
    createRevision: modRevision,
    modRevision,
    version: 1,
  };
}

export function put(key: string, modRevision: number, value = 'v'): WatchEvent {
  return {type: 'put', kv: kv(key, modRevision, value)};
}

/** A put of a key that was made at an earlier revision. */
export function change(
  key: string,
  modRevision: number,
  about: {readonly created: number; readonly version: number},
): WatchEvent {
  const {created: createRevision, version} = about;
  return {type: 'put', kv: {...kv(key, modRevision), createRevision, version}};
}

export function del(key: string, modRevision: number): WatchEvent {
  return {type: 'delete', kv: {...kv(key, modRevision, ''), createRevision: 0, version: 0}};
}

export function events(...list: readonly WatchEvent[]) {
  return {type: 'watch-events-received', events: list} as const;
}

export function frame(
  revision: number | undefined,
  about: Partial<WatchFrame> = {},
  eventCount = 0,
) {
  const header = {clusterId: 'c1', memberId: 'm1', ...(revision !== undefined && {revision})};
  const whole: WatchFrame = {
    header,
    watchId: '0',
    created: false,
    canceled: false,
    fragment: false,
    ...about,
  };
  return {type: 'watch-frame-received', frame: whole, eventCount} as const;
}

export function ended(failure: Partial<Failure> = {}) {
  return {
    type: 'watch-ended',
    failure: {kind: 'network', message: 'connection reset', ...failure},
  } as const;
}

/** Of one type among the effects; throws where it is not there once. */
export function effectOf<T extends Effect['type']>(
  effects: readonly Effect[],
  type: T,
): Extract<Effect, {readonly type: T}> {
  const found = effects.filter(effect => effect.type === type);
  if (found.length !== 1)
    throw new Error(`${found.length} effects ${type} in ${JSON.stringify(effects)}`);
  return found[0] as Extract<Effect, {readonly type: T}>;
}

function inShort(entry: Entry): string {
  if (entry.type === 'status') return `status ${entry.phase}`;
  const key = Buffer.from(entry.key, 'base64').toString('utf8');
  const origin = entry.origin === 'watch' ? '' : ` ${entry.origin}`;
  return `${entry.type} ${key}@${entry.modRevision}${origin}`;
}
