// The calls of a survey and of a look at another endpoint. None of them fails: what can't be had, for
// whatever reason, is undefined.

import type {RangeResponse} from '../etcd/messages.ts';
import {compactRevisionOfMetrics} from '../etcd/metrics-text.ts';
import {apiPrefixOf, parseServerVersion} from '../etcd/server-version.ts';
import {
  type CompactSearch,
  foundCompactRevision,
  nextCompactSearch,
  startCompactSearch,
} from '../sync/compact-search.ts';
import type {Effect, Fact} from '../sync/facts-effects.ts';
import {CallError, type GatewayTarget, type SyncCalls} from './sync-calls.ts';

type EffectOf<T extends Effect['type']> = Extract<Effect, {readonly type: T}>;
type FactOf<T extends Fact['type']> = Omit<Extract<Fact, {readonly type: T}>, 'nowMs'>;
type LookEffect = EffectOf<
  'fetch-compact-revision' | 'count-keys' | 'look-at-endpoint' | 'probe-endpoint'
>;
type LookFact =
  | FactOf<'compact-revision-received'>
  | FactOf<'keys-counted'>
  | FactOf<'endpoint-looked-at'>
  | FactOf<'endpoint-probed'>;

export async function lookAt(
  calls: SyncCalls,
  target: GatewayTarget,
  effect: LookEffect,
): Promise<LookFact> {
  const {attempt} = effect;
  switch (effect.type) {
    case 'fetch-compact-revision': {
      const compactRevision = await orUnknown(() => readCompactRevision(calls, target, effect));
      return {type: 'compact-revision-received', attempt, compactRevision};
    }
    case 'count-keys': {
      const {revision, held} = effect;
      const counted = await orUnknown(() => countKeys(calls, target, effect));
      return {type: 'keys-counted', attempt, revision, held, counted};
    }
    case 'look-at-endpoint': {
      const {endpointIndex, key} = effect;
      const response = await orUnknown(() => lookByItself(calls, target, key));
      return {type: 'endpoint-looked-at', attempt, endpointIndex, response};
    }
    case 'probe-endpoint': {
      const response = await orUnknown(() => probe(calls, target, effect));
      return {type: 'endpoint-probed', attempt, response};
    }
  }
}

async function countKeys(
  calls: SyncCalls,
  target: GatewayTarget,
  {key, rangeEnd, revision}: EffectOf<'count-keys'>,
): Promise<number> {
  return (await calls.range(target, {key, rangeEnd, revision, countOnly: true})).count;
}

// Serializable: a linearizable read would wait until the member has caught up.
async function lookByItself(
  calls: SyncCalls,
  target: GatewayTarget,
  key: string,
): Promise<RangeResponse> {
  const version = parseServerVersion(await calls.version(target));
  const there = {...target, apiPrefix: apiPrefixOf(version)};
  return calls.range(there, {key, limit: 1, keysOnly: true, serializable: true});
}

// Through the gateway and linearizable: it has its certificates in order and a leader.
async function probe(
  calls: SyncCalls,
  target: GatewayTarget,
  {key, limit, keysOnly}: EffectOf<'probe-endpoint'>,
): Promise<RangeResponse> {
  const version = parseServerVersion(await calls.version(target));
  const there = {...target, apiPrefix: apiPrefixOf(version)};
  const ask = () => calls.range(there, {key, limit, keysOnly});
  try {
    return await ask();
  } catch (error) {
    if (!isRefusedToken(error) || !calls.mayLogIn) throw error;
    await calls.login(there);
    return ask();
  }
}

function isRefusedToken(error: unknown): boolean {
  const kind = error instanceof CallError ? error.failure.kind : undefined;
  return kind === 'token-invalid' || kind === 'token-missing';
}

// /metrics may be served on another port, or not to us.
async function readCompactRevision(
  calls: SyncCalls,
  target: GatewayTarget,
  effect: EffectOf<'fetch-compact-revision'>,
): Promise<number> {
  const page = await orUnknown(() => calls.plainPage(target, '/metrics'));
  const told = page === undefined ? undefined : compactRevisionOfMetrics(page);
  if (told !== undefined) return Math.max(0, told);
  let search: CompactSearch = startCompactSearch(effect.known, effect.readable);
  while (search.probe !== undefined) {
    const revision = search.probe;
    search = nextCompactSearch(search, await isCompacted(calls, target, effect.key, revision));
  }
  return foundCompactRevision(search);
}

async function isCompacted(
  calls: SyncCalls,
  target: GatewayTarget,
  key: string,
  revision: number,
): Promise<boolean> {
  try {
    await calls.range(target, {key, revision, limit: 1, keysOnly: true});
    return false;
  } catch (error) {
    if (error instanceof CallError && error.failure.kind === 'compacted') return true;
    throw error;
  }
}

async function orUnknown<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof CallError) return undefined;
    throw error;
  }
}
