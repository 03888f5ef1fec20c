// One key read on demand, newest version first, then backwards one version a request as far as
// history goes. Asks for a few at a time, so that looking at a key never loads a cluster that is ill.
import type {Base64, KeyValue} from '../etcd/messages.ts';
import type {HistoryEnd} from '../report/key-detail-lines.ts';
import type {KeySource} from '../report/key-source.ts';

export type KeyHistory = {
  readonly key: Base64;
  /** Newest first. */
  readonly versions: readonly KeyValue[];
  readonly end: HistoryEnd;
  /** Reads some older ones, where there are any. */
  readMore(): void;
  /** Reads the newest again where the key has changed. */
  refresh(): void;
  stop(): void;
};

/** Older versions that are read without being asked for. */
const versionsAtOnce = 20;

export function createKeyHistory(source: KeySource, key: Base64, onChange: () => void): KeyHistory {
  let versions: readonly KeyValue[] = [];
  let end: HistoryEnd = {type: 'reading'};
  let isStopped = false;
  let isBusy = false;
  /** The newest revision that was asked for: one that fails is not asked for again and again. */
  let refreshedTo = 0;

  const put = (next: readonly KeyValue[], nextEnd: HistoryEnd): void => {
    if (!isStopped) {
      versions = next;
      end = nextEnd;
      onChange();
    }
  };
  const readNewest = async (): Promise<void> => {
    const reading = await source.read(key, undefined);
    if (reading.type === 'found') {
      put(joined(reading.kv, versions), {type: 'reading'});
    } else {
      put(versions, endOf(reading));
    }
  };
  const readOlder = async (): Promise<void> => {
    for (let asked = 0; asked < versionsAtOnce && !isStopped; asked++) {
      const oldest = versions.at(-1);
      if (oldest === undefined) {
        return;
      }
      if (oldest.version <= 1) {
        return put(versions, {type: 'created'});
      }
      const reading = await source.read(key, oldest.modRevision - 1);
      if (reading.type !== 'found') {
        return put(versions, endOf(reading));
      }
      put([...versions, reading.kv], {type: 'reading'});
    }
    put(versions, versions.at(-1)?.version === 1 ? {type: 'created'} : {type: 'more'});
  };
  const run = (work: () => Promise<void>): void => {
    if (!isBusy && !isStopped) {
      isBusy = true;
      void work().finally(() => {
        isBusy = false;
      });
    }
  };
  const readAll = async (): Promise<void> => {
    await readNewest();
    await readOlder();
  };
  run(readAll);
  return {
    key,
    get versions() {
      return versions;
    },
    get end() {
      return end;
    },
    readMore() {
      if (end.type === 'more' || end.type === 'failed') {
        end = {type: 'reading'};
        run(versions.length === 0 ? readAll : readOlder);
      }
    },
    refresh() {
      const known = versions[0]?.modRevision;
      const now = source.get(key)?.modRevision;
      const isStale = known !== undefined && now !== undefined && now > known;
      if (isStale && now > refreshedTo && !isBusy) {
        refreshedTo = now;
        const before = end;
        run(async () => {
          await readNewest();
          end = before;
          onChange();
        });
      }
    },
    stop() {
      isStopped = true;
    },
  };
}

type Unfound = Exclude<Awaited<ReturnType<KeySource['read']>>, {readonly type: 'found'}>;

function endOf(reading: Unfound): HistoryEnd {
  return reading.type === 'absent' ? {type: 'absent'} : reading;
}

/** The versions in between were not read: what is older is shown as it is, with its numbers. */
function joined(newest: KeyValue, older: readonly KeyValue[]): readonly KeyValue[] {
  return older[0]?.modRevision === newest.modRevision ? older : [newest, ...older];
}
