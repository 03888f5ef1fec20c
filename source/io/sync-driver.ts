// Carries out what the sync engine asks for and tells it what happened. It decides nothing: every
// choice is in sync/, where it can be tested without a socket.
import type {ConnectionSettings, Endpoint} from '../config/settings.ts';
import type {KeyValue} from '../etcd/messages.ts';
import {encodeWatch} from '../etcd/requests.ts';
import {apiPrefixOf, parseServerVersion} from '../etcd/server-version.ts';
import type {Entry} from '../sync/entries.ts';
import type {Effect, Fact, TimerName} from '../sync/facts-effects.ts';
import type {SyncOptions, SyncState} from '../sync/state.ts';
import {initialState, step} from '../sync/step.ts';
import {createPageMemory} from './page-memory.ts';
import {lookAt} from './survey-calls.ts';
import {CallError, createSyncCalls, type SyncCalls} from './sync-calls.ts';
import type {TlsMaterial} from './tls-material.ts';
import {openWatchConnection, type WatchConnection} from './watch-connection.ts';

type SyncDriverOptions = {
  readonly options: SyncOptions;
  readonly settings: ConnectionSettings;
  readonly tls: TlsMaterial;
  readonly onEntries: (entries: readonly Entry[]) => void;
  /** isFirst: what was handed before belongs to a sync that was started again. */
  readonly onPage?: (kvs: readonly KeyValue[], isFirst: boolean) => void;
  /** Whether onPage is all that looks at values: pages are then packed (etcd/packed-keys.ts). */
  readonly packPages?: boolean;
  /** After every fact. */
  readonly onChange: (state: SyncState) => void;
  readonly debug?: (line: string) => void;
  /** Calls to share with others, who leave logging in to the driver. Default: its own. */
  readonly calls?: SyncCalls;
};

export type SyncDriver = {
  readonly state: SyncState;
  syncAgain(): void;
  /** Holds watch and pages back while the reader of our output can't take more. */
  pause(): void;
  resume(): void;
  close(): void;
};

type WithoutTime<T> = T extends unknown ? Omit<T, 'nowMs'> : never;
type TimelessFact = WithoutTime<Fact>;
type EffectOf<T extends Effect['type']> = Extract<Effect, {readonly type: T}>;
type CallEffect = EffectOf<
  'fetch-version' | 'login' | 'fetch-page' | 'verify-revision' | 'fetch-details'
>;
type LookEffect = EffectOf<
  'fetch-compact-revision' | 'count-keys' | 'look-at-endpoint' | 'probe-endpoint'
>;

export function startSyncDriver(driverOptions: SyncDriverOptions): SyncDriver {
  const {onEntries, onPage, onChange, debug} = driverOptions;
  const calls = driverOptions.calls ?? createSyncCalls(driverOptions);
  const memory = driverOptions.packPages === true ? createPageMemory() : undefined;
  const timers = new Map<TimerName, NodeJS.Timeout>();
  let state = initialState(driverOptions.options);
  let connection = new AbortController();
  let watch: WatchConnection | undefined;
  let paused = false;
  /** Pages that were read while paused. */
  let held: Array<() => void> = [];
  let closed = false;

  function tell(fact: TimelessFact): void {
    if (closed) return;
    const before = state.phase.name;
    const next = step(state, {...fact, nowMs: Date.now()} as Fact);
    state = next.state;
    if (state.phase.name !== before) debug?.(`phase ${before} -> ${state.phase.name}`);
    for (const effect of next.effects) carryOut(effect);
    if (!closed) onChange(state);
  }

  function carryOut(effect: Effect): void {
    switch (effect.type) {
      case 'drop-connection':
        dropConnection();
        break;
      case 'schedule':
        schedule(effect);
        break;
      case 'cancel-timer':
        clearTimeout(timers.get(effect.timer));
        break;
      case 'emit':
        onEntries(effect.entries);
        break;
      case 'hand-page':
        onPage?.(effect.kvs, effect.isFirst);
        memory?.give(effect.kvs);
        break;
      case 'ask-progress':
        watch?.askProgress();
        break;
      case 'open-watch':
        watch = openWatch(effect);
        if (paused) watch.pause();
        break;
      case 'fetch-compact-revision':
      case 'count-keys':
      case 'look-at-endpoint':
      case 'probe-endpoint':
        void look(effect);
        break;
      default:
        // What it throws is a bug of ours, not to be taken for a failure of the server.
        void call(effect);
    }
  }

  async function call(effect: CallEffect): Promise<void> {
    const {signal} = connection;
    const {attempt} = effect;
    try {
      const fact = await factOf(effect, signal);
      // Without an answer the engine asks for no more pages.
      while (paused && effect.type === 'fetch-page' && !signal.aborted) await resumed(signal);
      if (!signal.aborted) tell(fact);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof CallError)) throw error;
      const requestId = effect.type === 'fetch-page' ? effect.requestId : undefined;
      const {failure} = error;
      tell({type: 'call-failed', attempt, failure, ...(requestId !== undefined && {requestId})});
    }
  }

  function resumed(signal: AbortSignal): Promise<void> {
    return new Promise(resolve => {
      held.push(resolve);
      signal.addEventListener('abort', () => resolve(), {once: true});
    });
  }

  // Whatever it can't find out is told as unknown: it says nothing about the connection.
  async function look(effect: LookEffect): Promise<void> {
    const {signal} = connection;
    const {endpointIndex} = effect;
    const fact = await lookAt(calls, {endpointIndex, signal, apiPrefix: apiPrefix()}, effect);
    if (!signal.aborted) tell(fact);
  }

  async function factOf(effect: CallEffect, signal: AbortSignal): Promise<TimelessFact> {
    const {attempt, endpointIndex} = effect;
    const target = {endpointIndex, signal, apiPrefix: apiPrefix()};
    switch (effect.type) {
      case 'fetch-version':
        return {type: 'version-received', attempt, version: await calls.version(target)};
      case 'login':
        await calls.login(target);
        return {type: 'logged-in', attempt};
      case 'fetch-page':
        return {
          type: 'page-received',
          attempt,
          requestId: effect.requestId,
          response: await calls.range(target, effect, effect.keysOnly ? undefined : memory),
        };
      case 'verify-revision':
        return {type: 'revision-verified', attempt, response: await calls.range(target, effect)};
      case 'fetch-details':
        return {type: 'details-received', attempt, ...(await calls.details(target))};
    }
  }

  function openWatch(effect: EffectOf<'open-watch'>): WatchConnection {
    const {settings, tls} = driverOptions;
    const {attempt, duplex, endpointIndex} = effect;
    const token = calls.tokenOf(endpointIndex);
    return openWatchConnection({
      endpoint: settings.endpoints.value[endpointIndex] as Endpoint,
      tls,
      dialTimeoutMs: settings.dialTimeoutMs.value,
      path: `${apiPrefix()}/watch`,
      ...(token !== undefined && {token}),
      body: encodeWatch({...state.options.range, ...effect, progressNotify: true}),
      duplex,
      onParts: parts => tell({type: 'watch-read', attempt, parts}),
      onEnd: failure => tell({type: 'watch-ended', attempt, failure}),
    });
  }

  function apiPrefix(): string {
    return apiPrefixOf(parseServerVersion(state.etcdVersion ?? ''));
  }

  function schedule({timer, attempt, delayMs}: EffectOf<'schedule'>): void {
    clearTimeout(timers.get(timer));
    const due = () => tell({type: 'timer-due', attempt, timer});
    timers.set(timer, setTimeout(due, delayMs));
  }

  function dropConnection(): void {
    connection.abort();
    connection = new AbortController();
    watch?.close();
    watch = undefined;
  }

  tell({type: 'started'});
  return {
    get state() {
      return state;
    },
    syncAgain: () => tell({type: 'sync-asked'}),
    pause() {
      paused = true;
      watch?.pause();
    },
    resume() {
      paused = false;
      watch?.resume();
      const waiting = held;
      held = [];
      for (const resolve of waiting) resolve();
    },
    close() {
      if (closed) return;
      closed = true;
      dropConnection();
      for (const timer of timers.values()) clearTimeout(timer);
      calls.close();
    },
  };
}
