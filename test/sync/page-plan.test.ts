// The plan of parallel pages against a key space in memory: whatever the keys look like and in
// whatever order answers come, every key is handed on once, in order, at a cost that stays linear.
import assert from 'node:assert/strict';
import test from 'node:test';
import {prefixRange} from '../../source/etcd/key-range.ts';
import type {KeyValue} from '../../source/etcd/messages.ts';
import {
  createPagePlan,
  forgetRequests,
  type PlannedRequest,
  planCounted,
  planPageRead,
  planProbed,
  planRequests,
  takeRead,
} from '../../source/sync/page-plan.ts';
import {createPseudoRandom} from '../support/pseudo-random.ts';

const count = 20_000;
const pageKeys = 500;
const pseudo = createPseudoRandom(7);
const random = () => pseudo.below(1_000_000) / 1_000_000;
const padded = (index: number) => String(index).padStart(8, '0');

const keySpaces: ReadonlyArray<readonly [string, string, readonly string[]]> = [
  ['numbered ids', '/apisix/', numbered(count, index => `/apisix/routes/${padded(index)}`)],
  ['ids without leading zeros', '/apisix/', numbered(count, index => `/apisix/routes/${index}`)],
  ['random ids', '/apisix/', numbered(count, () => `/apisix/routes/${hex(16)}`)],
  [
    'four kinds',
    '/apisix/',
    numbered(count, index => `/apisix/${'abcd'[index % 4]}/${padded(index)}`),
  ],
  ['the whole key space', '', numbered(count, index => `/registry/ns${index % 50}/pod-${index}`)],
  ['bytes of any value', '', numbered(count, () => Buffer.from(hex(12), 'hex').toString('latin1'))],
  [
    'one long start',
    '/',
    [...numbered(count, index => `/a/${'x'.repeat(60)}${index}`), '/b', '/zz'],
  ],
  ['each key the start of the next', '/', numbered(3000, index => `/${'a'.repeat(index)}`)],
  ['one page', '/', ['/a', '/b']],
  ['nothing', '/none/', []],
];

for (const [name, prefix, keys] of keySpaces) {
  test(`${name}: every key once, in order, and the server walks each key a few times at most`, () => {
    const sorted = sortedKeys(keys);
    const {handed, walked, heldMax} = readAll(sorted, prefix);
    assert.deepEqual(handed, sorted);
    assert.ok(heldMax <= 16, `${heldMax} pages held back`);
    const times = walked / Math.max(1, sorted.length);
    assert.ok(times < 20, `each key walked ${times.toFixed(1)} times`);
  });
}

const estimated = keySpaces.slice(0, 3);
for (const [name, prefix, keys] of estimated) {
  test(`${name}: nearly every request is a page, since where they begin is estimated`, () => {
    const {requests} = readAll(sortedKeys(keys), prefix);
    const pages = count / pageKeys;
    assert.ok(requests <= pages * 1.5, `${requests} requests for ${pages} pages`);
  });
}

test('a lost connection in the middle repeats and loses nothing', () => {
  const sorted = sortedKeys(keySpaces[0]?.[2] ?? []);
  const {handed} = readAll(sorted, '/apisix/', {losses: 20});
  assert.deepEqual(handed, sorted);
});

type Answer = {kvs: readonly KeyValue[]; count: number; more: boolean};

// Answers come in an order that is mostly that of their cost, probes long before pages.
function readAll(sorted: readonly string[], prefix: string, {losses = 0} = {}) {
  const {key, rangeEnd} = prefixRange(Buffer.from(prefix, 'latin1'));
  let plan = createPagePlan(key, rangeEnd);
  let underWay: Array<{request: PlannedRequest; dueMs: number}> = [];
  let nextRequestId = 0;
  let nowMs = 0;
  let walked = 0;
  let heldMax = 0;
  let isCounted = false;
  let lossesLeft = losses;
  const handed: string[] = [];
  while (plan.segments.length > 0) {
    const slots = 8 - underWay.length;
    const planned = planRequests(plan, {slots, pageKeys, stretch: 1.6, nextRequestId, ahead: 16});
    plan = planned.plan;
    nextRequestId += planned.requests.length;
    for (const request of planned.requests) {
      const dueMs = nowMs + (request.kind === 'probe' ? 1 : 5 + random() * 10);
      underWay.push({request, dueMs});
    }
    assert.ok(underWay.length > 0, 'the plan is stuck');
    underWay.sort((a, b) => a.dueMs - b.dueMs);
    if (lossesLeft > 0 && isCounted && random() < 0.1) {
      lossesLeft--;
      plan = forgetRequests(plan);
      underWay = [];
      continue;
    }
    const {request, dueMs} = underWay.shift() as (typeof underWay)[number];
    nowMs = dueMs;
    const answer = range(sorted, request);
    walked += answer.count;
    if (!isCounted) plan = planCounted(plan, answer.count);
    isCounted = true;
    plan =
      request.kind === 'page'
        ? planPageRead(plan, request.requestId, answer)
        : planProbed(plan, request.requestId, {firstKey: answer.kvs[0]?.key, count: answer.count});
    const taken = takeRead(plan);
    plan = taken.plan;
    for (const kvs of taken.pages) handed.push(...kvs.map(kv => kv.key));
    heldMax = Math.max(heldMax, plan.segments.filter(({work}) => work.name === 'read').length);
  }
  return {handed, walked, heldMax, requests: nextRequestId};
}

function range(sorted: readonly string[], {key, rangeEnd, limit}: PlannedRequest): Answer {
  const from = key === 'AA==' ? 0 : firstAtOrAfter(sorted, key);
  const to = rangeEnd === 'AA==' ? sorted.length : firstAtOrAfter(sorted, rangeEnd);
  const found = Math.max(0, to - from);
  const kvs = sorted
    .slice(from, from + Math.min(limit, found))
    .map(
      (text): KeyValue => ({key: text, value: '', createRevision: 1, modRevision: 1, version: 1}),
    );
  return {kvs, count: found, more: found > limit};
}

function firstAtOrAfter(sorted: readonly string[], key: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(sorted[middle] as string, key) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

function sortedKeys(keys: readonly string[]): string[] {
  const encoded = new Set(keys.map(key => Buffer.from(key, 'latin1').toString('base64')));
  return [...encoded].sort(compare);
}

function compare(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a, 'base64'), Buffer.from(b, 'base64'));
}

function numbered(length: number, make: (index: number) => string): readonly string[] {
  return Array.from({length}, (_, index) => make(index));
}

function hex(digits: number): string {
  return Array.from({length: digits}, () => Math.floor(random() * 16).toString(16)).join('');
}
