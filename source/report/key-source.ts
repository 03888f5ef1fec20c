// The key space as the interface sees it: which keys there are, with what etcd keeps about each, and
// one key read on demand. Values are not held: a key space may be larger than this host's memory.
import type {Base64, KeyValue} from '../etcd/messages.ts';

export type KeyFacts = {
  readonly modRevision: number;
  readonly createRevision: number;
  readonly version: number;
  /** Decoded size of the value. */
  readonly valueBytes: number;
};

/** A key came (1), went (-1) or its value changed (0), by so many bytes of key and value. */
export type KeyObserver = (key: Base64, keys: 1 | 0 | -1, bytes: number) => void;

export type KeySource = {
  readonly size: number;
  get(key: Base64): KeyFacts | undefined;
  /** In no order. May be read on while keys come and go, as a Map's. */
  all(): IterableIterator<Base64>;
  /** Returns the way to stop. */
  observe(observer: KeyObserver): () => void;
  /** The key as it was at a revision, or as it is now. Never rejects. */
  read(key: Base64, revision: number | undefined): Promise<KeyReading>;
};

export type KeyReading =
  | {readonly type: 'found'; readonly kv: KeyValue}
  /** It did not exist then. */
  | {readonly type: 'absent'}
  /** History of that time is compacted away. */
  | {readonly type: 'compacted'}
  | {readonly type: 'failed'; readonly reason: string};
