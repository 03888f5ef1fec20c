// What a cluster itself says happened: every event of every key from revision 1 on, read by a plain
// watch that shares no code with the product. This is the truth that the product is held against.
import {createProbe, type Frame} from '../conformance/probe.ts';
import type {Cluster} from '../support/cluster.ts';

export type TruePut = {
  readonly type: 'put';
  /** base64, as every key and value here. */
  readonly key: string;
  readonly value: string;
  readonly createRevision: number;
  readonly modRevision: number;
  readonly version: number;
  /** Lower-case hex. */
  readonly lease?: string;
};
type TrueDelete = {
  readonly type: 'delete';
  readonly key: string;
  readonly modRevision: number;
};
export type TrueEvent = TruePut | TrueDelete;
/** In the order of revisions, and within one as the transaction wrote. */
export type History = readonly TrueEvent[];

export type HistoryRecorder = {
  /** Everything up to this revision, once it has been told. */
  until(revision: number): Promise<History>;
  close(): void;
};

const untilMsMax = 60_000;

/** Listens from now on, from revision 1: compaction takes nothing from what it has heard. */
export function recordHistory(cluster: Cluster, memberIndex = 0, token?: string): HistoryRecorder {
  const {apiPrefix, build} = cluster;
  const probe = createProbe({url: cluster.member(memberIndex).url, apiPrefix});
  const headers = token === undefined ? {} : {authorization: token};
  const watch = probe.watch([{create_request: allFromTheBeginning(build.version)}], {headers});
  const events: TrueEvent[] = [];
  const seen = new Set<string>();
  const waiting = new Set<() => void>();
  let revision = 0;
  let failure: string | undefined;
  const note = (frame: Frame) => {
    const result = (frame.result ?? {}) as WireFrame;
    if (frame.error !== undefined || result.canceled) failure = JSON.stringify(frame);
    for (const wire of result.events ?? []) {
      const event = trueEvent(wire);
      const id = `${event.modRevision} ${event.key}`;
      // etcd before 3.4.24 and 3.5.8 may repeat events (PR #15274).
      if (seen.has(id)) continue;
      seen.add(id);
      events.push(event);
    }
    const last = events.at(-1)?.modRevision ?? 0;
    revision = result.fragment === true ? last - 1 : last;
    for (const look of waiting) look();
  };
  void follow(watch.next, note).then(() => {
    failure ??= 'the connection ended';
    for (const look of waiting) look();
  });
  return {
    until: wanted =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => finish('in time'), untilMsMax);
        const look = () => {
          if (revision >= wanted) finish();
          else if (failure !== undefined) finish(failure);
        };
        const finish = (problem?: string) => {
          clearTimeout(timer);
          waiting.delete(look);
          if (problem === undefined) return resolve([...events]);
          return reject(new Error(`the cluster's history up to ${wanted}: ${problem}`));
        };
        waiting.add(look);
        look();
      }),
    close: () => probe.close(),
  };
}

/** All that a cluster whose history was never compacted remembers, up to this revision. */
export async function readHistory(
  cluster: Cluster,
  revision: number,
  {memberIndex = 0, token}: {readonly memberIndex?: number; readonly token?: string} = {},
): Promise<History> {
  const recorder = recordHistory(cluster, memberIndex, token);
  try {
    return await recorder.until(revision);
  } finally {
    recorder.close();
  }
}

type WireKeyValue = {
  readonly key: string;
  readonly value?: string;
  readonly create_revision?: string;
  readonly mod_revision: string;
  readonly version?: string;
  readonly lease?: string;
};
type WireEvent = {readonly type?: 'DELETE'; readonly kv: WireKeyValue};
type WireFrame = {
  readonly events?: readonly WireEvent[];
  readonly canceled?: boolean;
  readonly fragment?: boolean;
};

function allFromTheBeginning(version: string): object {
  // Fragments cost time, and only the gateway of 3.3 can't do without: its frames end at 4 MiB.
  const fragment = version.startsWith('3.3.');
  return {key: 'AA==', range_end: 'AA==', start_revision: '1', ...(fragment && {fragment})};
}

async function follow(
  next: () => Promise<Frame | undefined>,
  note: (frame: Frame) => void,
): Promise<void> {
  for (;;) {
    const frame = await next().catch(() => undefined); // cut off: until() says so
    if (frame === undefined) return;
    note(frame);
  }
}

function trueEvent({type, kv}: WireEvent): TrueEvent {
  const {key} = kv;
  const modRevision = Number(kv.mod_revision);
  if (type === 'DELETE') return {type: 'delete', key, modRevision};
  return {
    type: 'put',
    key,
    value: kv.value ?? '',
    createRevision: Number(kv.create_revision),
    modRevision,
    version: Number(kv.version),
    ...(kv.lease !== undefined && {lease: BigInt(kv.lease).toString(16)}),
  };
}
