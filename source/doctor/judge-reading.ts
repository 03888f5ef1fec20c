// The full read, both ways: page by page at one revision, as this tool does, and in one answer, as
// APISIX does. The second is only tried on small data; else it is predicted from size and version.
import {describeFailure} from '../etcd/gateway-error.ts';
import {answerBytes, answerFit} from '../sync/one-shot.ts';
import {finding} from './catalogue.ts';
import {accessFinding} from './judge-access.ts';
import {type Found, type Judged, judged, passed, skipped, unknown} from './judged.ts';
import type {CallResult, DoctorContext, PagedRead} from './probe-facts.ts';
import {sizeText} from './size-text.ts';

export function judgePaged(read: PagedRead | undefined, endpoint: string): Judged {
  if (read === undefined) return skipped('sync', 'there is nothing to read');
  const {stopped, keys, keysTotal, bytes, pages, seconds, revision} = read;
  const amount = `${keys} of ${keysTotal} keys, ${sizeText(bytes)} in ${pages} ${pages === 1 ? 'page' : 'pages'} at revision ${revision}`;
  if (stopped !== undefined && 'failure' in stopped) return stoppedRead(read, endpoint);
  const evidence =
    stopped === undefined ? [] : ['stopped after its share of the time: --deep reads all'];
  return passed('sync', amount, {seconds, evidence});
}

function stoppedRead(read: PagedRead, endpoint: string): Judged {
  const {stopped, seconds} = read;
  if (stopped === undefined || !('failure' in stopped)) return unknown('sync', 'not read');
  const {failure} = stopped;
  const evidence = [
    describeFailure(failure),
    `${read.keys} keys read at revision ${read.revision}`,
  ];
  if (failure.kind === 'compacted' || failure.kind === 'future-revision') {
    const id = failure.kind === 'compacted' ? 'range-compacted' : 'range-future';
    const summary = 'the revision of the first page was gone before the last one';
    return judged('sync', [finding(id, {severity: 'warning', endpoint, summary, evidence})], '');
  }
  const found = accessFinding(failure, {endpoint, what: 'the full read', severity: 'error'});
  return found === undefined
    ? unknown('sync', describeFailure(failure), {seconds})
    : judged('sync', [found], '', {seconds});
}

type OneShotFacts = {
  readonly endpoint: string;
  readonly etcdVersion?: string;
  readonly paged: PagedRead | undefined;
  /** not-asked: predicted instead. */
  readonly answer: CallResult<{readonly keys: number; readonly bytes: number}>;
};

export function judgeOneShot(facts: OneShotFacts, context: DoctorContext): Judged {
  const {answer, paged} = facts;
  if (answer.kind === 'refused' && answer.failure.kind === 'message-too-large') {
    return judged('one-shot', [tooLarge(facts, describeFailure(answer.failure))], '', {
      seconds: answer.seconds,
    });
  }
  const size = sizeOf(paged);
  const predicted = [...predictLimit(facts, size), ...predictTime(facts, context)];
  if (answer.kind === 'not-asked') {
    if (predicted.length > 0) return judged('one-shot', predicted, '');
    return skipped('one-shot', answer.reason);
  }
  if (answer.kind === 'answered') {
    const summary = `everything in one answer, as APISIX asks: ${answer.value.keys} keys`;
    return judged('one-shot', predicted, summary, {seconds: answer.seconds});
  }
  return judgeRefusedOneShot(facts, context);
}

function judgeRefusedOneShot({answer, endpoint}: OneShotFacts, context: DoctorContext): Judged {
  if (answer.kind !== 'refused') return skipped('one-shot', 'not asked');
  const {failure, seconds} = answer;
  if (failure.kind === 'timeout') {
    const found = finding('fullsync-slow', {
      severity: seconds >= context.timeoutSeconds ? 'error' : 'warning',
      endpoint,
      summary: `no whole answer within ${seconds.toFixed(0)} s; APISIX gives up after ${context.timeoutSeconds} s`,
      evidence: [describeFailure(failure)],
    });
    return judged('one-shot', [found], '', {seconds});
  }
  const about = {endpoint, what: 'the read in one answer', severity: 'error'} as const;
  const found = accessFinding(failure, about);
  return found === undefined
    ? unknown('one-shot', describeFailure(failure), {seconds})
    : judged('one-shot', [found], '', {seconds});
}

/** Of everything under the prefix, as far as it was read. */
function sizeOf(paged: PagedRead | undefined): number {
  return paged === undefined ? 0 : answerBytes(paged, paged.keysTotal);
}

function tooLarge(facts: OneShotFacts, evidence: string): Found {
  const size = sizeOf(facts.paged);
  return finding('msg-too-large', {
    severity: 'error',
    endpoint: facts.endpoint,
    etcdVersion: facts.etcdVersion,
    summary: `everything at once is more than the 4 MiB that the gateway of etcd ${facts.etcdVersion ?? ''} passes; APISIX reads everything at once, etcdctl is not affected`,
    evidence: [evidence, ...(size === 0 ? [] : [`page by page: ${sizeText(size)}, no error`])],
  });
}

function predictLimit(facts: OneShotFacts, size: number): readonly Found[] {
  const fit = answerFit(size, facts.etcdVersion);
  if (fit !== 'near' && fit !== 'too large') return [];
  if (fit === 'too large' && facts.answer.kind === 'not-asked') {
    return [tooLarge(facts, `predicted: ${sizeText(size)} against 4.2 MB`)];
  }
  return [
    finding('msg-too-large', {
      severity: 'warning',
      endpoint: facts.endpoint,
      etcdVersion: facts.etcdVersion,
      summary: `everything at once is ${sizeText(size)}; from 4.2 MB on the gateway of etcd ${facts.etcdVersion ?? ''} refuses it`,
    }),
  ];
}

/** Of less there is too little to tell a rate from. */
const RATE_SECONDS_MIN = 2;

function predictTime(
  {paged, endpoint, answer}: OneShotFacts,
  {timeoutSeconds}: DoctorContext,
): readonly Found[] {
  if (answer.kind === 'answered' || paged === undefined || paged.seconds < RATE_SECONDS_MIN)
    return [];
  const expected = (paged.seconds / Math.max(1, paged.keys)) * paged.keysTotal;
  if (expected < timeoutSeconds / 2) return [];
  return [
    finding('fullsync-slow', {
      severity: expected >= timeoutSeconds ? 'error' : 'warning',
      endpoint,
      summary: `a full read would take about ${Math.round(expected)} s; APISIX gives up after ${timeoutSeconds} s`,
      evidence: [`${paged.keys} of ${paged.keysTotal} keys took ${paged.seconds.toFixed(1)} s`],
    }),
  ];
}
