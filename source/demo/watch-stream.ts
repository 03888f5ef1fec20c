// One watch stream with any number of watches: creates and cancels, the replay of history in
// batches, live events, progress. Results leave as values through send(); the only thing asked of
// the outside is defer(), which runs a step of a replay a little later.
import type {EtcdError} from './etcd-error.ts';
import {contains, isEmptyInterval, type KeyInterval} from './key-interval.ts';
import type {Release} from './releases.ts';
import type {Commit, Store, StoreEvent} from './store.ts';
import {splitEvents} from './watch-fragments.ts';

type WatchCreate = KeyInterval & {
  /** 0: from now. */
  readonly startRevision: number;
  readonly prevKv: boolean;
  readonly progressNotify: boolean;
  readonly fragment: boolean;
  readonly filters: readonly ('NOPUT' | 'NODELETE')[];
  /** '0': the server chooses. */
  readonly watchId: string;
};

export type WatchRequest =
  | {readonly kind: 'create'; readonly create: WatchCreate}
  | {readonly kind: 'cancel'; readonly watchId: string}
  | {readonly kind: 'progress'};

export type WatchResult = {
  /** Absent where etcd's header has no revision: the end of a compacted watch. */
  readonly revision?: number;
  readonly watchId: string;
  readonly created?: boolean;
  readonly canceled?: boolean;
  readonly fragment?: boolean;
  readonly compactRevision?: number;
  readonly cancelReason?: string;
  readonly events?: readonly StoreEvent[];
};

type WatchStream = {
  readonly receive: (request: WatchRequest) => void;
  /** A moment of the periodic progress notification: idle watches that asked for it get one. */
  readonly notifyProgress: () => void;
  readonly close: () => void;
};

type WatchStreamOptions = {
  readonly store: Store;
  readonly send: (result: WatchResult) => void;
  readonly defer: (step: () => void) => void;
  /** Why this client may not watch; asked at every create, as etcd does. */
  readonly refusal: () => EtcdError | undefined;
  readonly release: Pick<Release, 'honoursWatchId' | 'explainsEmptyInterval'>;
};

type Watch = {
  readonly id: string;
  readonly create: WatchCreate;
  nextRevision: number;
  isReplaying: boolean;
  isIdle: boolean;
};

type Stream = WatchStreamOptions & {
  readonly watches: Map<string, Watch>;
  nextId: number;
  isProgressDue: boolean;
  isClosed: boolean;
};

const replayRevisionsMax = 1000;
const grpcCodeNames: Readonly<Record<number, string>> = {
  3: 'InvalidArgument',
  7: 'PermissionDenied',
  16: 'Unauthenticated',
};

export function createWatchStream(options: WatchStreamOptions): WatchStream {
  const stream: Stream = {
    ...options,
    watches: new Map(),
    nextId: 0,
    isProgressDue: false,
    isClosed: false,
  };
  const unsubscribe = options.store.subscribe(commit => deliverLive(stream, commit));
  return {
    receive: request => receive(stream, request),
    notifyProgress: () => notifyProgress(stream),
    close: () => {
      stream.isClosed = true;
      stream.watches.clear();
      unsubscribe();
    },
  };
}

function receive(stream: Stream, request: WatchRequest): void {
  switch (request.kind) {
    case 'create':
      create(stream, request.create);
      break;
    case 'cancel':
      cancel(stream, request.watchId);
      break;
    case 'progress':
      stream.isProgressDue = true;
      answerProgress(stream);
  }
}

function create(stream: Stream, request: WatchCreate): void {
  const revision = stream.store.revision();
  const refusal = reasonToRefuse(stream, request);
  if (refusal !== undefined) {
    const reason = refusal === '' ? {} : {cancelReason: refusal};
    stream.send({revision, watchId: '-1', created: true, canceled: true, ...reason});
    return;
  }
  const isReplaying = request.startRevision > 0 && request.startRevision <= revision;
  const watch: Watch = {
    id: chooseId(stream, request),
    create: request,
    nextRevision: request.startRevision > 0 ? request.startRevision : revision + 1,
    isReplaying,
    isIdle: true,
  };
  stream.watches.set(watch.id, watch);
  stream.send({revision, watchId: watch.id, created: true});
  if (isReplaying) stream.defer(() => replay(stream, watch));
}

/** '' where etcd refuses without a reason. */
function reasonToRefuse(stream: Stream, request: WatchCreate): string | undefined {
  const refusal = stream.refusal();
  if (refusal !== undefined) {
    return `rpc error: code = ${grpcCodeNames[refusal.code]} desc = ${refusal.message}`;
  }
  if (isEmptyInterval(request)) {
    return stream.release.explainsEmptyInterval ? 'mvcc: watcher range is empty' : '';
  }
  const isTaken = stream.release.honoursWatchId && stream.watches.has(request.watchId);
  if (request.watchId === '0' || !isTaken) return undefined;
  return 'mvcc: duplicate watch ID provided on the WatchStream';
}

function chooseId(stream: Stream, request: WatchCreate): string {
  if (stream.release.honoursWatchId && request.watchId !== '0') return request.watchId;
  while (stream.watches.has(String(stream.nextId))) stream.nextId += 1;
  stream.nextId += 1;
  return String(stream.nextId - 1);
}

function cancel(stream: Stream, watchId: string): void {
  if (!stream.watches.delete(watchId)) return;
  stream.send({revision: stream.store.revision(), watchId, canceled: true});
}

/** One batch; the watch is live once nothing is left of the history. */
function replay(stream: Stream, watch: Watch): void {
  if (stream.isClosed || stream.watches.get(watch.id) !== watch) return;
  if (watch.nextRevision < stream.store.compactRevision()) {
    endCompacted(stream, watch);
    return;
  }
  const batch = nextBatch(stream, watch);
  const revision = stream.store.revision();
  watch.isReplaying = watch.nextRevision <= revision;
  if (batch.length > 0) sendEvents(stream, watch, revision, batch);
  if (watch.isReplaying) stream.defer(() => replay(stream, watch));
  else answerProgress(stream);
}

function endCompacted(stream: Stream, {id}: Watch): void {
  stream.watches.delete(id);
  const compactRevision = stream.store.compactRevision();
  stream.send({watchId: id, canceled: true, compactRevision});
  answerProgress(stream);
}

function nextBatch(stream: Stream, watch: Watch): readonly StoreEvent[] {
  const batch: StoreEvent[] = [];
  let revisions = 0;
  for (const commit of stream.store.commitsFrom(watch.nextRevision)) {
    const events = eventsFor(stream, watch, commit);
    if (events.length > 0 && revisions === replayRevisionsMax) return batch;
    if (events.length > 0) revisions += 1;
    batch.push(...events);
    watch.nextRevision = commit.revision + 1;
  }
  watch.nextRevision = stream.store.revision() + 1;
  return batch;
}

function deliverLive(stream: Stream, commit: Commit): void {
  for (const watch of [...stream.watches.values()]) {
    if (watch.isReplaying || commit.revision < watch.nextRevision) continue;
    watch.nextRevision = commit.revision + 1;
    const events = eventsFor(stream, watch, commit);
    if (events.length > 0) sendEvents(stream, watch, commit.revision, events);
  }
}

function eventsFor(stream: Stream, {create}: Watch, commit: Commit): readonly StoreEvent[] {
  // The value before is read at the revision before, which may have been compacted meanwhile.
  const knowsPrevious = commit.revision - 1 >= stream.store.compactRevision();
  return commit.events
    .filter(({kv}) => contains(create, kv.key))
    .filter(({type}) => !create.filters.includes(type === 'put' ? 'NOPUT' : 'NODELETE'))
    .map(event => (create.prevKv && knowsPrevious ? event : {type: event.type, kv: event.kv}));
}

function sendEvents(
  stream: Stream,
  watch: Watch,
  revision: number,
  events: readonly StoreEvent[],
): void {
  watch.isIdle = false;
  const parts = watch.create.fragment ? splitEvents(events) : [events];
  for (const [at, part] of parts.entries()) {
    const fragment = at < parts.length - 1;
    stream.send({revision, watchId: watch.id, events: part, ...(fragment ? {fragment} : {})});
  }
}

/** A reply speaks for every watch of the stream, so it waits until none is behind. */
function answerProgress(stream: Stream): void {
  const isBehind = [...stream.watches.values()].some(watch => watch.isReplaying);
  if (!stream.isProgressDue || isBehind) return;
  stream.isProgressDue = false;
  stream.send({revision: stream.store.revision(), watchId: '-1'});
}

function notifyProgress(stream: Stream): void {
  for (const watch of stream.watches.values()) {
    const isDue = watch.create.progressNotify && watch.isIdle && !watch.isReplaying;
    watch.isIdle = true;
    if (isDue) stream.send({revision: stream.store.revision(), watchId: watch.id});
  }
}
