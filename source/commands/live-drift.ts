// The Drift pane's side of a live source: the comparison is made when the pane is first looked at, and
// again on demand. It costs the gateway something, so nothing repeats it by itself.

import type {SyncCalls} from '../io/sync-calls.ts';
import type {DriftView} from '../report/view-model.ts';
import {type DriftContext, driftOptions} from './drift.ts';

export type LiveDrift = {
  view(): DriftView;
  /** Looks, unless it has looked already. */
  show(): void;
  /** Looks again. */
  look(): void;
};

export type LiveDriftOptions = {
  readonly context: DriftContext;
  /** Shared with the sync engine, which logs in. */
  readonly calls: SyncCalls;
  readonly onChange: () => void;
  readonly signal: AbortSignal;
};

export function createLiveDrift({context, calls, onChange, signal}: LiveDriftOptions): LiveDrift {
  let view: DriftView = {isChecking: false};

  async function check(): Promise<void> {
    if (view.isChecking || signal.aborted) return;
    view = {...view, isChecking: true};
    onChange();
    try {
      const {checkDrift} = await import('../io/drift-check.ts');
      const report = await checkDrift({...driftOptions(context), calls, signal});
      view = {isChecking: false, report};
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    onChange();
  }

  return {
    view: () => view,
    show() {
      if (view.report === undefined) void check();
    },
    look: () => void check(),
  };
}
