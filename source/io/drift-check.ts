// One comparison of the APISIX on this host with etcd: etcd, then the workers, then etcd again; and all
// of it a second time after a moment where they differ, since a change needs that long to arrive.
import {setTimeout as delay} from 'node:timers/promises';
import type {ApisixConnection} from '../apisix/apisix-connection.ts';
import {disabledControl} from '../apisix/control-answers.ts';
import {compareDrift, type DriftComparison} from '../apisix/drift.ts';
import {
  type DriftFault,
  type DriftReport,
  type RejectedResource,
  rejectionOf,
} from '../apisix/drift-report.ts';
import type {WorkerView} from '../apisix/loaded-resources.ts';
import {syncBugsOf} from '../apisix/sync-bugs.ts';
import type {ConnectionSettings} from '../config/settings.ts';
import {describeFailure} from '../etcd/gateway-error.ts';
import {askControlApi, type ControlApi, controlUrl} from './apisix-control.ts';
import {type ApisixKeySpace, readApisixKeySpace, readResource} from './apisix-key-space.ts';
import {CallError, type SyncCalls} from './sync-calls.ts';

type CheckDriftOptions = {
  readonly settings: ConnectionSettings;
  readonly calls: SyncCalls;
  readonly api: ControlApi;
  /** Where its configuration was read: what it says of provider and Control API counts. */
  readonly apisix?: ApisixConnection;
  /** The user named another Control API than the configuration does. */
  readonly isApiGiven: boolean;
  /** /apisix/ */
  readonly prefix: string;
  /** Connections to the Control API. */
  readonly samples: number;
  readonly now: () => number;
  readonly signal: AbortSignal;
  readonly debug?: (line: string) => void;
  /** How long a change may take to arrive; 2 s where absent. */
  readonly settleMs?: number;
};

/** Values looked at, of resources that are missing. */
const rejectedMax = 20;

/** Rejects only when the signal aborts, or for what is no failure of a call. */
export async function checkDrift(options: CheckDriftOptions): Promise<DriftReport> {
  const fault = faultBefore(options);
  if (fault !== undefined) return unknownReport(options, {fault});
  try {
    const before = await readEtcd(options);
    let looked = await lookOnce(options, before);
    if (looked.comparison?.resources.length) {
      await delay(options.settleMs ?? 2000, undefined, {signal: options.signal});
      looked = await lookOnce(options, before);
    }
    return await reportOf(options, looked);
  } catch (error) {
    if (!(error instanceof CallError)) throw error;
    const summary = `etcd can't be read: ${describeFailure(error.failure)}`;
    return unknownReport(options, {
      fault: {id: 'etcd-unread', summary, remedy: 'Run etcdscope doctor: it names the cause.'},
    });
  }
}

type Looked = {
  readonly space: ApisixKeySpace;
  readonly answers: number;
  readonly apisixVersion?: string;
  readonly fault?: DriftFault;
  readonly comparison?: DriftComparison;
};

function faultBefore({apisix, isApiGiven}: CheckDriftOptions): DriftFault | undefined {
  if (apisix === undefined) return undefined;
  const file = apisix.files.at(-1) ?? '';
  const {provider, controlApi} = apisix;
  if (provider.value !== 'etcd') {
    return {
      id: 'cfg-provider',
      summary: `this APISIX takes its configuration from ${provider.value}, not from etcd (${file})`,
      remedy: 'There is nothing to compare with etcd.',
    };
  }
  return controlApi.value.enabled || isApiGiven ? undefined : disabledControl(file);
}

async function lookOnce(options: CheckDriftOptions, before: ApisixKeySpace): Promise<Looked> {
  const asked = await askControlApi({
    ...options,
    timeoutMs: options.settings.commandTimeoutMs.value,
  });
  const apisixVersion = asked.apisixVersion ?? options.apisix?.version;
  const about = {space: before, ...(apisixVersion !== undefined && {apisixVersion})};
  if (!asked.ok) return {...about, answers: 0, fault: asked.fault};
  const after = await readEtcd(options);
  const workers: readonly WorkerView[] = asked.workers;
  const comparison = compareDrift({before: before.view, after: after.view, workers});
  return {...about, space: after, answers: workers.length, comparison};
}

function readEtcd({calls, settings, prefix, signal}: CheckDriftOptions): Promise<ApisixKeySpace> {
  const endpointCount = settings.endpoints.value.length;
  return readApisixKeySpace({calls, endpointCount, prefix, signal});
}

async function reportOf(options: CheckDriftOptions, looked: Looked): Promise<DriftReport> {
  const {space, answers, comparison, fault, apisixVersion} = looked;
  const {endpointIndex} = space.target;
  const verdict =
    comparison === undefined ? 'unknown' : comparison.resources.length > 0 ? 'fail' : 'pass';
  return {
    verdict,
    controlApi: controlUrl(options.api),
    ...(apisixVersion !== undefined && {apisixVersion}),
    etcd: {
      endpoint: options.settings.endpoints.value[endpointIndex]?.url ?? '',
      prefix: options.prefix,
      revision: space.view.revision,
      clusterId: space.clusterId,
    },
    answers,
    ...(comparison && {comparison}),
    rejected: comparison === undefined ? [] : await readRejected(options, space, comparison),
    ...(fault && {fault}),
    bugs: syncBugsOf(apisixVersion),
    checkedTimeMs: options.now(),
  };
}

async function readRejected(
  options: CheckDriftOptions,
  {target}: ApisixKeySpace,
  {resources}: DriftComparison,
): Promise<readonly RejectedResource[]> {
  const missing = resources.filter(({state}) => state === 'missing' || state === 'stale');
  const rejected: RejectedResource[] = [];
  for (const {kind, id} of missing.slice(0, rejectedMax)) {
    const value = await readResource(options, target, {kind, id});
    const reason = value === undefined ? undefined : rejectionOf(value);
    if (reason !== undefined) rejected.push({kind, id, reason});
  }
  return rejected;
}

function unknownReport(
  {api, apisix, now}: CheckDriftOptions,
  {fault}: {readonly fault: DriftFault},
): DriftReport {
  return {
    verdict: 'unknown',
    controlApi: controlUrl(api),
    ...(apisix?.version !== undefined && {apisixVersion: apisix.version}),
    answers: 0,
    rejected: [],
    fault,
    bugs: syncBugsOf(apisix?.version),
    checkedTimeMs: now(),
  };
}
