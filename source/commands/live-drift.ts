// The comparison of what APISIX has loaded with etcd, behind its pane.
import type {SyncCalls} from '../io/sync-calls.ts';
import type {DriftView} from '../report/view-model.ts';
import {type DriftContext, driftOptions} from './drift.ts';
import {createLiveReport, type LiveReport} from './live-report.ts';

export function createLiveDrift({
  context,
  calls,
  onChange,
  signal,
}: {
  readonly context: DriftContext;
  /** Shared with the sync engine, which logs in. */
  readonly calls: SyncCalls;
  readonly onChange: () => void;
  readonly signal: AbortSignal;
}): LiveReport<DriftView> {
  return createLiveReport<DriftView>({
    blank: {isChecking: false},
    begun: before => ({...before, isChecking: true}),
    async make() {
      const {checkDrift} = await import('../io/drift-check.ts');
      const report = await checkDrift({...driftOptions(context), calls, signal});
      return {isChecking: false, report};
    },
    onChange,
    signal,
  });
}
