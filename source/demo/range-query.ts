// What a range request asks beyond its interval: filters by revision, order, limit. Order of steps
// and the meaning of count and more are etcd's: count ignores filters and limit, more sees both.
import type {KeyInterval} from './key-interval.ts';
import type {KeyRecord, Snapshot} from './store.ts';

export type RangeQuery = KeyInterval & {
  readonly limit: number;
  /** 0: the newest. */
  readonly revision: number;
  readonly sortOrder: 'NONE' | 'ASCEND' | 'DESCEND';
  readonly sortTarget: 'KEY' | 'VERSION' | 'CREATE' | 'MOD' | 'VALUE';
  readonly keysOnly: boolean;
  readonly countOnly: boolean;
  readonly minModRevision: number;
  readonly maxModRevision: number;
  readonly minCreateRevision: number;
  readonly maxCreateRevision: number;
};

export type RangeResult = {
  readonly records: readonly KeyRecord[];
  readonly more: boolean;
  readonly count: number;
  readonly revision: number;
};

export function answerRange(
  query: RangeQuery,
  read: (interval: KeyInterval, atRevision?: number) => Snapshot,
): RangeResult {
  const {records: all, revision} = read(query, query.revision);
  const count = all.length;
  if (query.countOnly) return {records: [], more: false, count, revision};
  const wanted = sort(all.filter(passes(query)), query);
  const isCut = query.limit > 0 && wanted.length > query.limit;
  const page = isCut ? wanted.slice(0, query.limit) : wanted;
  const records = query.keysOnly ? page.map(record => ({...record, value: ''})) : page;
  return {records, more: isCut, count, revision};
}

function passes(query: RangeQuery): (record: KeyRecord) => boolean {
  const within = (value: number, min: number, max: number) =>
    (min === 0 || value >= min) && (max === 0 || value <= max);
  return ({modRevision, createRevision}) =>
    within(modRevision, query.minModRevision, query.maxModRevision) &&
    within(createRevision, query.minCreateRevision, query.maxCreateRevision);
}

function sort(records: KeyRecord[], {sortOrder, sortTarget}: RangeQuery): KeyRecord[] {
  // Asking for a target other than the key implies an order; keys come ascending anyway.
  if (sortOrder === 'NONE' && sortTarget === 'KEY') return records;
  const direction = sortOrder === 'DESCEND' ? -1 : 1;
  const field = sortField(sortTarget);
  return records.sort((one, other) => direction * compare(field(one), field(other)));
}

function sortField(target: RangeQuery['sortTarget']): (record: KeyRecord) => number | string {
  switch (target) {
    case 'KEY':
      return record => record.key;
    case 'VERSION':
      return record => record.version;
    case 'CREATE':
      return record => record.createRevision;
    case 'MOD':
      return record => record.modRevision;
    case 'VALUE':
      return record => Buffer.from(record.value, 'base64').toString('latin1');
  }
}

function compare(one: number | string, other: number | string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
