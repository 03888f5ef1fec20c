// The doctor behind its pane: its checks are shown as they are done.
import type {DoctorView} from '../report/view-model.ts';
import {type DoctorCommandContext, doctorOptions} from './doctor-options.ts';
import {createLiveReport, type LiveReport} from './live-report.ts';
import type {Prefix} from './prefix.ts';

export function createLiveDoctor({
  context,
  prefix,
  onChange,
  signal,
}: {
  readonly context: DoctorCommandContext;
  readonly prefix: Prefix;
  readonly onChange: () => void;
  readonly signal: AbortSignal;
}): LiveReport<DoctorView> {
  return createLiveReport<DoctorView>({
    blank: {isRunning: false, done: []},
    begun: before => ({...before, isRunning: true, done: []}),
    async make(note) {
      const {runDoctorProbes} = await import('../io/doctor-run.ts');
      const own = doctorOptions(context);
      const report = await runDoctorProbes({
        ...own,
        context: {...own.context, prefix},
        signal,
        onCheck(check, endpoint) {
          const done = {check, ...(endpoint !== undefined && {endpoint})};
          note(before => ({...before, done: [...before.done, done]}));
        },
      });
      return {isRunning: false, done: [], report};
    },
    onChange,
    signal,
  });
}
