// Which part of the key space is asked for next, so that several pages of one revision can be under
// way at once: the range is cut into segments of known size. etcd counts every key up to a
// request's end whatever its limit (treeIndex.Revisions), so short segments are also what keeps a
// sync of a million keys from taking quadratic time. Pure: told of answers, it names requests.
import {keyAfter} from '../etcd/key-range.ts';
import type {Base64, KeyValue} from '../etcd/messages.ts';
import {cutByEstimate, type Estimate, settleEstimate} from './page-cutting.ts';
import {type KeySample, sampleOf} from './page-estimate.ts';
import {guessBoundary} from './split-guess.ts';

export type Segment = {
  readonly start: Base64;
  /** Exclusive. */
  readonly end: Base64;
  /** Keys in it at the pinned revision: known, or a guess where there is an estimate. */
  readonly count: number;
  readonly estimate?: Estimate;
  /** How the keys in front of it are spaced; absent where that turned out to say nothing. */
  readonly sample?: KeySample;
  readonly work:
    | {readonly name: 'waiting'}
    | {readonly name: 'fetching'; readonly requestId: number}
    /** Read, and held back until everything before it has been handed on. */
    | {readonly name: 'read'; readonly kvs: readonly KeyValue[]};
  /** A request for a key near its middle is under way. */
  readonly probe?: {readonly requestId: number; readonly guess: Base64};
  /** Between these a boundary is looked for; what the last probes ruled out is outside. */
  readonly low: Base64;
  readonly high: Base64;
  /** Probes that found no boundary; with too many it is read page after page. */
  readonly misses: number;
  /** Its first key is over the gateway's limit, with so many bytes: only its name can be read. */
  readonly skipBytes?: number;
};

export type PagePlan = {
  /** In key order, without gaps, from the first key not handed on to the end of the range. */
  readonly segments: readonly Segment[];
};

export type PlannedRequest = {
  readonly requestId: number;
  readonly kind: 'page' | 'probe';
  /** Read without values: a probe, or a key whose value can't be read. */
  readonly keysOnly: boolean;
  readonly key: Base64;
  readonly rangeEnd: Base64;
  readonly limit: number;
};

const missesMax = 200;

/** Before the first page: one segment of unknown size, to be read from its left edge. */
export function createPagePlan(start: Base64, end: Base64): PagePlan {
  return {segments: [segmentOf(start, end, Number.MAX_SAFE_INTEGER, start)]};
}

/** The first page tells how many keys there are. */
export function planCounted(plan: PagePlan, count: number): PagePlan {
  return {segments: plan.segments.map(segment => ({...segment, count}))};
}

/** As many requests as are allowed now, from the left; and the plan in which they are under way. */
export function planRequests(
  plan: PagePlan,
  options: {
    readonly slots: number;
    readonly pageKeys: number;
    /** How much larger a page may be, 1 to 2, when that spares a small one behind it. */
    readonly stretch: number;
    readonly nextRequestId: number;
    /** Pages that may be read ahead of the first one missing. */
    readonly ahead: number;
  },
): {readonly plan: PagePlan; readonly requests: readonly PlannedRequest[]} {
  const segments = [...plan.segments];
  const requests: PlannedRequest[] = [];
  const room = () => requests.length < options.slots;
  const requestId = () => options.nextRequestId + requests.length;
  // Cutting a part in front of pages that were read ahead puts more pages in front of them.
  let held = segments.filter(({work}) => work.name !== 'waiting').length;
  for (let index = 0; index < Math.min(segments.length, options.ahead) && room(); index++) {
    const pieces = Math.min(options.slots - requests.length, options.ahead - index);
    const cut = cutByEstimate(segments[index] as Segment, options, pieces);
    segments.splice(index, 1, ...cut);
    let segment = segments[index] as Segment;
    const isLarge = segment.count > options.pageKeys * options.stretch;
    const isCounted = segment.count < Number.MAX_SAFE_INTEGER && segment.estimate === undefined;
    if (isLarge && isCounted && segment.probe === undefined && segment.misses < missesMax) {
      const guess = guessBoundary(segment.low, segment.high);
      if (guess === undefined) {
        segment = {...segment, misses: missesMax};
      } else {
        const probe = {requestId: requestId(), guess};
        requests.push({...request(segment, 'probe'), requestId: probe.requestId, key: guess});
        segment = {...segment, probe};
      }
      segments[index] = segment;
    }
    // The first one missing is read from its left edge while its middle is looked for.
    const isNext = !isLarge || segment.misses >= missesMax;
    const mayRead = index === 0 || (isNext && held < options.ahead);
    if (segment.work.name !== 'waiting' || !mayRead || !room()) continue;
    const most = Math.floor(options.pageKeys * options.stretch);
    const known = segment.estimate === undefined ? segment.count : most;
    const wanted = isLarge ? options.pageKeys : Math.max(options.pageKeys, known);
    const limit = segment.skipBytes === undefined ? wanted : 1;
    held++;
    segments[index] = {...segment, work: {name: 'fetching', requestId: requestId()}};
    requests.push({...request(segment, 'page'), requestId: requestId(), limit});
  }
  return {plan: {segments}, requests};
}

/** A page's keys: the segment shrinks to what is behind them. */
export function planPageRead(
  plan: PagePlan,
  requestId: number,
  page: {readonly kvs: readonly KeyValue[]; readonly more: boolean; readonly count: number},
): PagePlan {
  const asked = indexOfPage(plan, requestId);
  const settled = {segments: settleEstimate(plan.segments, asked, page)};
  const index = indexOfPage(settled, requestId);
  const segment = settled.segments[index];
  if (segment === undefined) return plan;
  // A probe may have cut the segment shorter while this page was under way.
  const end = page.kvs.at(-1);
  const isWithin = end === undefined || compareKeys(end.key, segment.end) < 0;
  const kvs = isWithin ? page.kvs : page.kvs.filter(kv => compareKeys(kv.key, segment.end) < 0);
  const last = kvs.at(-1);
  const count = segment.count - kvs.length;
  const isWhole = !page.more || kvs.length < page.kvs.length || last === undefined || count <= 0;
  const {skipBytes: _named, sample: _older, ...going} = segment;
  const read: Segment = {...withoutProbe(going), work: {name: 'read', kvs}};
  if (isWhole) return replace(settled, index, [read]);
  const start = keyAfter(last.key);
  const low = later(segment.low, last.key);
  const sample = sampleOf(kvs);
  const rest: Segment = {
    ...going,
    start,
    count,
    work: {name: 'waiting'},
    low,
    ...(sample !== undefined && {sample}),
  };
  return replace(settled, index, [{...read, end: start, count: kvs.length}, rest]);
}

/** A probe's answer: how many keys of the segment are at the guess or behind it, and the first of them. */
export function planProbed(
  plan: PagePlan,
  requestId: number,
  answer: {readonly firstKey: Base64 | undefined; readonly count: number},
): PagePlan {
  const index = plan.segments.findIndex(({probe}) => probe?.requestId === requestId);
  const segment = plan.segments[index];
  if (segment?.probe === undefined) return plan;
  const {guess} = segment.probe;
  const free = withoutProbe(segment);
  const misses = segment.misses + 1;
  const {firstKey} = answer;
  if (firstKey === undefined || answer.count === 0) {
    return replace(plan, index, [{...free, high: guess, misses}]);
  }
  const left = segment.count - answer.count;
  // Read past the guess meanwhile, or nothing in front of it.
  if (left <= 0)
    return replace(plan, index, [{...free, low: later(segment.low, firstKey), misses}]);
  const before: Segment = {...free, end: guess, count: left, high: guess, misses: 0};
  const behind = segmentOf(firstKey, segment.end, answer.count, firstKey, segment.high);
  return replace(plan, index, [before, behind]);
}

/** A page that was too large is asked for again; with skipBytes, only for its first key's name. */
export function planPageFailed(plan: PagePlan, requestId: number, skipBytes?: number): PagePlan {
  const index = indexOfPage(plan, requestId);
  const segment = plan.segments[index];
  if (segment === undefined) return plan;
  const waiting: Segment = {...segment, work: {name: 'waiting'}};
  return replace(plan, index, [skipBytes === undefined ? waiting : {...waiting, skipBytes}]);
}

/** Bytes of the one key that this request names without its value; undefined for other requests. */
export function skippedBytes(plan: PagePlan, requestId: number): number | undefined {
  return plan.segments[indexOfPage(plan, requestId)]?.skipBytes;
}

/** What can be handed on now, in key order, and the plan without it. */
export function takeRead(plan: PagePlan): {
  readonly plan: PagePlan;
  readonly pages: ReadonlyArray<readonly KeyValue[]>;
} {
  const pages: Array<readonly KeyValue[]> = [];
  let index = 0;
  for (; index < plan.segments.length; index++) {
    const work = plan.segments[index]?.work;
    if (work?.name !== 'read') break;
    pages.push(work.kvs);
  }
  return {plan: index === 0 ? plan : {segments: plan.segments.slice(index)}, pages};
}

/** Requests that a lost connection took with it are to be made again. */
export function forgetRequests(plan: PagePlan): PagePlan {
  return {
    segments: plan.segments.map(segment => {
      const free = withoutProbe(segment);
      return free.work.name === 'fetching' ? {...free, work: {name: 'waiting'}} : free;
    }),
  };
}

function indexOfPage(plan: PagePlan, requestId: number): number {
  return plan.segments.findIndex(
    ({work}) => work.name === 'fetching' && work.requestId === requestId,
  );
}

function request(segment: Segment, kind: PlannedRequest['kind']) {
  const keysOnly = kind === 'probe' || segment.skipBytes !== undefined;
  return {kind, keysOnly, key: segment.start, rangeEnd: segment.end, limit: 1};
}

function segmentOf(start: Base64, end: Base64, count: number, low: Base64, high = end): Segment {
  return {start, end, count, work: {name: 'waiting'}, low, high, misses: 0};
}

function withoutProbe(segment: Segment): Segment {
  const {probe: _answered, ...rest} = segment;
  return rest;
}

function replace(plan: PagePlan, index: number, by: readonly Segment[]): PagePlan {
  return {segments: plan.segments.toSpliced(index, 1, ...by)};
}

function later(a: Base64, b: Base64): Base64 {
  return compareKeys(a, b) >= 0 ? a : b;
}

/** In the order of their bytes; the end "\0" is behind every key. */
function compareKeys(a: Base64, b: Base64): number {
  if (b === 'AA==') return -1;
  return Buffer.compare(Buffer.from(a, 'base64'), Buffer.from(b, 'base64'));
}
