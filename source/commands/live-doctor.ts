// The Doctor pane's side of a live source: the doctor runs when the pane is first looked at, and again
// on demand; its checks are shown as they are done. Nothing repeats it by itself.
import type {Check} from '../doctor/doctor-report.ts';
import type {DoctorView} from '../report/view-model.ts';
import {type DoctorCommandContext, doctorOptions} from './doctor-options.ts';
import type {Prefix} from './prefix.ts';

export type LiveDoctor = {
  view(): DoctorView;
  /** Runs, unless it has run already. */
  show(): void;
  /** Runs again. */
  look(): void;
};

export type LiveDoctorOptions = {
  readonly context: DoctorCommandContext;
  readonly prefix: Prefix;
  readonly onChange: () => void;
  readonly signal: AbortSignal;
};

export function createLiveDoctor(options: LiveDoctorOptions): LiveDoctor {
  const {context, prefix, onChange, signal} = options;
  let view: DoctorView = {isRunning: false, done: []};

  function note(check: Check, endpoint: string | undefined): void {
    const done = [...view.done, {check, ...(endpoint !== undefined && {endpoint})}];
    view = {...view, done};
    onChange();
  }

  async function run(): Promise<void> {
    if (view.isRunning || signal.aborted) return;
    view = {...view, isRunning: true, done: []};
    onChange();
    try {
      const {runDoctorProbes} = await import('../io/doctor-run.ts');
      const own = doctorOptions(context);
      const report = await runDoctorProbes({
        ...own,
        context: {...own.context, prefix},
        signal,
        onCheck: note,
      });
      view = {isRunning: false, done: [], report};
    } catch (error) {
      if (!signal.aborted) throw error;
    }
    onChange();
  }

  return {
    view: () => view,
    show() {
      if (view.report === undefined) void run();
    },
    look: () => void run(),
  };
}
