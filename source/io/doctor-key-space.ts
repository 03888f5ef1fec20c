// What is under the prefix and how a full read of it goes, asked of one endpoint: counts, a look at the
// keys page by page, and, where it is small, everything in one answer as APISIX asks for it.
import {judgeKeySpace, type KeySpaceFacts} from '../doctor/judge-key-space.ts';
import {judgeOneShot, judgePaged} from '../doctor/judge-reading.ts';
import {apisixDirectories, createKeySpaceSurvey, type Survey} from '../doctor/key-space-survey.ts';
import type {CallResult, DoctorContext, PagedRead} from '../doctor/probe-facts.ts';
import {type KeyRange, prefixRange} from '../etcd/key-range.ts';
import {whyNotAtOnce} from '../sync/one-shot.ts';
import {rangeOf} from './doctor-ask.ts';
import type {DoctorCalls} from './doctor-calls.ts';
import {readPaged} from './doctor-paged-read.ts';
import {type DoctorRun, tell, type Visit} from './doctor-visit.ts';

const PAGED_MS_MAX = 4_000;
const COUNT_MS_MAX = 5_000;
const OTHERS_MAX = 8;

export async function askKeySpace(run: DoctorRun, visit: Visit, calls: DoctorCalls): Promise<void> {
  const {context} = run;
  const range = prefixRange(context.prefix.bytes);
  const base = context.prefix.text.replace(/\/+$/, '');
  const survey = createKeySpaceSurvey(base);
  const count = await countOf(calls, range);
  const hasKeys = count.kind === 'answered' && count.value > 0;
  const paged = hasKeys
    ? await readPaged({
        calls,
        range,
        timeMsMax: run.isDeep ? Number.POSITIVE_INFINITY : PAGED_MS_MAX,
        onPage: survey.add,
      })
    : undefined;
  const surveyed = paged === undefined ? undefined : survey.read();
  const isApisix = context.isApisix || (surveyed !== undefined && looksLikeApisix(surveyed));
  const wide = isApisix && base !== '' ? await countAsApisix(calls, base, context) : undefined;
  const facts: KeySpaceFacts = {
    endpoint: visit.endpoint.url,
    count,
    others: count.kind === 'answered' && !hasKeys ? await otherPrefixes(calls) : [],
    ...(wide !== undefined && {countAsApisix: wide, rangeAsApisix: rangeOf(base)}),
    ...(surveyed !== undefined && {survey: surveyed}),
  };
  tell(run, undefined, judgeKeySpace(facts, context), judgePaged(paged, visit.endpoint.url));
  // What APISIX may not read at all is not tried.
  const isForbidden = wide?.kind === 'refused';
  const oneShotRange =
    isApisix && base !== '' && !isForbidden ? prefixRange(Buffer.from(base, 'utf8')) : range;
  await askAtOnce(run, {visit, calls, paged, range: oneShotRange});
}

async function askAtOnce(
  run: DoctorRun,
  parts: {visit: Visit; calls: DoctorCalls; paged: PagedRead | undefined; range: KeyRange},
): Promise<void> {
  const {visit, calls, paged, range} = parts;
  const {context} = run;
  const etcdVersion = visit.certificates?.etcdVersion;
  const facts = {
    endpoint: visit.endpoint.url,
    paged,
    ...(etcdVersion !== undefined && {etcdVersion}),
  };
  const reason = reasonNotTried(run, paged);
  const timeoutMs = context.timeoutSeconds * 1000;
  const answer =
    reason !== undefined
      ? ({kind: 'not-asked', reason} as const)
      : sizesOf(await calls.range({...range}, {timeoutMs}));
  tell(run, undefined, judgeOneShot({...facts, answer}, context));
}

function reasonNotTried({isDeep}: DoctorRun, paged: PagedRead | undefined): string | undefined {
  const {stopped, keys = 0, bytes = 0} = paged ?? {};
  if (stopped !== undefined && 'failure' in stopped) return 'the read by pages failed';
  // What took so long is not small, whatever was counted of it.
  const counted = stopped === undefined ? bytes : Number.POSITIVE_INFINITY;
  return whyNotAtOnce({keys, bytes: counted}, isDeep);
}

function sizesOf(
  read: Awaited<ReturnType<DoctorCalls['range']>>,
): CallResult<{keys: number; bytes: number}> {
  if (read.kind !== 'answered') return read;
  const bytes = read.value.kvs.reduce(
    (sum, {key, value}) => sum + (key.length + value.length) * 0.75,
    0,
  );
  return {...read, value: {keys: read.value.kvs.length, bytes}};
}

async function countOf(calls: DoctorCalls, range: KeyRange): Promise<CallResult<number>> {
  const request = {...range, countOnly: true, serializable: true};
  const read = await calls.range(request, {timeoutMs: COUNT_MS_MAX});
  return read.kind === 'answered' ? {...read, value: read.value.count} : read;
}

function countAsApisix(
  calls: DoctorCalls,
  base: string,
  {prefix}: DoctorContext,
): Promise<CallResult<number>> | undefined {
  if (prefix.text === base) return undefined;
  return countOf(calls, prefixRange(Buffer.from(base, 'utf8')));
}

function looksLikeApisix({directories, markers}: Survey): boolean {
  return markers.size > 0 || [...directories.keys()].some(name => apisixDirectories.includes(name));
}

// First path parts of the keys that are there, found by jumping from one to the next.
async function otherPrefixes(
  calls: DoctorCalls,
): Promise<readonly {prefix: string; keys: number}[]> {
  const found: {prefix: string; keys: number}[] = [];
  let {key, rangeEnd} = prefixRange(new Uint8Array());
  while (found.length < OTHERS_MAX) {
    const one = await calls.range({key, rangeEnd, limit: 1, keysOnly: true, serializable: true});
    const first = one.kind === 'answered' ? one.value.kvs[0]?.key : undefined;
    if (first === undefined) break;
    const text = Buffer.from(first, 'base64').toString('utf8');
    const prefix = /^\/[^/]+\//.exec(text)?.[0] ?? text;
    const range = prefixRange(Buffer.from(prefix, 'utf8'));
    const count = await countOf(calls, range);
    found.push({prefix, keys: count.kind === 'answered' ? count.value : 1});
    key = range.rangeEnd;
    rangeEnd = 'AA==';
    if (key === 'AA==') break;
  }
  return found;
}
