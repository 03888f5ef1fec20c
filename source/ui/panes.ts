// The panes, one row each: number, title and what it says. Most panes are text that scrolls: their
// row has `lines`, and that is all it takes to add one. Lists that move have a body in frame.ts.
import {certificatesLines} from '../report/certificates-lines.ts';
import type {Clock} from '../report/clock-text.ts';
import {doctorPaneLines, remedyOfDoctor} from '../report/doctor-pane-lines.ts';
import {driftPaneLines} from '../report/drift-lines.ts';
import {type Line, span} from '../report/lines.ts';
import type {Masker} from '../report/secrets.ts';
import {syncLines} from '../report/sync-lines.ts';
import type {PaneName, ViewModel} from '../report/view-model.ts';
import type {CopyResult} from './copied-text.ts';

type PaneInput = {
  readonly model: ViewModel;
  readonly width: number;
  readonly clock: Clock;
  readonly nowMs: number;
  /** undefined: secrets are shown. */
  readonly masker: Masker | undefined;
  /** Made anew only when one of these values is another one: for lines that cost time. */
  readonly kept: (from: readonly unknown[], make: () => readonly Line[]) => readonly Line[];
};

type PaneRow = {
  readonly name: PaneName;
  /** Its key, too. */
  readonly number: number;
  readonly title: string;
  /** What it says, as text that scrolls. Absent: a list with a body of its own in frame.ts. */
  readonly lines?: (input: PaneInput) => readonly Line[];
  /** What y copies, such as a command to type; absent: the text of the pane. */
  readonly copied?: (model: ViewModel) => CopyResult | undefined;
  /** Said when Ctrl-R asks for a new look; the source is told by lookAgain(name). */
  readonly again: string;
};

export const panes: readonly PaneRow[] = [
  {name: 'watch', number: 1, title: 'Watch', again: 'syncing again'},
  {name: 'sync', number: 2, title: 'Sync', again: 'syncing again', lines: syncPane},
  {
    name: 'certificates',
    number: 3,
    title: 'Certificates',
    again: 'checking again',
    lines: certificatesPane,
  },
  {name: 'keys', number: 4, title: 'Keys', again: 'syncing again'},
  {
    name: 'doctor',
    number: 5,
    title: 'Doctor',
    again: 'examining again',
    lines: doctorPane,
    copied: copyRemedy,
  },
  {name: 'drift', number: 6, title: 'Drift', again: 'comparing again', lines: driftPane},
];

export function paneOf(name: PaneName): PaneRow | undefined {
  return panes.find(pane => pane.name === name);
}

function syncPane({model, width, clock, nowMs}: PaneInput): readonly Line[] {
  return syncLines(model, {width, clock, nowMs});
}

function certificatesPane({model, width, kept}: PaneInput): readonly Line[] {
  const {certificates} = model;
  return certificates === undefined
    ? [[], [span('   ○ checking the certificates', 'warning')]]
    : kept([certificates, width], () => certificatesLines(certificates, width));
}

function doctorPane({model, width, kept}: PaneInput): readonly Line[] {
  const {doctor} = model;
  return kept([doctor, width], () => doctorPaneLines(doctor, width));
}

function copyRemedy({doctor}: ViewModel): CopyResult | undefined {
  const text = remedyOfDoctor(doctor);
  return text === undefined ? undefined : {ok: true, text, message: 'the remedy'};
}

function driftPane({model, width, clock, kept}: PaneInput): readonly Line[] {
  const {drift} = model;
  return kept([drift, width], () => driftPaneLines(drift, {width, clock}));
}
