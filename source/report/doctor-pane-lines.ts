// The Doctor pane: while it runs, the checks as they are done; then the conclusion, what to do first,
// with every check below it.
import {createCheckRows} from './doctor-check-lines.ts';
import {doctorLines} from './doctor-lines.ts';
import {type Line, span} from './lines.ts';
import type {DoctorView} from './view-model.ts';

export function doctorPaneLines(view: DoctorView | undefined, width: number): Line[] {
  if (view === undefined) return [[], [span('   nothing to examine in a recording', 'dim')]];
  const {isRunning, done, report} = view;
  if (isRunning) return runningLines(done, width);
  return report === undefined
    ? [[], [span('   not examined yet: Ctrl-R', 'dim')]]
    : doctorLines(report, width);
}

/** What to do about the cause, for the clipboard; undefined where nothing is wrong. */
export function remedyOfDoctor(view: DoctorView | undefined): string | undefined {
  return view?.report?.cause?.remedy;
}

function runningLines(done: DoctorView['done'], width: number): Line[] {
  const [only, ...others] = new Set(done.flatMap(({endpoint}) => endpoint ?? []));
  const rows = createCheckRows({width, only: others.length === 0 ? only : undefined});
  const lines = done.flatMap(({check, endpoint}) => rows.add(check, endpoint));
  return [[span(' ○ examining every layer, in order', 'warning')], [], ...lines, ...rows.end()];
}
