// Which resources etcd holds for APISIX and since which revision: keys only, page by page at one
// revision, from the first endpoint that answers.
import type {EtcdView} from '../apisix/drift.ts';
import {type ComparedKind, comparedKinds} from '../apisix/loaded-resources.ts';
import {keyAfter, prefixRange} from '../etcd/key-range.ts';
import type {Base64, RangeResponse} from '../etcd/messages.ts';
import {apiPrefixOf, parseServerVersion} from '../etcd/server-version.ts';
import {CallError, type GatewayTarget, type SyncCalls} from './sync-calls.ts';

export type ApisixKeySpace = {
  readonly view: EtcdView;
  readonly clusterId: string;
  readonly target: GatewayTarget;
};

type ReadKeySpaceOptions = {
  readonly calls: SyncCalls;
  readonly endpointCount: number;
  /** /apisix/ */
  readonly prefix: string;
  readonly signal: AbortSignal;
};

const pageKeys = 5000;

/** Throws CallError with what the last endpoint said. */
export async function readApisixKeySpace(options: ReadKeySpaceOptions): Promise<ApisixKeySpace> {
  let failure: CallError | undefined;
  for (let endpointIndex = 0; endpointIndex < options.endpointCount; endpointIndex++) {
    try {
      return await readFrom(options, await openTarget(options, endpointIndex));
    } catch (error) {
      if (!(error instanceof CallError)) throw error;
      failure = error;
    }
  }
  throw failure ?? new CallError({kind: 'network', message: 'no endpoint is given'});
}

/** The value of one resource; undefined where it is gone. Throws CallError. */
export async function readResource(
  {calls, prefix}: Pick<ReadKeySpaceOptions, 'calls' | 'prefix'>,
  target: GatewayTarget,
  {kind, id}: {readonly kind: ComparedKind; readonly id: string},
): Promise<string | undefined> {
  const key = Buffer.from(`${prefix}${kind}/${id}`).toString('base64');
  const {kvs} = await calls.range(target, {key, limit: 1});
  const [kv] = kvs;
  return kv === undefined ? undefined : Buffer.from(kv.value, 'base64').toString('utf8');
}

async function openTarget(
  {calls, signal}: ReadKeySpaceOptions,
  endpointIndex: number,
): Promise<GatewayTarget> {
  const version = parseServerVersion(await calls.version({endpointIndex, signal}));
  const target = {endpointIndex, signal, apiPrefix: apiPrefixOf(version)};
  // One login a run: the token of one member is good for all.
  if (calls.mayLogIn && calls.tokenOf(endpointIndex) === undefined) await calls.login(target);
  return target;
}

async function readFrom(
  {calls, prefix}: ReadKeySpaceOptions,
  target: GatewayTarget,
): Promise<ApisixKeySpace> {
  const kinds = new Map<ComparedKind, ReadonlyMap<string, number>>();
  let revision: number | undefined;
  let clusterId = '';
  for (const kind of comparedKinds) {
    const folder = `${prefix}${kind}/`;
    const ids = new Map<string, number>();
    for await (const page of pages(calls, target, folder, revision)) {
      revision ??= page.header.revision;
      clusterId = page.header.clusterId;
      for (const {key, modRevision} of page.kvs) {
        const id = Buffer.from(key, 'base64').toString('utf8').slice(folder.length);
        // APISIX writes a marker under the bare folder when it starts first.
        if (id !== '') ids.set(id, modRevision);
      }
    }
    kinds.set(kind, ids);
  }
  return {view: {revision: revision ?? 0, kinds}, clusterId, target};
}

async function* pages(
  calls: SyncCalls,
  target: GatewayTarget,
  folder: string,
  pin: number | undefined,
): AsyncGenerator<RangeResponse> {
  const {key, rangeEnd} = prefixRange(Buffer.from(folder));
  let from: Base64 = key;
  let revision = pin;
  for (;;) {
    const page: RangeResponse = await calls.range(target, {
      key: from,
      rangeEnd,
      limit: pageKeys,
      keysOnly: true,
      ...(revision !== undefined && {revision}),
    });
    revision ??= page.header.revision;
    yield page;
    const last = page.kvs.at(-1);
    if (!page.more || last === undefined) return;
    from = keyAfter(last.key);
  }
}
