// The reading of APISIX's certificates against a pretended range: pages, refusals, limits. What is in
// an entry is judged elsewhere.
import assert from 'node:assert/strict';
import {test} from 'node:test';
import type {Failure} from '../../source/etcd/gateway-error.ts';
import type {RangeResponse} from '../../source/etcd/messages.ts';
import type {RangeRequest} from '../../source/etcd/requests.ts';
import {
  readApisixSsls,
  SSL_BYTES_MAX,
  SSLS_MAX,
  sslsPrefixOf,
} from '../../source/io/apisix-ssls.ts';
import {CallError} from '../../source/io/sync-calls.ts';

const prefix = '/apisix/ssls/';
const tooLarge: Failure = {
  kind: 'message-too-large',
  message: 'received message larger than max (5 vs. 4)',
};
const denied: Failure = {kind: 'permission-denied', message: 'etcdserver: permission denied'};

test('nothing under the prefix is no report', async () => {
  assert.equal(await read(rangeOver([])), undefined);
});

test('the directory marker of APISIX is no entry', async () => {
  assert.equal(await read(rangeOver([['', 'init_dir']])), undefined);
  const report = await read(
    rangeOver([
      ['', 'init_dir'],
      ['1', '{}'],
    ]),
  );
  assert.deepEqual(
    [report?.total, report?.entries.map(({id}) => id), report?.unread],
    [1, ['1'], undefined],
  );
});

test('every page is read at the revision of the first', async () => {
  const range = rangeOver(numbered(120));
  const report = await read(range);
  assert.equal(report?.entries.length, 120);
  assert.deepEqual(
    range.requests.map(({revision}) => revision),
    [undefined, 7, 7],
  );
});

test('what is too large for one answer is asked for in smaller pages, down to one without its value', async () => {
  const values = numbered(10).map(([id]) => [id, id === '3' ? 'x'.repeat(100) : '{}'] as const);
  const range = rangeOver(values, request => {
    const isIn =
      request.keysOnly !== true && Buffer.from(request.key, 'base64').toString() <= `${prefix}3`;
    return isIn && (request.limit ?? 0) >= 1 && reaches(values, request, '3')
      ? tooLarge
      : undefined;
  });
  const report = await read(range);
  assert.equal(report?.entries.length, 10);
  const third = report?.entries.find(({id}) => id === '3');
  assert.match(
    third?.findings[0]?.evidence[0] ?? '',
    /no value, or one that the server does not deliver/,
  );
});

test('an entry over the limit is named and not read', async () => {
  const report = await read(
    rangeOver([
      ['1', 'x'.repeat(SSL_BYTES_MAX + 1)],
      ['2', '{}'],
    ]),
  );
  assert.match(
    report?.entries[0]?.findings[0]?.evidence[0] ?? '',
    /1048577 bytes are more than 1048576/,
  );
});

test('more entries than the limit are counted', async () => {
  const report = await read(rangeOver(numbered(SSLS_MAX + 70)));
  assert.equal(report?.entries.length, SSLS_MAX);
  assert.deepEqual([report?.total, report?.unread], [5070, 'only the first 5000 of 5070 are read']);
});

test('a refusal is said in the words of the server', async () => {
  const report = await read(rangeOver([], () => denied));
  assert.deepEqual(report, {
    prefix,
    total: 0,
    entries: [],
    unread: 'etcdserver: permission denied',
  });
});

test('a refusal on the way keeps what was read before', async () => {
  const report = await read(
    rangeOver(numbered(80), ({revision}) => (revision === 7 ? denied : undefined)),
  );
  assert.deepEqual([report?.entries.length, report?.total], [50, 80]);
  assert.match(report?.unread ?? '', /permission denied/);
});

const prefixes = [
  ['', '/apisix/ssls/'],
  ['/apisix', '/apisix/ssls/'],
  ['/apisix/', '/apisix/ssls/'],
  ['/apisix/routes/', '/apisix/ssls/'],
  ['/apisix2', '/apisix2/ssls/'],
  ['/gateways/eu/', '/gateways/eu/ssls/'],
] as const;

for (const [given, expected] of prefixes) {
  test(`with the prefix '${given}' they lie under ${expected}`, () => {
    assert.equal(sslsPrefixOf(given), expected);
  });
}

type Values = readonly (readonly [string, string])[];
type Range = ((request: RangeRequest) => Promise<RangeResponse>) & {requests: RangeRequest[]};

function read(range: Range) {
  return readApisixSsls({range, prefix, context: {nowMs: 0, warnDays: 30}});
}

function numbered(count: number): Values {
  return Array.from({length: count}, (_, at) => [String(at + 1), '{}'] as const);
}

function reaches(values: Values, request: RangeRequest, id: string): boolean {
  return pageOf(values, request).some(([each]) => each === id);
}

function pageOf(values: Values, request: RangeRequest): Values {
  const first = Buffer.from(request.key, 'base64');
  return sorted(values)
    .filter(([id]) => Buffer.compare(Buffer.from(prefix + id), first) >= 0)
    .slice(0, request.limit);
}

function sorted(values: Values): Values {
  return values.toSorted(([one], [other]) => Buffer.compare(Buffer.from(one), Buffer.from(other)));
}

function rangeOver(
  values: Values,
  fault: (request: RangeRequest) => Failure | undefined = () => undefined,
): Range {
  const requests: RangeRequest[] = [];
  const range = async (request: RangeRequest): Promise<RangeResponse> => {
    requests.push(request);
    const failure = fault(request);
    if (failure !== undefined) throw new CallError(failure);
    const page = pageOf(values, request);
    const rest = pageOf(values, {...request, limit: values.length});
    return {
      header: {clusterId: '1', memberId: '1', revision: 7},
      kvs: page.map(([id, value]) => ({
        key: Buffer.from(prefix + id).toString('base64'),
        value: request.keysOnly === true ? '' : Buffer.from(value).toString('base64'),
        createRevision: 1,
        modRevision: 1,
        version: 1,
      })),
      more: rest.length > page.length,
      count: rest.length,
    };
  };
  return Object.assign(range, {requests});
}
