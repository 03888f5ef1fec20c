// What the interface draws, live: the sync engine, the ring of entries, the counts and the
// certificate check behind one InterfaceSource.
import {isFlagOn} from '../config/flag-values.ts';
import {parseSize} from '../config/values.ts';
import {prefixRange} from '../etcd/key-range.ts';
import {createSyncCalls} from '../io/sync-calls.ts';
import {type SyncDriver, startSyncDriver} from '../io/sync-driver.ts';
import {createActivityMeter} from '../report/activity.ts';
import {createResourceCounter} from '../report/resource-counts.ts';
import {buildView} from '../report/view-builder.ts';
import type {InterfaceSource, OneShotView, PaneName, ViewModel} from '../report/view-model.ts';
import type {Entry, StatusPhase} from '../sync/entries.ts';
import {createEventLog, type EventLog} from '../sync/event-log.ts';
import type {CommandContext} from './command-context.ts';
import {createLiveCertificates} from './live-certificates.ts';
import {createLiveDoctor} from './live-doctor.ts';
import {createLiveDrift} from './live-drift.ts';
import {createLiveKeys} from './live-keys.ts';
import {createLiveOneShot} from './live-one-shot.ts';
import type {Prefix} from './prefix.ts';
import {reachOf} from './reach-by-hand.ts';

/** A reconnect may have met another certificate. */
const connectionPhases: ReadonlySet<StatusPhase> = new Set(['watching', 'resumed', 'disconnected']);

export type LiveSource = InterfaceSource & {readonly log: EventLog; close(): void};

export type LiveStart = {
  /** Events from this revision on; absent: from now. */
  readonly fromRevision?: number;
  /** To go on with; absent: an empty one. */
  readonly log?: EventLog;
};

type SourceContext = Pick<
  CommandContext,
  'settings' | 'tls' | 'commandLine' | 'apisix' | 'environment' | 'debug'
>;

export function createLiveSource(
  context: SourceContext,
  prefix: Prefix,
  demo: boolean,
  start: LiveStart = {},
): LiveSource {
  const {settings, tls} = context;
  const size = context.commandLine.values.get('history-bytes');
  const bytesMax = size === undefined ? 64 * 1024 ** 2 : parseSize(size);
  const log = start.log ?? createEventLog(bytesMax);
  const resources = createResourceCounter(prefix.bytes);
  const meter = createActivityMeter();
  const calls = createSyncCalls(context);
  const listeners = new Set<() => void>();
  const ended = new AbortController();
  const changed = () => {
    for (const listener of listeners) listener();
  };

  const certificates = createLiveCertificates({
    context,
    prefix: prefix.text,
    calls,
    onChange: changed,
    signal: ended.signal,
  });

  function take(entries: readonly Entry[]): void {
    for (const entry of entries) {
      if (entry.type !== 'status' && entry.origin === 'initial') continue;
      log.append(entry);
      if (entry.type !== 'status') meter.add(1, entry.timeMs);
      else if (connectionPhases.has(entry.phase)) certificates.check();
    }
  }

  const drift = createLiveDrift({context, calls, onChange: changed, signal: ended.signal});
  const doctor = createLiveDoctor({
    // A demo is nothing to remember.
    context: demo ? {...context, environment: {}} : context,
    prefix,
    onChange: changed,
    signal: ended.signal,
  });
  const keys = createLiveKeys({calls, stateOf: () => driver.state, signal: ended.signal});
  const oneShot = createLiveOneShot({
    calls,
    prefix,
    isDeep: isFlagOn(context.commandLine.values, 'deep'),
    onChange: changed,
    signal: ended.signal,
  });
  let paneInFront: PaneName = 'watch';
  const driver: SyncDriver = startSyncDriver({
    options: {
      endpoints: settings.endpoints.value.map(endpoint => endpoint.url),
      range: prefixRange(prefix.bytes),
      emitInitial: false,
      initialValues: true,
      keepMirror: true,
      ...(start.fromRevision !== undefined && {fromRevision: start.fromRevision}),
      prevKv: true,
      watch: true,
      giveUp: false,
      login: settings.user !== undefined,
      observeMirror(key, count, bytes) {
        resources.add(key, count, bytes);
        keys.note(key, count, bytes);
      },
      jitter: Math.random(),
    },
    settings,
    tls,
    ...(context.debug && {debug: context.debug}),
    calls,
    onEntries: take,
    onChange(state) {
      if (state.phase.name === 'backing-off' && certificates.report() === undefined) {
        certificates.check();
      }
      oneShot.follow(state, paneInFront === 'sync');
      changed();
    },
  });

  return {
    log,
    view: () => ({
      drift: drift.view(),
      ...configuredBy(context),
      doctor: doctor.view(),
      ...shownOneShot(oneShot.view(driver.state)),
      ...buildView({
        state: driver.state,
        demo,
        prefix: prefix.text,
        security: securityOf(context),
        ...(settings.user && {user: settings.user.value}),
        activity: meter.read(Date.now()),
        resources: resources.read(),
        certificates: certificates.report(),
      }),
    }),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    paneShown(pane) {
      paneInFront = pane;
      oneShot.follow(driver.state, pane === 'sync');
      if (pane === 'drift') drift.show();
      if (pane === 'doctor') doctor.show();
    },
    keys,
    reach: () => reachOf(settings, driver.state),
    lookAgain(pane) {
      if (pane === 'certificates') certificates.check();
      else if (pane === 'drift') drift.look();
      else if (pane === 'doctor') doctor.look();
      else driver.syncAgain();
    },
    close() {
      ended.abort();
      driver.close();
    },
  };
}

function shownOneShot(oneShot: OneShotView | undefined): {oneShot?: OneShotView} {
  return oneShot === undefined ? {} : {oneShot};
}

/** An endpoint that nobody typed must be seen to come from somewhere. */
function configuredBy({apisix, commandLine, settings}: SourceContext): {configuredBy?: string} {
  const {source} = settings.endpoints.origin;
  const isFound = apisix !== undefined && !commandLine.values.has('apisix');
  return isFound && source !== 'flag' ? {configuredBy: "APISIX's config.yaml"} : {};
}

function securityOf({settings, tls}: SourceContext): ViewModel['security'] {
  if (!settings.endpoints.value.some(endpoint => endpoint.tls)) return 'plain';
  if (tls.insecureSkipVerify) return 'TLS, not verified';
  return tls.cert === undefined ? 'TLS' : 'mTLS';
}
