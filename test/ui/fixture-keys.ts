// A key space for tests of the Keys pane: keys with their versions as etcd would keep them, read as
// etcd answers. What is put, deleted or compacted later is told to whoever observes.
import type {KeyValue} from '../../source/etcd/messages.ts';
import type {KeyObserver, KeyReading, KeySource} from '../../source/report/key-source.ts';
import {base64} from './fixture-source.ts';

export type FixtureKeys = KeySource & {
  put(key: string | Uint8Array, value: unknown): void;
  remove(key: string): void;
  /** History before this revision is gone. */
  compact(revision: number): void;
  /** Reads fail with this from now on. */
  fail(reason: string | undefined): void;
  readonly reads: readonly (number | undefined)[];
};

export function fixtureKeys(keys: Readonly<Record<string, readonly unknown[]>> = {}): FixtureKeys {
  const history = new Map<string, KeyValue[]>();
  const deleted = new Map<string, number>();
  const observers = new Set<KeyObserver>();
  const reads: (number | undefined)[] = [];
  let revision = 1;
  let compacted = 0;
  let failure: string | undefined;
  const now = new Map<string, KeyValue & {readonly valueBytes: number}>();
  const tell: KeyObserver = (key, count, bytes) => {
    for (const observer of observers) {
      observer(key, count, bytes);
    }
  };
  const put = (key: string | Uint8Array, value: unknown): void => {
    revision++;
    const name = base64(key);
    const bytes = Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
    const known = now.get(name);
    const kv = {
      key: name,
      value: bytes.toString('base64'),
      createRevision: known?.createRevision ?? revision,
      modRevision: revision,
      version: (known?.version ?? 0) + 1,
    };
    now.set(name, {...kv, valueBytes: bytes.length});
    history.set(name, [...(history.get(name) ?? []), kv]);
    const keyBytes = Buffer.from(name, 'base64').length;
    tell(name, known ? 0 : 1, bytes.length - (known?.valueBytes ?? -keyBytes));
  };
  const readAt = (name: string, at: number | undefined): KeyReading => {
    reads.push(at);
    if (failure !== undefined) {
      return {type: 'failed', reason: failure};
    }
    if (at !== undefined && at < compacted) {
      return {type: 'compacted'};
    }
    const kv = history.get(name)?.findLast(each => at === undefined || each.modRevision <= at);
    const gone = deleted.get(name) ?? Number.POSITIVE_INFINITY;
    const isGone = kv !== undefined && kv.modRevision < gone && gone <= (at ?? revision);
    return kv === undefined || isGone ? {type: 'absent'} : {type: 'found', kv};
  };
  for (const [key, versions] of Object.entries(keys)) {
    for (const value of versions) {
      put(key, value);
    }
  }
  return {
    get size() {
      return now.size;
    },
    reads,
    get: key => now.get(key),
    all: () => now.keys(),
    observe(observer) {
      observers.add(observer);
      return () => observers.delete(observer);
    },
    read: async (key, at) => readAt(key, at),
    put,
    remove(key) {
      const name = base64(key);
      const known = now.get(name);
      revision++;
      now.delete(name);
      deleted.set(name, revision);
      tell(name, -1, -(Buffer.from(name, 'base64').length + (known?.valueBytes ?? 0)));
    },
    compact(at) {
      compacted = at;
    },
    fail(reason) {
      failure = reason;
    },
  };
}

/** A small APISIX key space. */
export function apisixKeys(): FixtureKeys {
  const route = {uri: '/pay/*', methods: ['GET'], upstream_id: '7', plugins: {'key-auth': {}}};
  return fixtureKeys({
    '/apisix/routes/': ['init_dir'],
    '/apisix/routes/1': [route, {...route, status: 0}, {...route, status: 1, uri: '/pay/v2/*'}],
    '/apisix/routes/2': [{uri: '/shop', upstream_id: '8'}],
    '/apisix/upstreams/7': [
      {type: 'roundrobin', nodes: {'10.0.0.3:80': 1}},
      {type: 'roundrobin', nodes: {'10.0.0.3:80': 0, '10.0.0.4:80': 5}},
    ],
    '/apisix/ssls/1': [{snis: ['pay.example'], key: 'very secret'}],
    '/apisix/consumers/日本語': [{username: 'ワイド文字'}],
  });
}
