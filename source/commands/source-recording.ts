// Records what an interface's source says while it goes on: every entry of its log, what it knows
// once a second, and which keys there are. Follows the log by sequence numbers, so that nothing of
// the source has to know of it.
import {openRecordingFile} from '../io/recording-file.ts';
import {createRecorder, type RecorderOptions} from '../record/recorder.ts';
import {endText} from '../record/recording-lines.ts';
import type {InterfaceSource} from '../report/view-model.ts';
import type {Entry} from '../sync/entries.ts';

export type SourceRecording = {
  readonly file: string;
  readonly bytesWritten: number;
  close(): Promise<void>;
};

type SourceRecordingOptions = RecorderOptions & {
  readonly source: InterfaceSource;
  readonly file: string;
  readonly bytesMax: number;
  readonly onFailure: (error: Error) => void;
};

const viewEveryMs = 1000;
/** Keys are told a few at a time: a screen is drawn meanwhile. */
const keysATurn = 500;

/** Rejects when the file can't be made. */
export async function recordSource(options: SourceRecordingOptions): Promise<SourceRecording> {
  const {source, file} = options;
  const recorder = createRecorder(options);
  let next = source.log.first;
  let viewMs = Number.NEGATIVE_INFINITY;
  let viewLater: NodeJS.Timeout | undefined;
  let keysTurn: NodeJS.Immediate | undefined;

  const output = await openRecordingFile({
    file,
    bytesMax: options.bytesMax,
    partStart: part => recorder.partStart(part, Date.now()),
    missing: lines => recorder.missing(lines, Date.now()),
    end: () => endText(Date.now()),
    onPart: () => {
      writeView();
      tellKeys();
    },
    onFailure(error) {
      stop();
      options.onFailure(error);
    },
  });

  function writeView(): void {
    clearTimeout(viewLater);
    viewLater = undefined;
    viewMs = Date.now();
    output.write(recorder.view(source.view(), viewMs));
  }

  // At most once a second, and once more after the last change.
  function viewChanged(): void {
    const waitMs = viewMs + viewEveryMs - Date.now();
    if (waitMs <= 0) writeView();
    else viewLater ??= setTimeout(writeView, waitMs);
  }

  function tellKeys(): void {
    clearImmediate(keysTurn);
    const {keys} = source;
    if (keys === undefined) return;
    const all = keys.all();
    let bytes = 0;
    const turn = (): void => {
      let text = '';
      for (let count = 0; count < keysATurn; count += 1) {
        const found = all.next();
        if (found.done === true || bytes > options.bytesMax / 4) {
          output.write(text);
          return;
        }
        const facts = keys.get(found.value);
        if (facts !== undefined) text += recorder.key(found.value, facts);
      }
      bytes += text.length;
      output.write(text);
      keysTurn = setImmediate(turn);
    };
    turn();
  }

  function writeEntries(): void {
    const {log} = source;
    if (next >= log.end) return;
    if (next < log.first) {
      output.write(recorder.missing(log.first - next, Date.now()));
      next = log.first;
    }
    const entries: Entry[] = [];
    for (; next < log.end; next += 1) {
      const entry = log.at(next);
      if (entry !== undefined) entries.push(entry);
    }
    output.write(recorder.entries(entries));
    if (entries.some(isSynced)) tellKeys();
  }

  const unsubscribe = source.subscribe(() => {
    writeEntries();
    viewChanged();
  });
  const stop = (): void => {
    unsubscribe();
    clearTimeout(viewLater);
    clearImmediate(keysTurn);
  };
  writeView();
  tellKeys();
  writeEntries();
  return {
    file,
    get bytesWritten() {
      return output.bytesWritten;
    },
    async close() {
      stop();
      writeEntries();
      output.write(recorder.view(source.view(), Date.now()));
      await output.close();
    },
  };
}

/** The first full sync fills the key space without an entry a key. */
function isSynced(entry: Entry): boolean {
  return entry.type === 'status' && (entry.phase === 'synced' || entry.phase === 'resynced');
}
