// One watch, opened as APISIX opens it: is it confirmed, refused, or swallowed on the way? With a
// second one, whose request stays open, for how fast a question for progress is answered.
import type {Endpoint} from '../config/settings.ts';
import type {WatchProbe} from '../doctor/probe-facts.ts';
import {type Failure, failureOfCancel} from '../etcd/gateway-error.ts';
import type {KeyRange} from '../etcd/key-range.ts';
import type {WatchFrame} from '../etcd/messages.ts';
import {encodeWatch} from '../etcd/requests.ts';
import type {TlsMaterial} from './tls-material.ts';
import {openWatchConnection} from './watch-connection.ts';

type WatchProbeOptions = {
  readonly endpoint: Endpoint;
  readonly tls: TlsMaterial;
  readonly dialTimeoutMs: number;
  readonly apiPrefix: string;
  readonly token?: string;
  readonly range: KeyRange;
  readonly startRevision: number;
  /** For the first frame. */
  readonly createdMsMax: number;
  /** How long it is kept open afterwards, to see whether somebody ends it; 0: not at all. */
  readonly soakMs: number;
  readonly signal: AbortSignal;
  readonly count: () => void;
};

/** etcd refuses a compacted start up to 100 ms after it confirmed the watch. */
const SETTLE_MS = 300;
const PROGRESS_MS_MAX = 2_000;

export async function probeWatch(options: WatchProbeOptions): Promise<WatchProbe> {
  const {startRevision} = options;
  const started = performance.now();
  const outcome = await watchOnce(options);
  const seconds = (performance.now() - started) / 1000;
  if (outcome.kind !== 'created') return {startRevision, seconds, outcome};
  const progressSeconds = await askProgress(options);
  return {
    startRevision,
    seconds,
    outcome,
    ...(progressSeconds !== undefined && {progressSeconds}),
  };
}

type Outcome = WatchProbe['outcome'];

function watchOnce(options: WatchProbeOptions): Promise<Outcome> {
  const {promise, resolve} = Promise.withResolvers<Outcome>();
  let createdMs: number | undefined;
  const connection = open(options, false, {
    onFrame(frame) {
      const refusal = refusalOf(frame);
      if (refusal !== undefined) return resolve(refusal);
      if (!frame.created || createdMs !== undefined) return undefined;
      createdMs = performance.now();
      clearTimeout(timer);
      timer = setTimeout(() => resolve({kind: 'created'}), Math.max(SETTLE_MS, options.soakMs));
      return undefined;
    },
    onEnd: failure => resolve(endOf(failure, createdMs)),
  });
  let timer = setTimeout(() => resolve({kind: 'silent'}), options.createdMsMax);
  const give = () => {
    const why = {kind: 'timeout', message: 'the time for the whole run was up'} as const;
    resolve(createdMs === undefined ? {kind: 'refused', failure: why} : {kind: 'created'});
  };
  options.signal.addEventListener('abort', give, {once: true});
  if (options.signal.aborted) give();
  return promise.finally(() => {
    clearTimeout(timer);
    options.signal.removeEventListener('abort', give);
    connection.close();
  });
}

function endOf(failure: Failure, createdMs: number | undefined): Outcome {
  return createdMs === undefined
    ? {kind: 'refused', failure}
    : {kind: 'cut', afterSeconds: (performance.now() - createdMs) / 1000, failure};
}

// canceled first: a refused watch has created and canceled both set.
function refusalOf(frame: WatchFrame): Outcome | undefined {
  if (!frame.canceled) return undefined;
  const {compactRevision, cancelReason = 'canceled without a reason'} = frame;
  if (compactRevision !== undefined) return {kind: 'compacted', compactRevision};
  return {kind: 'refused', failure: failureOfCancel(cancelReason)};
}

/** undefined: no answer; a proxy that holds open requests back is no fault for APISIX. */
function askProgress(options: WatchProbeOptions): Promise<number | undefined> {
  const {promise, resolve} = Promise.withResolvers<number | undefined>();
  let askedMs: number | undefined;
  // From now: a start in the future is not told about progress until it is reached (etcd #20290).
  const {startRevision: _start, ...fromNow} = options;
  const connection = open(fromNow, true, {
    onFrame(frame) {
      if (frame.created && askedMs === undefined) {
        askedMs = performance.now();
        connection.askProgress();
      } else if (askedMs !== undefined && frame.watchId === '-1') {
        resolve((performance.now() - askedMs) / 1000);
      }
    },
    onEnd: () => resolve(undefined),
  });
  const timer = setTimeout(() => resolve(undefined), PROGRESS_MS_MAX);
  const give = () => resolve(undefined);
  options.signal.addEventListener('abort', give, {once: true});
  return promise.finally(() => {
    clearTimeout(timer);
    options.signal.removeEventListener('abort', give);
    connection.close();
  });
}

function open(
  options: Omit<WatchProbeOptions, 'startRevision'> & {readonly startRevision?: number},
  duplex: boolean,
  {onFrame, onEnd}: {onFrame: (frame: WatchFrame) => void; onEnd: (failure: Failure) => void},
) {
  const {endpoint, tls, dialTimeoutMs, apiPrefix, token, range, startRevision} = options;
  options.count();
  return openWatchConnection({
    endpoint,
    tls,
    dialTimeoutMs,
    path: `${apiPrefix}/watch`,
    ...(token !== undefined && {token}),
    body: encodeWatch({...range, ...(startRevision !== undefined && {startRevision})}),
    duplex,
    onParts: parts => {
      for (const {frame} of parts) if (frame !== undefined) onFrame(frame);
    },
    onEnd,
  });
}
