// Cuts a part of the key space into pages by an estimate of where they begin, and keeps the count
// true as their answers come: what a page has more or less than it was taken for is taken from, or
// given to, what is left of the part that it was cut from.
import type {Base64, KeyValue} from '../etcd/messages.ts';
import {estimateBoundaries, sampleOf} from './page-estimate.ts';
import type {Segment} from './page-plan.ts';

/** Cut from a part of known size, which is named by where it began. */
export type Estimate = {readonly part: Base64};

/** So many times more or fewer keys than estimated: the sample says nothing about this part. */
const wrongFactor = 4;
/** A fixed page size leaves no room for estimates that are a little low. */
const fixedShare = 0.9;

/** In key order; the segment itself where it is no larger than a page, or can't be estimated. */
export function cutByEstimate(
  segment: Segment,
  {pageKeys, stretch}: {readonly pageKeys: number; readonly stretch: number},
  pieces: number,
): readonly Segment[] {
  const {sample, start, end, count, work, probe} = segment;
  const isFree = work.name === 'waiting' && probe === undefined && segment.skipBytes === undefined;
  if (sample === undefined || !isFree || count <= pageKeys * stretch) return [segment];
  const keys = stretch > 1 ? pageKeys : Math.max(1, Math.floor(pageKeys * fixedShare));
  const pages = Math.min(pieces, Math.ceil(count / keys) - 1);
  const boundaries = estimateBoundaries(sample, {start, end, pageKeys: keys, pages});
  const {sample: _useless, ...without} = segment;
  if (boundaries.length === 0) return [without];
  const estimate = segment.estimate ?? {part: start};
  const starts = [start, ...boundaries];
  return starts.map((from, index): Segment => {
    const to = starts[index + 1];
    return to === undefined
      ? {...segment, start: from, low: from, estimate, count: count - boundaries.length * keys}
      : {...segment, start: from, end: to, low: from, high: to, estimate, count: keys};
  });
}

/** The page that was read there is of so many keys; what is left of its part changes by as many. */
export function settleEstimate(
  segments: readonly Segment[],
  index: number,
  page: {readonly kvs: readonly KeyValue[]; readonly count: number},
): readonly Segment[] {
  const read = segments[index];
  if (read?.estimate === undefined) return segments;
  const {part} = read.estimate;
  const {estimate: _settled, ...known} = read;
  const settled = segments.with(index, {...known, count: page.count});
  const open = settled.filter(({estimate}) => estimate?.part === part);
  const last = open.at(-1);
  if (last === undefined) return settled;
  const isWrong = page.count > read.count * wrongFactor || page.count * wrongFactor < read.count;
  const left = afterPage(last, read.count - page.count, isWrong ? undefined : sampleOf(page.kvs));
  return settled.with(settled.indexOf(last), withoutDoubt(left, open.length === 1, isWrong));
}

function afterPage(segment: Segment, more: number, sample: Segment['sample']): Segment {
  const count = segment.count + more;
  return sample === undefined || segment.sample === undefined
    ? {...segment, count}
    : {...segment, count, sample};
}

// The only one left of a part of known size has what the others don't.
function withoutDoubt(segment: Segment, isOnly: boolean, isWrong: boolean): Segment {
  const {estimate, sample, ...rest} = segment;
  return {
    ...rest,
    ...(estimate !== undefined && !isOnly && {estimate}),
    ...(sample !== undefined && !isWrong && {sample}),
  };
}
