// Decides what is written to a recording: each change and status once, what the interface knows at
// most once a second and only when it changed, the certificates when they changed. Text out; the
// file is io's.
import type {Base64} from '../etcd/messages.ts';
import type {KeyFacts} from '../report/key-source.ts';
import type {Masker} from '../report/secrets.ts';
import type {ViewModel} from '../report/view-model.ts';
import type {Entry} from '../sync/entries.ts';
import {
  certificatesText,
  entryText,
  headerText,
  keyText,
  missingText,
  type RecordingHeader,
  viewText,
} from './recording-lines.ts';

type Recorder = {
  /** What every file of the recording begins with. */
  partStart(part: number, timeMs: number): string;
  entries(entries: readonly Entry[]): string;
  /** '' where nothing changed. */
  view(view: ViewModel, timeMs: number): string;
  key(key: Base64, facts: KeyFacts): string;
  missing(lines: number, timeMs: number): string;
};

export type RecorderOptions = {
  readonly header: Omit<RecordingHeader, 'part' | 'timeMs' | 'masked' | 'version'>;
  /** Absent: values are recorded as they are. */
  readonly masker?: Masker;
};

export function createRecorder({header, masker}: RecorderOptions): Recorder {
  let lastView = '';
  let lastCertificates: ViewModel['certificates'];
  return {
    partStart(part, timeMs) {
      // A file is whole by itself: what was known is said again.
      lastView = '';
      lastCertificates = undefined;
      const masked = masker !== undefined;
      return headerText({...header, version: 1, timeMs, masked, part});
    },
    entries: entries => entries.map(entry => entryText(entry, masker)).join(''),
    view(view, timeMs) {
      const text = viewText(0, view);
      const changed = text === lastView ? '' : viewText(timeMs, view);
      lastView = text;
      if (view.certificates === lastCertificates) return changed;
      lastCertificates = view.certificates;
      return changed + certificatesText(timeMs, view.certificates);
    },
    key: keyText,
    missing: (lines, timeMs) => missingText(timeMs, lines),
  };
}
