// What is under the prefix, and whether APISIX can use it: nothing there, another prefix, a double
// slash, data of 2.x, values that are no objects, markers that are gone.
import {describeFailure} from '../etcd/gateway-error.ts';
import {printableText} from '../tls/printable-text.ts';
import {finding} from './catalogue.ts';
import {accessFinding} from './judge-access.ts';
import {type Found, type Judged, judged, skipped} from './judged.ts';
import {apisixDirectories, type Survey} from './key-space-survey.ts';
import type {CallResult, DoctorContext} from './probe-facts.ts';

export type KeySpaceFacts = {
  readonly endpoint: string;
  /** Keys under the prefix. */
  readonly count: CallResult<number>;
  /** In the range that APISIX reads at its start, [/apisix, /apisiy); absent: not asked. */
  readonly countAsApisix?: CallResult<number>;
  readonly rangeAsApisix?: string;
  /** Where there is nothing under the prefix: first path parts of all keys, with counts. */
  readonly others: readonly {readonly prefix: string; readonly keys: number}[];
  /** Absent: nothing was read. */
  readonly survey?: Survey;
};

export function judgeKeySpace(facts: KeySpaceFacts, context: DoctorContext): Judged {
  const {count, endpoint} = facts;
  if (count.kind === 'not-asked') return skipped('prefix', count.reason);
  const name = context.prefix.text === '' ? 'all keys' : context.prefix.text;
  if (count.kind === 'refused') {
    const about = {endpoint, what: `counting ${name}`, severity: 'error'} as const;
    const found = accessFinding(count.failure, about);
    return found === undefined
      ? skipped('prefix', describeFailure(count.failure))
      : judged('prefix', [found], '', {seconds: count.seconds});
  }
  const found = [
    ...emptyFindings(facts, context, count.value),
    ...apisixReadFindings(facts, context, count.value),
    ...(facts.survey === undefined ? [] : surveyFindings(facts.survey, context)),
  ];
  return judged('prefix', found, countText(count.value, context.prefix.text), {
    seconds: count.seconds,
  });
}

function countText(count: number, prefix: string): string {
  const keys = `${count} ${count === 1 ? 'key' : 'keys'}`;
  return prefix === '' ? `${keys} in all` : `${keys} under ${printableText(prefix, 80)}`;
}

function emptyFindings(
  {others}: KeySpaceFacts,
  {prefix, isApisix}: DoctorContext,
  count: number,
): readonly Found[] {
  if (count > 0 || prefix.text === '') return [];
  const listed = others.map(each => `${printableText(each.prefix, 60)} (${each.keys} keys)`);
  const [largest] = others.toSorted((one, other) => other.keys - one.keys);
  const there =
    listed.length === 0 ? 'there is no other key either' : `there is: ${listed.join(', ')}`;
  const guess = largest === undefined ? '' : ` Is it ${printableText(largest.prefix, 60)}?`;
  return [
    finding('prefix-empty', {
      severity: isApisix ? 'error' : 'warning',
      summary: `there is no key under ${printableText(prefix.text, 60)}: APISIX answers 404 to everything and logs nothing`,
      evidence: [there],
      remedy: `Correct the prefix (deployment.etcd.prefix), or restore the data.${guess}`,
    }),
  ];
}

function apisixReadFindings(
  {countAsApisix, rangeAsApisix = '', endpoint}: KeySpaceFacts,
  {isApisix, prefix}: DoctorContext,
  count: number,
): readonly Found[] {
  if (countAsApisix === undefined || countAsApisix.kind === 'not-asked') return [];
  const base = prefix.text.replace(/\/+$/, '');
  if (countAsApisix.kind === 'refused') {
    if (countAsApisix.failure.kind !== 'permission-denied') return [];
    return [
      finding('auth-forbidden-range', {
        severity: isApisix ? 'error' : 'warning',
        endpoint,
        summary: `the role covers ${base}/ but not ${rangeAsApisix}, which APISIX reads at its start`,
        evidence: [describeFailure(countAsApisix.failure), `asked for: ${rangeAsApisix}`],
        remedy: `Grant the prefix without a slash: etcdctl role grant-permission ROLE --prefix=true readwrite ${base}`,
      }),
    ];
  }
  const extra = countAsApisix.value - count;
  // The bare prefix itself may be a key of its own.
  if (extra < 2 || count === 0) return [];
  return [
    finding('prefix-overlap', {
      severity: 'warning',
      summary: `${extra} keys of other prefixes begin with ${base} too: APISIX reads them as well at its start`,
      evidence: [
        `in ${rangeAsApisix}: ${countAsApisix.value} keys`,
        `under ${base}/: ${count} keys`,
      ],
    }),
  ];
}

function surveyFindings(survey: Survey, {isApisix}: DoctorContext): readonly Found[] {
  const {directories, doubleSlashes} = survey;
  const known = [...directories.keys()].filter(name => apisixDirectories.includes(name));
  if (known.length === 0 && !isApisix) return [];
  const isOld =
    (directories.has('ssl') || directories.has('proto')) &&
    !directories.has('ssls') &&
    !directories.has('protos') &&
    !survey.markers.has('ssls');
  return [
    ...(doubleSlashes.length > 0 ? [slashFinding(doubleSlashes)] : []),
    ...(isOld ? [oldDataFinding(directories)] : []),
    ...badValueFindings(survey),
    ...markerFindings(survey),
  ];
}

function slashFinding(keys: readonly string[]): Found {
  return finding('prefix-slash', {
    severity: 'error',
    summary: 'keys have a double slash: they were written with a prefix that ends with /',
    evidence: keys.map(key => printableText(key, 100)),
  });
}

function oldDataFinding(directories: ReadonlyMap<string, number>): Found {
  return finding('data-2x', {
    severity: 'warning',
    summary: 'the data is of APISIX 2.x: it keeps certificates under /ssl, where 3.x does not look',
    evidence: [...directories]
      .map(([name, keys]) => `${printableText(name, 40)}: ${keys} keys`)
      .slice(0, 16),
  });
}

function badValueFindings({badValues, badValueCount}: Survey): readonly Found[] {
  const [first] = badValues;
  if (first === undefined) return [];
  const key = printableText(first.key, 120);
  return [
    finding('bad-value', {
      severity: 'error',
      summary: `${badValueCount === 1 ? 'one value' : `${badValueCount} values`} under the prefix ${badValueCount === 1 ? 'is' : 'are'} no JSON object: APISIX skips them, older ones the rest of the batch too`,
      evidence: badValues.map(each => `${printableText(each.key, 120)}: ${each.why}`),
      remedy: `Write ${key} again through the Admin API, or delete it: etcdctl del ${key}`,
    }),
  ];
}

// Where APISIX never wrote any, they are not missed.
function markerFindings({markers, directories}: Survey): readonly Found[] {
  const missing = [...directories.keys()].filter(
    name => apisixDirectories.includes(name) && !markers.has(name),
  );
  if (markers.size === 0 || missing.length === 0) return [];
  return [
    finding('marker-missing', {
      severity: 'warning',
      summary: `the markers of ${missing.join(', ')} are gone, those of ${markers.size} other directories are there`,
      evidence: missing.map(name => `no key ${name}/ with init_dir`),
    }),
  ];
}
