// What a recording says about the interface at a moment, as a view model that can be drawn: each
// field is taken where it has the shape that this version expects, and left at "nothing known"
// where not, so that recordings of other versions can be looked at too.
import {certificatesLines} from '../report/certificates-lines.ts';
import type {ViewModel} from '../report/view-model.ts';
import {fits, type Shape} from './json-shape.ts';
import {accountsShape} from './recorded-line.ts';

export function readRecordedView(recorded: unknown, blank: ViewModel): ViewModel {
  if (typeof recorded !== 'object' || recorded === null) return blank;
  const fields = Object.entries(recorded).filter(([name, value]) => {
    const shape = shapes[name];
    return shape?.some(one => fits(value, one)) === true;
  });
  return {...blank, ...Object.fromEntries(fields)};
}

/** A certificate report is large: what proves that it is one is that it can be drawn. */
export function readRecordedCertificates(recorded: unknown): ViewModel['certificates'] {
  const report = recorded as ViewModel['certificates'];
  if (report === undefined || report === null) return undefined;
  try {
    for (const width of [40, 100, 200]) certificatesLines(report, width);
    return report;
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return undefined;
    throw error;
  }
}

const optionalNumber: Shape = {optional: 'number'};
const optionalText: Shape = {optional: 'string'};
const optionalTime: Shape = {optional: 'time'};

/** A field has one of these. */
const shapes: Readonly<Record<string, readonly Shape[]>> = {
  demo: ['boolean'],
  prefix: ['string'],
  endpoints: [
    [
      {
        url: 'string',
        current: 'boolean',
        etcdVersion: optionalText,
        headerRevision: optionalNumber,
        lastError: optionalText,
      },
    ],
  ],
  security: [{words: ['plain', 'TLS', 'mTLS', 'TLS, not verified']}],
  user: ['string'],
  etcdVersion: ['string'],
  clusterId: ['string'],
  leader: ['string'],
  phase: [
    {name: {words: ['syncing', 'opening-watch', 'watching']}},
    {name: {words: ['connecting']}, endpoint: 'string', attempt: 'number'},
    {
      name: {words: ['backing-off']},
      reason: 'string',
      sinceMs: 'time',
      retryAtMs: 'time',
      attempt: 'number',
    },
    {name: {words: ['failed']}, reason: 'string'},
  ],
  headerRevision: ['number'],
  appliedRevision: ['number'],
  liveness: [{askedEveryMs: 'number', lastAnswerTimeMs: optionalTime, silentSinceMs: optionalTime}],
  accounts: [
    {
      ...(accountsShape as {readonly [field: string]: Shape}),
      isBalanced: 'boolean',
      proof: optionalText,
      keysCountedTimeMs: optionalTime,
    },
  ],
  headroom: [
    {known: {words: ['nothing']}, compactRevision: optionalNumber},
    {known: {words: ['never compacted']}},
    {known: {words: ['nothing written']}, compactRevision: 'number'},
    {known: {words: ['seconds']}, seconds: 'number', compactRevision: 'number'},
  ],
  progress: [
    {
      pinnedRevision: optionalNumber,
      keysDone: 'number',
      keysTotal: optionalNumber,
      bytes: 'number',
      pages: 'number',
      requests: 'number',
      retries: 'number',
      startedTimeMs: optionalTime,
      finishedTimeMs: optionalTime,
      syncsDone: 'number',
    },
  ],
  oneShot: [
    {outcome: {words: ['asking']}},
    {outcome: {words: ['answered']}, keys: 'number', bytes: 'number', seconds: 'number'},
    {outcome: {words: ['refused']}, isTooLarge: 'boolean', reason: 'string', seconds: 'number'},
  ],
  resources: [[{name: 'string', keys: 'number', bytes: 'number'}]],
};
