// The keys under a prefix, page by page at one revision, with an end to its time. Pages shrink where
// the gateway says that they are too large, and grow back.
import type {PagedRead} from '../doctor/probe-facts.ts';
import {base64Bytes} from '../etcd/base64-bytes.ts';
import type {Failure} from '../etcd/gateway-error.ts';
import {type KeyRange, keyAfter} from '../etcd/key-range.ts';
import type {KeyValue, RangeResponse} from '../etcd/messages.ts';
import type {DoctorCalls} from './doctor-calls.ts';

type PagedReadOptions = {
  readonly calls: DoctorCalls;
  readonly range: KeyRange;
  readonly timeMsMax: number;
  readonly onPage: (kvs: readonly KeyValue[]) => void;
};

const PAGE_KEYS_FIRST = 500;
const PAGE_KEYS_MAX = 2_000;
const PAGE_BYTES_AIM = 2 * 1024 * 1024;

type Progress = {
  revision: number;
  keysTotal: number;
  keys: number;
  bytes: number;
  pages: number;
  unread: number;
  limit: number;
  next: string;
};

export async function readPaged(options: PagedReadOptions): Promise<PagedRead> {
  const started = performance.now();
  const progress: Progress = {
    revision: 0,
    keysTotal: 0,
    keys: 0,
    bytes: 0,
    pages: 0,
    unread: 0,
    limit: PAGE_KEYS_FIRST,
    next: options.range.key,
  };
  let stopped: PagedRead['stopped'];
  for (let isMore = true; isMore && stopped === undefined; ) {
    const page = await readOne(options, progress);
    if ('failure' in page) stopped = page;
    else {
      isMore = page.more;
      const isLate = performance.now() - started > options.timeMsMax;
      if (isMore && isLate) stopped = {reason: 'time'};
    }
  }
  const {revision, keys, keysTotal, bytes, pages, unread} = progress;
  const seconds = (performance.now() - started) / 1000;
  return {revision, keys, keysTotal, bytes, pages, unread, seconds, ...(stopped && {stopped})};
}

async function readOne(
  {calls, range, onPage}: PagedReadOptions,
  progress: Progress,
): Promise<{more: boolean} | {failure: Failure}> {
  const pin = progress.pages === 0 ? {} : {revision: progress.revision};
  const request = {key: progress.next, rangeEnd: range.rangeEnd, limit: progress.limit, ...pin};
  const page = await calls.range(request);
  if (page.kind === 'answered') {
    take(progress, page.value);
    onPage(page.value.kvs);
    return {more: page.value.more};
  }
  if (page.kind === 'not-asked') return {more: false};
  if (page.failure.kind !== 'message-too-large') return {failure: page.failure};
  if (progress.limit > 1) {
    progress.limit = Math.max(1, Math.floor(progress.limit / 4));
    return {more: true};
  }
  return skipOne(calls, request, progress);
}

// One key whose value alone is too large: its name can be had.
async function skipOne(
  calls: DoctorCalls,
  request: Parameters<DoctorCalls['range']>[0],
  progress: Progress,
): Promise<{more: boolean} | {failure: Failure}> {
  const bare = await calls.range({...request, keysOnly: true});
  if (bare.kind === 'refused') return {failure: bare.failure};
  if (bare.kind === 'not-asked') return {more: false};
  progress.unread++;
  take(progress, bare.value);
  return {more: bare.value.more};
}

function take(progress: Progress, {kvs, header, count}: RangeResponse): void {
  if (progress.pages === 0) {
    progress.revision = header.revision ?? 0;
    progress.keysTotal = count;
  }
  const bytes = kvs.reduce((sum, {key, value}) => sum + base64Bytes(key) + base64Bytes(value), 0);
  progress.keys += kvs.length;
  progress.bytes += bytes;
  progress.pages++;
  const last = kvs.at(-1);
  if (last !== undefined) progress.next = keyAfter(last.key);
  const perKey = Math.max(1, bytes / Math.max(1, kvs.length));
  progress.limit = Math.max(1, Math.min(PAGE_KEYS_MAX, Math.floor(PAGE_BYTES_AIM / perKey)));
}
